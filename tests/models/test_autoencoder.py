"""The small autoencoder: shapes for any batch, rows on their own, weights from the generator alone."""

import pytest
import torch
from pydantic import ValidationError

from advai.models import Autoencoder, AutoencoderConfig


def network(seed: int = 0, **sizes: int) -> Autoencoder:
    return Autoencoder(AutoencoderConfig(**sizes), torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("batch", [(), (1,), (5,), (2, 3), (0,)])
def test_any_batch_shape(batch: tuple[int, ...]) -> None:
    model, images = network(latent=9), torch.zeros(*batch, 8, 8)
    codes = model.encode(images)
    assert codes.shape == (*batch, 9)
    assert model.decode(codes).shape == model(images).shape == (*batch, 8, 8)


def test_a_row_does_not_depend_on_the_others() -> None:
    model, images = network().double(), torch.rand(6, 8, 8, dtype=torch.float64)
    torch.testing.assert_close(model(images)[2], model(images[2]), rtol=0, atol=1e-12)


def test_every_pixel_reaches_the_code_and_every_code_the_picture() -> None:
    model = network(latent=8)
    to_code = torch.autograd.functional.jacobian(model.encode, torch.rand(8, 8))
    to_picture = torch.autograd.functional.jacobian(model.decode, torch.rand(8))
    assert bool((to_code != 0).all())
    assert bool((to_picture != 0).all())


def test_what_is_decoded_is_an_image() -> None:
    far = 100 * torch.randn(50, 12, generator=torch.Generator().manual_seed(0))
    assert network().decode(far).abs().max() <= 1


def test_weights_come_from_the_generator_alone() -> None:
    before = torch.get_rng_state()
    first, other = network(3), network(4)
    torch.manual_seed(99)
    again = network(3)
    torch.set_rng_state(before)
    for name, weight in first.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name])
        assert not torch.equal(weight, other.state_dict()[name])


def test_sizes_that_cannot_be_are_refused() -> None:
    for wrong in ({"latent": 0}, {"width": 1}, {"depth": 3}):
        with pytest.raises(ValidationError):
            AutoencoderConfig(**wrong)
