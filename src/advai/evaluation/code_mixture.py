"""A mixture of Gaussians on codes, to draw new codes from: what an autoencoder's own law of codes can make."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..config import InputError
from ..shapes import Cloud, Points

COMPONENTS = 10
MOST = 20_000
"""Codes that a mixture is fitted to: more cost time in 256 dimensions and change little."""


@dataclass(frozen=True, kw_only=True)
class CodeMixture:
    """`sum_k w_k N(m_k, L_k L_k^T)`; `sample` as every law. Ghosh et al. 2020 call this ex-post density estimation."""

    weights: Float[Tensor, " components"]
    means: Float[Tensor, "components latent"]
    roots: Float[Tensor, "components latent latent"]

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent codes, float32."""
        chosen = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        noise = torch.randn(count, self.means.shape[1], generator=generator)
        codes = torch.empty_like(noise)
        for k in range(len(self.weights)):
            codes[chosen == k] = noise[chosen == k] @ self.roots[k].T + self.means[k]
        return codes


def fit_mixture(codes: Cloud, *, components: int = COMPONENTS, seed: int = 0) -> CodeMixture:
    """A mixture with full covariances, fitted to (at most 20,000, at random) codes.

    Raises `InputError` for fewer codes than two a component.
    """
    from sklearn.mixture import GaussianMixture

    if len(codes) < 2 * components:
        raise InputError(f"a mixture of {components} needs {2 * components} codes or more, but there are {len(codes)}.")
    few = codes[np.random.default_rng(seed).permutation(len(codes))[:MOST]].astype(np.float64)
    mean, deviation = few.mean(axis=0), np.maximum(few.std(axis=0), 1e-12)
    found = GaussianMixture(components, random_state=seed, reg_covar=1e-4).fit((few - mean) / deviation)
    weights, means, covariances = (np.asarray(part) for part in (found.weights_, found.means_, found.covariances_))
    roots = np.linalg.cholesky(covariances) * deviation[:, None]
    return CodeMixture(
        weights=torch.from_numpy(weights).float(),
        means=torch.from_numpy(means * deviation + mean).float(),
        roots=torch.from_numpy(roots).float(),
    )
