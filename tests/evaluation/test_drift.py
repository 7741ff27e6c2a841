"""Measuring drift where the answer is known: linear under a Gaussian, slerp's thin shell, exact paths, jumps."""

import inspect
import itertools
import math

import numpy as np
import pytest
import torch
from torch import Tensor

from advai.config import InputError, InputTypeError
from advai.distances import Judgement
from advai.distributions import Empirical, Gaussian, Ring, independent_samples
from advai.evaluation import drift as drift_module
from advai.evaluation import measure_drift, measure_drifts, statistics
from advai.paths import Matched, lerp, slerp

# Without the tests' own type checks, which would refuse first.
unchecked = inspect.unwrap(measure_drifts)


def jump(z0: Tensor, z1: Tensor, t: float) -> Tensor:
    return z0.clone() if t < 0.5 else z1.clone()


def rows(count: int, dim: int = 3, seed: int = 0) -> Tensor:
    return torch.randn(count, dim, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge takes most of the time: where the other statistics are tested, it tosses coins."""
    coin = Judgement(accuracy=0.5, low=0.49, high=0.51, deviation=0.005)
    monkeypatch.setattr(statistics, "judge_accuracy", lambda x, y, seed: coin)


def test_linear_under_a_gaussian_is_as_far_as_its_deviation_shrinks() -> None:
    """Deviation sqrt(t^2 + (1-t)^2): the sliced distance is 1 minus that, the norms shrink alike."""
    drift = measure_drift(lerp, "gaussian:16", times=(0.25, 0.5), samples=1_000)
    for at, s in zip(drift.times, (0.625, 0.5), strict=True):
        assert at.sliced_wasserstein.value == pytest.approx(1 - math.sqrt(s), abs=0.03)
        mean_norm = math.sqrt(2) * math.gamma(8.5) / math.gamma(8)
        assert at.norm.value == pytest.approx((1 - math.sqrt(s)) * mean_norm / math.sqrt(16 - mean_norm**2), rel=0.1)
        assert at.outside == ("sliced_wasserstein", "norm", "judge_accuracy", "mmd")
    assert drift.worst.t == 0.5
    assert (drift.path, drift.source, drift.samples) == ("linear", "gaussian:16", 1_000)


@pytest.mark.usefixtures("no_judge")
def test_slerp_hides_from_projections_and_shows_in_norms() -> None:
    """Norms of deviation 0.500 instead of 0.705 at the same mean (NUMBERS): sliced at the floor, norms far outside."""
    at = measure_drift(slerp, Gaussian(512), times=(0.5,), samples=4_000).times[0]
    assert at.sliced_wasserstein.inside
    assert at.sliced_wasserstein.ratio == pytest.approx(1, abs=0.05)
    assert at.norm.ratio > 4
    assert "norm" in at.outside


@pytest.mark.parametrize("source", ["gaussian:12", "uniform:2"])
def test_a_matched_path_is_inside_at_every_t(source: str) -> None:
    law = Gaussian(12) if source == "gaussian:12" else source
    path = Matched(drift_module.as_source(law))
    drift = measure_drift(path, law, samples=1_000, seed=1)
    assert drift.inside, drift.table()
    assert drift.motion.steady
    assert drift.verdict == "inside the floor; moves steadily"


def test_a_jump_is_inside_in_law_and_said_to_jump() -> None:
    drift = measure_drift(jump, Ring(), times=(0.25, 0.5), samples=800)
    assert drift.inside, drift.table()
    assert drift.verdict == "inside the floor; jumps, stands still"


@pytest.mark.usefixtures("no_judge")
def test_held_out_rows_are_used_once_in_every_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every comparison has rows of its own; none of them is one that a fit could have seen."""
    latents = rows(900)
    source = Empirical(latents, holdout=0.5)
    fitted = {tuple(row) for row in latents[source._fit].tolist()}
    drawn = []

    def spied(law: Empirical, sizes: list[int], generator: torch.Generator) -> list[Tensor]:
        drawn.append(independent_samples(law, sizes, generator))
        return drawn[-1]

    monkeypatch.setattr(drift_module, "independent_samples", spied)
    drift = measure_drift(lerp, source, times=(0.5,))
    assert drift.samples == 150
    assert drift.conditions["held_out"] == 450
    units, pairs, *repeats = drawn
    assert [len(z) for z in units] == [450]
    assert [len(z) for z in pairs] == [150] * 3
    assert all([len(z) for z in repeat] == [150] * 2 for repeat in repeats)
    for comparison in (pairs, *repeats):
        used = [tuple(row) for row in torch.cat(list(comparison)).tolist()]
        assert len(set(used)) == len(used)
        assert not fitted.intersection(used)
    assert all(not torch.equal(a[0], b[0]) for a, b in itertools.pairwise(repeats))


def test_a_faithful_path_on_given_latents_is_inside() -> None:
    drift = measure_drift(Matched(Gaussian(4)), Empirical(rows(1_500, 4), holdout=1.0), times=(0.5,), seed=2)
    assert drift.inside, drift.table()


@pytest.mark.usefixtures("no_judge")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_paths_of_every_dtype_are_measured(dtype: torch.dtype) -> None:
    def path(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t).to(dtype)

    at = measure_drift(path, "gaussian:4", times=(0.5,), samples=300).times[0]
    assert at.sliced_wasserstein.value == pytest.approx(0.29, abs=0.1)


def test_the_same_seed_gives_the_same_figures_with_any_number_of_threads() -> None:
    first = measure_drift(slerp, "gaussian:9", samples=100, times=(0.3,), seed=4)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert measure_drift(slerp, "gaussian:9", samples=100, times=(0.3,), seed=4) == first
    finally:
        torch.set_num_threads(before)
    assert measure_drift(slerp, "gaussian:9", samples=100, times=(0.3,), seed=5).times != first.times


@pytest.mark.usefixtures("no_judge")
def test_several_paths_are_measured_as_each_alone() -> None:
    both = measure_drifts([lerp, slerp], "ring", samples=200, times=(0.5,))
    assert [drift.path for drift in both] == ["linear", "spherical"]
    assert both[1] == measure_drift(slerp, "ring", samples=200, times=(0.5,))
    assert both[0].times[0].norm.floor == both[1].times[0].norm.floor


@pytest.mark.usefixtures("no_judge")
def test_latents_on_a_sphere_have_a_floor() -> None:
    """All norms are equal but for rounding: slerp keeps them, linear does not."""
    sphere = torch.nn.functional.normalize(rows(1_800, 8), dim=1)
    spherical, linear = measure_drifts([slerp, lerp], Empirical(sphere, holdout=1.0), times=(0.5,), samples=600)
    assert "norm" in linear.times[0].outside
    assert spherical.times[0].norm.value < 0.2 * linear.times[0].norm.value


@pytest.mark.parametrize("times", [(), (1.5,), (-0.1,), (math.nan,), (0.5, 0.5)])
def test_times_outside_the_path_are_refused(times: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"numbers in \[0, 1\]"):
        measure_drift(lerp, "ring", times=times)


def test_too_few_points_are_refused() -> None:
    with pytest.raises(InputError, match="samples must be at least 50, got 49"):
        measure_drift(lerp, "ring", samples=49)
    with pytest.raises(InputError, match="needs 150 held-out latents, but .* has 60"):
        measure_drift(lerp, rows(300))
    with pytest.raises(InputError, match="seed must be at least 0"):
        measure_drift(lerp, "ring", seed=-1)


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(InputTypeError, match="a path is a function"):
        inspect.unwrap(measure_drifts)(["lerp"], "ring")  # as without shape checking


def test_a_path_that_breaks_is_named_with_its_t() -> None:
    def broken(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t) / (t != 0.3)

    with pytest.raises(InputError, match=r"'broken' at t = 0\.3 returned NaN or infinity"):
        measure_drift(broken, "ring", times=(0.3,), samples=100)


@pytest.mark.slow
def test_a_faithful_path_is_called_inside_as_often_as_said() -> None:
    """Four statistics at 1% each: 96% at least, and no more alarms than chance allows over 60 seeds."""
    verdicts = [measure_drift(jump, "gaussian:2", times=(0.25,), samples=150, seed=s).inside for s in range(60)]
    assert np.mean(verdicts) >= 0.9
