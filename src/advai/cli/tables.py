"""What a measurement prints: a table for readers, JSON for programs."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..results import Drift


def show_drifts(drifts: Sequence["Drift"], *, as_json: bool) -> None:
    """Print the drifts on stdout: in colour and as wide as the terminal, or as plain text where there is none."""
    from ..results import drift_results, drift_table

    if as_json:
        print(json.dumps({"drift": drift_results(drifts)}, indent=2, allow_nan=False))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console().print(drift_table(drifts))
    else:
        print(drift_table(drifts))
