"""A small evaluated run, as far as a page needs one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

import advai


def write(folder: Path, *, data: str = "digits", sha: str = "a", done: tuple[str, ...] = ()) -> Path:
    """A small evaluated run that has all a page needs."""
    folder.mkdir()
    leaf = {"value": 1.0, "conditions": {}}
    environment = {"versions": {"advai": "0"}}
    about = {"recipe": "ae", "data": data, "size": 8, "channels": 1, "code_size": 2, "samples": 9, "seed": 0}
    about |= {"training_samples": 64, "training_seed": 0, "environment": environment}
    about["done"] = list(done or ("codes", "drift", "images", "pictures"))
    results: dict[str, Any] = {"evaluation": about, "features": {"network": "n", "sha256": sha, "input": "i"}}
    results |= dict.fromkeys(("reconstruction_mse", "probe_accuracy", "probe_joint_accuracy", "nmi"), leaf)
    results |= {"frechet": {"reconstruction": leaf}, "drift": {}}
    (folder / "results.json").write_text(json.dumps(results))
    (folder / "metrics.jsonl").write_text('{"step": 1, "samples": 64, "seconds": 1, "reconstruction": 0.5}\n')
    sizes = {"images": (16,), "reconstructions": (16,), "ends": (4, 2), "path.linear": (4, 9)}
    pictures = {name: np.zeros((*size, 1, 8, 8), dtype=np.uint8) for name, size in sizes.items()}
    save_file(pictures, folder / "pictures.safetensors", metadata={"labels": json.dumps([["0", "1"]] * 4)})
    return folder


@pytest.fixture
def written() -> Callable[..., Path]:
    """`written(folder, data=, sha=, done=)` makes one."""
    return write


QUICK = {"device": "cpu", "logger": "none", "network": {"depth": 4}}


@pytest.fixture(scope="package")
def autoencoder_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of an autoencoder on digits, hardly trained."""
    out = tmp_path_factory.mktemp("decoders") / "ae"
    advai.train("ae", data="digits", out=out, samples=640, settings=QUICK, progress=False)
    return out


@pytest.fixture(scope="package")
def gan_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a plain GAN on digits, hardly trained."""
    out = tmp_path_factory.mktemp("decoders") / "wgan"
    advai.train("wgan", data="digits", out=out, samples=640, settings=QUICK, progress=False)
    return out


@pytest.fixture(scope="package")
def growing_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a progressive GAN on digits, hardly trained."""
    out = tmp_path_factory.mktemp("decoders") / "pggan"
    advai.train("pggan", data="digits", out=out, samples=640, settings=QUICK, progress=False)
    return out
