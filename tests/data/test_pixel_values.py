"""Bytes to floats and back."""

import torch

from advai.data import to_bytes, to_floats

ALL = torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16)


def test_the_ends_are_exact_and_steps_are_equal() -> None:
    floats = to_floats(ALL).flatten()
    assert floats.dtype == torch.float32
    assert (floats[0].item(), floats[-1].item()) == (-1.0, 1.0)
    torch.testing.assert_close(floats.diff(), torch.full((255,), 2 / 255))


def test_bytes_come_back_and_stay_as_they_were() -> None:
    before = ALL.clone()
    floats = to_floats(ALL)
    kept = floats.clone()
    assert torch.equal(to_bytes(floats), ALL)
    assert torch.equal(ALL, before)
    assert torch.equal(floats, kept)


def test_the_nearest_byte_is_taken_and_more_than_black_or_white_is_that() -> None:
    x = torch.tensor([-3.0, -1.001, 0.0, 1.5, 1 / 255 + 1e-4, 1 / 255 - 1e-4]).view(1, 1, 1, -1)
    assert to_bytes(x).flatten().tolist() == [0, 0, 128, 255, 128, 128]
    assert to_bytes(torch.tensor(0.4 / 127.5 - 1).view(1, 1, 1, 1)).item() == 0
    assert to_bytes(torch.tensor(0.6 / 127.5 - 1).view(1, 1, 1, 1)).item() == 1
