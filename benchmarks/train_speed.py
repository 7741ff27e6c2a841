"""Images a second of `advai train`'s loop, against a bare PyTorch loop with the same networks and settings.

python benchmarks/train_speed.py [--recipes ae,acai,advai,wgan,pggan] [--batch 64] [--threads 1] [--rounds 5]
    [--steps 20] [--precision auto] [--device cpu] [--latent 2] [--pythae]

Every round times the same number of steps of both, one after the other, on the same 32 x 32 grey images; printed are
medians over the rounds, and the medians of the rounds' ratios. The bare loop has nothing but forward passes, losses,
backward passes and Adam: no loader, no logging, no counters, noise from torch's own generator. It is written out for
`ae` and `acai`; `wgan` and `pggan` are told in real images that the critic sees, the progressive one fully grown. The
loader alone is timed too.

The authors' released TensorFlow code, which computes in float32, is compared through the bare loop of `ae`, which every
round of every autoencoder times: on the machine where both ran, that code did the share `RELEASED` of the images which
the bare loop did with channels last, in bfloat16 or in float32. Ours over the share of its own precision is how many
times faster ours is; for float32 that takes it that the two programs' kernels compare on this processor as on that one.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from advai.config import Values, built, merged, plain_values
from advai.data import ImageSet, batches, to_floats
from advai.data.image_set import held_images
from advai.models import Decoder, Encoder
from advai.models.joined import JoinedConvolutions
from advai.recipes import FAMILY, GANS
from advai.training.fabric_setup import new_fabric
from advai.training.gan_config import GanConfig
from advai.training.image_run import moves, new_run
from advai.training.looks import Looks
from advai.training.memory import memory_kept
from advai.training.players import autoencoder_parts, critics
from advai.training.precision import uses_bfloat16
from advai.training.progress import progress_of
from advai.training.run_config import RunConfig

Steps = Callable[[], None]
IMAGES = 4096
RELEASED = {
    ("bfloat16", 1): {"acai": 436 / 1561, "advai": 220 / 1561},
    ("bfloat16", 2): {"acai": 737 / 2556, "advai": 382 / 2556},
    ("float32", 1): {"acai": 436 / 829, "advai": 220 / 829},
    ("float32", 2): {"acai": 737 / 1314, "advai": 382 / 1314},
}
"""By what the bare loop computes in, threads and recipe: AMD EPYC with avx512_bf16, batch 64, codes of 32 coordinates;
advai in its second phase."""


def random_images() -> ImageSet:
    """As many grey images of 32 x 32 as stay in the cache no better than real ones."""
    pixels = torch.randint(0, 256, (IMAGES, 1, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return held_images("random", pixels, labels=None, classes=None)


def config_of(recipe: str, images: ImageSet, options: argparse.Namespace) -> RunConfig | GanConfig:
    """The recipe with the settings of the command line; a network that grows does so at once."""
    changes: Values = {"batch": options.batch, "precision": options.precision}
    changes |= {"samples": options.batch * 10**6, "logger": "none", "picture_steps": 10**6, "checkpoint_seconds": 1e9}
    usual = (FAMILY | GANS)[recipe](images)
    if isinstance(usual, RunConfig):
        changes["network"] = {"latent": options.latent}
    elif usual.growth is not None:
        changes["growth"] = {"fade": 1, "stable": 1}
    return built(type(usual), merged(plain_values(usual), {**changes, "recipe": recipe}))


def our_steps(config: RunConfig | GanConfig, images: ImageSet, device: torch.device, out: Path, steps: int) -> Steps:
    """So many steps of our loop at each call, going on from those before."""
    fabric = new_fabric(config, device)
    run = new_run(config, fabric, out, images, images)
    with progress_of(config.steps, "", show=False) as report:
        looks = Looks(config, out, fabric, run.learner, None, report)
    taken = moves(run, 0, looks)

    def go() -> None:
        for _ in range(steps):
            next(taken)

    return go


def take_apart(network: nn.Module) -> None:
    """Make the network as it is usually written: each convolution is one."""
    for name, layer in list(network.named_modules()):
        if isinstance(layer, JoinedConvolutions):
            network.set_submodule(name, nn.Sequential(layer.first, layer.last))


def bare_steps(config: RunConfig, images: ImageSet, device: torch.device, steps: int) -> Steps:
    """So many steps of a plain loop at each call; `acai` where the recipe has the interpolation critic, else `ae`."""
    networks = autoencoder_parts(config) | critics(config)
    for network in networks.values():
        take_apart(network)
        network.to(device)
    encoder, decoder, critic = networks["encoder"], networks["decoder"], networks.get("critic")
    both = [*encoder.parameters(), *decoder.parameters()]
    optimisers = [torch.optim.Adam(both, lr=1e-4, fused=True)]
    if critic is not None:
        optimisers.append(torch.optim.Adam(critic.parameters(), lr=1e-4, fused=True))
    x = to_floats(images.images(torch.arange(config.batch))).to(device)
    low = torch.autocast(device.type, torch.bfloat16, enabled=uses_bfloat16(config.precision, device))

    def step() -> None:
        with low:
            z = encoder(x)
            x_hat = decoder(z)
            loss = mse_loss(x_hat, x)
            if critic is not None:
                critic.requires_grad_(False)
                alpha = torch.rand(len(x), device=device) / 2
                mixture = decoder(torch.lerp(z, z.flip(0), alpha[:, None]))
                loss = loss + 0.5 * critic(mixture).mean(1).square().mean()
                critic.requires_grad_(True)
        loss.backward()
        if critic is not None:
            with low:
                real = torch.lerp(x_hat, x, 0.2).detach()
                on_mixture, on_real = critic(torch.cat([mixture.detach(), real])).mean(1).chunk(2)  # pyright: ignore[reportPossiblyUnboundVariable]
                told = (on_mixture - alpha).square().mean() + on_real.square().mean()  # pyright: ignore[reportPossiblyUnboundVariable]
            told.backward()
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()

    def go() -> None:
        for _ in range(steps):
            step()

    return go


def pythae_steps(config: RunConfig, images: ImageSet, steps: int, out: Path) -> Steps:
    """So many steps of pythae's trainer at each call, from the same weights."""
    from pythae_trainer import trainer_steps

    networks = autoencoder_parts(config)
    encoder, decoder = networks["encoder"], networks["decoder"]
    assert isinstance(encoder, Encoder)
    assert isinstance(decoder, Decoder)
    take_apart(encoder)
    few = to_floats(images.images(torch.arange(steps * config.batch) % images.count))
    return trainer_steps(encoder, decoder, few, out / "pythae", batch=config.batch)


