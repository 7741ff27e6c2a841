"""One cell of a benchmark: what was measured of one method on one law with one seed, as data and as a line of JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .drift import Drift, Floor, Statistic

PLANTED = "planted"
"""The method of the cells that show the judge's strength: a small drift that was put there for it to find."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A path beside the shortest way inside the law's support: its length over that, and the largest lag along it."""

    length: float
    lag: float


@dataclass(frozen=True, kw_only=True)
class BenchmarkCell:
    """The drift of a `method` on a `law` with a `seed`, or in words why there is none (`failed`).

    `floors`: the sliced distance in floors at every t as the mean over several draws of the clouds, where a single one,
    which `drift` has, says little: in up to 8 dimensions.
    `judge` alone for the method "planted"; `way` where the law knows the shortest way inside; `fit` says what learning
    cost: `steps`, `seconds`, `cpu_seconds`, `peak_mib`, and what the fit found of itself. `connected`: whether the
    law's support is one piece, None where nobody has said so. `measuring_seconds` is the method's share of a
    measurement that several share.
    """

    law: str
    dim: int
    method: str
    seed: int
    samples: int
    connected: bool | None = None
    drift: Drift | None = None
    floors: Mapping[float, float] | None = None
    judge: Statistic | None = None
    way: Way | None = None
    fit: Mapping[str, Any] | None = None
    measuring_seconds: float | None = None
    failed: str | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells one cell from another: law, method and seed."""
        return self.law, self.method, self.seed

    def to_line(self) -> str:
        """The cell as one line of JSON, without its end."""
        drift = None if self.drift is None else self.drift.as_dict()
        judge, way = (None if part is None else asdict(part) for part in (self.judge, self.way))
        plain = {name: getattr(self, name) for name in ("law", "dim", "method", "seed", "samples", "connected")}
        cost = {"fit": self.fit, "measuring_seconds": self.measuring_seconds, "failed": self.failed}
        floors = None if self.floors is None else {str(t): ratio for t, ratio in self.floors.items()}
        parts = {
            "drift": drift,
            "floors": floors,
            "judge": judge,
            "way": way,
            **cost,
            "conditions": dict(self.conditions),
        }
        return json.dumps({**plain, **parts}, allow_nan=False)

    @classmethod
    def from_line(cls, line: str) -> "BenchmarkCell":
        """What `to_line` gave; raises ValueError, KeyError or TypeError for anything else."""
        data = json.loads(line)
        drift, judge, way = (data.pop(name) for name in ("drift", "judge", "way"))
        floors = data.pop("floors", None)
        return cls(
            **data,
            drift=None if drift is None else Drift.from_dict(data["method"], drift),
            floors=None if floors is None else {float(t): ratio for t, ratio in floors.items()},
            judge=None if judge is None else _statistic(judge),
            way=None if way is None else Way(**way),
        )


def _statistic(data: Mapping[str, Any]) -> Statistic:
    interval = None if data["interval"] is None else (data["interval"][0], data["interval"][1])
    return Statistic(value=data["value"], floor=Floor(**data["floor"]), interval=interval)
