"""Figures and the self-contained page: plain data in, pictures and HTML out. Only this room draws."""

from .benchmark import write_benchmark_report
from .codes_diagram import CodesDiagram, codes_figure
from .decoded import DecodedPaths, contact_sheet, decoded_figure, reconstruction_figure
from .demo_report import write_report
from .demo_result import DemoResult, DigitsResult, LawResult
from .densities import COLUMNS, DensityRow, density_figure
from .drift_curves import drift_figure
from .drift_report import write_drift_report
from .figures_folder import Draw, drawing_into, write_page
from .film import SUFFIXES as FILM_SUFFIXES
from .film import check_film, write_film
from .inversion_picture import inverted_sheet
from .markdown import is_markdown, page_markdown
from .page import Cell, MainNumber, Page, Picture, Section, Table, is_page, page_html
from .path_strip import PathFrames, path_film, path_strips
from .plane import PlaneRow, plane_figure
from .runs import (
    ComparedRun,
    comparison_page,
    gan_page,
    gan_quality_section,
    is_gan,
    path_strips_figure,
    spaces_of_runs,
)
from .style import png
from .summary import main_numbers, remarks

__all__ = [
    "COLUMNS",
    "FILM_SUFFIXES",
    "Cell",
    "CodesDiagram",
    "ComparedRun",
    "DecodedPaths",
    "DemoResult",
    "DensityRow",
    "DigitsResult",
    "Draw",
    "LawResult",
    "MainNumber",
    "Page",
    "PathFrames",
    "Picture",
    "PlaneRow",
    "Section",
    "Table",
    "check_film",
    "codes_figure",
    "comparison_page",
    "contact_sheet",
    "decoded_figure",
    "density_figure",
    "drawing_into",
    "drift_figure",
    "gan_page",
    "gan_quality_section",
    "inverted_sheet",
    "is_gan",
    "is_markdown",
    "is_page",
    "main_numbers",
    "page_html",
    "page_markdown",
    "path_film",
    "path_strips",
    "path_strips_figure",
    "plane_figure",
    "png",
    "reconstruction_figure",
    "remarks",
    "spaces_of_runs",
    "write_benchmark_report",
    "write_drift_report",
    "write_film",
    "write_page",
    "write_report",
]