def loader_steps(config: RunConfig | GanConfig, images: ImageSet, steps: int) -> Steps:
    """So many batches, as floats."""
    endless: Iterator[tuple[object, Tensor]] = batches(images, batch=config.batch, seed=0)

    def go() -> None:
        for _ in range(steps):
            to_floats(next(endless)[1])

    return go


def seconds(call: Steps, device: torch.device) -> float:
    """How long a call takes, with what it started on the device."""
    started = time.perf_counter()
    call()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started


def measured(recipe: str, images: ImageSet, device: torch.device, options: argparse.Namespace) -> str:
    """Time all, round by round: the rates and their ratios in words."""
    config, plain = config_of(recipe, images, options), config_of("ae", images, options)
    assert isinstance(plain, RunConfig)
    with tempfile.TemporaryDirectory() as folder, memory_kept():
        calls = {"ours": our_steps(config, images, device, Path(folder), options.steps)}
        if isinstance(config, RunConfig) and recipe in ("ae", "acai"):
            calls["bare"] = bare_steps(config, images, device, options.steps)
        if isinstance(config, RunConfig) and recipe != "ae":
            calls["bare ae"] = bare_steps(plain, images, device, options.steps)
        if isinstance(config, RunConfig) and recipe == "ae" and options.pythae:
            calls["pythae"] = pythae_steps(config, images, options.steps, Path(folder))
        calls["loader"] = loader_steps(config, images, options.steps)
        taken: dict[str, list[float]] = {name: [] for name in calls}
        for round_number in range(options.rounds + 1):
            for name, call in calls.items():
                spent = seconds(call, device)
                if round_number:  # the first warms up
                    taken[name].append(spent)
    rates = {name: options.batch * options.steps / statistics.median(spent) for name, spent in taken.items()}
    words = "images a second: " + ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
    for name in ("bare", "bare ae", "pythae"):
        if name in taken:
            ratio = statistics.median(b / o for o, b in zip(taken["ours"], taken[name], strict=True))
            words += f"; ours / {name} {ratio:.3f}"
    low = "bfloat16" if uses_bfloat16(config.precision, device) else "float32"
    released = RELEASED.get((low, options.threads), {}).get(recipe)
    if released is not None:
        words += f", {ratio / released:.2f} times the released code's {released:.3f}"  # pyright: ignore[reportPossiblyUnboundVariable]
    return f"{words} ({options.threads} threads, {low}, {device})"


def main() -> None:
    """Time every recipe that was asked for, and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipes", default="ae,acai,advai,wgan,pggan")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--latent", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--precision", default="auto", choices=["auto", "float32", "bfloat16"])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--pythae", action="store_true", help="time its trainer too, where it is installed")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device, images = torch.device(options.device), random_images()
    for recipe in options.recipes.split(","):
        print(f"{recipe}: {measured(recipe, images, device, options)}", flush=True)


if __name__ == "__main__":
    main()
