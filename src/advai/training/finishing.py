"""What goes round a game or a flow: whether it is needed, what of it is kept, and how many maps follow a game.

All is chosen by the drift on latents that the game has not learned from. Maps alone, behind the base, take many laws
home: where no drift is left of them, a game could only add some, and is not played. Elsewhere the candidates are the
weights at the end, those half way (which move more evenly), and no correction at all (with few latents, which a critic
learns by heart, the base may be the best that there is, and is kept unless others are plainly better, or are a flow
that explains more of the latents held out), and then the chain's beginnings; last the linear and the spherical path,
and where columns repeat their values the one matched per coordinate, which are the best there is for some latents
(shells, tables). All are judged on the same pairs and latents, so that chance favours none.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from ..checkpoint import Base, Corrected, CorrectedConfig
from ..config import counter_generator
from ..distributions import Empirical, Source
from .flow import explains_more
from .held_out import LEAST, Look, Seen, look_at, mean_score, mean_seen, seen_along

TIMES = (0.25, 0.5)
VALIDATED, MOST_VALIDATED = 0.15, 0.3
"""The share of given latents that the game does not learn from, and what it may grow to where a look needs more."""
OTHER_BASES: tuple[Base, ...] = ("linear", "spherical")
GAIN, GAIN_OF_FEW, GAIN_OF_FEWEST = 0.2, 0.25, 1.0
"""In units of `Seen.score`: what a later candidate must be better by than those before it; the noise of few latents."""
POINTS = ((8, 1 << 16), (128, 1 << 15), (math.inf, 1 << 14))
"""Points of the clouds that the maps are made from, in up to so many dimensions.

Their noise is drift for good: with 8,192 in 128 dimensions a judge reached 0.55, with 32,768 0.51."""
MOST_NUMBERS, LEAST_POINTS = 1 << 24, 1 << 11
"""Numbers in a cloud at most, so that those of all tabulated alphas take 1 GiB, and points of it at least."""
LATENTS_PER_PAIR = 4
GLANCE, HOPE = 8, 3.0
"""A first trial of the base with its maps takes so many times fewer points; beyond this score it goes no further. Where
all weights are beyond it, the simplest of those as good is kept."""
SETTLING_LOOKS, SETTLED_FLOORS, SETTLED_JUDGE = 4, 1.15, 0.515
"""No game is played where the mean over so many looks is within these at every time."""


class Limit(NamedTuple):
    """What a learned path may be off the law at most, in floors of sliced distance and by a judge's accuracy."""

    floors: float
    judge: float

    def passed(self, seen: Iterable[Seen]) -> bool:
        """Whether a path is beyond it at any time."""
        return any(at.floors > self.floors or at.judge > self.judge for at in seen)


MISSED, CLEAR = "missed", Limit(0.2, 0.04)
MISSED_BY_GAME, MISSED_BY_FLOW = Limit(1.3, 0.53), Limit(1.5, 0.6)
"""A flow follows a game beyond the one, by the mean over as many looks (unless the first is clearly within); a game,
which takes longer, follows a flow only where that is far off, as from thin curves in many dimensions."""
GAIN_OF_FLOW, SHARE_OF_FLOW = 0.5, 0.1
"""What a flow must be better by than what is none, in units of `Seen.score` and as a share of it: its path jumps more,
and where both are far off, a little less drift is not worth that."""


class Chosen(NamedTuple):
    """A path, and the score of each candidate that was seen on the way to it, by name."""

    path: Corrected
    scores: dict[str, float]


def parted(source: Source) -> Source:
    """The source with its validation latents held out; a law has points enough for everything."""
    if not isinstance(source, Empirical):
        return source
    return source.within_fit(min(MOST_VALIDATED, max(VALIDATED, LEAST / source.fit_count)))


