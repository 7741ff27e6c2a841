"""The comparison page on made-up runs: numbers, intervals, bold, pictures, published figures, nothing fetched."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pytest

from advai.report import ComparedRun, comparison_page, page_html
from advai.report.picture_rows import sheet_of
from advai.report.runs.compared import methods_of
from advai.report.runs.compared_tables import published_table, representation_table
from advai.report.runs.published_figures import CLUSTERING, PROBE, data_set, published

HOSTILE = "<script src=http://x.test/a.js>alert('$x_1$')</script>\"&amp;{0}"
Make = Callable[..., ComparedRun]


def leaf(value: float | None, **more: Any) -> dict[str, Any]:
    return {"value": value, "conditions": {"made": 1}, **more}


def make(
    recipe: str = "ae",
    probe: float = 0.9,
    *,
    seed: int = 0,
    data: str = "parquet:/x/mnist",
    own: str | None = None,
    samples: int = 2**18,
    channels: int = 1,
    labelled: bool = True,
) -> ComparedRun:
    rng = np.random.default_rng(seed)
    paths = ["linear", "spherical", *([own] if own else [])]
    nothing = leaf(None, reason="the data has no labels.")
    distances = {"reconstruction": leaf(1.0, floor=0.5), "prior": leaf(9.0, floor=0.5), "gmm": leaf(2.0, floor=0.5)}
    figures = {**distances, "midpoint": {path: leaf(3.0, floor=0.5) for path in paths}}
    statistic = {"value": 0.2, "floor": {"mean": 0.1}}
    drift = {path: {"0.5": {"judge_accuracy": statistic, "sliced_wasserstein": statistic}} for path in paths}
    about = {
        "recipe": recipe,
        "data": data,
        "size": 8,
        "channels": channels,
        "code_size": 32,
        "samples": 100,
        "seed": 0,
    }
    about["images"] = {part: {"count": 1234, "sha256": "cd" * 32, "sha256_of": "labels"} for part in ("train", "test")}
    about |= {"training_samples": samples, "training_seed": seed, "environment": {"versions": {"advai": HOSTILE}}}
    about["settings"] = {"learning_rate": 5e-4, "terms.mmd.weight": 2.0}
    results: dict[str, Any] = {
        "evaluation": about,
        "reconstruction_mse": leaf(0.01),
        "probe_accuracy": leaf(probe) if labelled else nothing,
        "probe_joint_accuracy": leaf(probe - 0.1) if labelled else nothing,
        "clustering_accuracy": leaf(0.7) if labelled else nothing,
        "nmi": leaf(0.6) if labelled else nothing,
        "features": {"network": HOSTILE, "sha256": "ab" * 32, "input": "8 x 8", "test_accuracy": 0.98},
        "drift": drift,
        "copies": {"prior": leaf(0.01), "gmm": leaf(0.02)},
        **dict.fromkeys(("frechet", "kernel", "precision", "recall", "density", "coverage"), figures),
    }
    if data == "lines":
        results["lines"] = {path: {"distance": leaf(5e-3, floor=0.0), "smoothness": leaf(0.2)} for path in paths}
    if not labelled:
        results |= dict.fromkeys(("frechet", "kernel", "precision", "recall", "density", "coverage", "copies"), nothing)
        del results["features"]
    shape = (channels, 8, 8)
    sizes = {"images": (16,), "reconstructions": (16,), "ends": (4, 2), "prior": (64,), "gmm": (64,)}
    sizes |= {f"path.{path}": (4, 9) for path in paths} | {"nearest.prior": (12,), "nearest.gmm": (12,)}
    pictures = {name: rng.integers(256, size=(*size, *shape)).astype(np.uint8) for name, size in sizes.items()}
    metrics = [{"samples": k * samples // 5, "seconds": k, "reconstruction": 1 / k, "probe": 2.0} for k in range(1, 6)]
    labels = [[HOSTILE, "5"]] * 4
    return ComparedRun(name=f"{recipe}-{seed}", results=results, metrics=metrics, pictures=pictures, labels=labels)


def three(recipe: str, probe: float, spread: float = 0.001, **how: Any) -> list[ComparedRun]:
    return [make(recipe, probe + spread * (seed - 1), seed=seed, **how) for seed in range(3)]


def words(html: str) -> str:
    return unescape(re.sub(r"base64,[^\"]+", "", html))


def test_the_page_is_whole_and_fetches_nothing() -> None:
    html = page_html(comparison_page([*three("advai", 0.98, own="AdvAI"), *three("acai", 0.95), *three("ae", 0.9)]))
    assert html.startswith("<!doctype html>")
    assert "<script src" not in html and "http://x.test" not in re.sub(r"&lt;script src=http://x.test", "", html)
    assert html.count("data:image/png;base64,") == 8
    text = words(html)
    for said in (
        "98.00",
        "±0.25",
        "Its accuracy".lower(),
        "1/64",
        "98.25",
        "first seed, not by its best",
        "acai-2",
        "learning_rate=0.0005, terms.mmd.weight=2.0",
        f"1,234, SHA-256 of labels {'cd' * 8}",
    ):
        assert said in text.replace("(its", "its")


def test_best_is_bold_only_when_the_intervals_part() -> None:
    far = representation_table(methods_of([*three("advai", 0.98), *three("ae", 0.9)]))
    (advai,) = [row for row in far.rows if row[0].text == "advai"]
    (plain,) = [row for row in far.rows if row[0].text == "ae"]
    assert [cell.best for cell in advai] == [False, False, True, True, False, False]  # clusters and NMI are equal
    assert not any(cell.best for cell in plain)
    near = representation_table(methods_of([*three("advai", 0.905, 0.01), *three("ae", 0.9, 0.01)]))
    assert not any(cell.best for row in near.rows for cell in row)
    one = representation_table(methods_of([make("advai", 0.98), make("ae", 0.9)]))
    assert not any(cell.best for row in one.rows for cell in row)
    assert "One seed" in one.caption


def test_methods_come_in_one_order_and_are_told_apart() -> None:
    methods = methods_of(
        [make("advai-paper"), make("advai"), make("ae", samples=2**19), make("ae"), make("ae", seed=1)]
    )
    assert [method.name for method in methods] == [
        "ae, 262,144 images",
        "ae, 524,288 images",
        "advai, 262,144 images",
        "advai-paper, 262,144 images",
    ]
    assert [len(method.runs) for method in methods] == [2, 1, 1, 1]
    assert len({method.look for method in methods}) == 4


def test_published_figures_stand_beside_ours_with_the_budget() -> None:
    table = published_table(methods_of(three("acai", 0.95)))
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["acai", "probe, %", "95.00", "98.25", "262,144", "1/64"],
        ["acai", "clusters, %", "70.00", "94.38", "262,144", "1/64"],
    ]
    assert published_table(methods_of([make("acai", data="folder:/elsewhere")])) is None
    assert published_table(methods_of([make("wae")])) is None
    lines = published_table(methods_of([make("acai", data="lines")]))
    assert lines is not None and [cell.text for cell in lines.rows[0]][1:4] == [
        "Lines distance x 1,000",
        "5.00",
        "0.24",
    ]


def test_names_of_data_and_columns_of_published_tables() -> None:
    assert [data_set(name) for name in ("parquet:/a/MNIST/", "hub:ylecun/mnist", "parquet:cifar-10", "digits")] == [
        "mnist",
        "mnist",
        "cifar10",
        "digits",
    ]
    assert published(PROBE, "hub:x/mnist", 256)["denoising"] == 98.51
    assert published(CLUSTERING, "hub:x/mnist", 256)["vqvae"] == 96.80
    assert {len(row) for row in (*PROBE.values(), *CLUSTERING.values())} == {8}


@pytest.mark.parametrize("channels", [1, 3])
def test_lines_without_labels_and_colour_have_a_page(channels: int) -> None:
    how: dict[str, Any] = {"data": "lines", "labelled": False, "channels": channels}
    runs = [make("ae", **how), make("acai", **how)]
    text = words(page_html(comparison_page(runs)))
    assert "Not measured: the data has no labels" in text and "labels.." not in text
    assert "distance, linear" in text


def test_pictures_are_never_stretched() -> None:
    grey = np.full((1, 2, 2), 100, dtype=np.uint8)
    sheet = sheet_of([[grey, grey], [grey]])
    assert sheet.shape == (8, 8, 3)
    assert (sheet[1:3, 1:3] == 100).all()
    assert (sheet[5:7, 5:7] == sheet[0, 0]).all()
