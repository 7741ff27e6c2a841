"""Which cells are missing, and the names that a grid is made of."""

from pathlib import Path

import pytest

from advai.api.benchmarks.grid import DRAWN_LAWS, REAL_LATENTS, Grid, chosen_grid, jobs_for
from advai.api.benchmarks.methods import METHODS
from advai.config import InputError
from advai.results import BenchmarkCell

NOWHERE = Path("nowhere")


def cell(law: str, method: str, seed: int) -> BenchmarkCell:
    """A cell without numbers."""
    return BenchmarkCell(law=law, dim=2, method=method, seed=seed, samples=100, failed="none.")


def test_the_usual_grid_is_known_throughout() -> None:
    grid = chosen_grid(None, None, seeds=3, out=NOWHERE, data=None)
    assert grid.laws == (*DRAWN_LAWS, *REAL_LATENTS)
    assert grid.methods == METHODS
    assert grid.seeds == (0, 1, 2)


def test_jobs_are_what_is_missing_seed_by_seed() -> None:
    grid = Grid(laws=("ring", "discs"), methods=("linear", "slerp"), seeds=(0, 1))
    cells = [cell("ring", "linear", 0), cell("ring", "planted", 0)]
    cells += [cell("discs", method, 1) for method in ("linear", "slerp")]
    jobs = jobs_for(grid, cells, out=NOWHERE, samples=100, steps=None)
    assert [(job.law, job.seed, job.methods) for job in jobs] == [
        ("ring", 0, ("slerp",)),
        ("discs", 0, ("linear", "slerp", "planted")),
        ("ring", 1, ("linear", "slerp", "planted")),
    ]


WRONG = {
    "rng": "did you mean 'ring'?",
    "gaussian": "gaussian:64",
    "codes:digit:32": "did you mean 'codes:digits:32'?",
    "codes:digits": "codes:digits:32",
    "codes:digits:0": "size of 1 or more",
    "codes:digits:32:1": "size of 1 or more",
    "codes:mnist:32": "give --data DIR",
    "set:diabets": "did you mean 'set:diabetes'?",
    "set": "unknown law 'set'",
}


@pytest.mark.parametrize("law", WRONG)
def test_a_wrong_law_is_refused(law: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen_grid([law], None, seeds=1, out=NOWHERE, data=None)
    assert WRONG[law] in str(caught.value)


def test_a_wrong_method_and_missing_images_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'slerp'"):
        chosen_grid(["ring"], ["slrep"], seeds=1, out=NOWHERE, data=None)
    with pytest.raises(InputError, match=r"mnist/train\.parquet"):
        chosen_grid(["codes:mnist:32"], None, seeds=1, out=NOWHERE, data=tmp_path)


def test_latents_that_are_there_need_no_images(tmp_path: Path) -> None:
    (tmp_path / "latents").mkdir()
    (tmp_path / "latents" / "codes-mnist-32.npy").write_bytes(b"")
    assert chosen_grid(["codes:mnist:32"], None, seeds=1, out=tmp_path, data=None).laws == ("codes:mnist:32",)
