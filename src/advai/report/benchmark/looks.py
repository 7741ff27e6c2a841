"""How the benchmark's methods are drawn: one colour, marker and line each, everywhere the same.

Closed forms have full lines, learned ones broken lines but for the default. Colours are from Okabe and Ito (2008) and
from Paul Tol's "muted" scheme, both made for colour-blind readers; with so many, markers tell the nearest ones apart.
"""

from collections.abc import Sequence

from ..style import FULL, Look

LOOKS = {
    "linear": Look("#D55E00", "o", FULL),
    "slerp": Look("#0072B2", "s", FULL),
    "nlerp": Look("#CC79A7", "v", FULL),
    "matched": Look("#E69F00", "D", FULL),
    "matched-coordinates": Look("#882255", "d", FULL),
    "lol": Look("#56B4E9", "<", FULL),
    "nao": Look("#332288", ">", FULL),
    "advai": Look("#009E73", "^", FULL),
    "game": Look("#44AA99", "*", (0, (5, 1))),
    "maps": Look("#8C510A", "H", (0, (2, 1))),
    "paper": Look("#000000", "x", (0, (4, 1.5))),
    "reference": Look("#7f7f7f", "+", (0, (1, 1))),
    "paper-matched": Look("#999933", "P", (0, (3, 1, 1, 1))),
}
OTHERS = [Look("#AA4499", "p", (0, (2, 1))), Look("#CC6677", "*", (0, (2, 1)))]


def looks_of(methods: Sequence[str]) -> dict[str, Look]:
    """How each of these methods is drawn; unknown ones by what is left, in the order given."""
    others = [method for method in methods if method not in LOOKS]
    return {m: LOOKS[m] if m in LOOKS else OTHERS[others.index(m) % len(OTHERS)] for m in methods}
