"""Lightning Fabric for a run: devices, processes, precision; and the players set up with it.

One process on a device needs nothing more. Several are started by `devices`, which runs the same command again for each
of the others, or by torchrun, which has started them already.
"""

import copy
import logging
import os

import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import nn

from ..config import InputError
from .draws import Draws
from .players import PROBE, Players, autoencoder_parts, critics, joint_probe
from .precision import uses_bfloat16
from .run_config import RunConfig
from .run_settings import RunSettings


def new_fabric(config: RunSettings, device: torch.device) -> Fabric:
    """Fabric for the run's devices, not yet launched; raises `InputError` for more than there are."""
    started = "TORCHELASTIC_RUN_ID" in os.environ
    devices = int(os.environ["LOCAL_WORLD_SIZE"]) if started else config.devices
    world = int(os.environ["WORLD_SIZE"]) if started else config.devices
    there = torch.accelerator.device_count() if device.type != "cpu" else len(os.sched_getaffinity(0))
    if devices > there:
        raise InputError(f"{devices} devices were asked for, but there are {there}: use --devices {there} or fewer.")
    if config.batch % world:
        raise InputError(f"a batch of {config.batch} cannot be shared evenly by {world} processes: use a multiple.")
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    return Fabric(
        accelerator=device.type,
        devices=devices if world > 1 or device.index is None else [device.index],
        num_nodes=world // devices,
        strategy=DDPStrategy(broadcast_buffers=False) if world > 1 or started else "auto",
        precision="bf16-mixed" if uses_bfloat16(config.precision, device) else "32-true",
    )


def new_players(config: RunConfig, fabric: Fabric) -> Players:
    """All players on their device, drawn from the seed; each network that learns is set up with an Adam of its own."""
    parts, against, probe = autoencoder_parts(config), critics(config), joint_probe(config)
    plain: dict[str, nn.Module] = parts | against | probe
    wrapped, optimisers = dict(plain), {}
    for name, network in plain.items():
        network.to(fabric.device)
        if config.compile:
            network.compile()
        learned = [weight for weight in network.parameters() if weight.requires_grad]
        if learned:
            rate = 1e-4 if name == PROBE else config.learning_rate
            adam = torch.optim.Adam(learned, lr=rate, betas=config.betas, fused=True)
            wrapped[name], _ = fabric.setup(network, adam, move_to_device=False)
            optimisers[name] = adam
    kept = (parts | probe) if config.averaging else {}
    average = {name: copy.deepcopy(network).requires_grad_(False).eval() for name, network in kept.items()}
    return Players(plain=plain, wrapped=wrapped, optimisers=optimisers, average=average)


def draws_of(config: RunSettings, fabric: Fabric, step: int) -> Draws:
    """The draws of a step, for this process's share of the batch."""
    share = config.batch // fabric.world_size
    own = slice(fabric.global_rank * share, (fabric.global_rank + 1) * share)
    return Draws(seed=config.seed, step=step, batch=config.batch, own=own, device=fabric.device)
