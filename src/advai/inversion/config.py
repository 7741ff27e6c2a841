"""How images are inverted."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class InversionConfig:
    """`steps` of Adam from each of `starts` latents, of which the one with the smallest pixel error is kept.

    The starts are those of `draws` draws of the law whose images are nearest, and the encoder's latent where there is
    one. `learning_rate` and `noise` are in deviations of the law; the noise on the latents falls to nothing over the
    first three quarters. `features` and `prior` weigh the feature loss and the norm's penalty beside the pixel error.
    """

    steps: int = Field(default=200, ge=1)
    starts: int = Field(default=4, ge=1)
    draws: int = Field(default=1_024, ge=1)
    learning_rate: float = Field(default=0.2, gt=0)
    noise: float = Field(default=0.05, ge=0)
    features: float = Field(default=0.01, ge=0)
    prior: float = Field(default=1e-3, ge=0)
    seed: int = Field(default=0, ge=0)
