"""The page of GANs on made-up runs: what is told apart, intervals, hostile names, figures that are missing."""

from html import unescape
from typing import Any

import numpy as np
import pytest

from advai.report import ComparedRun, gan_page, is_gan, page_html, path_strips_figure, png, spaces_of_runs
from advai.report.means import Mean
from advai.report.picture_rows import Row, blocks_figure, sheet_of
from advai.report.runs.gan_pictures import curve
from advai.report.runs.gan_tables import gan_drift_table, midpoint_table, samples_table

HOSTILE = "<script src=http://x.test/a.js>alert('$x_1$')</script>\"&amp;{0}"
FIGURES = ("frechet", "kernel", "precision", "recall", "density", "coverage")
PATHS = ("linear", "spherical", "AdvAI")
RATIO = {"linear": 1.4, "spherical": 1.02, "AdvAI": 1.01}


def leaf(value: float | None, **more: Any) -> dict[str, Any]:
    return {"value": value, "conditions": {"made": 1}, **more}


def space(shift: float = 0.0, *, exact: tuple[str, ...] = ("spherical",)) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for name in FIGURES:
        halves = {path: leaf(2 * RATIO[path] + shift, floor=0.5, interval=[1.9, 3.1]) for path in PATHS}
        entries[name] = {"prior": leaf(2.0 + shift, floor=0.5, interval=[1.8, 2.2]), "midpoint": halves}
    one = {name: leaf(2.0 + shift, floor=0.5, interval=[1.9, 2.1]) for name in FIGURES}
    statistic = {"value": 0.2, "floor": {"mean": 0.1}}
    at = {"judge_accuracy": statistic, "sliced_wasserstein": statistic}
    reach = {"as_good_from": 0.9, "as_good_to": 1.1}
    return {
        **entries,
        "quality": {path: {"0": one, "0.5": one} for path in PATHS},
        "midpoint_ratio": {
            p: {"value": r, "interval": [r - 0.1, r + 0.1], "conditions": reach} for p, r in RATIO.items()
        },
        "perceptual_path_length": {path: leaf(200.0, floor=90.0, error=3.0) for path in PATHS},
        "drift": {path: {"0.5": at} for path in PATHS},
        "closed_forms": {"exact": list(exact), "words": "The law is known: a closed form is exact."},
    }


def make(recipe: str = "wgan", *, seed: int = 0, shift: float = 0.0, measured: bool = True, both: bool = False) -> Any:
    about = {"recipe": recipe, "data": "digits", "size": 8, "channels": 1, "code_size": 6, "samples": 100, "seed": 0}
    about |= {"training_samples": 64, "training_seed": seed, "kind": "gan"}
    about["environment"] = {"versions": {"advai": HOSTILE}}
    results: dict[str, Any] = {"evaluation": about, **space(shift)}
    results["features"] = {"network": HOSTILE, "sha256": "ab" * 32, "input": "8 x 8", "test_accuracy": 0.98}
    results["copies"] = {"prior": leaf(0.01)}
    if both:
        results["intermediate"] = space(1.0, exact=())
    if not measured:
        nothing = {"value": None, "reason": "the data has no labels"}
        names = (*FIGURES, "quality", "midpoint_ratio", "perceptual_path_length", "copies")
        results |= dict.fromkeys(names, nothing)
        del results["features"]
    rng = np.random.default_rng(seed)
    sizes = {"images": (16,), "prior": (64,), **{f"path.{path}": (4, 9) for path in PATHS}}
    if both:
        sizes |= {f"intermediate.path.{path}": (4, 9) for path in PATHS}
    pictures = {name: rng.integers(256, size=(*size, 1, 8, 8)).astype(np.uint8) for name, size in sizes.items()}
    metrics = [{"samples": 10 * k, "seconds": k, "estimate": 1.5 - k, "coverage": 0.1 * k} for k in range(1, 6)]
    return ComparedRun(
        name=f"{recipe}-{seed}", results=results, metrics=metrics, pictures=pictures, labels=[["", ""]] * 4
    )


def test_the_page_says_what_closed_forms_can_do_and_runs_no_script_of_others() -> None:
    page = page_html(gan_page([make(), make("pggan", both=True)]))
    assert "a closed form is exact" in page and "exact in closed form: spherical, 1.02" in page
    assert "1.40 → 1.01" in page
    assert HOSTILE not in page and HOSTILE in unescape(page)
    assert page.count("data:image/png;base64,") == 1 + 3 + 2 + 1
    assert "pggan: intermediate latents" in page and "wgan: intermediate latents" not in page
    assert is_gan(make())


def test_a_run_without_figures_says_why() -> None:
    page = page_html(gan_page([make(measured=False)]))
    assert "Not measured: the data has no labels." in page
    assert "Samples" in page and "Where paths leave the law" in page


def test_of_one_run_intervals_are_over_draws_and_of_several_over_runs() -> None:
    (one,), (two,) = spaces_of_runs([make()]), spaces_of_runs([make(seed=s, shift=0.1 * s) for s in range(3)])
    assert one.mean("frechet", "prior") == Mean(2.0, pytest.approx(0.2))
    mean = two.mean("frechet", "prior")
    assert mean is not None and mean.half is not None
    assert mean.mean == pytest.approx(2.1) and mean.half == pytest.approx(4.3027 * 0.1 / np.sqrt(3), rel=1e-3)
    made = curve(one, "linear", "kernel")
    assert made.times == [0.0, 0.5] and made.values == [2000.0, 2000.0] and made.low == [1900.0, 1900.0]


def test_midpoints_are_set_off_where_they_leave_what_fresh_latents_reach() -> None:
    (between,) = spaces_of_runs([make()])
    table = midpoint_table(between)
    rows = {row[0].text: row for row in table.rows}
    assert list(rows) == ["fresh latents", "linear", "spherical", "AdvAI", "real images"]
    assert [rows[path][2].good for path in PATHS] == [False, True, True]
    assert rows["linear"][1].text == "2.80" and rows["real images"][1].text == "0.50"
    assert rows["real images"][8].text == "90"
    assert {len(row) for row in table.rows} == {len(table.head)}
    for other in (samples_table([between.method]), gan_drift_table([between])):
        assert {len(row) for row in other.rows} == {len(other.head)}


def test_strips_are_shown_as_they_are() -> None:
    strips = make().pictures
    picture = png(path_strips_figure({path: strips[f"path.{path}"] for path in PATHS}, across=1))
    assert picture.startswith(b"\x89PNG")
    rows = [Row("a", "#000000", list(strips["path.linear"][0]))]
    figure = blocks_figure([rows, rows, rows], ["1", "2", "3"], {0: "t = 0"})
    assert len(figure.axes) == 4
    sheet = sheet_of([rows[0].pictures])
    np.testing.assert_array_equal(sheet[1:9, 1:9, 0], strips["path.linear"][0, 0, 0])
