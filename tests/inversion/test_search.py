"""Inversion finds latents that are known, alone or beside others, and its parts are what they are said to be."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from advai.config import InputError
from advai.decoders import AnyDecoder, checked_decoder, with_law
from advai.distributions import Empirical, Gaussian, Source, Sphere, Uniform
from advai.inversion import InversionConfig, invert_images, prior_draws, scale_of, start_latents
from advai.inversion.feature_loss import feature_losses
from advai.inversion.search import step_size

CPU = torch.device("cpu")
DIM = 6
MATRIX = 0.3 * torch.linalg.qr(torch.randn(36, DIM, generator=torch.Generator().manual_seed(5)))[0].T
"""(DIM, 36) with orthogonal rows: an image has one latent and no other; all values lie within [-1, 1]."""
NORMAL = Gaussian(DIM)


def decoder(law: Source | None = NORMAL) -> AnyDecoder:
    raw = checked_decoder("it", lambda z: (z @ MATRIX).unflatten(1, (1, 6, 6)), latent=(DIM,), device=CPU)
    return with_law(raw, lambda: law)


def images(count: int, law: Source = NORMAL) -> tuple[Tensor, Tensor]:
    z = law.sample(count, torch.Generator().manual_seed(11))
    return z, decoder().decode(z)


QUICK = InversionConfig(steps=150, starts=2, draws=64)


@pytest.mark.parametrize("law", [Gaussian(DIM), None, Uniform(DIM)])
def test_known_latents_are_found(law: Source | None) -> None:
    z, x = images(5, law or Gaussian(DIM))
    found = invert_images(decoder(law), x, replace(QUICK, prior=0.0))
    assert torch.allclose(found.latents, z, atol=0.02)
    assert float(found.errors.max()) < 1e-6
    assert torch.equal(found.errors, found.start_errors.amin(dim=0))
    assert bool((found.errors < found.first_errors.amin(dim=0)).all())


def test_a_latent_does_not_depend_on_the_images_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, x = images(7)
    few = replace(QUICK, steps=20)

    def embed(x: Tensor) -> Tensor:
        return x.flatten(1)[:, :4].square()

    together = invert_images(decoder(), x, few, embed=embed).latents
    alone = torch.cat([invert_images(decoder(), one, few, embed=embed).latents for one in x.split(1)])
    assert torch.allclose(together, alone, atol=1e-4)
    monkeypatch.setattr("advai.decoders.any_decoder.VALUES_AT_ONCE", 36 * 4)
    assert torch.allclose(invert_images(decoder(), x, few, embed=embed).latents, together, atol=1e-4)


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    _, x = images(3)
    few = replace(QUICK, steps=5)
    first, again = (invert_images(decoder(), x, few) for _ in range(2))
    assert torch.equal(first.latents, again.latents)
    assert not torch.equal(first.latents, invert_images(decoder(), x, replace(few, seed=1)).latents)


def test_latents_of_a_sphere_stay_on_it() -> None:
    law = Sphere(DIM, radius=2.0)
    z, x = images(4, law)
    found = invert_images(decoder(law), x, QUICK)
    assert torch.allclose(found.latents.norm(dim=1), torch.full((4,), 2.0), atol=1e-5)
    assert torch.allclose(found.latents, z, atol=0.05)


def test_starts_are_the_nearest_draws_then_the_encoder() -> None:
    _, x = images(4)
    config = InversionConfig(starts=3, draws=50)
    plain = start_latents(decoder(), x, config)
    assert plain.shape == (3, 4, DIM)
    errors = torch.stack([(decoder().pictures(z) - x).square().flatten(1).sum(1) for z in plain])
    assert bool((errors.diff(dim=0) >= 0).all())
    encoding = replace(decoder(), encode=lambda x: x.flatten(1) @ MATRIX.T / 0.09)
    with_encoder = start_latents(encoding, x, config)
    assert torch.equal(with_encoder[:2], plain[:2])
    assert torch.allclose(encoding.decode(with_encoder[2]), x, atol=1e-5)
    assert start_latents(encoding, x, replace(config, starts=1)).shape == (1, 4, DIM)
    wrong = replace(decoder(), encode=lambda x: x.flatten(1))
    with pytest.raises(InputError, match=r"gives latents of the shape \(36,\), but its decoder takes 6"):
        start_latents(wrong, x, config)


def test_the_norm_of_a_usual_latent_costs_one_and_a_far_one_more() -> None:
    g = torch.Generator().manual_seed(0)
    rows = torch.tensor([3.0, 0.1]) * torch.randn(500, 2, generator=g) + 7
    for law in (Gaussian(40), Uniform(40), Empirical(rows, holdout=0)):
        scale = scale_of(law, law.dim, torch.Generator().manual_seed(1), CPU)
        z = law.sample(4_000, torch.Generator().manual_seed(2))
        u = scale.standardised(z)
        assert torch.allclose(scale.latents(u), z, atol=1e-4)
        assert float(u.mean()) == pytest.approx(0, abs=0.03)
        assert float(u.std()) == pytest.approx(1, abs=0.03)
        assert float(scale.penalty(u).mean()) == pytest.approx(1, abs=0.1)
        assert float(scale.penalty(3 * u).mean()) > 3
    assert not scale_of(None, 3, g, CPU).penalty(torch.randn(4, 3, generator=g)).any()
    assert bool(scale_of(Gaussian(3), 3, g, CPU).penalty(torch.zeros(1, 3)).isfinite().all())


def test_the_penalty_brings_norms_to_the_law() -> None:
    _, x = images(4)
    far = 3 * x
    norms = [
        float(invert_images(decoder(), far, replace(QUICK, prior=prior)).latents.norm(dim=1).mean())
        for prior in (0.0, 0.1, 10.0)
    ]
    assert norms[0] > norms[1] > norms[2]


def test_the_feature_loss_is_in_deviations_of_draws() -> None:
    def embed(x: Tensor) -> Tensor:
        return torch.tensor([1.0, 5.0]) * x.flatten(1)[:, :2]

    losses = feature_losses(decoder(), embed, 0)
    x, other = (decoder().pictures(prior_draws(decoder(), 4_000, torch.Generator().manual_seed(s))) for s in (1, 2))
    assert not losses(x)(x).any()
    assert float(losses(x)(other).mean()) == pytest.approx(2, abs=0.4)


def test_step_sizes_rise_stay_and_fall() -> None:
    sizes = [step_size(step / 1000) for step in range(1000)]
    assert max(sizes) == 1 and 0 < sizes[0] < 0.1 and sizes[-1] < 1e-4
    top = sizes.index(1.0)
    assert sizes[: top + 1] == sorted(sizes[: top + 1])
    assert sizes[top:] == sorted(sizes[top:], reverse=True)
    assert sizes[700] == 1 and math.isclose(sizes[875], 0.5, abs_tol=1e-9)


def test_progress_is_told_for_every_step_of_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advai.decoders.any_decoder.VALUES_AT_ONCE", 36 * 4)
    seen = []
    invert_images(decoder(), images(5)[1], replace(QUICK, steps=3), report=lambda done, words: seen.append(done))
    assert seen == list(range(1, 10))


def test_what_cannot_be_inverted_is_refused() -> None:
    _, x = images(2)
    with pytest.raises(InputError, match=r"makes images of the shape \(1, 6, 6\), but \(3, 6, 6\) were given"):
        invert_images(decoder(), x.expand(-1, 3, -1, -1), QUICK)
    flat = checked_decoder("it", lambda z: (z.detach() @ MATRIX).unflatten(1, (1, 6, 6)), latent=(DIM,), device=CPU)
    with pytest.raises(InputError, match="inversion follows gradients, and none pass through it"):
        invert_images(flat, x, QUICK)
