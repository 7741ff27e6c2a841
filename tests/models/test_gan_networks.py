"""Generators and critics: sizes, growth without a jump, images that do not touch each other, weights as drawn."""

import itertools

import pytest
import torch
from torch.nn.functional import avg_pool2d

from advai.config import InputError
from advai.models import (
    GanNetworkConfig,
    Generator,
    ImageCritic,
    Phase,
    ProgressiveCritic,
    ProgressiveGenerator,
    at_phase,
    check_gan_size,
)

KINDS = ["dcgan", "residual", "progressive"]
ROUNDED = {"rtol": 1e-3, "atol": 1e-4}
"""Kernels round by the size of the batch."""
SMALL = {"depth": 4, "widest": 8, "latent": 6}


def config(kind: str, size: int = 16, **changes: object) -> GanNetworkConfig:
    return GanNetworkConfig(kind=kind, size=size, **{**SMALL, **changes})  # type: ignore[arg-type]


def both(settings: GanNetworkConfig, seed: int = 0) -> tuple[torch.nn.Module, torch.nn.Module]:
    draws = torch.Generator().manual_seed(seed)
    if settings.kind == "progressive":
        return ProgressiveGenerator(settings, draws), ProgressiveCritic(settings, draws)
    return Generator(settings, draws), ImageCritic(settings, draws)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "channels", "mapping"), [(8, 1, 0), (32, 3, 2), (64, 1, 0)])
def test_latents_become_images_and_images_scores(kind: str, size: int, channels: int, mapping: int) -> None:
    settings = config(kind, size, channels=channels, mapping=mapping)
    generator, critic = both(settings)
    z = torch.randn(4, 6)
    x = generator(z)
    assert x.shape == (4, channels, size, size) and x.dtype == torch.float32
    assert critic(x).shape == (4,)
    w = generator.intermediate(z)  # type: ignore[operator]
    assert w.shape == z.shape
    torch.testing.assert_close(generator.synthesise(w), x)  # type: ignore[operator]


@pytest.mark.parametrize("size", [0, 4, 12, 28, 33, 100])
def test_a_size_that_is_no_power_of_two_from_eight_on_is_refused(size: int) -> None:
    with pytest.raises(InputError, match=f"a power of two, 8 or more, but {size} was asked for: use ") as raised:
        check_gan_size(size)
    assert "\n" not in str(raised.value)
    with pytest.raises(ValueError, match="a power of two"):
        config("dcgan", size)


def test_maps_double_at_each_halving_up_to_the_widest() -> None:
    settings = GanNetworkConfig(kind="progressive", size=1024, depth=16, widest=512)
    assert settings.sizes == [4, 8, 16, 32, 64, 128, 256, 512, 1024]
    published = [512, 512, 512, 512, 256, 128, 64, 32, 16]
    assert [settings.maps(size) for size in settings.sizes] == published


