"""One number of results.json, there and back."""

import json

from advai.results import Measured


def test_there_and_back() -> None:
    whole = Measured(value=0.5, floor=0.1, error=0.01, conditions={"test": 3})
    none = Measured(value=None, reason="the data has no labels")
    for one in (whole, none):
        assert Measured.from_dict(json.loads(json.dumps(one.as_dict()))) == one
    assert none.as_dict() == {"value": None, "reason": "the data has no labels"}
