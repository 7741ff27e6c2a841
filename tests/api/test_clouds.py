"""The arrays that figures are drawn from."""

import numpy as np
import pytest
import torch

from advai.api import clouds
from advai.api.clouds import density_row, plane_row, projected_row, traces
from advai.distributions import Gaussian, Ring
from advai.paths import Matched, lerp, slerp


@pytest.fixture(autouse=True)
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that they are right."""
    monkeypatch.setattr(clouds, "POINTS", 2000)


def test_a_row_of_densities_has_the_law_and_every_path() -> None:
    paths = {"linear": lerp, "matched": Matched("gaussian:2")}
    row = density_row(Gaussian(2), paths, t=0.5, seed=0)
    assert row.law == "gaussian:2"
    assert {name: cloud.shape for name, cloud in row.clouds.items()} == dict.fromkeys(
        ("original", "linear", "matched"), (2000, 2)
    )
    deviations = {name: cloud.std() for name, cloud in row.clouds.items()}
    assert deviations["original"] == pytest.approx(1.0, abs=0.05)
    assert deviations["linear"] == pytest.approx(0.5**0.5, abs=0.05)
    assert deviations["matched"] == pytest.approx(1.0, abs=0.05)
    assert row.notes == {}


def test_at_random_times_a_path_lies_between() -> None:
    deviation = density_row(Gaussian(2), {"linear": lerp}, t=None, seed=0).clouds["linear"].std()
    assert deviation == pytest.approx((2 / 3) ** 0.5, abs=0.05)  # E t^2 + (1 - t)^2 = 2/3


def test_a_match_of_moments_alone_says_so() -> None:
    assert density_row(Ring(), {"matched": Matched("ring")}, t=0.5, seed=0).notes == {"matched": "moments only"}


def test_pairs_in_the_plane_are_joined_by_every_path() -> None:
    row = plane_row(Ring(), {"linear": lerp, "spherical": slerp}, pairs=3, seed=1)
    assert {path.shape for path in row.paths.values()} == {(3, clouds.STEPS, 2)}
    assert np.array_equal(row.paths["linear"][:, [0, -1]], row.paths["spherical"][:, [0, -1]])
    assert np.allclose(row.paths["linear"][:, clouds.STEPS // 2], row.paths["linear"][:, [0, -1]].mean(axis=1))
    assert np.linalg.norm(row.cloud, axis=1).min() >= 0.599


def test_many_coordinates_are_seen_along_those_that_vary_most() -> None:
    generator = torch.Generator().manual_seed(0)
    cloud = torch.randn(500, 5, generator=generator) * torch.tensor([1.0, 9.0, 0.1, 4.0, 0.1]) + 7
    row = projected_row(cloud, {"linear": lerp}, cloud[:2], cloud[2:4], law="codes")
    assert row.cloud.std(axis=0) == pytest.approx([9, 4], rel=0.1)
    assert np.allclose(row.paths["linear"][:, 0], row.cloud[:2], atol=1e-4)
    assert np.allclose(row.paths["linear"][:, -1], row.cloud[2:4], atol=1e-4)
    assert np.abs(row.cloud.mean(axis=0)).max() < 1e-3


def test_traces_begin_and_end_with_the_pairs() -> None:
    z0, z1 = Gaussian(3).sample(2, torch.Generator()), Gaussian(3).sample(2, torch.Generator().manual_seed(1))
    (points,) = traces({"linear": lerp}, z0, z1, steps=5).values()
    assert points.shape == (2, 5, 3)
    assert np.array_equal(points[:, 0], z0.numpy())
    assert np.array_equal(points[:, -1], z1.numpy())
