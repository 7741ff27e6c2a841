"""The numbers that a user types, checked before any work begins: what was expected, what came, what to do."""

from collections.abc import Sequence

from ..config import InputError

LARGEST_SEED = 2**32 - 1
LEAST_SAMPLES = 100


def check_seed(seed: int) -> None:
    """Raise `InputError` for a seed that some generator would not take."""
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"--seed must be from 0 to {LARGEST_SEED}, but {seed} was given: use for instance 0.")


def check_steps(steps: int | None) -> None:
    """Raise `InputError` for no steps of training; None stands for as many as suit the latents."""
    if steps is not None and steps < 1:
        raise InputError(f"--steps must be 1 or more, but {steps} was given: leave it away for the usual number.")


def check_samples(samples: int) -> None:
    """Raise `InputError` for clouds of so few points that no drift can be told."""
    if samples < LEAST_SAMPLES:
        raise InputError(
            f"--samples must be {LEAST_SAMPLES} or more, but {samples} was given: 10000 tell small drifts from none."
        )


def check_count(name: str, value: int | None) -> None:
    """Raise `InputError` for a number of things that is below 1; None stands for what is usual."""
    if value is not None and value < 1:
        raise InputError(f"{name} must be 1 or more, but {value} was given: leave it away for the usual number.")


def range_of(text: str, option: str) -> tuple[float, float]:
    """The two numbers in `LOW,HIGH`; raises `InputError` unless they are numbers and rise."""
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        low = high = 0.0
    if not low < high:
        raise InputError(f"{option} must be two rising numbers, but {text!r} was given: write them as in -1,1.")
    return low, high


def shape_of(text: str | None, option: str) -> tuple[int, ...] | None:
    """The numbers in `64` or `4,8,8`; None for none. Raises `InputError` for what is no whole number of 1 or more."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and int(part) > 0 for part in parts):
        raise InputError(f"{option} must be whole numbers of 1 or more, as 64 or 4,8,8, but {text!r} was given.")
    return tuple(int(part) for part in parts)


def names_of(texts: Sequence[str] | None, option: str) -> list[str] | None:
    """The names in `a,b` and in repeated options, each once; None for none. Raises `InputError` for an empty name."""
    if texts is None:
        return None
    names = [name.strip() for text in texts for name in text.split(",")]
    if not all(names):
        raise InputError(f"{option} must be names with commas between them, but {','.join(texts)!r} was given.")
    return list(dict.fromkeys(names))


def check_holdout(holdout: float) -> None:
    """Raise `InputError` for a share that is not in [0, 1]."""
    if not 0 <= holdout <= 1:
        raise InputError(f"--holdout must lie in [0, 1], but {holdout:g} was given: 0.2 keeps a fifth of the rows.")


def times_of(text: str) -> tuple[float, ...]:
    """The positions in `0.1,0.25,0.5`, ascending and each once; raises `InputError` for what does not lie in [0, 1]."""
    example = "write them with commas, as in --times 0.1,0.25,0.5."
    try:
        times = [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"--times must be numbers in [0, 1], but {text!r} was given: {example}") from None
    outside = [t for t in times if not 0 <= t <= 1]
    if outside:
        raise InputError(f"--times must lie in [0, 1], but {outside[0]:g} was given: {example}")
    return tuple(sorted(set(times)))
