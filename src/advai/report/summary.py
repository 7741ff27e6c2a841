"""What a set of measurements says, in plain words and three numbers: good news and bad."""

from collections.abc import Sequence
from itertools import groupby

from ..results import Drift, DriftAt, Statistic
from .page import MainNumber

BASE, LEARNED = "linear", "AdvAI"
CLOSED_FORMS = ("linear", "spherical", "nlerp", "matched")
FEW = 1000
"""Below this many points in a cloud, the page says that small drifts cannot be seen."""


def main_numbers(drifts: Sequence[Drift]) -> tuple[MainNumber, ...]:
    """Three numbers of one source, each for the linear path and for AdvAI, at the measured t that is nearest to 1/2.

    None at all unless both paths were measured.
    """
    measured = {drift.path: drift for drift in drifts}
    if not {BASE, LEARNED} <= measured.keys():
        return ()
    base, learned = (nearest(measured[path], 0.5) for path in (BASE, LEARNED))
    at = f"{BASE} → {LEARNED} at t = {base.t:g}"
    judge = base.judge_accuracy.floor
    return (
        MainNumber(
            value=_both(base.sliced_wasserstein, learned.sliced_wasserstein),
            what="floors in sliced Wasserstein distance",
            reading=f"{at}; between two sets of fresh latents: 1",
        ),
        MainNumber(
            value=_both(base.norm, learned.norm),
            what="floors in the law of the norms",
            reading=f"{at}; between two sets of fresh latents: 1",
        ),
        MainNumber(
            value=f"{base.judge_accuracy.value:.0%} → {learned.judge_accuracy.value:.0%}",
            what="told from real latents by a fresh judge",
            reading=f"{at}; guessing: 50%, inside the floor up to {judge.high:.0%}",
        ),
    )


def remarks(drifts: Sequence[Drift]) -> list[str]:
    """What is to be said about AdvAI on each source: where it leaves the floor, what does as well without learning."""
    sentences = []
    for source, group in groupby(drifts, key=lambda drift: drift.source):
        measured = {drift.path: drift for drift in group}
        if LEARNED not in measured:
            continue
        learned = measured[LEARNED]
        equals = [measured[path] for path in CLOSED_FORMS if path in measured and as_good(measured[path], learned)]
        sentence = f"On {source}, {_found(learned)}.{_without_learning(equals)}"
        if learned.samples < FEW:
            sentence += f" With {learned.samples:,} points in a cloud the floor is wide: small drifts cannot be seen."
        sentences.append(sentence)
    return sentences


def as_good(path: Drift, learned: Drift) -> bool:
    """Whether a path is, at every t, inside the floor or no farther outside than the learned one, and does not jump."""
    theirs = {at.t: at for at in learned.times}
    near = all(at.inside or (at.t in theirs and at.excess <= theirs[at.t].excess) for at in path.times)
    return near and not (path.motion.jumps and not learned.motion.jumps)


def nearest(drift: Drift, t: float) -> DriftAt:
    """The measured position nearest to t."""
    return min(drift.times, key=lambda at: abs(at.t - t))


def _without_learning(equals: Sequence[Drift]) -> str:
    """What is to be said of closed forms that do as well as what was learned."""
    inside, outside = ([drift.path for drift in equals if drift.inside == kind] for kind in (True, False))
    words = ""
    if inside:
        verb = "stays" if len(inside) == 1 else "stay"
        words += f" In closed form, {_and(inside)} {verb} inside: by these measures nothing has to be learned there."
    if outside:
        words += f" It does no better than {_and(outside)}, in closed form."
    return words


def _found(learned: Drift) -> str:
    """AdvAI's law and motion in words."""
    motion = (
        f"{learned.motion.verdict}, on paths {learned.motion.length_over_chord:.2f} times as long as straight lines"
    )
    if learned.inside:
        but = "but" if learned.motion.jumps or learned.motion.stands_still else "and"
        return f"AdvAI stays inside the floor at every t that was measured, {but} {motion}"
    return f"AdvAI leaves the floor, farthest at t = {learned.worst.t:g} ({_worst(learned)}), and {motion}"


def _worst(learned: Drift) -> str:
    """The verdict where the path is farthest outside, without its brackets."""
    return learned.worst.verdict.replace(" (", " in ").replace(")", "")


def _both(base: Statistic, learned: Statistic) -> str:
    return f"{base.ratio:.1f} → {learned.ratio:.1f}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
