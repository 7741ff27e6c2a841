"""Networks that come in a file: ONNX, which onnxruntime runs, TorchScript, or a program of torch.export.

None of them is unpickled. A .pt2 file can still name operations to run, as any program: take it from who is trusted.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from ..config import InputError


class FileNetwork(NamedTuple):
    """`run` takes a batch to the first output; `shape` is what it says of its input, None for what is left open.

    A file with a fixed batch is run in pieces of that size, the last one filled up with zeros.
    """

    run: Callable[[Tensor], Tensor]
    shape: tuple[int | None, ...]


def open_onnx(file: Path) -> FileNetwork:
    """The network in an ONNX file, on the CPU, through which no gradient passes; raises `InputError` for another."""
    try:
        import onnxruntime
    except ImportError as error:
        raise InputError("an ONNX network needs onnxruntime: install it with pip install advai[export].") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own classes, which derive from Exception alone
        raise InputError(f"{str(file)!r} is no ONNX network ({short_reason(error)}): export it again.") from error
    given = session.get_inputs()[0]
    shape = tuple(part if isinstance(part, int) else None for part in given.shape)

    def run(x: Tensor) -> Tensor:
        array = x.detach().cpu().contiguous().numpy()
        return torch.as_tensor(session.run(None, {given.name: array})[0])

    return FileNetwork(in_batches(run, shape[0] if shape else None), shape)


def open_torchscript(file: Path, device: torch.device | str = "cpu") -> torch.jit.ScriptModule:
    """The network in a TorchScript file; raises `InputError` for another."""
    try:
        return torch.jit.load(str(file), map_location=device).eval()
    except (RuntimeError, ValueError) as error:
        raise InputError(
            f"{str(file)!r} is no TorchScript network: write it with torch.jit.trace(network, example).save(file), "
            "or as ONNX with a name that ends in .onnx."
        ) from error


def open_program(file: Path, device: torch.device | str = "cpu") -> FileNetwork:
    """The program that `torch.export.save` wrote into a .pt2 file; raises `InputError` for another."""
    try:
        with _never_unpickled():
            program = torch.export.load(file)
    except Exception as error:  # a damaged archive raises what it likes
        raise InputError(
            f"{str(file)!r} is no program of torch.export ({short_reason(error)}): write it with "
            "torch.export.save(torch.export.export(network, (example,)), file)."
        ) from error
    first = next(iter(program.graph_signature.user_inputs))
    value = next(node.meta["val"] for node in program.graph.nodes if node.name == first)
    shape = tuple(part if isinstance(part, int) else None for part in value.shape)
    network = program.module().to(device)
    return FileNetwork(in_batches(network, shape[0] if shape else None), shape)


def in_batches(run: Callable[[Tensor], Tensor], batch: int | None) -> Callable[[Tensor], Tensor]:
    """The same for any number of rows, where only batches of one size are taken."""
    if batch is None:
        return run

    def for_any(x: Tensor) -> Tensor:
        missing = -len(x) % batch
        padded = functional.pad(x, (0, 0) * (x.ndim - 1) + (0, missing))
        return torch.cat([run(piece) for piece in padded.split(batch)])[: len(x)]

    return for_any


def short_reason(error: Exception) -> str:
    """What an error says, on one line; of one that quotes a traceback, the end."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    quoted = any("Traceback" in line for line in lines)
    return " ".join((lines[-1] if quoted else " ".join(lines)).split())[:160]


@contextmanager
def _never_unpickled() -> Iterator[None]:
    """Within: torch.load reads tensors and nothing else, also where it is called with weights_only=False."""
    name = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
