"""Packages that load their modules on first use, so that a command pays only for what it does."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def loader(package: dict[str, Any], modules: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """A `__getattr__` for a package: each name is taken from the module that has it, and kept, so that it runs once.

    `package`: the package's `globals()`; `modules`: names of public objects by module.
    """
    module_of = {name: module for module, names in modules.items() for name in names}

    def load(name: str) -> object:
        if name not in module_of:
            words = f"module {package['__name__']!r} has no attribute {name!r}"
            raise AttributeError(words, name=name, obj=sys.modules[package["__name__"]])
        package[name] = value = getattr(import_module(f".{module_of[name]}", package["__name__"]), name)
        return value

    return load
