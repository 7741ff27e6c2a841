"""The legend of axes, so that every public signature says what it takes.

`batch` is any number of leading axes (none too), `latent` the coordinates of one latent, `points` the rows of a cloud,
`steps` the positions along a path. Images are square; their height and width are named apart all the same.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from torch import Tensor

Latents = Float[Tensor, "*batch latent"]
Times = Float[Tensor, "*batch"]
Points = Float[Tensor, "points latent"]
Cloud = Float[np.ndarray, "points latent"]
OtherCloud = Float[np.ndarray, "others latent"]
"""A second cloud in one signature, whose size may differ."""
Trace = Float[Tensor, "steps *batch latent"]

Images = Float[Tensor, "images channels height width"]
Images8 = UInt8[Tensor, "images channels height width"]
Picture8 = UInt8[Tensor, "channels down across"]
PerSample = Float[Tensor, " samples"]

Path = Callable[..., Any]
"""A path: any callable `(z0, z1, t) -> z_t`, with `t` a float or one time per latent."""
