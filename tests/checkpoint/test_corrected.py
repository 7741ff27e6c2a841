"""The learned path: a path like any other, kept on disk and read again, with clear words for what is not one."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from advai.checkpoint import Corrected, CorrectedConfig
from advai.config import InputError
from advai.distributions import Empirical
from advai.models import CorrectionConfig, FlowConfig
from advai.paths import MarginalMatched

DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


def fitted_alike(dim: int = 3, base: str = "matched", scale: float = 1.0, transfer: bool = False) -> Corrected:
    """A path whose every weight and statistic is random, as after a fit."""
    generator = torch.Generator().manual_seed(1)
    network = CorrectionConfig(dim=dim, width=32)
    flow = FlowConfig(dim=dim, width=16, layers=2) if base == "flow" else None
    config = CorrectedConfig(correction=network, base=base, input_scale=scale, flow=flow)  # type: ignore[arg-type]
    path = Corrected(config, generator=generator)
    with torch.no_grad():
        for weight in path.parameters():
            weight.normal_(std=0.2, generator=generator)
        path.mean.normal_(generator=generator)
        path.scale.uniform_(0.5, 2.0, generator=generator)
    if path.flow is not None and path.scores is not None:
        path.scores.quantiles.mul_(path.scale[:, None]).add_(path.mean[:, None])
        variances, axes = torch.linalg.eigh(torch.cov(torch.randn(dim, dim + 1, generator=generator).double()))
        path.flow.set_axes(axes, variances)
        path.flow.stretch[1:].normal_(std=0.05, generator=generator)
    return path.with_transfer(*torch.randn(3, 500, dim, generator=generator), generator) if transfer else path.eval()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("base", ["linear", "spherical", "matched", "steady", "flow"])
@pytest.mark.parametrize("transfer", [False, True])
def test_ends_are_exact_to_the_bit(dtype: torch.dtype, base: str, transfer: bool) -> None:
    path, (z0, z1) = fitted_alike(base=base, transfer=transfer), torch.randn(2, 50, 3).to(dtype)
    assert torch.equal(path(z0, z1, 0.0), z0) and torch.equal(path(z0, z1, 1.0), z1)
    t = torch.tensor([0.0, 1.0] * 25, dtype=dtype)
    assert torch.equal(path(z0, z1, t), torch.where(t[:, None] == 0, z0, z1))


@pytest.mark.parametrize("dtype", DTYPES)
def test_without_its_correction_a_path_is_its_base_and_runs_no_network(
    dtype: torch.dtype, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, (z0, z1) = fitted_alike(base="matched"), torch.randn(2, 50, 3).to(dtype)
    base = path.without_correction()
    for layer in (path.correction.decoder[-1], path.correction.gain[-1]):
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    torch.testing.assert_close(base(z0, z1, 0.3), path(z0, z1, 0.3))
    base.save_pretrained(tmp_path)
    monkeypatch.setattr(type(base.correction), "forward", None)
    read = Corrected.from_pretrained(tmp_path)
    assert torch.equal(read(z0, z1, 0.3), base(z0, z1, 0.3))
    assert torch.equal(read(z0, z1, 0.0), z0) and torch.equal(read(z0, z1, 1.0), z1)


BASES = st.sampled_from(["linear", "spherical", "matched", "steady", "flow"])


@given(batch=st.lists(st.integers(0, 3), max_size=3), quarter=st.integers(0, 4), transfer=st.booleans(), base=BASES)
@settings(max_examples=25, deadline=None)
def test_reversal_and_any_batch_shape(batch: list[int], quarter: int, transfer: bool, base: str) -> None:
    path, (z0, z1) = fitted_alike(transfer=transfer, base=base), torch.randn(2, *batch, 3)
    t = torch.full(tuple(batch), quarter / 4)
    forth, back = path(z0, z1, t), path(z1, z0, 1 - t)
    assert forth.shape == z0.shape
    assert torch.equal(forth, back)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("base", ["matched", "flow"])
def test_dtype_is_kept_and_gradients_are_finite(dtype: torch.dtype, base: str) -> None:
    path = fitted_alike(base=base)
    z0 = torch.zeros(4, 3, dtype=dtype, requires_grad=True)
    z1 = torch.randn(4, 3).to(dtype).requires_grad_()
    t = torch.tensor([0.0, 0.3, 0.5, 1.0], dtype=dtype, requires_grad=True)
    point = path(z0, z1, t)
    assert point.dtype == dtype
    for gradient in torch.autograd.grad(point.float().square().sum(), (z0, z1, t)):
        assert torch.isfinite(gradient).all()


@pytest.mark.parametrize("base", ["matched", "flow"])
def test_a_row_does_not_depend_on_the_others(base: str) -> None:
    path, (z0, z1), t = fitted_alike(base=base), torch.randn(2, 3000, 3), torch.rand(3000)
    alone = torch.cat([path(z0[i : i + 1], z1[i : i + 1], t[i : i + 1]) for i in (0, 1500, 2999)])
    torch.testing.assert_close(path(z0, z1, t)[[0, 1500, 2999]], alone, rtol=1e-5, atol=1e-5)


def test_out_is_written_in_chunks_to_the_same_result() -> None:
    path, (z0, z1), t = fitted_alike(dim=64), torch.randn(2, 40_000, 64), torch.rand(40_000)
    out = torch.empty_like(z0)
    with torch.no_grad():
        assert path(z0, z1, t, out=out) is out
    torch.testing.assert_close(out[::997], path(z0[::997], z1[::997], t[::997]), rtol=0, atol=1e-5)


@pytest.mark.parametrize("base", ["linear", "spherical", "matched", "steady", "flow"])
def test_training_works_on_the_same_formula_in_standardised_latents(base: str) -> None:
    path, (z0, z1), t = fitted_alike(base=base, scale=5.0), torch.randn(2, 20, 3), torch.rand(20)
    inside = path.standardised_point(path.standardise(z0), path.standardise(z1), t)
    torch.testing.assert_close(path.standardise(path(z0, z1, t)), inside, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("base", ["linear", "spherical", "matched", "steady", "flow"])
def test_saved_and_read_again_is_the_same_path(base: str, tmp_path: Path) -> None:
    path, (z0, z1) = fitted_alike(base=base, transfer=base == "linear"), torch.randn(2, 10, 3)
    path.save_pretrained(tmp_path / "path")
    again = Corrected.from_pretrained(tmp_path / "path")
    assert again.config == path.config
    assert torch.equal(again(z0, z1, 0.3), path(z0, z1, 0.3))
    path.save_pretrained(tmp_path / "path")
    assert not [name for name in os.listdir(tmp_path / "path") if name.startswith(".")]


@pytest.mark.parametrize("base", ["matched", "flow"])
def test_a_path_matched_by_coordinate_is_the_closed_form_of_that_name(base: str, tmp_path: Path) -> None:
    source = Empirical((torch.rand(400, 3) < 0.3).float() + torch.tensor([0.0, 1.0, 2.0]), holdout=0)
    path, t = fitted_alike(base=base).matched_by_coordinate(source), torch.rand(20)
    z0, z1 = source.sample(40, torch.Generator().manual_seed(0)).chunk(2)
    torch.testing.assert_close(path(z0, z1, t), MarginalMatched(source)(z0, z1, t))
    inside = path.standardised_point(path.standardise(z0), path.standardise(z1), t)
    torch.testing.assert_close(path.standardise(path(z0, z1, t)), inside, rtol=1e-4, atol=1e-4)
    path.save_pretrained(tmp_path)
    again = Corrected.from_pretrained(tmp_path)
    assert torch.equal(again(z0, z1, t), path(z0, z1, t)) and torch.equal(again(z1, z0, 1 - t), path(z0, z1, t))
    for dtype in DTYPES:
        low0, low1 = z0.to(dtype), z1.to(dtype)
        assert torch.equal(path(low0, low1, 0.0), low0) and path(low0, low1, 0.4).dtype == dtype


def test_the_first_stages_of_a_path_are_a_path_too() -> None:
    path, (z0, z1) = fitted_alike(transfer=True), torch.randn(2, 10, 3)
    assert path.transfer is not None and path.with_stages(0).transfer is None
    plain = fitted_alike()
    assert torch.equal(path.with_stages(0)(z0, z1, 0.3), plain(z0, z1, 0.3))
    assert torch.equal(path.with_stages(12)(z0, z1, 0.3), path(z0, z1, 0.3))
    assert not torch.equal(path.with_stages(1)(z0, z1, 0.3), path(z0, z1, 0.3))


def test_latents_of_another_dimension_are_refused() -> None:
    with pytest.raises(InputError, match="fitted to latents of dimension 3"):
        fitted_alike()(torch.randn(2, 4), torch.randn(2, 4), 0.5)


def test_what_is_no_saved_correction_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"config\.json"):
        Corrected.from_pretrained(tmp_path)
    with pytest.raises(InputError, match="expected the folder of a fitted correction"):
        Corrected.from_pretrained(tmp_path / "none" / "here" / "at" / "all")
    fitted_alike().save_pretrained(tmp_path / "torn")
    weights = tmp_path / "torn" / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="whole saved correction"):
        Corrected.from_pretrained(tmp_path / "torn")
    weights.write_bytes(whole)
    config = tmp_path / "torn" / "config.json"
    described = json.loads(config.read_text())
    described["correction"]["width"] = 16
    config.write_text(json.dumps(described))
    with pytest.raises(InputError, match=r"another network than its config\.json says, [^\n]{1,80}$"):
        Corrected.from_pretrained(tmp_path / "torn")


def test_a_full_disk_leaves_the_saved_path_as_it_was(tmp_path: Path) -> None:
    path = fitted_alike()
    path.save_pretrained(tmp_path / "path")
    before = {file.name: file.read_bytes() for file in (tmp_path / "path").iterdir()}
    program = (
        "import resource, signal, sys, torch\n"
        "from advai.checkpoint import Corrected\n"
        "path = Corrected.from_pretrained(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "path.save_pretrained(sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "path")], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "cannot write" in done.stderr
    assert {file.name: file.read_bytes() for file in (tmp_path / "path").iterdir()} == before


def test_a_repository_that_cannot_be_read_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"neither a folder here nor a repository .*: name the folder of a fit\.$"):
        Corrected.from_pretrained("runs/mistyped", local_files_only=True)


def test_a_path_through_a_flow_that_changes_nothing_is_the_steady_path() -> None:
    path, (z0, z1), t = fitted_alike(base="flow"), torch.randn(2, 50, 3), torch.rand(50)
    assert path.flow is not None
    for weight in path.flow.out.parameters():
        torch.nn.init.zeros_(weight)
    path.flow.stretch.zero_()
    plain = path.without_correction()
    torch.testing.assert_close(plain(z0, z1, t), path.without_correction("steady")(z0, z1, t), rtol=0, atol=1e-4)


def test_a_path_through_a_flow_has_no_values_but_those_that_there_are() -> None:
    path, known = fitted_alike(base="flow").without_correction(), torch.tensor([-1.0, 0.0, 2.5])
    latents = torch.cat([known[torch.randint(3, (4000, 2))], torch.randn(4000, 1).clamp_min(0)], dim=1)
    assert path.scores is not None
    path.scores.learn(Empirical(latents))
    z0, z1 = latents[:500], latents[500:1000]
    points = path(z0, z1, 0.5)
    assert set(points[:, :2].unique().tolist()) == set(known.tolist())
    assert 0.3 < float((points[:, 2] == 0).float().mean()) < 0.7
    assert torch.equal(path(z0, z1, 0.0), z0) and torch.equal(path(z1, z0, 0.7), path(z0, z1, 0.3))
    near = path(z0, z1, 1e-4)
    assert float((near - z0).abs().mean()) < 0.01


def test_what_a_flow_computed_for_its_ends_is_not_taken_for_others() -> None:
    path = fitted_alike(base="flow")
    z0, z1 = torch.randn(2, 40, 3)
    first = path(z0, z1, 0.3)
    assert torch.equal(path(z0, z1, 0.3), first) and len(path.seen_ends.known) == 2
    z0 += 1  # the same tensor, other latents
    moved, fresh = path(z0, z1, 0.3), copy.deepcopy(path)
    assert not fresh.seen_ends.known
    assert torch.equal(fresh(z0, z1, 0.3), moved) and not torch.equal(moved, first)
    for _ in range(20):
        path(torch.randn(5, 3), torch.randn(5, 3), 0.5)
    assert len(path.seen_ends.known) == 16
    assert path.flow is not None
    with torch.no_grad():
        path.flow.out.bias += 1  # other weights, the same latents
        assert torch.equal(path(z0, z1, 0.3), copy.deepcopy(path)(z0, z1, 0.3))
        path.flow.out.bias -= 1
    with torch.inference_mode():
        path(z0, z1, 0.3)
    t = torch.full((40,), 0.3, requires_grad=True)
    assert torch.isfinite(torch.autograd.grad(path(z0, z1, t).sum(), t)[0]).all()
    path.requires_grad_()
    for _ in range(2):
        torch.autograd.grad(path(z0, z1, 0.3).sum(), path.flow.place.weight)
    path.requires_grad_(False)
    wide = path(z0[:8].reshape(2, 4, 3), z1[:8].reshape(2, 4, 3), 0.3)
    torch.testing.assert_close(wide.reshape(8, 3), moved[:8])
    mapped = torch.func.vmap(lambda a, b: path(a, b, 0.3))(z0, z1)
    torch.testing.assert_close(mapped, moved, rtol=0, atol=1e-5)


def test_a_flow_and_its_base_go_together() -> None:
    network, flow = CorrectionConfig(dim=3), FlowConfig(dim=3)
    with pytest.raises(ValueError, match="come together"):
        CorrectedConfig(correction=network, base="flow")
    with pytest.raises(ValueError, match="come together"):
        CorrectedConfig(correction=network, base="linear", flow=flow)


def test_a_folder_whose_configuration_contradicts_itself_gets_one_short_sentence(tmp_path: Path) -> None:
    fitted_alike(base="flow").save_pretrained(tmp_path)
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace('"base": "flow"', '"base": "linear"'))
    with pytest.raises(InputError, match=r"come together, but the base is 'linear'\); fit it again\.$"):
        Corrected.from_pretrained(tmp_path)
