"""The short drift: right about laws that are alike and laws that are not, with many latents and with few."""

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist

from advai.distributions import Empirical, Gaussian
from advai.paths import Matched, lerp
from advai.training.held_out import BROKEN, energy_score, look_at, seen_at


@pytest.mark.parametrize("count", [120, 300, 6000])
def test_a_path_that_keeps_the_law_scores_less_than_one_that_leaves_it(count: int) -> None:
    source = Empirical(torch.randn(count, 8, generator=torch.Generator().manual_seed(0)), holdout=0.5)
    look = look_at(source, 0, "findings")
    assert look is not None and look.few == (count < 6000)
    kept, left = seen_at(Matched("gaussian:8"), look, 0.5), seen_at(lerp, look, 0.5)
    assert kept.score < left.score - 1 and (count == 120 or kept.floors < left.floors)
    assert kept.judge < left.judge


def test_a_look_at_a_law_is_another_one_for_every_use_and_the_same_for_a_seed() -> None:
    first, again, other = (look_at(Gaussian(2), 3, use) for use in ("validation", "validation", "findings"))
    assert first is not None and again is not None and other is not None
    assert torch.equal(first.z0, again.z0) and not torch.equal(first.z0, other.z0)


def test_half_of_the_latents_make_pairs_and_the_others_judge() -> None:
    rows = torch.arange(6000.0)[:, None] + torch.zeros(2)
    look = look_at(Empirical(rows, holdout=0.5), 0, "findings")
    assert look is not None and not look.few
    first, second, judges = (set(z[:, 0].tolist()) for z in (look.z0, look.z1, look.latents))
    assert len(judges) == 1500 and first == second and len(first | judges) == 3000
    assert bool((look.z0 != look.z1).any(dim=1).all())


def test_too_few_latents_give_no_look() -> None:
    assert look_at(Empirical(torch.randn(100, 2), holdout=0.1), 0, "findings") is None


def test_the_energy_score_is_that_of_the_definition_and_small_without_drift() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(500, 3)).astype(np.float32), rng.normal(size=(100, 3)).astype(np.float32)

    def mean_between(a: np.ndarray, b: np.ndarray) -> float:
        apart = cdist(a, b)
        return float(apart[~np.eye(len(a), len(b), dtype=bool)].mean()) if a is b else float(apart.mean())

    expected = (2 * mean_between(x, y) - mean_between(x, x) - mean_between(y, y)) * len(y) / mean_between(y, y)
    assert energy_score(x, y) == pytest.approx(expected, rel=1e-5)
    assert abs(energy_score(x, y)) < 2 < energy_score(x + 1, y)


@pytest.mark.parametrize("count", [120, 6000])
def test_a_path_that_leads_nowhere_is_worse_than_any(count: int) -> None:
    look = look_at(Empirical(torch.randn(count, 3), holdout=0.5), 0, "findings")
    assert look is not None
    assert seen_at(lambda z0, z1, t: z0 * float("inf"), look, 0.5) == BROKEN
    assert seen_at(lerp, look, 0.5).score < BROKEN.score / 100
