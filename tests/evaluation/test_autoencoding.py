"""Codes, reconstructions and midpoints, with encoders whose answers are known."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.data import ImageSet, to_floats
from advai.evaluation import autoencoding, codes_of, decoded, midpoints, reconstruction_error
from advai.paths import lerp

Make = Callable[..., ImageSet]
ROWS = torch.tensor([5, 0, 199, 7])


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autoencoding, "BATCH", 3)


def test_codes_come_in_the_order_of_the_rows(make_images: Make) -> None:
    images = make_images()
    codes = codes_of(lambda x: x.flatten(1), images, ROWS)
    assert np.array_equal(codes, to_floats(images.images(ROWS)).flatten(1).numpy())


def test_a_perfect_autoencoder_has_no_error_and_a_lazy_one_that_of_the_mean_image(make_images: Make) -> None:
    images = make_images()
    x = to_floats(images.images(ROWS))
    codes = codes_of(lambda x: x.flatten(1), images, ROWS)
    perfect = reconstruction_error(lambda z: z.unflatten(1, (1, 16, 16)), codes, images, ROWS)
    lazy = reconstruction_error(lambda z: x.mean(0).expand(len(z), 1, 16, 16), codes, images, ROWS)
    assert perfect.value == 0
    assert lazy.value == pytest.approx(float(x.var(dim=0, unbiased=False).mean()), rel=1e-5)
    assert lazy.value == pytest.approx(lazy.conditions["of_mean_image"], rel=1e-5)


def test_codes_that_are_not_finite_are_refused(make_images: Make) -> None:
    with pytest.raises(InputError, match="not all finite"):
        codes_of(lambda x: x.flatten(1) / 0, make_images(), ROWS)


def test_decoding_in_batches_changes_nothing() -> None:
    codes = np.arange(20, dtype=np.float32).reshape(10, 2)
    batches = list(decoded(lambda z: z[:, :, None, None], codes))
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    assert np.array_equal(torch.cat(batches).flatten(1).numpy(), codes)


def test_every_code_is_twice_an_end_and_never_its_own_partner() -> None:
    codes = np.eye(9, dtype=np.float32)
    middle = midpoints(lerp, codes, seed=1)
    assert np.array_equal(np.sort(middle, axis=1)[:, -2:], np.full((9, 2), 0.5))
    assert middle.sum(axis=0) == pytest.approx(np.ones(9))
    assert np.array_equal(middle, midpoints(lerp, codes, seed=1))
    assert not np.array_equal(middle, midpoints(lerp, codes, seed=2))
