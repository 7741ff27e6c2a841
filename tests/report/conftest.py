"""Small made-up measurements and a whole made-up demo, with names that try to break out of the page."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from advai.report import DecodedPaths, DemoResult, DensityRow, DigitsResult, LawResult, PlaneRow, write_report
from advai.results import Drift, DriftAt, Floor, Motion, Statistic

HOSTILE = "<script src=http://x.test/a.js>alert('$x_1$')</script>\"&amp;{0}"
PATHS = ("linear", "matched", HOSTILE, "AdvAI")

MakeDrift = Callable[..., Drift]


def statistic(ratio: float, floor: float, interval: tuple[float, float] | None = None) -> Statistic:
    band = Floor(mean=floor, low=0.6 * floor, high=1.5 * floor, repeats=4)
    return Statistic(value=ratio * floor, floor=band, interval=interval)


def drift_at(t: float, ratio: float) -> DriftAt:
    """All statistics at `ratio` floors, the judge between chance and certainty."""
    judge = min(1.0, 0.5 + 0.02 * (ratio - 1))
    accuracy = Statistic(value=judge, floor=Floor(mean=0.5, low=0.48, high=0.52, repeats=4), interval=(0.4, 0.9))
    return DriftAt(
        t=t,
        sliced_wasserstein=statistic(ratio, 0.04),
        norm=statistic(ratio, 0.02),
        judge_accuracy=accuracy,
        mmd=statistic(ratio, 0.0003),
        mmd_p=0.4 if ratio < 1.5 else 0.002,
    )


def make(
    path: str = "linear",
    ratios: tuple[float, ...] = (2.0, 4.0, 8.0),
    *,
    source: str = "ring",
    largest_step: float = 1.5,
    samples: int = 10_000,
) -> Drift:
    times = (0.1, 0.25, 0.5)[-len(ratios) :]
    motion = Motion(
        length_over_chord=1.21, largest_step=largest_step, still=0.0, times=(0.0, 0.5, 1.0), progress=(0.0, 0.45, 1.0)
    )
    measured = tuple(drift_at(t, ratio) for t, ratio in zip(times, ratios, strict=True))
    return Drift(path=path, source=source, samples=samples, seed=7, times=measured, motion=motion)


@pytest.fixture
def make_drift() -> MakeDrift:
    """A drift on `source` whose statistics stand at so many floors at t = 0.1, 0.25 and 0.5 (1: none)."""
    return make


@pytest.fixture(scope="session")
def result() -> DemoResult:
    """A demo on made-up data: digits and one law, both with a path and a name that no page should trust."""
    rng = np.random.default_rng(0)
    cloud = rng.uniform(-1, 1, (900, 2)).astype(np.float32)
    traced = {name: np.linspace(cloud[:2], cloud[2:4], 9).transpose(1, 0, 2) for name in PATHS}
    clouds = {"original": cloud, "linear": cloud / 2, "AdvAI": cloud}
    row = DensityRow(law=HOSTILE, clouds=clouds, notes={"matched": f"none for {HOSTILE}"})
    pictures = rng.uniform(-1, 1, (4, 8, 8))
    digits = DigitsResult(
        drifts=[make(path, source="digits", samples=239) for path in PATHS],
        images=pictures,
        decoded=pictures,
        held_out_error=0.0312,
        train_count=1078,
        held_out_count=719,
        latent=12,
        paths=DecodedPaths(
            frames={name: rng.uniform(-1, 1, (2, 5, 8, 8)) for name in PATHS},
            ends=rng.uniform(-1, 1, (2, 2, 8, 8)),
            labels=np.array([[3, 5], [0, 1]]),
        ),
        plane=PlaneRow(law="digits", cloud=cloud, paths=traced),
        fit=f"{HOSTILE}: 10 steps.",
    )
    law = LawResult(
        drifts=[make(path, source=HOSTILE) for path in PATHS],
        at_random=row,
        at_midpoint=row,
        plane=PlaneRow(law=HOSTILE, cloud=cloud, paths=traced),
    )
    environment = {"versions": {"advai": HOSTILE, "torch": "2"}, "device": HOSTILE, "commit": None, "seed": 7}
    return DemoResult(digits=digits, laws=[law], environment=environment, seconds=12.3)


@pytest.fixture(scope="session")
def written(result: DemoResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the made-up demo."""
    return write_report(tmp_path_factory.mktemp("demo"), result)
