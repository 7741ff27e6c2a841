"""The pace: the faster number of threads is found again and again, and a step gives the same numbers on any."""

import time

import pytest
import torch

from advai.distributions import as_source
from advai.recipes import CORRECTIONS
from advai.training import threads
from advai.training.correction import new_game, train_step
from advai.training.run import standardised_draw
from advai.training.threads import FURTHEST, Pace, pace_for, same_on_two


def after_steps(law: str, count: int) -> torch.Tensor:
    """All weights after a few full steps on so many threads."""
    source, device = as_source(law), torch.device("cpu")
    config = CORRECTIONS["game"](source.dim)
    game = new_game(config, device)
    draw, before = standardised_draw(source, source, game), torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        for step in range(config.steps - 6, config.steps):
            train_step(game, config, draw, step, device)
    finally:
        torch.set_num_threads(before)
    return torch.cat([weight.flatten() for part in (game.path, game.critic) for weight in part.parameters()])


@pytest.mark.parametrize("law", ["ring", "gaussian:64"])
def test_a_step_gives_the_same_bits_on_one_thread_and_on_two_where_two_are_taken(law: str) -> None:
    width = CORRECTIONS["game"](as_source(law).dim).path.correction.width
    assert torch.equal(after_steps(law, 1), after_steps(law, 2)) or not same_on_two(width)


def test_where_two_threads_give_other_bits_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "same_on_two", lambda width: False)
    with pace_for(128, torch.device("cpu")) as pace:
        assert pace.choices == (1,)


def test_the_faster_number_is_taken_and_followed_when_it_changes() -> None:
    pace, taken = Pace((1, 2)), {1: 0, 2: 0}

    def step(slow: int) -> None:
        taken[torch.get_num_threads()] += 1
        time.sleep(0.002 if torch.get_num_threads() == slow else 0.0001)

    before = torch.get_num_threads()
    try:
        for slow in (1, 2):
            taken.update({1: 0, 2: 0})
            for _ in range(4 * FURTHEST):
                pace.take(lambda slow=slow: step(slow))
            assert pace.threads == 3 - slow
            assert taken[3 - slow] > taken[slow] / 2
    finally:
        torch.set_num_threads(before)


def test_a_wide_network_has_all_threads_and_the_number_is_set_back() -> None:
    before, cpu = torch.get_num_threads(), torch.device("cpu")
    torch.set_num_threads(2)
    try:
        with pace_for(512, cpu) as wide:
            assert wide.choices == (2,)
        with pace_for(128, cpu) as narrow:
            assert narrow.choices == ((1, 2) if same_on_two(128) else (1,)) and torch.get_num_threads() == 1
            torch.set_num_threads(1)
        assert torch.get_num_threads() == 2
        torch.set_num_threads(1)
        with pace_for(128, cpu) as alone:
            assert alone.choices == (1,)
    finally:
        torch.set_num_threads(before)
