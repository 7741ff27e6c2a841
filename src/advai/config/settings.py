"""Settings as a user writes them: `--set key.sub=value`, a YAML file; and a configuration built from them.

What does not fit is one sentence: the setting, what it may be, what came; for an unknown one, the nearest there is.
"""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from .errors import InputError, unknown_name

Values = dict[str, Any]
Config = TypeVar("Config")
UNKNOWN = "unexpected_keyword_argument"


def read_settings(file: str | os.PathLike[str]) -> Values:
    """The settings in a YAML file; raises `InputError` for a file that is missing or no mapping."""
    try:
        values = yaml.safe_load(Path(file).read_text())
    except OSError as error:
        raise InputError(f"the configuration {str(file)!r} cannot be read ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"the configuration {str(file)!r} is no readable YAML ({reason}).") from error
    if not isinstance(values, dict):
        raise InputError(f"the configuration {str(file)!r} should hold lines such as 'seed: 0', but holds none.")
    return values


def with_settings(values: Mapping[str, Any], settings: Iterable[str]) -> Values:
    """The values with those of `settings` (each `key.sub=value`, the value as in YAML) in their places.

    Raises `InputError` for one that has no such form, or goes into something that has no parts.
    """
    changed: Values = dict(values)
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not all(key.split(".")):
            raise InputError(f"a setting is written key=value or key.sub=value, but {setting!r} was given.")
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise InputError(f"the value of the setting {setting!r} is no YAML: put it into quotes.") from error
        for part in reversed(key.split(".")):
            value = {part: value}
        changed = merged(changed, value)
    return changed


def merged(values: Mapping[str, Any], changes: Mapping[str, Any]) -> Values:
    """`values` with `changes` in their places, mappings within mappings too."""
    both = dict(values)
    for key, change in changes.items():
        before = both.get(key)
        if isinstance(change, Mapping):
            both[key] = merged(before if isinstance(before, Mapping) else {}, change)
        else:
            both[key] = change
    return both


def differences(values: Mapping[str, Any], usual: Mapping[str, Any]) -> Values:
    """What of `values` is not as in `usual`, by dotted names; None for what only `usual` has."""
    found: Values = {}
    for key in dict.fromkeys([*values, *usual]):
        one, other = values.get(key), usual.get(key)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found |= {f"{key}.{name}": value for name, value in differences(one, other).items()}
        elif one != other:
            found[key] = one
    return found


def plain_values(config: Any) -> Values:
    """A configuration as plain data that YAML can hold: tuples as lists."""
    return _plain(dataclasses.asdict(config))


def built(kind: type[Config], values: Mapping[str, Any], *, within: str = "") -> Config:
    """The configuration of a kind from plain values; raises `InputError` for the first one that does not fit.

    `within`: the key of the values in the whole, for the error's words.
    """
    try:
        return TypeAdapter(kind).validate_python(dict(values))
    except ValidationError as error:
        raise _in_words(kind, error, within) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _in_words(kind: type, error: ValidationError, within: str) -> InputError:
    first = min(error.errors(), key=lambda one: one["type"] != UNKNOWN)
    place = [str(part) for part in first["loc"]]
    key = ".".join([within, *place] if within else place)
    if first["type"] == UNKNOWN:
        parent = key.rpartition(".")[0]
        known = [f"{parent}.{name}" if parent else name for name in _fields_at(kind, place[:-1])]
        return unknown_name("setting", key, known)
    if first["type"] == "missing":
        return InputError(f"the setting {key!r} is missing: give it.")
    if first["type"] == "value_error":
        return InputError(first["msg"].removeprefix("Value error, "))
    words = first["msg"][:1].lower() + first["msg"][1:]
    return InputError(f"the setting {key!r} does not fit: {words}, but {first['input']!r} was given.")


def _fields_at(kind: Any, place: list[str]) -> list[str]:
    """The names of the settings at a place within a kind of configuration."""
    for part in place:
        kind = _one_kind(get_type_hints(kind)[part]) if dataclasses.is_dataclass(kind) else None
    return [field.name for field in dataclasses.fields(kind)] if kind is not None else []


def _one_kind(hint: Any) -> Any:
    """The dataclass in a hint such as `Kind | None`."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else [hint]
    return next((option for option in options if option is not NoneType and dataclasses.is_dataclass(option)), None)
