"""Images that a user points at become the decoder's, by one set of rules; what is none is named."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from advai.config import InputError
from advai.data import given_images, open_images


def save(file: Path, pixels: np.ndarray) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(file)
    return str(file)


GREY = np.arange(64, dtype=np.uint8).reshape(8, 8) * 3
COLOUR = np.stack([GREY, 255 - GREY, GREY // 2], axis=-1)


def test_channels_are_repeated_or_become_their_luma(tmp_path: Path) -> None:
    grey, colour = save(tmp_path / "grey.png", GREY), save(tmp_path / "colour.png", COLOUR)
    as_colour = given_images([grey], size=8, channels=3).images[0]
    assert torch.equal(as_colour, torch.from_numpy(GREY).expand(3, 8, 8))
    as_grey = given_images([colour], size=8, channels=1).images[0, 0].numpy()
    luma = COLOUR @ np.array([0.299, 0.587, 0.114])
    assert np.abs(as_grey - luma).max() <= 1
    with pytest.raises(InputError, match="4 channels are wanted: give latents instead"):
        given_images([grey], size=8, channels=4)


def test_files_folders_and_rows_come_in_order_with_their_names(tmp_path: Path) -> None:
    one = save(tmp_path / "one.png", GREY)
    for name in ("b/2.png", "a.jpg", "b/1.png"):
        save(tmp_path / "many" / name, GREY[:6, :6])
    given = given_images([one, "digits#3", str(tmp_path / "many"), "digits#5:7"], size=8, channels=1)
    inside = [str(tmp_path / "many" / name) for name in ("a.jpg", "b/1.png", "b/2.png")]
    assert given.names == (one, "digits#3", *inside, "digits#5", "digits#6")
    assert given.images.shape == (7, 1, 8, 8)
    digits = open_images("digits", "test")
    assert torch.equal(given.images[[1, 5, 6]], digits.images(np.array([3, 5, 6])))


def test_what_is_no_image_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no image")
    (tmp_path / "empty").mkdir()
    torn = save(tmp_path / "torn.png", np.random.default_rng(0).integers(0, 255, (64, 64), dtype=np.uint8))
    Path(torn).write_bytes(Path(torn).read_bytes()[:500])
    for place, words in (
        (str(tmp_path / "text.png"), "neither PNG nor JPEG"),
        (torn, r"torn\.png' cannot be used as an image"),
        (str(tmp_path / "none.png"), r"there is no image '.*none\.png'"),
        (str(tmp_path / "empty"), "there are no images in"),
        ("digits#719", "digits has the test images 0 to 718, but #719 was asked for"),
        ("digits#5:5", "#5:5 was asked for"),
        ("digits#-1", "rows of a set are written digits#7 or digits#0:100"),
        ("digits#", "rows of a set are written"),
        ("digit#1", "there is no image 'digit#1'"),
    ):
        with pytest.raises(InputError, match=words):
            given_images([place], size=8, channels=1)
    with pytest.raises(InputError, match="no images were given"):
        given_images([], size=8, channels=1)
