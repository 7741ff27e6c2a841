"""The front door of learning a correction."""

import dataclasses
import json
import os
from pathlib import Path

import torch

from ..checkpoint import Corrected
from ..config import InputError, unknown_name
from ..distributions import Empirical, Source
from ..recipes import CORRECTIONS, suited
from ..results import write_aside
from ..training import CorrectionTrainingConfig, findings, train_correction
from .sources import source_of


def fit(
    source: object,
    *,
    recipe: str = "advai",
    steps: int | None = None,
    seed: int = 0,
    device: str | torch.device = "auto",
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    progress: bool = True,
) -> Corrected:
    """Learn the correction for a source of latents: a law or its name, a tensor, an array, a file path, or `run:DIR`.

    `run:DIR` means the codes of the images that an autoencoder was trained on, or the prior of a GAN.

    Gives the path, ready for use on `device`. `path.findings["words"]` says how close to the law it came on latents
    that the fit has not seen, beside the closed forms, and `path.findings["recommend"]` names the one to use: a closed
    form where it is as good; `["tried"]` and `["kept"]` say what was learned, and what of it helped. `recipe` is
    `advai`, which learns no more where transfer maps alone reach the law, and else a flow in 9 to 4,096 dimensions, or
    plays the game; in up to 8 with a flow after it where it misses the law, in 9 to 256 after a flow that is far off;
    `game`, which has no flow; `maps`, which does neither; `paper`, `reference` or `paper-matched`. `steps` defaults to
    what suits the dimension and the number of latents; given, no more are taken, and nothing follows. With `out` a run
    folder is written, which `Corrected.from_pretrained` reads; `resume` continues one that was stopped, and equals a
    run that was not (bit for bit on the CPU). On a processor by Intel, `MKL_CBWR=AUTO,STRICT` in the environment lets
    it use two threads, and `GOMP_SPINCOUNT=20000` keeps these from waiting busily beside other work; the command line
    sets both.
    Raises `InputError` or `InputTypeError` for bad input and `TrainingStopped` when training breaks down.
    """
    if recipe not in CORRECTIONS:
        raise unknown_name("recipe", recipe, CORRECTIONS)
    if steps is not None and steps < 1:
        raise InputError(f"steps must be 1 or more, but {steps} was given.")
    if resume and out is None:
        raise InputError("resume needs the folder of the run to go on with: give out=.")
    place = chosen_device(device)
    law = source_of(source)
    config = suited(CORRECTIONS[recipe](law.dim), law.fit_count if isinstance(law, Empirical) else None)
    config = dataclasses.replace(config, seed=seed)
    if steps is not None:
        config = dataclasses.replace(config, steps=steps, otherwise=None)
    folder = None if out is None else Path(out)
    return fit_as(law, config, device=place, out=folder, resume=resume, progress=progress)


def fit_as(
    law: Source,
    config: CorrectionTrainingConfig,
    *,
    device: torch.device,
    out: Path | None,
    resume: bool,
    progress: bool,
) -> Corrected:
    """Learn the correction for a law with these settings, and say how it went."""
    path, spread = train_correction(law, config, device=device, out=out, resume=resume, progress=progress)
    path.findings = {**path.findings, **findings(path, law, spread=spread, seed=config.seed)}
    if out is not None:
        write_aside(out / "results.json", json.dumps({"fit": path.findings}, indent=2))
    return path.to(device)


def chosen_device(device: str | torch.device) -> torch.device:
    """The device that is meant; `auto` is the accelerator that is there, else the CPU."""
    if device == "auto":
        return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    try:
        chosen = torch.device(device)
        torch.empty(0, device=chosen)
    except (RuntimeError, AssertionError) as error:
        raise InputError(f"the device {str(device)!r} is not to be had here: use 'cpu' or 'auto'.") from error
    return chosen