def without_game(base: Corrected, source: Source, seed: int) -> Chosen | None:
    """The base of a path with maps behind it, or a closed form; None where none comes near the law, or none can tell.

    With few latents it is none: there a game is short, and what is near cannot be told from what is there.
    """
    look = look_at(source, seed, "validation")
    if look is None or look.few:
        return None
    _, whole, _ = chains(base, source, seed, points=points_for(source) // GLANCE).values()
    if scores_of({"": whole}, look)[""] <= HOPE:
        return or_closed_form(with_maps(base, {}, source, look, seed), source, look)
    closed = or_closed_form(Chosen(base, {}), source, look)
    return closed if min(closed.scores.values()) <= HOPE else None


def settled(path: Corrected, source: Source, seed: int) -> bool:
    """Whether a path is at the floor, by the mean of several looks; none follows one that shows plain drift."""
    seen: list[Mapping[float, Seen]] = []
    for number in range(SETTLING_LOOKS):
        look = look_at(source, seed, f"settled {number}")
        assert look is not None
        seen.append(seen_along({"": path}, look, TIMES)[""])
        if mean_score(seen[-1]) > HOPE:
            return False
    return all(at_floor(mean_seen([by_time[t] for by_time in seen])) for t in TIMES)


def at_floor(seen: Seen) -> bool:
    """Whether what was seen leaves nothing to a game."""
    return seen.floors <= SETTLED_FLOORS and seen.judge <= SETTLED_JUDGE


def missed(path: Corrected, source: Source, seed: int, limit: Limit) -> list[Seen] | None:
    """What several looks see of a learned path at each time, where it is beyond the limit; None where it is not.

    And where there are too few latents to see that.
    """
    look = look_at(source, seed, f"{MISSED} 0")
    if look is None or look.few:
        return None
    clearly = Limit(limit.floors - CLEAR.floors, limit.judge - CLEAR.judge)
    if not clearly.passed(seen_along({"": path}, look, TIMES)[""].values()):
        return None
    seen = in_looks(path, source, seed)
    return seen if limit.passed(seen) else None


def nearer(first: Chosen, seen: list[Seen], second: Corrected, source: Source, seed: int) -> Chosen:
    """Of two paths the one that is nearer to the law, with both scores; `seen`: of the first.

    A flow moves less evenly than what is none, and has to be plainly nearer.
    """
    paths = {"first": first.path, "second": second}
    looks = {"first": seen, "second": in_looks(second, source, seed)}
    scores = {name: float(np.mean([at.score for at in by_time])) for name, by_time in looks.items()}
    kinds = {name: what_it_has(path.config) for name, path in paths.items()}

    def with_price(name: str) -> float:
        price = max(GAIN_OF_FLOW, SHARE_OF_FLOW * scores[name]) if kinds[name] == "flow" else 0.0
        return scores[name] + price

    named = {f"{name}, {kinds[name]}": score for name, score in scores.items()}
    return Chosen(paths[min(scores, key=with_price)], first.scores | named)


def what_it_has(config: CorrectedConfig) -> str:
    """The most that stands behind a path: a `flow`, a `game`, `maps`, or nothing but a `formula`."""
    if config.base == "flow":
        return "flow"
    return "game" if config.learned else "maps" if config.transfer else "formula"


def in_looks(path: Corrected, source: Source, seed: int) -> list[Seen]:
    """What several looks saw of a path at each time, as one; the same looks for every path."""
    looks = [look_at(source, seed, f"{MISSED} {number}") for number in range(SETTLING_LOOKS)]
    seen = [seen_along({"": path}, look, TIMES)[""] for look in looks if look is not None]
    return [mean_seen([each[t] for each in seen]) for t in TIMES]


def finished(
    learned: Mapping[str, Corrected], base: Corrected, source: Source, seed: int, before: Chosen | None = None
) -> Chosen:
    """The path to be used after a game or a flow, for a source that has latents enough to judge by.

    `before`: what `without_game` gave, which stays where no more was gained; where it is None, `base` is tried too,
    unless a flow of few latents explains more of those held out than the base does, as no judge of so few could tell. A
    flow is kept without maps: it needs none, and their clouds would take longer than the flow.
    """
    look = look_at(source, seed, "validation")
    assert look is not None
    alone = before is not None or (look.few and flows_explain_more(learned, look, seed))
    candidates = dict(learned) if alone else {**learned, "base": base}
    scores = scores_of(candidates, look)
    kept = candidates[name := best_of(scores, look, simplest_first=look.few or min(scores.values()) > HOPE)]
    if kept.config.base == "flow":
        chosen = Chosen(kept, {"0 stages": scores[name]})
    else:
        chosen = with_maps(kept, {"0 stages": scores[name]}, source, look, seed)
    scores |= chosen.scores
    if before is None:
        return or_closed_form(Chosen(chosen.path, scores), source, look)
    least = {"game": min(chosen.scores.values()), "no game": min(before.scores.values())}
    scores |= {f"no game, {name}": score for name, score in before.scores.items()}
    return Chosen(before.path if best_of(least, look) == "no game" else chosen.path, scores)


def flows_explain_more(learned: Mapping[str, Corrected], look: Look, seed: int) -> bool:
    """Whether all that was learned are flows that know more of few latents than the base, which no judge can tell."""
    return bool(learned) and all(
        path.flow is not None and path.scores is not None and explains_more(path.flow, path.scores(look.latents), seed)
        for path in learned.values()
    )


def or_closed_form(chosen: Chosen, source: Source, look: Look) -> Chosen:
    """What was chosen, or a path by formula where that is nearer to the law."""
    forms = {str(base): chosen.path.without_correction(base) for base in OTHER_BASES}
    if discrete(look):
        forms["coordinates"] = chosen.path.matched_by_coordinate(source)
    scores = scores_of({"": chosen.path} | forms, look)
    name = best_of(scores, look)
    return Chosen(forms.get(name, chosen.path), chosen.scores | {form: scores[form] for form in forms})


def discrete(look: Look) -> bool:
    """Whether any column has fewer different values than half of its rows."""
    return any(2 * len(column.unique()) < len(column) for column in look.latents.T)


def with_maps(plain: Corrected, score: Mapping[str, float], source: Source, look: Look, seed: int) -> Chosen:
    """A path with the beginning of the chain that serves it best; `score` has that of "0 stages", or is empty."""
    beginnings = chains(plain, source, seed, points=points_for(source))
    none = {"0 stages": plain.with_stages(0)}
    scores = scores_of(beginnings if score else beginnings | none, look) | dict(score)
    name = best_of(scores, look, equals=2, simplest_first=look.few)
    return Chosen((beginnings | none)[name], scores)


def chains(plain: Corrected, source: Source, seed: int, *, points: int) -> dict[str, Corrected]:
    """The path with the chain but its last map, with the whole chain, and with its first map alone, in this order.

    The whole chain ends in `norm`, one less in `axes`, and one alone has the marginals.
    """
    generator = counter_generator(seed, "transfer")
    z0, z1, latents = (source.sample(count * points, generator) for count in (1, 1, LATENTS_PER_PAIR))
    different = source.fit_count if isinstance(source, Empirical) else None
    full = plain.with_transfer(z0, z1, latents, generator, different=different)
    whole = len(full.config.transfer)
    return {f"{count} stages": full.with_stages(count) for count in (whole - 1, whole, 1)}


def points_for(source: Source) -> int:
    """Points of a cloud that maps are made from."""
    points = next(points for most, points in POINTS if source.dim <= most)
    return min(points, max(LEAST_POINTS, MOST_NUMBERS // source.dim))


def scores_of(candidates: Mapping[str, Corrected], look: Look) -> dict[str, float]:
    """How far the candidates are from the law; 0 is at the floor."""
    return {name: mean_score(seen) for name, seen in seen_along(candidates, look, TIMES).items()}


def best_of(scores: Mapping[str, float], look: Look, *, equals: int = 1, simplest_first: bool = False) -> str:
    """The candidate of the least drift, unless an earlier one is as good but for the gain.

    Candidates come from the most able to the simplest; of the first `equals` none comes before the others: the best of
    them stands for all. `simplest_first`: the other way round.
    """
    names = list(scores)
    left = [min(names[:equals], key=scores.__getitem__), *names[equals:]]
    gain = GAIN_OF_FEWEST if not look.sure else GAIN_OF_FEW if look.few else GAIN
    chosen, *later = reversed(left) if simplest_first else left
    for name in later:
        if scores[name] < scores[chosen] - gain:
            chosen = name
    return chosen
