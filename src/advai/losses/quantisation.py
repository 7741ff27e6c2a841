"""What a codebook costs (van den Oord et al. 2017): codes are drawn to their entries, and entries to their codes."""

from ..shapes import PerSample, Points


def commitment_loss(z: Points, entries: Points) -> PerSample:
    """`mean (z - sg[entries])^2` over coordinates: moves the codes."""
    return (z - entries.detach()).square().mean(1)


def codebook_loss(z: Points, entries: Points) -> PerSample:
    """`mean (sg[z] - entries)^2` over coordinates: moves the entries."""
    return commitment_loss(entries, z)
