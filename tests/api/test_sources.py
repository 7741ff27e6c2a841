"""Latents by what a user names: the codes of a run are those that it makes of its images, in their order."""

from pathlib import Path

import numpy as np
import pytest
import torch

import advai
from advai.api import measure_paths, source_of
from advai.config import InputError
from advai.data import to_floats
from advai.distributions import Empirical, Gaussian


def test_codes_of_a_run_are_those_of_its_images(autoencoder_run: Path) -> None:
    run = advai.load(autoencoder_run, device="cpu")
    codes, images = run.codes("test"), run.data("test")
    rows = torch.tensor([images.count - 1, 0, 7])
    assert codes.shape == (images.count, run.config.network.dim) and codes.dtype == torch.float32
    assert torch.allclose(codes[rows], run.encode(to_floats(images.images(rows))), atol=1e-5)


def test_a_run_is_a_source_of_latents(autoencoder_run: Path) -> None:
    run, named = advai.load(autoencoder_run, device="cpu"), f"run:{autoencoder_run}"
    source = source_of(named, holdout=0.5)
    assert isinstance(source, Empirical) and source.name == named and source.holdout == 0.5
    assert source.count == run.data("train").count
    drifts = measure_paths(named, ["lerp", "matched"], times=(0.5,), samples=400)
    again = measure_paths(run.codes().numpy(), ["lerp", "matched"], times=(0.5,), samples=400)
    assert [drift.worst for drift in drifts] == [drift.worst for drift in again]


def test_the_source_of_a_gan_is_its_prior(gan_run: Path) -> None:
    source = source_of(f"run:{gan_run}")
    assert isinstance(source, Gaussian) and source.dim == advai.load(gan_run).config.network.latent


def test_all_else_is_what_it_was() -> None:
    assert isinstance(source_of("gaussian:3"), Gaussian)
    given = source_of(np.random.default_rng(0).normal(size=(50, 2)), holdout=0.1)
    assert isinstance(given, Empirical) and given.held_out_count == 5


@pytest.mark.parametrize("named", ["run:", "run:nowhere", "run"])
def test_what_is_no_run_gets_a_sentence(named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        source_of(named)


def test_the_folder_of_a_fit_is_told_from_that_of_a_run(tmp_path: Path) -> None:
    advai.fit("gaussian:2", recipe="paper", steps=1, out=tmp_path / "fit", progress=False)
    with pytest.raises(InputError, match="is the folder of a fit"):
        source_of(f"run:{tmp_path / 'fit'}")
