"""Batches, as properties: exact to resume, the same for any workers and ranks, each image once an epoch."""

import itertools
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.config import InputError, InputTypeError
from advai.data import ImageSet, Locality, batches
from advai.data.image_set import held_images
from advai.shapes import Images8


def some(count: int, *, locality: Locality | None = None, streamed: bool = False) -> ImageSet:
    """A set whose images say which row they are of."""

    def draw(rows: np.ndarray) -> Images8:
        return torch.from_numpy(rows).view(-1, 1, 1, 1).expand(-1, 1, 2, 2).to(torch.uint8)

    return ImageSet(name="some", count=count, channels=1, size=2, locality=locality, streamed=streamed, draw=draw)


def taken(images: ImageSet, count: int, **options: int) -> list[tuple[list[int], list[int]]]:
    """The rows and the images of the first batches."""
    steps = itertools.islice(batches(images, **options), count)
    return [(rows.tolist(), pixels[:, 0, 0, 0].tolist()) for rows, pixels in steps]


LOCAL = Locality(np.repeat(np.arange(5), 20), 2)


@given(st.integers(1, 200), st.integers(1, 50), st.integers(0, 1000), st.integers(0, 20))
def test_resuming_gives_what_never_stopping_gives(count: int, batch: int, seed: int, start: int) -> None:
    images = some(count)
    whole = taken(images, start + 4, batch=batch, seed=seed)
    assert taken(images, 4, batch=batch, seed=seed, start=start) == whole[start:]


@pytest.mark.parametrize("locality", [None, LOCAL])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_any_number_of_workers_gives_the_same(locality: Locality | None, workers: int) -> None:
    images = some(100, locality=locality)
    alone = taken(images, 30, batch=16, seed=3, start=5, workers=0)
    assert taken(images, 30, batch=16, seed=3, start=5, workers=workers) == alone


@given(st.sampled_from([1, 2, 3, 4, 6]), st.integers(1, 4), st.integers(0, 9))
def test_ranks_together_give_the_batch_of_one(ranks: int, part: int, start: int) -> None:
    images, batch = some(50), ranks * part
    alone = taken(images, 5, batch=batch, seed=1, start=start)
    shares = [taken(images, 5, batch=batch, seed=1, start=start, rank=rank, ranks=ranks) for rank in range(ranks)]
    for step in range(5):
        assert [row for share in shares for row in share[step][0]] == alone[step][0]


@given(st.integers(1, 120), st.integers(1, 70), st.integers(0, 5))
def test_each_image_comes_once_an_epoch_and_every_batch_is_full(count: int, batch: int, seed: int) -> None:
    epochs = 3
    steps = -(-epochs * count // batch)
    seen = taken(some(count), steps, batch=batch, seed=seed)
    assert {len(rows) for rows, _ in seen} == {batch}
    rows = np.concatenate([rows for rows, _ in seen])[: epochs * count].reshape(epochs, count)
    assert (np.sort(rows, axis=1) == np.arange(count)).all()
    if count > 20:
        assert (rows[0] != rows[1]).any() and (rows[1] != rows[2]).any()


def test_images_are_those_of_the_rows() -> None:
    pixels = torch.arange(90, dtype=torch.uint8).view(10, 1, 3, 3)
    images = held_images("held", pixels, labels=None, classes=None)
    for rows, drawn in itertools.islice(batches(images, batch=4, seed=0, workers=2), 10):
        assert torch.equal(drawn, pixels[torch.from_numpy(rows)])
        assert drawn.dtype == torch.uint8


def test_an_error_comes_at_its_own_step() -> None:
    steps = batches(some(10), batch=1, seed=0, workers=0)
    broken = next(itertools.islice(steps, 7, None))[0][0]

    def draw(rows: np.ndarray) -> Images8:
        if broken in rows:
            raise InputError("a broken image")
        return some(10).draw(rows)

    images = ImageSet(name="some", count=10, channels=1, size=2, draw=draw)
    for workers in (0, 2):
        steps = batches(images, batch=1, seed=0, workers=workers)
        assert len(list(itertools.islice(steps, 7))) == 7
        with pytest.raises(InputError, match="a broken image"):
            next(steps)


def test_workers_are_ahead_but_not_without_bound_and_end_with_the_batches() -> None:
    drawn: list[int] = []

    def draw(rows: np.ndarray) -> Images8:
        drawn.append(len(rows))
        return some(10).draw(rows)

    others = set(threading.enumerate())
    steps = batches(ImageSet(name="some", count=10, channels=1, size=2, draw=draw), batch=1, seed=0, workers=2)
    for step in range(3):
        next(steps)
        wait_until(lambda most=5 + step: len(drawn) >= most)
        time.sleep(0.02)
        assert len(drawn) == 5 + step
    own = set(threading.enumerate()) - others
    assert own
    steps.close()
    wait_until(lambda: not any(thread.is_alive() for thread in own))


def wait_until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


@pytest.mark.parametrize("streamed", [False, True])
def test_streamed_sets_get_workers_unless_told_otherwise(streamed: bool) -> None:
    threads: set[threading.Thread] = set()

    def draw(rows: np.ndarray) -> Images8:
        threads.add(threading.current_thread())
        return some(10).draw(rows)

    images = ImageSet(name="some", count=10, channels=1, size=2, streamed=streamed, draw=draw)
    next(batches(images, batch=2, seed=0))
    assert (threading.main_thread() not in threads) is streamed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch": 0}, "batch must be 1 or more, but 0"),
        ({"start": -1}, "start must be 0 or more"),
        ({"rank": 2, "ranks": 2}, "rank must be below ranks"),
        ({"batch": 10, "ranks": 4}, "a batch of 10 cannot be parted evenly among 4 processes: .* such as 8"),
        ({"workers": -1}, "workers must be 0 or more"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(options: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        batches(some(4), **{"batch": 4, "seed": 0, **options})


def test_a_count_is_a_whole_number() -> None:
    with pytest.raises(InputTypeError, match="batch must be an integer"):
        batches(some(4), batch=True, seed=0)
