"""What a path is called in tables and figures."""

from ..shapes import Path
from .linear import lerp
from .normalized import nlerp
from .spherical import slerp

NAMES: dict[Path, str] = {lerp: "linear", slerp: "spherical", nlerp: "nlerp"}


def path_name(path: Path) -> str:
    """ "linear", "spherical", "nlerp", what the path itself has as `.name` ("matched", "AdvAI"), or its Python name."""
    for known, name in NAMES.items():
        if path is known:
            return name
    name = getattr(path, "name", None)
    if isinstance(name, str):
        return name
    return getattr(path, "__name__", type(path).__name__)
