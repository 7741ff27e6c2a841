"""The order of an epoch, as properties: a permutation, a function of seed and epoch, and one that reads groups once."""

import itertools
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advai.data import Locality, epoch_order

SEEDS = st.integers(0, 2**31)
EPOCHS = st.integers(0, 10**6)


def groups_of(sizes: list[int]) -> np.ndarray:
    return np.repeat(np.arange(len(sizes)), sizes)


@given(SEEDS, EPOCHS, st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(1, 5), st.booleans())
def test_every_order_is_a_permutation_and_the_same_again(
    seed: int, epoch: int, sizes: list[int], mixed: int, local: bool
) -> None:
    locality = Locality(groups_of(sizes), mixed) if local else None
    order = epoch_order(seed, epoch, sum(sizes), locality)
    assert order.dtype == np.int64
    assert sorted(order.tolist()) == list(range(sum(sizes)))
    assert np.array_equal(order, epoch_order(seed, epoch, sum(sizes), locality))


@pytest.mark.parametrize("locality", [None, Locality(groups_of([50] * 20), 4)])
def test_epochs_and_seeds_differ(locality: Locality | None) -> None:
    orders = [epoch_order(seed, epoch, 1000, locality) for seed in (0, 1) for epoch in (0, 1, 2)]
    for one, other in itertools.combinations(orders, 2):
        assert (one == other).mean() < 0.02


def test_each_row_is_as_likely_at_each_place() -> None:
    places = np.stack([np.argsort(epoch_order(3, epoch, 10)) for epoch in range(4000)])
    counts = np.stack([np.bincount(column, minlength=10) for column in places.T])
    assert ((counts - 400) ** 2 / 400).sum() < 160  # chi-squared, 81 degrees of freedom: 1 in 10,000 exceeds 141


def reads(groups: np.ndarray, kept: int) -> int:
    """How often a group is read when those used last are kept."""
    held: OrderedDict[int, None] = OrderedDict()
    count = 0
    for group in groups.tolist():
        if group not in held:
            count += 1
            if len(held) == kept:
                held.popitem(last=False)
        held[group] = None
        held.move_to_end(group)
    return count


@given(SEEDS, st.integers(1, 6))
def test_with_locality_each_group_is_read_once(seed: int, mixed: int) -> None:
    group = groups_of([100] * 30)
    order = epoch_order(seed, 0, len(group), Locality(group, mixed))
    assert reads(group[order], mixed + 1) == 30
    assert len(set(group[order[: 100 * mixed]].tolist())) <= 2 * mixed


def test_with_locality_groups_are_mixed_and_come_in_any_order() -> None:
    group = groups_of([100] * 30)
    order = epoch_order(0, 0, 3000, Locality(group, 8))
    in_batch = [len(set(group[batch].tolist())) for batch in order[1000:2000].reshape(-1, 50)]
    assert min(in_batch) >= 6
    first = [group[row] for row in order[:1000]]
    assert len(set(first)) > 8 and abs(np.corrcoef(np.arange(3000), group[order])[0, 1]) < 0.6
