"""Morphs: exact ends, the paths that are asked for, one picture or film, and mistakes in one sentence."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import advai
from advai.api import open_decoder
from advai.checkpoint import Corrected, CorrectedConfig
from advai.config import InputError
from advai.data import to_floats
from advai.models import CorrectionConfig

QUICK = {"settings": {"steps": 10, "starts": 2, "draws": 32}, "features": False, "device": "cpu", "progress": False}


@pytest.fixture
def latents(gan_run: Path, tmp_path: Path) -> str:
    """A file of three latents."""
    dim = open_decoder(f"run:{gan_run}", device="cpu").dim
    np.save(tmp_path / "z.npy", np.random.default_rng(0).normal(size=(3, dim)).astype(np.float32))
    return str(tmp_path / "z.npy")


def fit_of(dim: int, folder: Path) -> str:
    Corrected(CorrectedConfig(correction=CorrectionConfig(dim=dim, width=8))).save_pretrained(folder)
    return str(folder)


def test_paths_run_from_latent_to_latent(gan_run: Path, latents: str, tmp_path: Path) -> None:
    decoder = open_decoder(f"run:{gan_run}", device="cpu")
    names = ["lerp", "slerp", "nlerp", "matched", "lol", fit_of(decoder.dim, tmp_path / "fit")]
    made = advai.interpolate(decoder, f"{latents}#0", f"{latents}#2", paths=names, steps=4, **QUICK)
    z = torch.from_numpy(np.load(latents))
    assert list(made.frames) == ["linear", "spherical", "nlerp", "matched", "LOL", "AdvAI"]
    for name, points in made.latents.items():
        assert points.shape == (4, decoder.dim)
        assert torch.equal(points[0], z[0]) and torch.equal(points[3], z[2]), name
        assert torch.allclose(made.frames[name], decoder.pictures(points))
    t = 1 / 3
    assert torch.allclose(made.latents["linear"][1], (1 - t) * z[0] + t * z[2], atol=1e-6)
    norm = (t**2 + (1 - t) ** 2) ** 0.5
    assert torch.allclose(made.latents["matched"][1], made.latents["linear"][1] / norm, atol=1e-5)


def test_images_are_encoded_where_there_is_an_encoder_and_else_inverted(autoencoder_run: Path, gan_run: Path) -> None:
    encoding = open_decoder(f"run:{autoencoder_run}", device="cpu")
    made = advai.interpolate(encoding, "digits#3", "digits#5", **QUICK)
    assert encoding.images is not None
    x = encoding.images("test").images(torch.tensor([3, 5]))
    assert torch.allclose(torch.cat([end.latent for end in made.ends]), encoding.codes(to_floats(x)), atol=1e-5)
    assert made.ends[0].original is not None and torch.equal(made.ends[0].original, x[:1])
    assert all("encoded, error 0." in end.words for end in made.ends)
    inverting = open_decoder(f"run:{gan_run}", device="cpu")
    both = advai.interpolate(inverting, "digits#3", "digits#5", **QUICK)
    found = advai.invert(
        inverting, ["digits#3", "digits#5"], settings=QUICK["settings"], features=False, progress=False
    )
    assert torch.allclose(torch.cat([end.latent for end in both.ends]), found.latents, atol=1e-5)
    assert [f"error {error:.4f}" in end.words for error, end in zip(found.errors, both.ends, strict=True)] == [True] * 2
    mixed = advai.interpolate(inverting, "seed:4", "digits#5", **QUICK)
    assert mixed.ends[0].original is None and mixed.ends[1].original is not None


def test_draws_depend_on_their_seed_alone(gan_run: Path) -> None:
    decoder = open_decoder(f"run:{gan_run}", device="cpu")
    one, other = (
        advai.interpolate(decoder, *ends, **QUICK).ends for ends in (("seed:1", "seed:2"), ("seed:2", "seed:1"))
    )
    assert torch.equal(one[0].latent, other[1].latent) and torch.equal(one[1].latent, other[0].latent)
    assert not torch.equal(one[0].latent, one[1].latent)


def test_paths_that_suit_are_chosen_where_none_are_named(gan_run: Path, autoencoder_run: Path) -> None:
    known = open_decoder(f"run:{gan_run}", device="cpu")
    assert list(advai.interpolate(known, "seed:1", "seed:2", **QUICK).frames) == ["linear", "matched"]
    unknown = dataclasses.replace(open_decoder(f"run:{autoencoder_run}", device="cpu"), find_law=lambda: None)
    assert list(advai.interpolate(unknown, "digits#1", "digits#2", **QUICK).frames) == ["linear", "spherical"]
    own = dataclasses.replace(known, path=advai.slerp)
    made = advai.interpolate(own, "seed:1", "seed:2", **QUICK)
    assert list(made.frames) == ["linear", "AdvAI"]


def test_a_picture_and_films_are_written(gan_run: Path, tmp_path: Path) -> None:
    for name, steps, frames in (("a.png", None, 1), ("a.gif", 4, 6), ("a.webp", 4, 6)):
        advai.interpolate(f"run:{gan_run}", "seed:1", "seed:2", out=tmp_path / name, steps=steps, **QUICK)
        with Image.open(tmp_path / name) as read:
            assert getattr(read, "n_frames", 1) == frames, name
    assert len(list(tmp_path.iterdir())) == 3


def test_several_fits_are_told_apart(gan_run: Path, tmp_path: Path) -> None:
    decoder = open_decoder(f"run:{gan_run}", device="cpu")
    fits = [fit_of(decoder.dim, tmp_path / name) for name in ("first", "second")]
    assert list(advai.interpolate(decoder, "seed:1", "seed:2", paths=fits, **QUICK).frames) == [
        "AdvAI first",
        "AdvAI second",
    ]


def test_mistakes_are_one_sentence_and_leave_nothing(gan_run: Path, latents: str, tmp_path: Path) -> None:
    np.save(tmp_path / "short.npy", np.ones((1, 3), dtype=np.float32))
    np.save(tmp_path / "nan.npy", np.full_like(np.load(latents), np.nan))
    fit = fit_of(3, tmp_path / "fit")
    before = sorted(tmp_path.iterdir())
    for change, words in (
        ({"start": f"{tmp_path}/short.npy#0"}, "but those of short.npy have dimension 3"),
        ({"start": f"{tmp_path}/nan.npy#0"}, "row 0 of nan.npy holds numbers that are not finite"),
        ({"start": f"{latents}#3"}, "z.npy has the rows 0 to 2, but row 3 was asked for"),
        ({"start": latents}, "holds many latents: name one by its row"),
        ({"start": f"{tmp_path}/none.npy#0"}, "there is no latents file"),
        ({"start": "seed:one"}, "a draw is written seed:7"),
        ({"start": "none.png"}, "there is no image 'none.png'"),
        ({"end": "digits#0:2"}, "an end is one image, but 'digits#0:2' holds 2"),
        ({"paths": ["slerpp"]}, "unknown path 'slerpp': did you mean 'slerp'?"),
        ({"paths": [f"{tmp_path}/none/fit"]}, "there is no folder"),
        ({"paths": [fit]}, "was fitted to latents of dimension 3, but those of run:"),
        ({"steps": 1}, "steps must be at least 2"),
        ({"out": "a.bmp"}, "must be a file whose name ends in .png or .gif or .webp or .mp4"),
    ):
        given = {"start": "seed:1", "end": "seed:2", "out": "a.png"} | change
        with pytest.raises(InputError) as raised:
            advai.interpolate(f"run:{gan_run}", **{**QUICK, **given, "out": tmp_path / given["out"]})
        assert words in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_decoder_whose_law_is_not_known_has_no_draws(autoencoder_run: Path) -> None:
    unknown = dataclasses.replace(open_decoder(f"run:{autoencoder_run}", device="cpu"), find_law=lambda: None)
    for paths, start in (((), "seed:1"), (("matched",), "digits#1"), (("lol",), "digits#1")):
        with pytest.raises(InputError, match=r"is not known: name it, as in --prior gaussian:\d+"):
            advai.interpolate(unknown, start, "digits#2", paths=paths, **QUICK)
