"""What a fit says about itself: right about a good path, a useless one and a harmful one, and about what to use."""

import pytest
import torch

from advai.checkpoint import Corrected, CorrectedConfig
from advai.distributions import Empirical, Gaussian, Ring
from advai.models import CorrectionConfig
from advai.paths import lerp
from advai.training import findings, outcome
from advai.training.held_out import Seen
from advai.training.outcome import in_words, looked_closer, recommended


def new_path(dim: int, base: str) -> Corrected:
    return Corrected(CorrectedConfig(correction=CorrectionConfig(dim=dim, width=16), base=base))  # type: ignore[arg-type]


def test_a_path_at_the_floor_has_converged_and_a_closed_form_as_good_is_named() -> None:
    found = findings(new_path(8, "matched"), Gaussian(8), spread=1.0, seed=0)
    assert found["converged"] and str(found["words"]).startswith("converged")
    assert found["recommend"] == "matched" and "The matched path is as good" in str(found["words"])


def test_a_path_that_learned_nothing_has_not() -> None:
    found = findings(new_path(8, "linear"), Gaussian(8), spread=1.0, seed=0)
    assert not found["converged"] and "not converged" in str(found["words"]) and found["t"] == 0.5
    assert found["drift"]["AdvAI"]["0.5"]["judge"] > 0.6 > found["drift"]["matched"]["0.5"]["judge"]


def test_a_harmful_correction_is_called_so() -> None:
    path = new_path(2, "linear")
    source = Ring()
    path.scale.copy_(source.covariance().diagonal().sqrt())
    with torch.no_grad():
        path.correction.decoder[-1].bias.fill_(2.0)
    assert "worse than its base" in str(findings(path, source, spread=1.0, seed=0)["words"])


def test_a_collapsed_critic_is_called_so() -> None:
    bad, base = Seen(3.0, 0.7, 13.0), Seen(9.0, 0.9, 40.0)
    assert "critic collapsed" in in_words(bad, base, 0.5, spread=0.0, few=False)
    assert "not converged" in in_words(bad, base, 0.5, spread=0.1, few=False)


def test_a_path_at_the_floor_without_a_game_is_called_so() -> None:
    good = Seen(1.0, 0.5, 0.0)
    assert in_words(good, good, 0.5, spread=None, few=False, trained=False).startswith("at the floor without a game")
    assert in_words(good, good, 0.5, spread=None, few=False).startswith("converged")
    assert in_words(good, good, 0.5, spread=0.1, few=False).startswith("converged")
    bad, base = Seen(3.0, 0.7, 13.0), Seen(9.0, 0.9, 40.0)
    assert "recipe advai" in in_words(bad, base, 0.5, spread=None, few=False, trained=False)
    assert "not converged" in in_words(bad, base, 0.5, spread=None, few=False)


def test_a_closed_form_is_recommended_where_it_is_as_good_and_not_before() -> None:
    worse = {"linear": 30.0, "spherical": 5.0}
    assert recommended({"AdvAI": 1.0, "matched": 1.2, **worse}, few=False) == "matched"
    assert recommended({"AdvAI": 1.0, "matched": 1.5, **worse}, few=False) == "AdvAI"
    assert recommended({"AdvAI": 6.0, "matched": 9.0, **worse}, few=False) == "spherical"
    assert recommended({"AdvAI": 1.0, "matched": 1.8, **worse}, few=True) == "matched"
    assert recommended({"AdvAI": 1.0, "matched": 2.2, **worse}, few=True) == "AdvAI"


@pytest.mark.parametrize("held_out", [0.0, 0.1])
def test_few_held_out_latents_give_no_findings(held_out: float) -> None:
    assert findings(new_path(2, "linear"), Empirical(torch.randn(400, 2), holdout=held_out), spread=1.0, seed=0) == {}


def test_of_latents_too_few_to_learn_from_the_matched_path_is_recommended() -> None:
    path = new_path(2, "matched")
    path.findings = {"tried": "nothing"}
    found = findings(path, Empirical(torch.randn(100, 2), holdout=0.2), spread=None, seed=0)
    assert found["recommend"] == "matched" and "nothing was learned" in found["words"]


def test_where_a_closed_form_is_nearly_as_good_more_looks_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look is off by its noise; the mean over the first and three more is told here."""
    given = {"AdvAI": 1.0, "linear": 30.0, "spherical": 5.0, "matched": 1.2}
    seen = {"AdvAI": {0.5: Seen(1.0, 0.5, 1.0)}, "matched": {0.5: Seen(1.0, 0.5, 2.4)}}
    looked: list[list[str]] = []

    def along(paths: dict[str, object], *rest: object) -> dict[str, dict[float, Seen]]:
        looked.append(list(paths))
        return seen

    monkeypatch.setattr(outcome, "seen_along", along)
    monkeypatch.setattr(outcome, "look_at", lambda *given: object())
    scores = looked_closer(given, dict.fromkeys(given, lerp), Gaussian(4), 0)
    assert looked == [["AdvAI", "matched"]] * 3
    assert scores == {**given, "matched": pytest.approx((1.2 + 3 * 2.4) / 4)}
    assert recommended(given, few=False) == "matched" and recommended(scores, few=False) == "AdvAI"
    looked.clear()
    assert looked_closer({**given, "matched": 2.5}, dict.fromkeys(given, lerp), Gaussian(4), 0)["matched"] == 2.5
    assert not looked
