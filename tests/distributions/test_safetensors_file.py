"""Safetensors files as the safetensors package writes them."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from advai.config import InputError, InputTypeError
from advai.distributions.safetensors_file import open_safetensors


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_each_floating_type_is_read_in_place(tmp_path: Path, dtype: torch.dtype) -> None:
    codes = torch.randn(20, 6, generator=torch.Generator().manual_seed(0)).to(dtype)
    path = tmp_path / "codes.safetensors"
    save_file({"other": torch.zeros(3, dtype=torch.int64), "codes": codes}, path, metadata={"model": "one"})
    latents = open_safetensors(path, "codes", "codes")
    assert torch.equal(torch.cat(list(latents.chunks())), codes.float())
    assert torch.equal(latents.rows(torch.tensor([7, 2])), codes[[7, 2]].float())


def test_the_only_tensor_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "codes.safetensors"
    save_file({"codes": torch.eye(4)}, path, metadata={"model": "one"})
    assert open_safetensors(path, "codes", None).count == 4


def test_what_cannot_be_latents_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.safetensors"
    save_file({"labels": torch.zeros(3, 2, dtype=torch.int64), "image": torch.zeros(3, 2, 2)}, path)
    with pytest.raises(InputTypeError, match="x holds I64"):
        open_safetensors(path, "x", "labels")
    with pytest.raises(InputError, match="flatten"):
        open_safetensors(path, "x", "image")
    with pytest.raises(InputError, match="did you mean 'labels'"):
        open_safetensors(path, "x", "lables")


def test_a_damaged_file_raises(tmp_path: Path) -> None:
    path = tmp_path / "codes.safetensors"
    save_file({"codes": torch.eye(4)}, path)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:20], whole[:4], whole.replace(b'"shape":[4,4]', b'"shape":[4,5]')):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"shorter|delimiter|Expecting|Unterminated"):
            open_safetensors(path, "codes", None)
