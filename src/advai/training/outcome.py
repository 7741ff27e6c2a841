"""What a fit has to say about itself: whether it reached the floor, helped at all, or broke down, and what to use."""

from collections.abc import Mapping
from typing import Any

from ..checkpoint import Corrected
from ..distributions import Source
from ..paths import Matched, lerp, slerp
from ..shapes import Path
from .held_out import Seen, look_at, mean_score, seen_along

TIMES = (0.1, 0.25, 0.5)
NEAR_FLOOR, NEAR_COIN, NEAR_COIN_OF_FEW = 1.5, 0.55, 0.75
FLAT = 1e-4
AS_GOOD, AS_GOOD_OF_FEW = 0.33, 1.0
"""Of `Seen.score`, 0.1 floors or 0.01 of accuracy: a closed form this near to the learned path is as good. With very
few latents a judge is too noisy for so little."""
DOUBT, CLOSER_LOOKS = 1.0, 3
"""Nearer to that limit than this, as many more looks decide."""
TOO_FEW = "nothing was learned: so few latents leave none to judge by. The path is a closed form; use the matched path."
CLOSED_FORMS = ("linear", "spherical", "matched")


def findings(path: Corrected, source: Source, *, spread: float | None, seed: int) -> dict[str, Any]:
    """The drift of a fitted path and of the closed forms on latents that the fit has not seen, with plain words.

    `drift` has for every path and t the sliced 2-Wasserstein distance in floors and a judge's accuracy; `t` is the
    fitted path's worst; `recommend` names the path to use: a closed form where it is as good. `spread` is the deviation
    of the critic's last scores, None where no game was played. Empty where too few latents were held out,
    unless that is why nothing was tried.
    """
    look = look_at(source, seed, "findings")
    if look is None:
        return {"recommend": "matched", "words": TOO_FEW} if path.findings.get("tried") == "nothing" else {}
    paths: dict[str, Path] = {"AdvAI": path, "linear": lerp, "spherical": slerp, "matched": Matched(source)}
    seen = seen_along(paths, look, TIMES)
    base = path.config.base if path.config.base in CLOSED_FORMS else "matched"
    worst = max(TIMES, key=lambda t: seen["AdvAI"][t].score)
    corrected, uncorrected = seen["AdvAI"][worst], seen[base][worst]
    scores = {name: mean_score(by_time) for name, by_time in seen.items()}
    if not look.few:
        scores = looked_closer(scores, paths, source, seed)
    use = recommended(scores, few=not look.sure)
    trained = path.findings.get("tried") != "maps"
    words = in_words(corrected, uncorrected, worst, spread=spread, few=look.few, trained=trained)
    return {
        "t": worst,
        "converged": near(corrected, few=look.few),
        "recommend": use,
        "words": f"{words} {advice(use, seen, worst, path.config.base)}",
        "drift": {name: {str(t): at._asdict() for t, at in by_time.items()} for name, by_time in seen.items()},
    }


def near(seen: Seen, *, few: bool) -> bool:
    """Whether a path is at the floor, as far as can be told in short."""
    coin = NEAR_COIN_OF_FEW if few else NEAR_COIN
    return seen.floors <= NEAR_FLOOR and seen.judge <= coin


def recommended(scores: Mapping[str, float], *, few: bool) -> str:
    """The name of the path to use: that of the best closed form where it is as good as the learned path."""
    best = min(CLOSED_FORMS, key=lambda name: scores[name])
    return best if scores[best] <= scores["AdvAI"] + (AS_GOOD_OF_FEW if few else AS_GOOD) else "AdvAI"


def looked_closer(
    scores: Mapping[str, float], paths: Mapping[str, Path], source: Source, seed: int
) -> dict[str, float]:
    """The scores, those of the learned path and the best closed form as means over more looks where it is close."""
    best = min(CLOSED_FORMS, key=lambda name: scores[name])
    if abs(scores[best] - scores["AdvAI"] - AS_GOOD) > DOUBT:
        return dict(scores)
    close = {name: paths[name] for name in ("AdvAI", best)}
    looks = [look_at(source, seed, f"findings {number}") for number in range(CLOSER_LOOKS)]
    seen = [seen_along(close, look, TIMES) for look in looks if look is not None]
    means = {name: (scores[name] + sum(mean_score(each[name]) for each in seen)) / (1 + len(seen)) for name in close}
    return dict(scores) | means


def advice(use: str, seen: Mapping[str, Mapping[float, Seen]], t: float, base: str) -> str:
    """One sentence about which path to use."""
    if use == "AdvAI" and base == "coordinates":
        return "It is a closed form: the path matched per coordinate."
    if use == "AdvAI":
        return "No closed form comes as near to the law."
    return f"The {use} path is as good, without any fit ({told(seen[use][t])} there): use it."


def told(seen: Seen) -> str:
    """What was seen, in words; the judge's accuracy is 1/2 where it can tell nothing."""
    return f"{seen.floors:.1f} floors from the law, judge {seen.judge:.3f}"


def in_words(corrected: Seen, base: Seen, t: float, *, spread: float | None, few: bool, trained: bool = True) -> str:
    """One sentence about the path at its worst `t`; `spread` below 1e-4: the critic no longer tells anything.

    `trained`: whether there was more than maps, a game or a flow.
    """
    where = f"at its worst t = {t:g} the corrected path is {told(corrected)}; its base: {told(base)}"
    if near(corrected, few=few):
        return f"converged: {where}." if trained else f"at the floor without a game: {where}."
    if corrected.score > base.score + AS_GOOD:
        return f"the correction makes drift worse than its base: {where}; use the base, or fit with other settings."
    if not trained:
        return f"not at the floor without a game: {where}; fit with the recipe advai."
    if spread is not None and spread < FLAT:
        return f"the critic collapsed (it scores everything alike): {where}; fit again with another seed."
    return f"not converged: {where}; more steps or more latents may help."
