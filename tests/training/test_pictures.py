"""The pictures that a run shows of itself."""

import torch

from advai.paths import lerp
from advai.training.pictures import COLUMNS, PAIRS, grid, pictures_of
from advai.training.players import autoencoder_parts

from .conftest import CPU, small_config, small_images


def test_a_grid_puts_images_in_rows_with_black_between() -> None:
    images = torch.ones(5, 1, 4, 4) * torch.tensor([-1.0, -0.5, 0.0, 0.5, 1.0])[:, None, None, None]
    sheet = grid(images, columns=3)
    assert sheet.shape == (1, 4 + 2 + 4, 3 * 4 + 2 * 2)
    assert int(sheet[0, 0, 12]) == 128 and int(sheet[0, 6, 6]) == 255
    assert not sheet[0, 4:6].any() and not sheet[0, :, 4:6].any() and not sheet[0, 6:, 10:].any()


def test_pictures_show_images_what_comes_back_paths_and_samples() -> None:
    config, images = small_config("vae"), small_images()
    networks = autoencoder_parts(config)
    drawn = pictures_of(config, networks, lerp, images, CPU)
    assert {name: tuple(picture.shape) for name, picture in drawn.items()} == {
        "reconstructions": (1, 4 * 10 - 2, PAIRS * 10 - 2),
        "interpolations": (1, PAIRS * 10 - 2, COLUMNS * 10 - 2),
        "samples": (1, PAIRS * 10 - 2, COLUMNS * 10 - 2),
    }
    first = images.images(torch.tensor([0]))[0]
    assert torch.equal(drawn["reconstructions"][:, :8, :8], first)
    again = pictures_of(config, networks, lerp, images, CPU)
    assert all(torch.equal(drawn[name], again[name]) for name in drawn)
