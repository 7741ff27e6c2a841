"""Decoders by name: those of runs decode as the runs do, with gradients and their law; mistakes name the nearest."""

import shutil
from pathlib import Path

import pytest
import torch

import advai
from advai.api import open_decoder
from advai.config import InputError
from advai.data import to_floats
from advai.distributions import Empirical, Gaussian, Sphere


def test_a_run_of_an_autoencoder_is_a_decoder(autoencoder_run: Path) -> None:
    run, decoder = advai.load(autoencoder_run, device="cpu"), open_decoder(f"run:{autoencoder_run}", device="cpu")
    x = to_floats(run.data("test").images(torch.arange(20)))
    z = decoder.codes(x)
    assert decoder.differentiable and (decoder.channels, decoder.size) == (1, 8)
    assert torch.allclose(decoder.decode(z), run.decode(z), atol=1e-6)
    assert torch.allclose(decoder.pictures(z), run.decode(z).clamp(-1, 1), atol=1e-6)
    law = decoder.law
    assert isinstance(law, Empirical) and law.dim == z.shape[1]
    train = decoder.codes(to_floats(run.data("train").images(torch.arange(run.data("train").count))))
    assert torch.allclose(law.mean().float(), train.mean(dim=0), atol=1e-4)


def test_a_run_of_a_gan_is_a_decoder_with_its_prior(gan_run: Path, growing_run: Path) -> None:
    for folder, law in ((gan_run, Gaussian), (growing_run, Sphere)):
        decoder = open_decoder(f"run:{folder}", device="cpu")
        run = advai.load(folder, device="cpu")
        assert isinstance(decoder.law, law) and decoder.encode is None and decoder.differentiable
        z = decoder.law.sample(3, torch.Generator().manual_seed(0)).requires_grad_(True)
        assert torch.allclose(decoder.decode(z), run.decode(z), atol=1e-6)
        (slope,) = torch.autograd.grad(decoder.decode(z).square().sum(), z)
        assert bool(slope.isfinite().all()) and bool(slope.any(dim=1).all())


def test_codes_that_are_pulled_to_the_prior_have_it_as_their_law(tmp_path: Path) -> None:
    settings = {"device": "cpu", "logger": "none", "network": {"depth": 4}}
    run = advai.train("vae", data="digits", out=tmp_path / "vae", samples=64, settings=settings, progress=False)
    assert open_decoder(run).law == Gaussian(run.config.network.dim)


def test_what_a_user_says_of_a_decoder_is_used_or_refused(autoencoder_run: Path) -> None:
    name = f"run:{autoencoder_run}"
    dim = open_decoder(name, device="cpu").dim
    assert open_decoder(name, prior=f"uniform:{dim}", device="cpu").law == advai.Uniform(dim)
    with pytest.raises(InputError, match="takes latents of dimension"):
        _ = open_decoder(name, prior="gaussian:3", device="cpu").law
    with pytest.raises(InputError, match=r"have the shape \(\d+,\), not \(3,\): leave out --dim"):
        open_decoder(name, dim=3, device="cpu")
    with pytest.raises(InputError, match=r"lie in \[-1, 1\] as they are: leave out --range"):
        open_decoder(name, value_range=(0, 1), device="cpu")


def test_a_mistake_in_the_name_is_one_sentence(autoencoder_run: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn"
    shutil.copytree(autoencoder_run, torn, ignore=shutil.ignore_patterns("checkpoints"))
    for name, words in (
        ("onx:decoder.onnx", "unknown kind of decoder 'onx': did you mean 'onnx'?"),
        (str(autoencoder_run), "is not said to be a decoder of what kind: write run:"),
        ("run:", "run needs a place, but 'run:' was given: write run:DIR"),
        (f"run:{tmp_path}/none", "has no config.yaml"),
        (f"run:{torn}", "has no whole checkpoint yet"),
    ):
        with pytest.raises(InputError) as raised:
            open_decoder(name, device="cpu")
        assert words in str(raised.value)
