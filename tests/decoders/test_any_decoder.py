"""A decoder is tried before it is used: shape, range and gradients are what they are, and bad ones get one sentence."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from advai.config import InputError, InputTypeError
from advai.decoders import AnyDecoder, checked_decoder, checked_shape, decoder_of_object, open_python_decoder
from advai.distributions import Gaussian

CPU = torch.device("cpu")
RANGE = (-1.0, 1.0)


def picture(z: Tensor) -> Tensor:
    """The first 16 coordinates as an image of 4 pixels a side."""
    return z.flatten(1)[:, :16].unflatten(1, (1, 4, 4)).tanh()


def decoder(
    raw: Any = picture, latent: tuple[int, ...] = (16,), value_range: tuple[float, float] = RANGE
) -> AnyDecoder:
    return checked_decoder("it", raw, latent=latent, device=CPU, value_range=value_range)


def test_what_is_seen_at_the_trial() -> None:
    found = decoder(latent=(2, 4, 4))
    assert (found.dim, found.channels, found.size, found.differentiable) == (32, 1, 4, True)
    assert found.law is None and found.encode is None
    assert decoder(lambda z: picture(z).detach()).differentiable is False


def test_latents_are_given_in_the_shape_that_is_wanted() -> None:
    shapes = []

    def raw(z: Tensor) -> Tensor:
        shapes.append(tuple(z.shape))
        return picture(z)

    decoder(raw, (2, 4, 4)).decode(torch.zeros(3, 32))
    assert shapes == [(2, 2, 4, 4), (3, 2, 4, 4)]


def test_a_range_is_mapped_to_one() -> None:
    z = torch.randn(7, 16, generator=torch.Generator().manual_seed(0))
    for low, high in ((0.0, 1.0), (0.0, 255.0), (-3.0, 1.0)):
        made = decoder(lambda z, low=low, high=high: low + (picture(z) + 1) / 2 * (high - low), value_range=(low, high))
        assert torch.allclose(made.decode(z), picture(z), atol=1e-5)


def test_pictures_are_the_same_in_any_number_of_batches_and_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    z = 3 * torch.randn(9, 16, generator=torch.Generator().manual_seed(0))
    plain = decoder(lambda z: z.unflatten(1, (1, 4, 4)))
    whole = plain.pictures(z)
    assert torch.equal(whole, z.unflatten(1, (1, 4, 4)).clamp(-1, 1))
    monkeypatch.setattr("advai.decoders.any_decoder.VALUES_AT_ONCE", 50)
    assert plain.rows_at_once == 3
    assert torch.equal(plain.pictures(z), whole)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (lambda z: z, "must give square images"),
        (lambda z: picture(z)[:, :, :3], r"of the shape \(2, 1, 3, 4\)"),
        (lambda z: picture(z)[:1], "for two latents"),
        (lambda z: picture(z).long(), "but gives int64"),
        (lambda z: picture(z) / 0, "not finite"),
        (lambda z: 100 + picture(z), r"values up to 100, far outside of -1 to 1.*--range 0,255"),
        (lambda z: z @ torch.zeros(3, 3), r"fails on latents of the shape \(n, 16\)"),
    ],
)
def test_what_makes_no_images_is_refused(raw: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        decoder(raw)


def test_what_gives_no_tensor_is_refused() -> None:
    with pytest.raises(InputTypeError, match="gives list"):
        decoder(lambda z: [z])


def test_a_law_of_another_dimension_is_refused() -> None:
    class Told:
        dim, prior = 16, "gaussian:7"

        def __call__(self, z: Tensor) -> Tensor:
            return picture(z)

    found = decoder_of_object("it", Told(), latent=None, value_range=RANGE)
    with pytest.raises(InputError, match="takes latents of dimension 16, but gaussian:7 has dimension 7"):
        _ = found.law


def test_what_an_object_tells_is_used() -> None:
    class Told(nn.Module):
        dim, prior = (1, 4, 4), Gaussian(16)

        def forward(self, z: Tensor) -> Tensor:
            assert not self.training
            return picture(z)

        def encode(self, x: Tensor) -> Tensor:
            return x.atanh().flatten(1)

    found = decoder_of_object("it", Told(), latent=None, value_range=RANGE)
    z = torch.randn(3, 16, generator=torch.Generator().manual_seed(0))
    assert found.latent == (1, 4, 4) and found.law == Gaussian(16)
    assert torch.allclose(found.codes(found.decode(z)), z, atol=1e-4)


def test_an_object_that_is_no_decoder_is_refused() -> None:
    for given, words in ((nn.Linear, "is a class"), (3, "is int")):
        with pytest.raises(InputTypeError, match=words):
            decoder_of_object("it", given, latent=(3,), value_range=RANGE)
    with pytest.raises(InputError, match="does not say what a latent is"):
        decoder_of_object("it", picture, latent=None, value_range=RANGE)


def test_a_module_in_the_current_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_generator_here.py").write_text("def draw(z):\n    return z.unflatten(1, (1, 4, 4)).tanh()\n")
    found = open_python_decoder("my_generator_here:draw", latent=(16,), value_range=RANGE)
    assert found.name == "python:my_generator_here:draw" and found.size == 4
    for place, words in (
        ("my_generator_here:drew", "did you mean 'draw'"),
        ("my_generator_there:draw", "cannot be imported"),
        ("my_generator_here", "write python:MODULE:NAME"),
    ):
        with pytest.raises(InputError, match=words):
            open_python_decoder(place, latent=(16,), value_range=RANGE)


def test_shapes_of_latents() -> None:
    assert checked_shape(None) is None
    assert checked_shape(64) == (64,)
    assert checked_shape([4, 8, 8]) == (4, 8, 8)
    wrong: list[Any] = [0, (), (4, -1), (2.5,), True]
    for given in wrong:
        with pytest.raises(InputError, match="the shape of a latent"):
            checked_shape(given)
