"""The draws that tables are made from: always the same, of the source's part for fitting, and fewer for many."""

import torch

from advai.distributions import Empirical, Gaussian
from advai.paths.table_draws import marginal_draws


def test_they_are_always_the_same_and_two_samples() -> None:
    first, second = marginal_draws(Gaussian(2))
    again, _ = marginal_draws(Gaussian(2))
    assert (first == again).all()
    assert first.shape == second.shape == (65_536, 2)
    assert abs((first * second).mean()) < 0.02


def test_there_are_fewer_in_many_dimensions() -> None:
    assert marginal_draws(Gaussian(512))[0].shape == (16_384, 512)


def test_held_out_latents_are_never_among_them() -> None:
    source = Empirical(torch.arange(20.0)[:, None] + torch.zeros(20, 2))
    held_out = source.disjoint([4], torch.Generator())[0]
    drawn = torch.from_numpy(marginal_draws(source)[0])[:, 0].unique()
    assert len(drawn) == 16
    assert not torch.isin(held_out[:, 0].double(), drawn).any()
