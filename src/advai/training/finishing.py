"""What follows the game: which of its weights are kept, and how much of the transfer chain is put behind them.

Both are chosen by the drift on latents that the game has not learned from: of the weights at the end, those half way,
and no correction at all (with few latents a critic learns them by heart, and the base may be the best that there is);
and of the chain's beginnings. All candidates are judged on the same pairs and latents, so that chance favours none.
"""

import math
from collections.abc import Mapping

import torch

from ..checkpoint import Corrected
from ..config import counter_generator
from ..distributions import Empirical, Source
from .held_out import Look, look_at, mean_score, seen_along

TIMES = (0.25, 0.5)
VALIDATED = 0.15
"""The share of given latents that the game does not learn from."""
GAIN, GAIN_OF_FEW = 0.2, 0.02
"""In units of `Seen.score`: what a later candidate must be better by than those before it, with and without a judge."""
POINTS = ((8, 1 << 16), (128, 1 << 15), (math.inf, 1 << 14))
"""Points of the clouds that the maps are made from, in up to so many dimensions.

Their noise is drift for good: with 8,192 in 128 dimensions a judge reached 0.55, with 32,768 0.51."""
LATENTS_PER_PAIR = 4


def parted(source: Source) -> Source:
    """The source with its validation latents held out; a law has points enough for everything."""
    return source.within_fit(VALIDATED) if isinstance(source, Empirical) else source


def finished(path: Corrected, halfway: Corrected, source: Source, seed: int) -> tuple[Corrected, dict[str, float]]:
    """The path to be used, and the scores of all candidates by name; the one at the end where nothing can be told."""
    look = look_at(source, seed, "validation")
    if look is None:
        return path, {}
    weights = {"end": path, "halfway": halfway, "base": without_correction(path)}
    scores = scores_of(weights, look)
    kept = best_of(scores, look, simplest_first=not look.judged)
    plain = weights[kept]
    generator = counter_generator(seed, "transfer")
    points = next(points for most, points in POINTS if source.dim <= most)
    z0, z1, latents = (source.sample(count * points, generator) for count in (1, 1, LATENTS_PER_PAIR))
    different = source.fit_count if isinstance(source, Empirical) else None
    full = plain.with_transfer(z0, z1, latents, generator, different=different)
    whole = len(full.config.transfer)  # which ends in `norm`; one less ends in `axes`, and one alone is the marginals
    beginnings = {f"{count} stages": full.with_stages(count) for count in (whole - 1, whole, 1)}
    of_stages = scores_of(beginnings, look) | {"0 stages": scores[kept]}
    chosen = best_of(of_stages, look, equals=2, simplest_first=look.few)
    return {**beginnings, "0 stages": plain.with_stages(0)}[chosen], scores | of_stages


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
    gain = GAIN if look.judged else GAIN_OF_FEW
    chosen, *later = reversed(left) if simplest_first else left
    for name in later:
        if scores[name] < scores[chosen] - gain:
            chosen = name
    return chosen


@torch.no_grad()
def without_correction(path: Corrected) -> Corrected:
    """The base alone: the same path, its networks' last layers at zero."""
    base = path.with_stages(0)
    for network in (base.correction.decoder, base.correction.gain):
        for weight in network[-1].parameters() if network else ():
            weight.zero_()
    return base
