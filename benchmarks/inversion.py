"""Inversion of held-out images: the error of each that is left, and the seconds that it takes, on one thread.

    python benchmarks/inversion.py RUN [--images 100] [--starts 1 2 4] [--steps 200] [--no-features] [--no-encoder]

The first test images of the run's own data, always the same. One line for every number of starts: the median, the mean
and the worst tenth of the mean squared error in [-1, 1], and seconds an image, the draws and the choice of the starts
within, the training of the feature network not. `--no-encoder` leaves out that start of an autoencoder's run, so that
its decoder is treated as a GAN's.
"""

import argparse
from dataclasses import replace

import torch

from advai.api import open_decoder
from advai.api.inverting import class_features, inverted
from advai.data import given_images
from advai.inversion import InversionConfig


def main() -> None:
    """Print a line for every number of starts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--starts", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--steps", type=int, nargs="+", default=[200])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-features", action="store_true")
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    decoder = open_decoder(f"run:{options.run}", device="cpu")
    assert decoder.images is not None
    name = decoder.images("test").name
    if options.no_encoder:
        decoder = replace(decoder, encode=None)
    given = given_images([f"{name}#0:{options.images}"], size=decoder.size, channels=decoder.channels)
    network = None if options.no_features else class_features(decoder, None)
    law = "no law" if decoder.law is None else decoder.law.name
    print(f"{name}: {options.images} test images, {decoder.size} px, latents of {law}, {options.threads} threads")
    print("| starts | steps | feature loss | median error | mean | worst tenth above | seconds an image |")
    print("|---|---|---|---|---|---|---|")
    for starts in options.starts:
        for steps in options.steps:
            config = InversionConfig(starts=starts, steps=steps, seed=options.seed)
            made = inverted(decoder, given, config, network)
            errors = made.errors
            numbers = " | ".join(f"{value:.4f}" for value in (errors.median(), errors.mean(), errors.quantile(0.9)))
            used = "no" if network is None else "yes"
            print(f"| {starts} | {steps} | {used} | {numbers} | {made.seconds / options.images:.2f} |", flush=True)


if __name__ == "__main__":
    main()
