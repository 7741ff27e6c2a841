"""A study of a law: what it leaves in its folder, and what it takes over from an earlier one."""

import json
from pathlib import Path

import pytest

from advai.api.study import (
    closed_forms,
    fit_sentence,
    folder_name,
    law_study,
    learned_name,
    read_drifts,
    read_learned,
    study_law,
)
from advai.checkpoint import Corrected
from advai.distributions import Ring

OPTIONS = {"seed": 0, "steps": 2, "samples": 100}


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study of the ring."""
    folder = tmp_path_factory.mktemp("studies") / "ring"
    study_law("ring", folder, recipes=["advai", "paper"], **OPTIONS)
    return folder


def test_every_path_is_measured_under_its_name(ring: Path) -> None:
    drifts = read_drifts(ring)
    assert [drift.path for drift in drifts] == [*closed_forms(Ring()), "AdvAI", "AdvAI, paper"]
    assert {drift.source for drift in drifts} == {"ring"}
    assert {drift.samples for drift in drifts} == {100}


def test_what_was_learned_is_read_again(ring: Path) -> None:
    learned = read_learned(ring, ["advai", "paper"])
    assert list(learned) == ["AdvAI", "AdvAI, paper"]
    assert all(isinstance(path, Corrected) and path.dim == 2 for path in learned.values())
    assert not (ring / "advai" / "checkpoints").exists()


def test_how_it_was_learned_is_said_in_words(ring: Path) -> None:
    words = fit_sentence(ring, "ring")
    assert "ring: AdvAI took 2 steps" in words
    assert "ring: AdvAI, paper took 2 steps" in words
    assert words.count("On points it had not seen") == 2


def test_an_earlier_fit_is_taken_over_and_others_are_learned(ring: Path, tmp_path: Path) -> None:
    earlier = ring.parent
    new = law_study(tmp_path, "ring", ["advai", "reference"], OPTIONS, given=earlier)
    assert new.steps == {"reference": 2}
    assert new.paths == 6
    new.function(folder=new.folder, **new.arguments)
    again, before = (folder / "advai" / "model.safetensors" for folder in (new.folder, ring))
    assert again.read_bytes() == before.read_bytes()
    fits = json.loads((new.folder / "results.json").read_text())["fit"]
    assert [fit["recipe"] for fit in fits] == ["advai", "reference"]
    assert new.done() == (new.total, "done")


def test_names() -> None:
    assert folder_name("gaussian:64") == "gaussian-64"
    assert learned_name("advai") == "AdvAI"
    assert learned_name("paper") == "AdvAI, paper"
