"""One number of `results.json`: with its floor where it has one, and the conditions that it came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A value; or None, with the `reason` why there is none.

    `floor` is what the same protocol gives where nothing is to be found: two halves of the real data for a distance,
    always naming the commonest class for an accuracy. `error` is the standard error, and `interval` the 95% interval
    over several draws, where the protocol has such.
    """

    value: float | None
    floor: float | None = None
    error: float | None = None
    interval: tuple[float, float] | None = None
    reason: str | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As it stands in JSON: what is not known is left out, but for the value."""
        return {name: part for name, part in asdict(self).items() if name == "value" or part not in (None, {})}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Measured":
        """What `as_dict` gave."""
        interval = data.get("interval")
        return cls(**{**data, "interval": None if interval is None else (interval[0], interval[1])})
