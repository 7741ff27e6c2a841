"""The pages that compare run folders, of autoencoders and of GANs."""

from .compared import ComparedRun
from .comparison_report import comparison_page
from .gan_numbers import is_gan, spaces_of_runs
from .gan_pictures import path_strips_figure
from .gan_report import gan_page, gan_quality_section

__all__ = [
    "ComparedRun",
    "comparison_page",
    "gan_page",
    "gan_quality_section",
    "is_gan",
    "path_strips_figure",
    "spaces_of_runs",
]
