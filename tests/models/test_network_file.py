"""Networks from files compute what they did before, in any number of rows; pickles in them are never run."""

import io
import pickle
import zipfile
from pathlib import Path

import pytest
import torch
from torch import nn

from advai.config import InputError
from advai.models import open_onnx, open_program, open_torchscript
from advai.models.network_file import in_batches, short_reason


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 4, generator=torch.Generator().manual_seed(0)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x @ self.weight).tanh()


X = torch.randn(5, 3, generator=torch.Generator().manual_seed(1))


def program(batch: int | None) -> torch.export.ExportedProgram:
    free = ({0: torch.export.Dim("rows")},) if batch is None else None
    return torch.export.export(Small(), (torch.zeros(batch or 2, 3),), dynamic_shapes=free)


@pytest.mark.parametrize("batch", [None, 2])
def test_a_program_computes_the_same_with_gradients(tmp_path: Path, batch: int | None) -> None:
    torch.export.save(program(batch), tmp_path / "small.pt2")
    network = open_program(tmp_path / "small.pt2")
    assert network.shape == (batch, 3)
    x = X.clone().requires_grad_(True)
    made = network.run(x)
    assert torch.allclose(made, Small()(X), atol=1e-6)
    (slope,) = torch.autograd.grad(made.sum(), x)
    other = X.clone().requires_grad_(True)
    assert torch.allclose(slope, torch.autograd.grad(Small()(other).sum(), other)[0], atol=1e-6)


@pytest.mark.parametrize("batch", [None, 2])
def test_an_onnx_network_computes_the_same(tmp_path: Path, batch: int | None) -> None:
    free = ({0: torch.export.Dim("rows")},) if batch is None else None
    made = torch.onnx.export(Small(), (torch.zeros(batch or 2, 3),), dynamo=True, dynamic_shapes=free, verbose=False)
    assert made is not None
    made.save(str(tmp_path / "small.onnx"))
    network = open_onnx(tmp_path / "small.onnx")
    assert network.shape == (batch, 3)
    assert torch.allclose(network.run(X), Small()(X), atol=1e-6)


def test_batches_of_one_size_are_filled_up_and_cut() -> None:
    sizes = []

    def run(x: torch.Tensor) -> torch.Tensor:
        sizes.append(len(x))
        return 2 * x

    assert torch.equal(in_batches(run, 4)(X), 2 * X)
    assert sizes == [4, 4]


class Planted:
    """A pickle that leaves a file where it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.file), "w")


def test_a_pickle_is_never_run_whatever_its_name(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    for name, opener in (("a.pt", open_torchscript), ("a.pt2", open_program)):
        torch.save(Planted(trace), tmp_path / name)
        with pytest.raises(InputError, match=r"is no "):
            opener(tmp_path / name)
        (tmp_path / f"plain-{name}").write_bytes(pickle.dumps(Planted(trace)))
        with pytest.raises(InputError, match=r"is no "):
            opener(tmp_path / f"plain-{name}")
    assert not trace.exists()


def test_a_pickle_planted_in_a_program_is_never_run(tmp_path: Path) -> None:
    good, bad, trace = tmp_path / "good.pt2", tmp_path / "bad.pt2", tmp_path / "trace"
    torch.export.save(program(None), good)
    planted = io.BytesIO()
    torch.save(Planted(trace), planted)
    replaced = 0
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(bad, "w") as out:
        for item in archive.infolist():
            data = archive.read(item)
            inside = data[:2] == b"PK"  # what torch.save wrote
            replaced += inside
            out.writestr(item.filename, planted.getvalue() if inside else data)
    assert replaced > 0
    with pytest.raises(InputError, match=r"is no program of torch\.export"):
        open_program(bad)
    assert not trace.exists()
    assert torch.allclose(open_program(good).run(X), Small()(X), atol=1e-6)


def test_a_quoted_traceback_is_told_by_its_end() -> None:
    assert short_reason(RuntimeError("first\n  Traceback (most recent call last):\n File\nRuntimeError: it")) == (
        "RuntimeError: it"
    )
    assert short_reason(ValueError("two\nlines")) == "two lines"
    assert short_reason(ValueError()) == "ValueError"
