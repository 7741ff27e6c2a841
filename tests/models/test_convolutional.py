"""The image networks: published size, every shape that halves, weights from the generator alone."""

import dataclasses

import pytest
import torch

from advai.models import Decoder, Encoder, ImageNetworkConfig


def both(config: ImageNetworkConfig, seed: int = 0) -> tuple[Encoder, Decoder]:
    generator = torch.Generator().manual_seed(seed)
    return Encoder(config, generator), Decoder(config, generator)


def test_the_published_network_has_the_published_number_of_parameters() -> None:
    networks = both(ImageNetworkConfig(size=32, depth=16, scales=3, latent=2))
    assert sum(weight.numel() for network in networks for weight in network.parameters()) == 225_411


@pytest.mark.parametrize("kind", ["acai", "residual"])
@pytest.mark.parametrize(("size", "scales", "channels"), [(8, 1, 1), (24, 3, 3), (40, 2, 4), (64, 4, 3)])
def test_codes_and_images_have_the_sizes_that_the_configuration_says(
    kind: str, size: int, scales: int, channels: int
) -> None:
    config = ImageNetworkConfig(kind=kind, size=size, scales=scales, channels=channels, depth=4, latent=3)  # type: ignore[arg-type]
    encoder, decoder = both(config)
    x = torch.randn(5, channels, size, size)
    z = encoder(x)
    assert z.shape == (5, config.dim)
    assert decoder(z).shape == x.shape
    assert config.dim == 3 * (size >> scales) ** 2


def test_a_size_that_cannot_be_halved_is_refused() -> None:
    with pytest.raises(ValueError, match=r"size 28 cannot be halved 3 times: use a size that is a multiple of 8"):
        ImageNetworkConfig(size=28, scales=3)


@pytest.mark.parametrize("kind", ["acai", "residual"])
def test_weights_come_from_the_generator_alone(kind: str) -> None:
    config = ImageNetworkConfig(kind=kind, size=16, scales=2, depth=4)  # type: ignore[arg-type]
    before = torch.random.get_rng_state()
    first, second, other = both(config), both(config), both(config, seed=1)
    assert torch.equal(before, torch.random.get_rng_state())
    for one, two, three in zip(first, second, other, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))
        assert not all(torch.equal(a, b) for a, b in zip(one.parameters(), three.parameters(), strict=True))


def test_the_first_weights_have_the_published_deviation() -> None:
    encoder, _ = both(ImageNetworkConfig(size=32, depth=64))
    assert float(encoder.layers[0].last.weight.detach().std()) == pytest.approx(0.04086, rel=0.01)  # type: ignore[union-attr]
    assert not any(bool(value.any()) for name, value in encoder.state_dict().items() if name.endswith("bias"))


def test_residual_blocks_begin_as_their_skip() -> None:
    encoder, _ = both(ImageNetworkConfig(kind="residual", size=16, scales=2, depth=4))
    blocks = [layer for layer in encoder.layers if type(layer).__name__ == "ResidualBlock"]
    x = torch.randn(2, 4, 8, 8)
    assert torch.equal(blocks[0](x), blocks[0].skip(x))
    assert len(blocks) == 3


def test_an_images_code_does_not_depend_on_the_others() -> None:
    encoder, _ = both(ImageNetworkConfig(size=16, scales=2, depth=4))
    x = torch.randn(6, 1, 16, 16)
    torch.testing.assert_close(encoder(x)[2:3], encoder(x[2:3]))


def test_networks_run_in_bfloat16_and_give_float32() -> None:
    encoder, decoder = both(ImageNetworkConfig(size=16, scales=2, depth=8))
    x = torch.randn(4, 1, 16, 16)
    exact = decoder(encoder(x))
    with torch.autocast("cpu", torch.bfloat16):
        z = encoder(x)
        rounded = decoder(z)
    assert z.dtype == rounded.dtype == torch.float32
    torch.testing.assert_close(rounded, exact, atol=0.05, rtol=0.05)


def test_a_configuration_is_compared_by_value() -> None:
    config = ImageNetworkConfig(size=32)
    assert dataclasses.replace(config, depth=16) == config


def test_weights_are_laid_out_channels_last() -> None:
    encoder, _ = both(ImageNetworkConfig(size=16, scales=2, depth=4))
    layers = [layer for layer in encoder.modules() if isinstance(layer, torch.nn.Conv2d)]
    assert layers
    assert all(layer.weight.is_contiguous(memory_format=torch.channels_last) for layer in layers)
