"""The codebook: nearest entries, averages that follow the codes, dead entries moved."""

import torch

from advai.models import Quantiser, QuantiserConfig


def quantiser(entries: int = 8, channels: int = 2, **options: object) -> Quantiser:
    return Quantiser(QuantiserConfig(entries=entries, **options), channels, torch.Generator().manual_seed(0))  # type: ignore[arg-type]


def test_every_position_becomes_its_nearest_entry() -> None:
    codebook = quantiser(entries=16, channels=3)
    z = torch.randn(5, 3 * 4)
    quantised = codebook(z)
    for code, found in zip(z.view(5, 3, 4).transpose(1, 2), quantised.view(5, 3, 4).transpose(1, 2), strict=True):
        nearest = torch.cdist(code, codebook.entries).argmin(1)
        torch.testing.assert_close(found, codebook.entries[nearest])


def test_quantising_twice_is_quantising_once() -> None:
    codebook = quantiser()
    once = codebook(torch.randn(6, 8))
    assert torch.equal(codebook(once), once)


def test_averages_settle_on_the_clusters_of_the_codes() -> None:
    codebook, generator = quantiser(entries=4, channels=2, decay=0.9), torch.Generator().manual_seed(1)
    centres = torch.tensor([[3.0, 0.0], [-3.0, 0.0], [0.0, 3.0], [0.0, -3.0]])
    for _ in range(300):
        places = torch.randint(4, (64,), generator=generator)
        codebook.learn(centres[places] + 0.05 * torch.randn(64, 2, generator=generator), generator)
    assert float(torch.cdist(centres, codebook.entries).min(1).values.max()) < 0.1


def test_dead_entries_move_to_vectors_at_hand() -> None:
    codebook, generator = quantiser(entries=8, decay=0.5, dead=0.01), torch.Generator().manual_seed(1)
    codebook.entries[0] = 1000.0
    z = torch.randn(16, 2 * 4, generator=generator)
    for _ in range(20):
        codebook.learn(z, generator)
    assert float(codebook.entries.abs().max()) <= float(z.abs().max())


def test_without_decay_the_entries_have_a_gradient_and_with_it_none() -> None:
    z = torch.randn(4, 8, requires_grad=True)
    learned = quantiser(decay=None)
    learned(z).square().sum().backward()
    assert learned.entries.grad is not None and bool(learned.entries.grad.abs().sum() > 0)
    assert z.grad is None
    assert not quantiser().entries.requires_grad
