"""AdvAI in plain PyTorch, without advai: learn the correction that keeps a path between latents on their law.

    z_t = (1 - t) z0 + t z1 + t (1 - t) R(z0, z1, t)                                  (Li et al., ICME 2021)

A critic regresses how far a point is mixed, alpha = min(t, 1 - t), and 0 on fresh latents; R makes it see 0 everywhere.

    python examples/standalone.py [--steps 1500] [--seed 0]
"""

import argparse
import math

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

FREQUENCIES = 3 * torch.randn(2, 16, generator=torch.Generator().manual_seed(0))


def sample(count: int) -> Tensor:
    """The latents: uniform over the ring 0.6 <= |z| <= 1; put your own here."""
    radius, angle = (0.36 + 0.64 * torch.rand(count)).sqrt(), 2 * math.pi * torch.rand(count)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


def features(z: Tensor) -> Tensor:
    """z and random Fourier features of it, which let small networks see the sharp edge of the ring: (points, 34)."""
    return torch.cat([z, (z @ FREQUENCIES).sin(), (z @ FREQUENCIES).cos()], dim=1)


def network(size_in: int, size_out: int, width: int = 96) -> nn.Sequential:
    """Three layers; the last starts at zero, so that an untrained correction changes nothing."""
    last = nn.Linear(width, size_out)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(nn.Linear(size_in, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(), last)


class Correction(nn.Module):
    """R with the endpoint gain g; one encoder for both ends, so that R(z0, z1, t) = R(z1, z0, 1 - t) exactly."""

    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(35, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())
        self.decoder, self.gain = network(width, 2), network(1, 1, width=16)

    def forward(self, z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
        """Latents (points, 2), times (points, 1); t (1 - t) is at most 1/4, which the factor 4 makes up for."""
        codes = self.encoder(torch.cat([features(z0), 1 - t], 1)) + self.encoder(torch.cat([features(z1), t], 1))
        return 4 * (self.decoder(codes) + self.gain(1 - t) * z0 + self.gain(t) * z1)


def path(correction: nn.Module, z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
    """The corrected path: z0 at t = 0, z1 at t = 1."""
    return (1 - t) * z0 + t * z1 + t * (1 - t) * correction(z0, z1, t)


def train(steps: int, batch: int = 512) -> nn.Module:
    """The game of the two networks; what comes out is the moving average of the correction's weights."""
    correction, critic = Correction(), network(35, 1)
    average = AveragedModel(correction, multi_avg_fn=get_ema_multi_avg_fn(0.995))
    players = [(critic, 5e-3), (correction, 2e-3)]
    optimisers = [torch.optim.Adam(p.parameters(), lr=lr, betas=(0.5, 0.99), fused=True) for p, lr in players]
    decay = [torch.optim.lr_scheduler.LambdaLR(o, lambda s: min(1.0, 2 - 2 * s / steps)) for o in optimisers]
    for _ in range(steps):
        z0, z1, fresh, t = sample(batch), sample(batch), sample(batch), torch.rand(batch, 1)
        alpha = torch.minimum(t, 1 - t)
        z_t = path(correction, z0, z1, t)
        on_path, on_fresh = (critic(torch.cat([features(z), alpha], 1)) for z in (z_t.detach(), fresh))
        optimisers[0].zero_grad()
        ((on_path - alpha).square() + on_fresh.square()).mean().backward()
        optimisers[0].step()
        optimisers[1].zero_grad()
        critic(torch.cat([features(z_t), alpha], 1)).square().mean().backward()
        optimisers[1].step()
        average.update_parameters(correction)
        for scheduler in decay:
            scheduler.step()
    return average


@torch.no_grad()
def sliced_wasserstein(x: Tensor, y: Tensor) -> float:
    """Root mean square, over 100 random directions, of the 2-Wasserstein distance of the projections."""
    u = nn.functional.normalize(torch.randn(2, 100), dim=0)
    return float(((x @ u).sort(dim=0).values - (y @ u).sort(dim=0).values).square().mean().sqrt())


def main() -> None:
    """Train, then print the distance from the law before and after, in floors: the distance of two fresh samples."""
    parser = argparse.ArgumentParser(description="Learn paths that stay on a ring, and measure how far they leave it.")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(1)
    untrained, learned = Correction(), train(chosen.steps)
    z0, z1, fresh = (sample(10_000) for _ in range(3))
    floor = sum(sliced_wasserstein(sample(10_000), sample(10_000)) for _ in range(10)) / 10
    print(f"sliced Wasserstein distance from the law of the ring, in floors of {floor:.4f}")
    for t in (0.1, 0.25, 0.5):
        points = (path(correction, z0, z1, torch.full((10_000, 1), t)) for correction in (untrained, learned))
        linear, corrected = (sliced_wasserstein(z_t, fresh) / floor for z_t in points)
        print(f"t = {t:<4g}   linear {linear:5.1f}   corrected {corrected:5.1f}")


if __name__ == "__main__":
    main()
