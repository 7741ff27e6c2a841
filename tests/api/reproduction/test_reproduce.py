"""The paper's figures drawn again: pictures, a page, and the demo's corrections taken over."""

import json
from pathlib import Path

import pytest

from advai.api import reproduce_figure
from advai.api.reproduction.reproduce import FIGURES, learned_before
from advai.api.study import folder_name, study_law
from advai.config import InputError


def names(folder: Path) -> set[str]:
    """What is in a folder."""
    return {entry.name for entry in folder.iterdir()}


def test_figure_3_needs_no_training(tmp_path: Path) -> None:
    words = reproduce_figure("figure3", out=tmp_path / "made", samples=100)
    made = tmp_path / "made"
    assert f"{made / 'report.html'}" in words
    assert names(made / "figures") == {"density-random.png", "density-midpoint.png", "drift.png"}
    assert names(made) == {"report.html", "figures", "results.json", "environment.json", "uniform-2", "gaussian-2"}
    results = json.loads((made / "results.json").read_text())
    assert list(results) == ["uniform:2", "gaussian:2"]
    assert list(results["uniform:2"]["drift"]) == ["linear", "spherical", "nlerp", "matched"]
    page = (made / "report.html").read_text()
    assert page.count("data:image/png;base64,") == 3


@pytest.mark.slow
def test_figure_5_has_every_variant_and_takes_over_what_a_demo_learned(tmp_path: Path) -> None:
    earlier = tmp_path / "demo"
    earlier.mkdir()
    for law in FIGURES["figure5"].laws:
        study_law(law, earlier / folder_name(law), recipes=["advai"], seed=0, steps=1, samples=100)
    reproduce_figure("figure5", out=tmp_path / "made", steps=2, samples=100, run=earlier)
    results = json.loads((tmp_path / "made" / "results.json").read_text())
    assert list(results) == list(FIGURES["figure5"].laws)
    for law, found in results.items():
        assert list(found["drift"])[-3:] == ["AdvAI", "AdvAI, paper", "AdvAI, reference"]
        assert [fit["steps"] for fit in found["fit"]] == [1, 2, 2]
        taken, given = (
            folder / folder_name(law) / "advai/model.safetensors" for folder in (tmp_path / "made", earlier)
        )
        assert taken.read_bytes() == given.read_bytes()
    assert {"variants-random.png", "variants-midpoint.png"} <= names(tmp_path / "made" / "figures")


def test_an_unknown_figure_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown figure 'figure7': did you mean"):
        reproduce_figure("figure7", out=tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_an_option_that_says_nothing_about_a_figure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="figure6 takes no --steps: .* --data and --budget"):
        reproduce_figure("figure6", out=tmp_path / "made", steps=3)
    with pytest.raises(InputError, match="figure1 takes no --data: .* --steps"):
        reproduce_figure("figure1", out=tmp_path / "made", data="digits")
    with pytest.raises(InputError, match="figure3 takes no --budget"):
        reproduce_figure("figure3", out=tmp_path / "made", budget=9)
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_corrections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no results for ring"):
        learned_before(tmp_path, ["ring"])
    (tmp_path / "ring").mkdir()
    (tmp_path / "ring" / "results.json").write_text("{}")
    with pytest.raises(InputError, match=r"config\.json"):
        learned_before(tmp_path, ["ring"])


def test_an_unknown_name_is_told_all_that_can_be_reproduced(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown figure 'lins': did you mean 'lines'"):
        reproduce_figure("lins", out=tmp_path / "out")
