"""Which array of a file is read."""

import pytest

from advai.config import InputError
from advai.distributions.array_choice import choose_array


def test_the_only_one_needs_no_name() -> None:
    assert choose_array("f.npz", ["codes"], None) == "codes"
    assert choose_array("f.npz", ["codes"], "codes") == "codes"


def test_one_of_several_must_be_named() -> None:
    assert choose_array("f.npz", ["train", "test"], "test") == "test"
    with pytest.raises(InputError, match=r"f\.npz holds 2 arrays \(train, test\): say which .* as in f\.npz#train\."):
        choose_array("f.npz", ["train", "test"], None)


def test_the_nearest_name_is_suggested() -> None:
    with pytest.raises(InputError, match=r"unknown array of f\.npz 'tset': did you mean 'test'\?"):
        choose_array("f.npz", ["train", "test"], "tset")