@pytest.mark.parametrize("kind", KINDS)
def test_weights_come_from_the_generator_alone(kind: str) -> None:
    before = torch.random.get_rng_state()
    runs = [both(config(kind, mapping=1), seed) for seed in (0, 0, 1)]
    assert torch.equal(before, torch.random.get_rng_state())
    for one, same, other in zip(*runs, strict=True):
        pairs = list(zip(one.parameters(), same.parameters(), other.parameters(), strict=True))
        assert all(torch.equal(a, b) for a, b, _ in pairs)
        assert not all(torch.equal(a, c) for a, _, c in pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_does_not_depend_on_the_others(kind: str) -> None:
    generator, critic = both(config(kind))
    z = torch.randn(8, 6)
    torch.testing.assert_close(generator(z)[2:3], generator(z[2:3]), **ROUNDED)
    x = generator(z)
    few = x[4:] if kind == "progressive" else x[4:5]  # there a group of four
    torch.testing.assert_close(critic(x)[4 : 4 + len(few)], critic(few), **ROUNDED)


@pytest.mark.parametrize("kind", ["dcgan", "residual"])
def test_features_keep_their_scale(kind: str) -> None:
    generator, critic = both(config(kind, 64, depth=16, widest=64, latent=32))
    with torch.no_grad():
        x = generator(torch.randn(32, 32))
        assert 0.05 < float(x.std()) < 1
        assert 0.01 < float(critic(torch.randn(32, 1, 64, 64)).std()) < 3


def test_the_intermediate_latent_of_a_progressive_generator_is_on_the_sphere() -> None:
    generator, _ = both(config("progressive"))
    z = torch.randn(9, 6)
    w = generator.intermediate(z)  # type: ignore[operator]
    torch.testing.assert_close(w.norm(dim=1), torch.full((9,), 6**0.5))
    torch.testing.assert_close(generator(3 * z), generator(z), atol=1e-4, rtol=1e-3)
    plain, _ = both(config("dcgan"))
    assert torch.equal(plain.intermediate(z), z)  # type: ignore[operator]


@pytest.mark.parametrize(("below", "size"), [(4, 8), (8, 16)])
def test_a_fade_begins_with_the_size_below_and_ends_with_the_new_one(below: int, size: int) -> None:
    generator, critic = both(config("progressive"))
    z = torch.randn(4, 6)
    small = generator(z, Phase(below, 1.0))
    faded = generator(z, Phase(size, 0.0))
    torch.testing.assert_close(faded, small.repeat_interleave(2, 2).repeat_interleave(2, 3))
    torch.testing.assert_close(avg_pool2d(faded, 2), small)
    x = torch.randn(4, 1, size, size)
    torch.testing.assert_close(critic(x, Phase(size, 0.0)), critic(avg_pool2d(x, 2), Phase(below, 1.0)))
    half = generator(z, Phase(size, 0.5))
    torch.testing.assert_close(half, (faded + generator(z, Phase(size, 1.0))) / 2)


def test_what_is_not_grown_yet_gets_no_gradient() -> None:
    generator, critic = both(config("progressive", 32))
    phase = Phase(8, 0.5)
    critic(generator(torch.randn(4, 6), phase), phase).sum().backward()
    for network, images in ((generator, "to_image"), (critic, "from_image")):
        reached = {name for name, weight in network.named_parameters() if weight.grad is not None}
        assert {f"{images}.0.weight", f"{images}.1.weight", "blocks.0.1.weight"} <= reached
        assert not any(name.startswith((f"{images}.2", "blocks.1")) for name in reached)


def test_real_images_are_averaged_down_and_fade_as_the_made_ones_do() -> None:
    x = torch.arange(64.0).view(1, 1, 8, 8)
    assert torch.equal(at_phase(x, Phase(8, 1.0)), x)
    small = at_phase(x, Phase(4, 1.0))
    assert float(small[0, 0, 0, 0]) == (0 + 1 + 8 + 9) / 4
    doubled = small.repeat_interleave(2, 2).repeat_interleave(2, 3)
    torch.testing.assert_close(at_phase(x, Phase(8, 0.25)), 0.75 * doubled + 0.25 * x)


@pytest.mark.parametrize(("kind", "penalised"), list(itertools.product(KINDS, [False, True])))
def test_bfloat16_is_close_to_float32_through_the_second_derivative(kind: str, penalised: bool) -> None:
    _, critic = both(config(kind, depth=8))
    x = torch.randn(16, 1, 16, 16, generator=torch.Generator().manual_seed(0))

    def gradients(low: bool) -> torch.Tensor:
        critic.zero_grad()
        seen = x.clone().requires_grad_()
        with torch.autocast("cpu", torch.bfloat16, enabled=low):
            scores = critic(seen)
        if penalised:
            (gradient,) = torch.autograd.grad(scores.sum(), seen, create_graph=True)
            (gradient.flatten(1).norm(dim=1) - 1).square().mean().backward()
        else:
            scores.mean().backward()
        return torch.cat([weight.grad.flatten() for weight in critic.parameters() if weight.grad is not None])

    exact, rounded = gradients(False), gradients(True)
    assert float(torch.cosine_similarity(exact, rounded, dim=0)) > 0.98
