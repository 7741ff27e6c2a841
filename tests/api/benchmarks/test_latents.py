"""Real latents for the benchmark: tables, codes, and that they are made once."""

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from advai.api.benchmarks import latents as benchmark_latents
from advai.api.benchmarks.latents import benchmark_source, codes_of, images_of, make_latents, standardised_table
from advai.distributions import Empirical, independent_count


@pytest.mark.parametrize("name", ["breast_cancer", "diabetes", "digits"])
def test_tables_are_standardised_and_fit_for_a_source(name: str) -> None:
    table = standardised_table(name)
    np.testing.assert_allclose(table.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(table.std(axis=0), 1, atol=1e-9)
    source = Empirical(table.astype(np.float32), holdout=0.5)
    assert bool((source.covariance().diagonal() > 0).all())
    assert source.held_out_count >= 150


def test_latents_are_made_once_and_half_is_held_out(tmp_path: Path) -> None:
    make_latents("set:diabetes", tmp_path, None)
    file = tmp_path / "latents" / "set-diabetes.npy"
    before = file.stat().st_mtime_ns
    make_latents("set:diabetes", tmp_path, None)
    assert file.stat().st_mtime_ns == before
    source = benchmark_source("set:diabetes", tmp_path)
    assert (source.name, source.dim, independent_count(source)) == ("set:diabetes", 10, 221)


def test_codes_are_the_same_again_and_tell_images_apart() -> None:
    images = images_of("digits", None)
    assert images.shape == (1797, 64)
    assert (images.min().item(), images.max().item()) == (-1, 1)
    codes = codes_of(images, 5, steps=30, most=100)
    assert codes.shape == (100, 5)
    assert codes.std(axis=0).min() > 0
    np.testing.assert_array_equal(codes, codes_of(images, 5, steps=30, most=100))


def test_codes_of_parquet_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = []
    for image in np.random.default_rng(0).integers(0, 256, (20, 6, 6), dtype=np.uint8):
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, format="PNG")
        rows.append({"bytes": buffer.getvalue(), "path": None})
    (tmp_path / "mnist").mkdir()
    parquet.write_table(pyarrow.table({"image": rows}), tmp_path / "mnist" / "train.parquet")
    monkeypatch.setattr(benchmark_latents, "codes_of", lambda images, size: torch.as_tensor(images).numpy()[:, :size])
    make_latents("codes:mnist:3", tmp_path, tmp_path)
    assert np.load(tmp_path / "latents" / "codes-mnist-3.npy").shape == (20, 3)
