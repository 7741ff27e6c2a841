"""What a user may mean by a source, and independent samples of each."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.distributions import (
    Corners,
    Correlated,
    Discs,
    Empirical,
    Gaussian,
    Laplace,
    Mixture,
    Moons,
    Ring,
    Source,
    Sphere,
    Spiral,
    Student,
    Uniform,
    as_source,
    independent_count,
    independent_samples,
)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


CODES = torch.randn(50, 3, generator=generator())


LAWS: list[Source] = [Gaussian(64), Gaussian(1), Uniform(2), Laplace(16), Student(16), Correlated(16), Mixture(8)]
LAWS += [Sphere(64), Corners(8), Ring(), Discs(), Moons(), Spiral()]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_is_found_by_its_own_name(law) -> None:
    assert as_source(law.name) == law
    assert as_source(law) is law


def test_latents_are_a_source(tmp_path: Path) -> None:
    np.save(tmp_path / "codes.npy", CODES.numpy())
    for given in (CODES, CODES.numpy(), tmp_path / "codes.npy", str(tmp_path / "codes.npy")):
        source = as_source(given, holdout=0.5)
        assert isinstance(source, Empirical)
        assert (source.count, source.dim, source.held_out_count) == (50, 3, 25)
    source = Empirical(CODES)
    assert as_source(source, holdout=0.9) is source


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gaussain:64", "unknown law 'gaussain': did you mean 'gaussian'"),
        ("Gaussian:64", "did you mean 'gaussian'"),
        ("unifrom:2", "did you mean 'uniform'"),
        ("rings", "did you mean 'ring'"),
        ("disks", "did you mean 'discs'"),
        ("moon", "did you mean 'moons'"),
        ("spirale", "did you mean 'spiral'"),
        ("laplacian:4", "did you mean 'laplace'"),
        ("students:4", "did you mean 'student'"),
        ("corelated:4", "did you mean 'correlated'"),
        ("mixtures:4", "did you mean 'mixture'"),
        ("spheres:4", "did you mean 'sphere'"),
        ("corner:4", "did you mean 'corners'"),
        ("", "unknown law ''"),
        ("gaussian", r"needs a dimension of 1 or more, but 'gaussian' was given: write for instance 'gaussian:64'"),
        ("uniform:", "write for instance 'uniform:64'"),
        ("gaussian:0", "1 or more"),
        ("gaussian:-3", "1 or more"),
        ("gaussian:6.4", "1 or more"),
        ("gaussian:²", "1 or more"),
        ("gaussian:64:2", "1 or more"),
        ("ring:3", "'ring' lies in the plane and takes no dimension, but 'ring:3' was given: write 'ring'"),
        ("discs:2", "write 'discs'"),
        ("spiral:2", "'spiral' lies in the plane and takes no dimension"),
        ("mixture", "'mixture' needs a dimension of 1 or more"),
        ("codes.npy", "there is no latents file 'codes.npy'"),
        ("codes.npz#train", "there is no latents file 'codes.npz'"),
        ("codes.pt", "of a pickled kind"),
        ("codes.csv", "is not known by its name"),
        ("latents/codes", "is not known by its name"),
    ],
)
def test_a_text_that_is_no_source_is_explained(text: str, words: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        as_source(text)


def test_a_folder_named_like_a_law_is_not_in_its_way(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("ring")
    os.mkdir("gaussian:2")
    assert as_source("ring") == Ring()
    assert as_source("gaussian:2") == Gaussian(2)
    os.mkdir("codes")
    with pytest.raises(InputError, match="'codes' is a folder"):
        as_source("codes")


@pytest.mark.parametrize("given", [None, 3, [[1.0, 2.0], [3.0, 4.0]], Gaussian])
def test_another_type_is_refused(given) -> None:
    with pytest.raises(TypeError, match="a source of latents is a law such as 'gaussian:64'"):
        as_source(given)


def test_independent_samples_of_a_law_are_fresh() -> None:
    first, second = independent_samples(Gaussian(2), [5, 7], generator())
    assert (first.shape, second.shape) == ((5, 2), (7, 2))
    assert not torch.equal(first, second[:5])
    assert independent_count(Gaussian(2)) is None


def test_independent_samples_of_latents_were_never_seen_by_a_fit() -> None:
    source = Empirical(CODES)
    samples = torch.cat(independent_samples(source, [6, 4], generator()))
    fit = source.sample(5000, generator())
    assert torch.cdist(samples, fit).min() > 0
    assert len(samples.unique(dim=0)) == independent_count(source) == 10
