"""Settings as a user writes them: put in their places, and refused in one sentence."""

from pathlib import Path

import pytest
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from advai.config import InputError, built, differences, merged, plain_values, read_settings, with_settings


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Inner:
    """A part."""

    weight: float = Field(default=1.0, ge=0)
    sizes: tuple[int, ...] = (1, 2)

    def __post_init__(self) -> None:
        if self.sizes == (0,):
            raise InputError("sizes must not be zero: use 1.")


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Outer:
    """A whole."""

    name: str
    inner: Inner | None = None


def test_settings_go_into_their_places_and_leave_the_rest() -> None:
    values = with_settings({"name": "a", "inner": {"weight": 2.0}}, ["inner.sizes=[3, 4]", "name=b"])
    assert values == {"name": "b", "inner": {"weight": 2.0, "sizes": [3, 4]}}
    assert with_settings({"inner": None}, ["inner.weight=1e-4"]) == {"inner": {"weight": "1e-4"}}
    assert built(Outer, {"name": "a", "inner": {"weight": "1e-4"}}).inner == Inner(weight=1e-4)


def test_differences_are_told_by_dotted_names() -> None:
    usual = {"a": 1, "b": {"c": [2], "d": None}, "e": {"f": 3}}
    assert differences(usual, usual) == {}
    changed = {"a": 1, "b": {"c": [2, 3], "d": {"g": 1}}, "e": None, "h": 5}
    assert differences(changed, usual) == {"b.c": [2, 3], "b.d": {"g": 1}, "e": None, "h": 5}
    assert differences({}, usual) == {"a": None, "b": None, "e": None}


def test_a_configuration_survives_being_written_and_read(tmp_path: Path) -> None:
    import yaml

    config = Outer(name="a", inner=Inner(sizes=(5,)))
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(plain_values(config)))
    assert built(Outer, read_settings(tmp_path / "config.yaml")) == config


def test_merging_switches_a_part_off_and_on() -> None:
    assert merged({"inner": {"weight": 1}}, {"inner": None}) == {"inner": None}
    assert merged({"inner": None}, {"inner": {"weight": 1}}) == {"inner": {"weight": 1}}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "a", "inner": {"wieght": 1}}, "unknown setting 'inner.wieght': did you mean 'inner.weight'?"),
        ({"nam": "a"}, "unknown setting 'nam': did you mean 'name'?"),
        ({"name": "a", "inner": {"weight": -1}}, "the setting 'inner.weight' does not fit: .* but -1 was given"),
        ({"name": "a", "inner": {"weight": "much"}}, "'inner.weight' does not fit: .* but 'much' was given"),
        ({"name": "a", "inner": {"sizes": [0]}}, "^sizes must not be zero: use 1.$"),
        ({}, "the setting 'name' is missing"),
    ],
)
def test_what_does_not_fit_is_one_sentence(values: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        built(Outer, values)


def test_the_place_of_a_part_is_in_the_words() -> None:
    with pytest.raises(InputError, match="unknown setting 'data.sise'"):
        built(Inner, {"sise": 1}, within="data")


@pytest.mark.parametrize("setting", ["weight", "=1", "inner..weight=1", "a=[1"])
def test_a_setting_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(InputError):
        with_settings({}, [setting])


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_settings(tmp_path / "none.yaml")
    for text, words in (("a: [", "no readable YAML"), ("- 1\n", "should hold lines")):
        (tmp_path / "c.yaml").write_text(text)
        with pytest.raises(InputError, match=words):
            read_settings(tmp_path / "c.yaml")
