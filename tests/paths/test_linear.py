"""The linear path against exact arithmetic, and against what is known of its law."""

import math
from fractions import Fraction

import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.distributions import Gaussian
from advai.paths import lerp

numbers = st.floats(-1e3, 1e3, width=32)


@given(a=numbers, b=numbers, t=st.floats(0, 1, width=32))
def test_it_is_the_weighted_mean_of_exact_arithmetic(a: float, b: float, t: float) -> None:
    exact = (1 - Fraction(t)) * Fraction(a) + Fraction(t) * Fraction(b)
    found = lerp(torch.tensor([a]), torch.tensor([b]), t).item()
    assert abs(Fraction(found) - exact) <= 1e-7 * max(abs(a), abs(b))


def test_it_stands_still_between_a_latent_and_itself() -> None:
    z = torch.randn(1000, 7, generator=torch.Generator().manual_seed(0))
    assert torch.equal(lerp(z, z, torch.rand(1000, generator=torch.Generator().manual_seed(1))), z)


def test_it_reaches_over_the_whole_range_of_half_types() -> None:
    largest = torch.tensor([torch.finfo(torch.float16).max], dtype=torch.float16)
    assert lerp(largest, -largest, 0.25) == largest / 2
    assert lerp(largest, -largest, 0.5) == 0


def test_it_falls_short_of_the_gaussian_law_as_known() -> None:
    generator = torch.Generator().manual_seed(0)
    z0, z1 = (Gaussian(64).sample(20_000, generator) for _ in range(2))
    for t in (0.1, 0.25, 0.5):
        variance = lerp(z0, z1, t).var().item()
        assert math.isclose(variance, t**2 + (1 - t) ** 2, rel_tol=0.01)
