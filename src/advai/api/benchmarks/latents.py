"""Real latents for the benchmark, made once and kept as OUT/latents/NAME.npy: codes of images, and tables of numbers.

codes:SET:SIZE   codes of SIZE coordinates, of a plain autoencoder that was trained on the images of SET for a minute
set:NAME         one of scikit-learn's own tables, every column standardised
"""

from pathlib import Path as FilePath

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from ...config import InputError, counter_generator, unknown_name
from ...data import open_images, to_floats
from ...distributions import Empirical, Source, as_source
from ...models.correction import initialise
from ...results import file_aside
from ..study import folder_name

PARQUET_SETS = ("mnist", "fashion_mnist")
IMAGE_SETS = ("digits", *PARQUET_SETS)
TABLES = ("breast_cancer", "diabetes", "digits")
HOLDOUT = 0.5
"""As many rows for measuring as for fitting: a measured cloud has a third of them."""
MOST_CODES = 20_000
AUTOENCODER_SEED = 0
"""One autoencoder for all seeds of the benchmark: they differ in the fit and in the pairs, not in the latents."""

WIDTH, STEPS, BATCH, LEARNING_RATE, NOISE = 256, 2000, 256, 1e-3, 0.1
RARE = 0.01
"""A column of which fewer rows than this share differ from its commonest value is as good as constant."""

Rows = Float[np.ndarray, "rows columns"]
Images = Float[Tensor, "images pixels"]


def benchmark_source(law: str, out: FilePath) -> Source:
    """The source of that name, with the latents in the folder `out` of the benchmark where it is no law."""
    return Empirical(latents_file(law, out), holdout=HOLDOUT, name=law) if is_real(law) else as_source(law)


def check_law(law: str, out: FilePath, data: FilePath | None) -> None:
    """Raise `InputError` for a law that the benchmark does not know, or whose images are not there."""
    if not is_real(law):
        if isinstance(as_source(law), Empirical):
            raise InputError(f"the benchmark takes laws by name, but {law!r} is a file: measure it with advai drift.")
        return
    kind, name, size = (*law.split(":"), "", "")[:3]
    if kind == "set":
        if name not in TABLES or law != f"set:{name}":
            raise unknown_name("law", law, [f"set:{table}" for table in TABLES])
        return
    if name not in IMAGE_SETS:
        raise unknown_name("law", law, [f"codes:{images}:32" for images in IMAGE_SETS])
    if law != f"codes:{name}:{size}" or not size.isascii() or not size.isdigit() or int(size) == 0:
        raise InputError(f"codes need a size of 1 or more, but {law!r} was given: write for instance codes:{name}:32.")
    if name in PARQUET_SETS and not latents_file(law, out).is_file():
        check_images(law, name, data)


def check_images(law: str, name: str, data: FilePath | None) -> None:
    """Raise `InputError` unless the folder `data` has the images that a law's codes are made of."""
    if data is None:
        raise InputError(f"{law} is made of images: give --data DIR with {name}/train.parquet in it.")
    if not images_file(name, data).is_file():
        raise InputError(f"{law} is made of images, but there is no {str(images_file(name, data))!r}: see --data.")


def is_real(law: str) -> bool:
    """Whether the law is that of real latents, which are made here."""
    return law.partition(":")[0] in ("codes", "set")


def latents_file(law: str, out: FilePath) -> FilePath:
    """Where the latents of that name are kept."""
    return out / "latents" / f"{folder_name(law)}.npy"


def images_file(name: str, data: FilePath) -> FilePath:
    """Where the images of that set are."""
    return data / name / "train.parquet"


def make_latents(law: str, out: FilePath, data: FilePath | None) -> None:
    """Make the latents of that name, unless they are there."""
    place = latents_file(law, out)
    if place.is_file():
        return
    kind, name, *size = law.split(":")
    latents = standardised_table(name) if kind == "set" else codes_of(images_of(name, data), int(size[0]))
    place.parent.mkdir(parents=True, exist_ok=True)
    with file_aside(place) as aside:
        np.save(aside, latents.astype(np.float32))


def standardised_table(name: str) -> Rows:
    """A table of scikit-learn without the columns that (almost) never change, each of mean 0 and deviation 1."""
    from sklearn import datasets

    table = np.asarray(getattr(datasets, f"load_{name}")(return_X_y=True)[0], dtype=np.float64)
    commonest = np.array([np.unique(column, return_counts=True)[1].max() for column in table.T])
    table = table[:, len(table) - commonest >= RARE * len(table)]
    return (table - table.mean(axis=0)) / table.std(axis=0)


def images_of(name: str, data: FilePath | None) -> Images:
    """All images of a set, one in each row, from -1 (paper) to 1."""
    if name == "digits":
        from sklearn.datasets import load_digits

        return torch.from_numpy(np.asarray(load_digits(return_X_y=True)[0])).float() / 8 - 1
    assert data is not None
    images = open_images(f"parquet:{images_file(name, data).parent}", "train", channels=1)
    return to_floats(images.images(np.arange(images.count))).flatten(1)


def codes_of(images: Images, size: int, *, steps: int = STEPS, most: int = MOST_CODES) -> Rows:
    """The codes of the images, or of `most` of them at random, by an autoencoder that is trained on all of them.

    Two hidden layers each way, noisy images in and clean ones out; nothing pulls the codes to a law of their own.
    """
    pixels = images.shape[1]
    encoder, decoder = layers(pixels, size), layers(size, pixels)
    for network, part in ((encoder, "encoder"), (decoder, "decoder")):
        initialise(network, counter_generator(AUTOENCODER_SEED, "benchmark", part))
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=LEARNING_RATE, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        draw = counter_generator(AUTOENCODER_SEED, "benchmark", step)
        batch = images[torch.randint(len(images), (BATCH,), generator=draw)]
        noisy = batch + NOISE * torch.randn(batch.shape, generator=draw)
        loss = functional.mse_loss(decoder(encoder(noisy)).tanh(), batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    kept = torch.randperm(len(images), generator=counter_generator(AUTOENCODER_SEED, "benchmark", "kept"))[:most]
    with torch.no_grad():
        return encoder(images[kept]).numpy()


def layers(size_in: int, size_out: int) -> nn.Sequential:
    """Three layers without weights yet."""
    sizes = [(size_in, WIDTH), (WIDTH, WIDTH), (WIDTH, size_out)]
    first, second, last = (nn.utils.skip_init(nn.Linear, into, out) for into, out in sizes)
    return nn.Sequential(first, nn.LeakyReLU(0.2), second, nn.LeakyReLU(0.2), last)
