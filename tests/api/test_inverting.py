"""Inversion as a user calls it: files whole or not at all, the same numbers in all, mistakes before any work."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import advai
from advai.api import open_decoder
from advai.config import InputError, InputTypeError

QUICK = {"steps": 15, "starts": 2, "draws": 32}


def test_latents_picture_and_errors_are_of_the_same_images(gan_run: Path, tmp_path: Path) -> None:
    Image.fromarray(np.full((5, 9, 3), 200, dtype=np.uint8)).save(tmp_path / "grey.png")
    places = ["digits#0:3", str(tmp_path / "grey.png")]
    out = tmp_path / "found.npy"
    made = advai.invert(f"run:{gan_run}", places, out=out, settings=QUICK, features=False, device="cpu", progress=False)
    decoder = open_decoder(f"run:{gan_run}", device="cpu")
    latents = torch.from_numpy(np.load(out))
    assert torch.equal(latents, made.latents) and latents.shape == (4, decoder.dim)
    results = json.loads((tmp_path / "found-inverted.json").read_text())["inversion"]
    assert [image["image"] for image in results["images"]] == ["digits#0", "digits#1", "digits#2", places[1]]
    again = (decoder.pictures(latents) - made.images).square().flatten(1).mean(dim=1)
    assert [image["error"] for image in results["images"]] == pytest.approx(again.tolist(), rel=1e-4)
    assert results["median_error"] == pytest.approx(float(again.median()), rel=1e-4)
    assert results["features"] is None and results["seconds_per_image"] > 0
    assert min(results["images"][0]["errors_of_starts"]) == results["images"][0]["error"]
    assert Image.open(tmp_path / "found-inverted.png").width > 4 * 96
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "found-inverted.json", "found-inverted.png", "found.npy", "grey.png"
    ]  # fmt: skip


def test_latents_of_decoded_draws_are_found_again(gan_run: Path) -> None:
    decoder = open_decoder(f"run:{gan_run}", device="cpu")
    assert decoder.law is not None
    x = decoder.pictures(decoder.law.sample(3, torch.Generator().manual_seed(3)))
    made = advai.invert(decoder, x, settings={"steps": 150}, features=False, progress=False)
    assert float(made.errors.max()) < 0.002


def test_the_classes_of_a_run_have_a_part_in_the_loss(autoencoder_run: Path, tmp_path: Path) -> None:
    both = [
        advai.invert(
            f"run:{autoencoder_run}", ["digits#0:2"], settings=QUICK, features=features, cache=tmp_path, device="cpu",
            progress=False,
        )
        for features in (True, False)
    ]  # fmt: skip
    assert "a classifier of the training images of digits" in both[0].results["features"]["network"]
    assert not torch.equal(both[0].latents, both[1].latents)


def test_mistakes_leave_nothing(gan_run: Path, tmp_path: Path) -> None:
    for places, out, settings, words in (
        (["digits#1"], "found.txt", {}, r"must be a file whose name ends in \.npy"),
        (["digits#1"], "none/found.npy", {}, "lies in no folder that is there"),
        (["none.png"], "found.npy", {}, "there is no image"),
        (["digits#1"], "found.npy", {"steps": 0}, "steps"),
        (["digits#1"], "found.npy", {"step": 3}, "did you mean 'steps'"),
    ):
        with pytest.raises(InputError, match=words):
            advai.invert(f"run:{gan_run}", places, out=tmp_path / out, settings=settings, device="cpu", progress=False)
    with pytest.raises(InputError, match=r"makes images of the shape \(1, 8, 8\)"):
        advai.invert(f"run:{gan_run}", torch.zeros(2, 3, 8, 8), device="cpu", progress=False)
    with pytest.raises(InputTypeError, match="images are given as a list"):
        advai.invert(f"run:{gan_run}", "digits#1", device="cpu", progress=False)
    assert list(tmp_path.iterdir()) == []
