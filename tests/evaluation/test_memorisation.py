"""The nearest images of a set: against a search one by one, and a copy that is found."""

import torch

from advai.data import to_floats
from advai.data.image_set import held_images
from advai.evaluation import nearest_images


def test_the_nearest_are_those_of_a_search_one_by_one_and_copies_are_found() -> None:
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (700, 1, 4, 4), dtype=torch.uint8, generator=generator)
    images = held_images("noise", pixels, labels=None, classes=None)
    rows = torch.arange(50, 690)
    made = torch.rand(5, 1, 4, 4, generator=generator) * 2 - 1
    made[3] = to_floats(pixels[612:613])[0]
    found = nearest_images(made, images, rows)
    for one, row in zip(made, found.tolist(), strict=True):
        errors = [float((one - to_floats(pixels[k : k + 1])[0]).square().sum()) for k in rows.tolist()]
        assert row == rows[errors.index(min(errors))]
    assert int(found[3]) == 612
