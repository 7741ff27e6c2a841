"""Strips, films and inverted images show every pixel as it is, where the labels say."""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from advai.config import InputError
from advai.report import PathFrames, check_film, inverted_sheet, path_film, path_strips, write_film
from advai.report.image_sheet import GAP, side_of, tile

RANDOM = np.random.default_rng(0)


def frames(names: tuple[str, ...], steps: int = 5, channels: int = 1, size: int = 8) -> dict[str, np.ndarray]:
    shape = (steps, channels, size, size)
    return {name: RANDOM.integers(0, 256, shape, dtype=np.uint8) for name in names}


def places_of(picture: np.ndarray, sheet: Image.Image, side: int) -> list[tuple[int, int]]:
    """The left upper corners at which a sheet shows a picture, pixel by pixel."""
    wanted, whole = np.asarray(tile(picture, side)), np.asarray(sheet)
    rows, columns = (size - side + 1 for size in whole.shape[:2])
    found = (whole[:rows, :columns] == wanted[0, 0]).all(axis=-1)
    there = zip(*np.nonzero(found), strict=True)
    return [(int(x), int(y)) for y, x in there if (whole[y : y + side, x : x + side] == wanted).all()]


def test_small_images_are_shown_a_whole_number_of_times_as_large() -> None:
    assert [side_of(size) for size in (8, 28, 32, 95, 96, 97, 256)] == [96, 112, 96, 190, 96, 97, 256]
    colour = RANDOM.integers(0, 256, (3, 4, 4), dtype=np.uint8)
    shown = np.asarray(tile(colour, 12))
    assert (shown == np.repeat(np.repeat(np.moveaxis(colour, 0, -1), 3, axis=0), 3, axis=1)).all()


@pytest.mark.parametrize("channels", [1, 3])
def test_every_frame_is_in_its_row_and_place_between_the_originals(channels: int) -> None:
    shown: Mapping[str, np.ndarray] = frames(("linear", "matched"), channels=channels)
    first, last = (RANDOM.integers(0, 256, (channels, 8, 8), dtype=np.uint8) for _ in range(2))
    made = PathFrames(frames=shown, first=first, last=last)
    sheet = path_strips(made).image
    corners = {name: [places_of(frame, sheet, made.side) for frame in shown[name]] for name in shown}
    assert all(len(found) == 1 for row in corners.values() for found in row)
    tops = [{found[0][1] for found in row} for row in corners.values()]
    assert [len(top) for top in tops] == [1, 1] and max(tops[0]) < min(tops[1])
    lefts = [found[0][0] for found in corners["linear"]]
    assert np.diff(lefts).tolist() == [made.side + GAP] * 4
    assert [x for x, _ in places_of(first, sheet, made.side)] == [lefts[0] - made.side - 4 * GAP] * 2
    assert len(places_of(last, sheet, made.side)) == 2
    assert places_of(first, path_strips(PathFrames(frames=shown)).image, made.side) == []


def test_a_film_goes_there_and_back_with_all_paths_side_by_side() -> None:
    shown = frames(("linear", "a path of a very long name that goes on and on"), steps=4)
    made = PathFrames(frames=shown)
    film = list(path_film(made))
    assert len(film) == 6
    assert len({shot.size for shot in film}) == 1
    assert all(side % 2 == 0 for side in film[0].size)
    for shot, step in zip(film, (0, 1, 2, 3, 2, 1), strict=True):
        corners = [places_of(of_path[step], shot, made.side) for of_path in shown.values()]
        assert [len(found) for found in corners] == [1, 1]
        assert corners[0][0][1] == corners[1][0][1] and corners[0][0][0] < corners[1][0][0]


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_film_can_be_read_again(tmp_path: Path, suffix: str) -> None:
    film = list(path_film(PathFrames(frames=frames(("linear",), steps=4))))
    write_film(tmp_path / f"film{suffix}", film)
    with Image.open(tmp_path / f"film{suffix}") as read:
        shots = [np.asarray(shot.convert("RGB")).astype(int) for shot in ImageSequence.Iterator(read)]
    assert len(shots) == 6
    assert np.abs(shots[2] - np.asarray(film[2])).mean() < 8
    assert [file.name for file in tmp_path.iterdir()] == [f"film{suffix}"]


def test_an_mp4_has_every_frame(tmp_path: Path) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="the extra video is not installed")
    film = list(path_film(PathFrames(frames=frames(("linear",), steps=6))))
    write_film(tmp_path / "film.mp4", film)
    read = ffmpeg.read_frames(str(tmp_path / "film.mp4"))
    assert tuple(next(read)["size"]) == film[0].size
    assert sum(1 for _ in read) == len(film)


def test_a_film_that_cannot_be_written_here_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(InputError, match=r"an \.mp4 needs imageio-ffmpeg: install it with pip install advai\[video\]"):
        check_film(".mp4")
    check_film(".gif")
    with pytest.raises(InputError, match="imageio-ffmpeg"):
        write_film(tmp_path / "film.mp4", path_film(PathFrames(frames=frames(("linear",)))))
    assert list(tmp_path.iterdir()) == []


def test_inverted_images_stand_above_what_their_latents_give() -> None:
    images, decoded = (RANDOM.integers(0, 256, (14, 1, 8, 8), dtype=np.uint8) for _ in range(2))
    sheet = inverted_sheet(images, decoded, [0.5] * 14).image
    for above, below in zip(images, decoded, strict=True):
        ((x, y),) = places_of(above, sheet, 96)
        assert places_of(below, sheet, 96) == [(x, y + 96 + GAP)]
    many = RANDOM.integers(0, 256, (97, 1, 8, 8), dtype=np.uint8)
    shown = inverted_sheet(many, many, [0.5] * 97).image
    assert len(places_of(many[95], shown, 96)) == 2
    assert places_of(many[96], shown, 96) == []
