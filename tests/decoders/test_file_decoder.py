"""Decoders in files, and in the package diffusers where it is installed."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from advai.config import InputError
from advai.decoders import open_diffusers_decoder, open_onnx_decoder, open_torch_decoder

CPU = torch.device("cpu")
RANGE = (0.0, 1.0)


class Network(nn.Module):
    """Images in [0, 1] of latents of 4 coordinates."""

    dim: int

    def __init__(self) -> None:
        super().__init__()
        self.dim = 4
        self.weight = nn.Parameter(torch.randn(4, 27, generator=torch.Generator().manual_seed(0)))

    def forward(self, z: Tensor) -> Tensor:
        return (z @ self.weight).sigmoid().view(-1, 3, 3, 3)


Z = torch.randn(5, 4, generator=torch.Generator().manual_seed(1))


def test_onnx_and_torch_files_give_the_same_images(tmp_path: Path) -> None:
    network, free = Network().eval(), ({0: torch.export.Dim("n")},)
    torch.jit.script(network).save(str(tmp_path / "told.pt"))
    torch.jit.trace(network, Z).save(str(tmp_path / "traced.pt"))
    torch.export.save(torch.export.export(network, (Z,), dynamic_shapes=free), tmp_path / "program.pt2")
    made = torch.onnx.export(network, (Z,), dynamo=True, dynamic_shapes=free, verbose=False)
    assert made is not None
    made.save(str(tmp_path / "network.onnx"))
    found = [open_onnx_decoder(tmp_path / "network.onnx", latent=None, value_range=RANGE)]
    for name, latent in (("told.pt", None), ("traced.pt", (4,)), ("program.pt2", None)):
        found.append(open_torch_decoder(tmp_path / name, latent=latent, value_range=RANGE, device=CPU))
    for decoder in found:
        assert (decoder.latent, decoder.channels, decoder.size) == ((4,), 3, 3)
        assert torch.allclose(decoder.decode(Z), 2 * network(Z) - 1, atol=1e-5), decoder.name
    assert [decoder.differentiable for decoder in found] == [False, True, True, True]


def test_a_file_that_does_not_say_its_latent_or_is_not_there_is_refused(tmp_path: Path) -> None:
    torch.jit.trace(Network(), Z).save(str(tmp_path / "traced.pt"))
    with pytest.raises(InputError, match="does not say what a latent is: give its shape, as in --dim 64"):
        open_torch_decoder(tmp_path / "traced.pt", latent=None, value_range=RANGE, device=CPU)
    with pytest.raises(InputError, match=r"fails on latents of the shape \(n, 5\)"):
        open_torch_decoder(tmp_path / "traced.pt", latent=(5,), value_range=RANGE, device=CPU)
    with pytest.raises(InputError, match="there is no such file"):
        open_onnx_decoder(tmp_path / "none.onnx", latent=None, value_range=RANGE)
    with pytest.raises(InputError, match=r"has no config\.json"):
        open_diffusers_decoder(tmp_path, latent=None, device=CPU)


def test_an_autoencoder_of_diffusers_is_used_as_its_pipelines_use_it(tmp_path: Path) -> None:
    diffusers = pytest.importorskip("diffusers", reason="the package diffusers is not installed")
    torch.manual_seed(0)
    blocks = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
    network = diffusers.AutoencoderKL(
        block_out_channels=(8, 16), latent_channels=2, norm_num_groups=4, sample_size=16, shift_factor=0.5, **blocks
    ).eval()
    network.save_pretrained(tmp_path / "vae")
    decoder = open_diffusers_decoder(tmp_path / "vae", latent=None, device=CPU)
    assert (decoder.latent, decoder.channels, decoder.size) == ((2, 8, 8), 3, 16)
    z = torch.randn(3, 128, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = network.decode(z.view(3, 2, 8, 8) / network.config.scaling_factor + 0.5).sample
        x = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1)) * 2 - 1
        codes = (network.encode(x).latent_dist.mean - 0.5) * network.config.scaling_factor
    assert torch.allclose(decoder.decode(z), wanted, atol=1e-5)
    assert torch.allclose(decoder.codes(x), codes.flatten(1), atol=1e-5)
    assert open_diffusers_decoder(tmp_path / "vae", latent=(2, 4, 4), device=CPU).size == 8
    (tmp_path / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"torn")
    with pytest.raises(InputError, match="holds no AutoencoderKL with weights as safetensors"):
        open_diffusers_decoder(tmp_path / "vae", latent=None, device=CPU)
