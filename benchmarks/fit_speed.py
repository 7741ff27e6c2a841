"""Steps of a fit's game in a second, against the bound that its matrix products alone set.

python benchmarks/fit_speed.py [--law gaussian:64] [--batch 4096] [--width 256] [--threads 1] [--rounds 9]
    [--device cpu]

Every matrix product of two steps of training (one with the gradient penalty, one without) is written down with its
shapes, strides and type, and done again alone, in the same order and on tensors of its own. Every round times both, one
after the other; printed are medians over the rounds, and the share of the bound that the training reaches.
"""

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from advai.distributions import as_source
from advai.recipes import CORRECTIONS
from advai.training import CorrectionTrainingConfig
from advai.training.correction import Game, new_game, train_step
from advai.training.memory import memory_kept
from advai.training.run import standardised_draw

PRODUCTS = {torch.ops.aten.mm.default, torch.ops.aten.addmm.default, torch.ops.aten.bmm.default}


class Products(TorchDispatchMode):
    """Writes down every matrix product that is done within."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, list[Tensor]]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Do what is asked, and keep copies of the arguments of a product."""
        if func in PRODUCTS:
            self.calls.append((func, [like(argument) for argument in args]))
        return func(*args, **(kwargs or {}))


def like(z: Tensor) -> Tensor:
    """Random numbers of the same shape, strides, type and device."""
    sizes = [1 if stride == 0 else size for size, stride in zip(z.shape, z.stride(), strict=True)]
    stored = torch.empty_strided(sizes, z.stride(), dtype=z.dtype, device=z.device).normal_()
    return stored.expand(z.shape)  # a product may be given one row many times over


def sized(law: str, batch: int, width: int) -> CorrectionTrainingConfig:
    """The recipe `game` for a law with another batch, from its first step on, and another width."""
    config = CORRECTIONS["game"](as_source(law).dim)
    network = dataclasses.replace(config.path.correction, width=width)
    critic, path = dataclasses.replace(config.critic, width=width), dataclasses.replace(config.path, correction=network)
    return dataclasses.replace(config, path=path, critic=critic, batch=batch, growth=1)


def steps_of(game: Game, config: CorrectionTrainingConfig, law: str, device: torch.device) -> Callable[[], None]:
    """Two steps of training."""
    source = as_source(law)
    draw = standardised_draw(source, source, game)

    def steps() -> None:
        for step in range(2):
            train_step(game, config, draw, step, device)
        if device.type == "cuda":
            torch.cuda.synchronize()

    return steps


def main() -> None:
    """Time both, and print what share of the bound is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--law", default="gaussian:64")
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    config = sized(options.law, options.batch, options.width)
    with memory_kept():
        steps = steps_of(new_game(config, device), config, options.law, device)
        steps()
        with Products() as products:
            steps()

        def alone() -> None:
            with torch.no_grad():
                for product, arguments in products.calls:
                    product(*arguments)
            if device.type == "cuda":
                torch.cuda.synchronize()

        seconds: dict[str, list[float]] = {"training": [], "products": []}
        for _ in range(options.rounds):
            for name, call in (("training", steps), ("products", alone)):
                started = time.perf_counter()
                call()
                seconds[name].append((time.perf_counter() - started) / 2)
    step, bound = (statistics.median(seconds[name]) for name in ("training", "products"))
    share = statistics.median(b / s for s, b in zip(seconds["training"], seconds["products"], strict=True))
    print(f"{options.law}, batch {options.batch}, width {options.width}, {options.threads} threads, {device}")
    print(
        f"a step {step * 1e3:.2f} ms ({1 / step:.0f} a second), "
        f"its {len(products.calls) / 2:.0f} products {bound * 1e3:.2f} ms"
    )
    print(f"share of the bound: {share:.0%}")


if __name__ == "__main__":
    main()
