"""Frames as a film: GIF or WebP by Pillow, MP4 by ffmpeg, which the package imageio-ffmpeg brings along."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..config import InputError
from ..results import file_aside

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = (".gif", ".webp", ".mp4")
RATE = 24
"""Frames a second."""


def check_film(suffix: str) -> None:
    """Raise `InputError` where films of this kind cannot be written here."""
    if suffix == ".mp4":
        _ffmpeg()


def write_film(place: Path, frames: Iterable["Image.Image"]) -> None:
    """Write the frames, all of one size, to a file whose suffix names the kind; whole or not at all.

    GIF counts in hundredths of a second, so its rate is 25 frames a second.
    """
    with file_aside(place) as aside:
        if place.suffix.lower() == ".mp4":
            _write_mp4(aside, frames)
            return
        first, *others = frames
        gif = place.suffix.lower() == ".gif"
        options: dict[str, Any] = {} if gif else {"quality": 90, "method": 4}
        duration = 40 if gif else round(1000 / RATE)
        first.save(aside, save_all=True, append_images=others, duration=duration, loop=0, **options)


def _write_mp4(place: Path, frames: Iterable["Image.Image"]) -> None:
    writer = None
    for frame in frames:
        if writer is None:
            writer = _ffmpeg().write_frames(
                str(place),
                frame.size,
                fps=RATE,
                codec="libx264",
                quality=8,
                macro_block_size=2,
                ffmpeg_log_level="error",
            )
            writer.send(None)
        writer.send(np.ascontiguousarray(np.asarray(frame)))
    if writer is not None:
        writer.close()


def _ffmpeg() -> Any:
    try:
        import imageio_ffmpeg  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise InputError("an .mp4 needs imageio-ffmpeg: install it with pip install advai[video].") from error
    return imageio_ffmpeg
