"""`advai.fit` as a user calls it."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

import advai
from advai.api.fitting import chosen_device
from advai.training import finishing

FEW_POINTS = ((math.inf, 1 << 14),)
"""Maps from a quarter of the points: what is chosen here does not hang on the last thousandths."""


def test_a_short_fit_brings_the_ring_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "POINTS", FEW_POINTS)
    path = advai.fit("ring", steps=200, out=tmp_path / "run", progress=False)
    generator = torch.Generator().manual_seed(9)
    z0, z1 = (advai.Ring().sample(4000, generator) for _ in range(2))

    def in_the_hole(z: torch.Tensor) -> float:
        return float((z.norm(dim=-1) < 0.55).float().mean())

    with torch.no_grad():
        assert in_the_hole(path(z0, z1, 0.5)) < 0.5 * in_the_hole(advai.lerp(z0, z1, 0.5))
    written = json.loads((tmp_path / "run" / "results.json").read_text())["fit"]
    assert written == path.findings
    worst = str(written["t"])
    assert written["drift"]["AdvAI"][worst]["floors"] < written["drift"]["matched"][worst]["floors"]
    assert (
        written["tried"] == written["kept"] == "game" and written["recommend"] == "AdvAI" and path.transfer is not None
    )


def test_no_game_is_played_where_the_maps_alone_reach_the_floor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finishing, "POINTS", FEW_POINTS)
    path = advai.fit("uniform:3", steps=100, out=tmp_path / "run", progress=False)
    assert (
        path.findings["tried"] == path.findings["kept"] == "maps"
        and "at the floor without a game" in path.findings["words"]
    )
    assert not (tmp_path / "run" / "metrics.jsonl").exists()
    z0, z1 = advai.Uniform(3).sample(64, torch.Generator().manual_seed(1)).chunk(2)
    again = advai.fit("uniform:3", steps=100, out=tmp_path / "run", resume=True, progress=False)
    read = advai.Corrected.from_pretrained(tmp_path / "run")
    with torch.no_grad():
        points = path(z0, z1, 0.4)
        assert torch.equal(again(z0, z1, 0.4), points) and torch.equal(read(z0, z1, 0.4), points)


@pytest.mark.parametrize("latents", [50, 400])
def test_maps_alone_play_no_game_however_few_latents(latents: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "POINTS", FEW_POINTS)
    z = torch.randn(latents, 2).exp()
    path = advai.fit(z, recipe="maps", progress=False)
    assert not path.config.learned and torch.isfinite(path(z[:9], z[9:18], 0.5)).all()


@pytest.mark.parametrize("dim", [4, 16])
def test_latents_too_few_to_judge_by_get_their_base(dim: int, tmp_path: Path) -> None:
    z = torch.randn(100, dim)
    path = advai.fit(z, out=tmp_path / "fit", progress=False)
    assert path.findings["tried"] == "nothing" and path.findings["recommend"] == "matched"
    again = advai.fit(z, out=tmp_path / "fit", resume=True, progress=False)
    matched = advai.Matched(advai.Empirical(z, holdout=0.2))
    torch.testing.assert_close(again(z[:9], z[9:18], 0.5), matched(z[:9], z[9:18], 0.5))


def test_latents_of_any_kind_are_taken(tmp_path: Path) -> None:
    latents = torch.randn(200, 3, dtype=torch.float64)
    np.save(tmp_path / "codes.npy", latents.numpy())
    for source in (latents, latents.numpy(), str(tmp_path / "codes.npy"), tmp_path / "codes.npy"):
        path = advai.fit(source, steps=2, progress=False)
        assert path.dim == 3 and torch.isfinite(path(latents[:5], latents[5:10], 0.5)).all()


def test_the_statistics_are_those_of_the_part_for_fitting() -> None:
    latents = torch.randn(1000, 2) * torch.tensor([3.0, 0.1]) + torch.tensor([5.0, -5.0])
    path = advai.fit(advai.Empirical(latents, holdout=0.05), recipe="paper", steps=1, progress=False)
    torch.testing.assert_close(path.mean, torch.tensor([5.0, -5.0]), atol=0.5, rtol=0)
    torch.testing.assert_close(path.scale, torch.tensor([3.0, 0.1]), atol=0.0, rtol=0.1)


def test_auto_is_the_cpu_where_torch_is_built_for_a_card_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def built_for_a_card(check_available: bool = False) -> torch.device | None:
        return None if check_available else torch.device("cuda")

    monkeypatch.setattr(torch.accelerator, "current_accelerator", built_for_a_card)
    assert chosen_device("auto") == torch.device("cpu")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"recipe": "advia"}, "did you mean 'advai'"),
        ({"steps": 0}, "steps must be 1 or more"),
        ({"resume": True}, "give out="),
        ({"device": "cuda:99"}, "not to be had"),
        ({"device": "toaster"}, "not to be had"),
    ],
)
def test_bad_options_are_refused_before_any_work(options: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        advai.fit("ring", progress=False, **options)
