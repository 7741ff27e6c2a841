"""Which array of a file that may hold several: the only one, or the one that was named after `#`."""

from collections.abc import Sequence

from ..config import InputError, unknown_name


def choose_array(file: str, keys: Sequence[str], key: str | None) -> str:
    """The key to read; raises `InputError` when it is not there, or when there are several and none was named."""
    if key is not None and key not in keys:
        raise unknown_name(f"array of {file}", key, keys)
    if key is None and len(keys) > 1:
        raise InputError(
            f"{file} holds {len(keys)} arrays ({', '.join(keys)}): "
            f"say which one holds the latents, as in {file}#{keys[0]}."
        )
    return keys[0] if key is None else key
