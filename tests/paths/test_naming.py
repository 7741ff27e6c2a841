"""What paths are called."""

import torch
from torch import Tensor

from advai.paths import Matched, lerp, nlerp, path_name, slerp


class Bent:
    """A path of a user, without a name of its own."""

    def __call__(self, z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return torch.lerp(z0, z1, t**2)


def test_names() -> None:
    assert [path_name(path) for path in (lerp, slerp, nlerp, Matched("ring"))] == [
        "linear",
        "spherical",
        "nlerp",
        "matched",
    ]
    assert path_name(torch.lerp) == "lerp"
    assert path_name(Bent()) == "Bent"
    assert path_name(lambda z0, z1, t: z0) == "<lambda>"
