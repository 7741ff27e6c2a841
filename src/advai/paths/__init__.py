"""Paths between latents: any callable `(z0, z1, t) -> z_t`, z0 at t = 0 and z1 at t = 1."""

from .checks import check_floating, check_rows
from .chunks import Formula, Room, run_formula, weighted_sum
from .combination import combine
from .correction import corrected_point
from .gaussianised import Gaussianised
from .linear import lerp, linear_point
from .marginal_matched import MarginalMaps, MarginalMatched
from .matched import Matched, moment_matched_point, steady_matched_point, uniform_matched_point
from .naming import path_name
from .norm_guided import NormGuided
from .normal_scores import NormalScores
from .normalized import nlerp, normalized_point
from .spherical import slerp, spherical_point
from .tracing import trace

__all__ = [
    "Formula",
    "Gaussianised",
    "MarginalMaps",
    "MarginalMatched",
    "Matched",
    "NormGuided",
    "NormalScores",
    "Room",
    "check_floating",
    "check_rows",
    "combine",
    "corrected_point",
    "lerp",
    "linear_point",
    "moment_matched_point",
    "nlerp",
    "normalized_point",
    "path_name",
    "run_formula",
    "slerp",
    "spherical_point",
    "steady_matched_point",
    "trace",
    "uniform_matched_point",
    "weighted_sum",
]
