"""The pictures of an evaluated GAN, as bytes in RUN/pictures.safetensors: samples, and strips along every path.

Latents and pairs are the same for all runs whose latents have as many coordinates, whatever their seed.
"""

from ...config import counter_generator
from ...distributions import independent_samples
from .evaluated_gan import EvaluatedGan
from .latent_spaces import CODES, PRIOR
from .run_pictures import PAIRS, SAMPLES, SHOWN, drawn, keep_pictures, path_strips, shown_rows


def write_gan_pictures(looked: EvaluatedGan) -> None:
    """Write them: `images`, `prior`, `path.NAME` (pairs, steps, ...), `intermediate.path.NAME`, `codes.path.NAME`."""
    rows = looked.images.test_rows[shown_rows(looked.images)[:SHOWN]]
    prior = looked.space(PRIOR)
    samples = prior.law.sample(SAMPLES, counter_generator("shown latents"))
    first, last = (prior.law.sample(PAIRS, counter_generator("shown pairs", end)) for end in range(2))
    parts = {"images": looked.images.test.images(rows), PRIOR: drawn(prior.decode, samples)}
    for name in looked.spaces:
        space = looked.space(name)
        if name == CODES:
            z0, z1 = independent_samples(space.law, [PAIRS, PAIRS], counter_generator("shown pairs"))
        else:  # the same pairs as those of the prior
            z0, z1 = (first, last) if name == PRIOR else (looked.run.intermediate(z).cpu() for z in (first, last))
        strips = path_strips(space.paths, space.decode, z0, z1)
        parts |= strips if name == PRIOR else {f"{name}.{key}": strip for key, strip in strips.items()}
    keep_pictures(looked.run.folder, parts, [["", ""]] * PAIRS)
