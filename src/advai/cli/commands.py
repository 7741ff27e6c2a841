"""The commands with their options and help; what each of them does is in `api`, and is imported when it runs."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from .numbers import check_count, check_holdout, check_samples, check_seed, check_steps, names_of, times_of

app = Typer(
    help="Keeps paths between latents on the latents' own law: measures how far a path drifts off it, and learns the "
    "correction that brings it back.",
    epilog="Begin with: advai demo",
    add_completion=False,
    pretty_exceptions_enable=False,
)

benchmark = Typer(help="The standing comparison of all methods, cell by cell: what is done is never made again.")
app.add_typer(benchmark, name="benchmark")

Latents = Annotated[
    str,
    Argument(
        metavar="LATENTS",
        help="A law (gaussian:64, uniform:2, ring, discs), a file with a latent in each row "
        "(.npy, .npz, .safetensors, .parquet; FILE#KEY where it holds several), or run:DIR: the codes of the images "
        "that an autoencoder was trained on, or a GAN's prior.",
    ),
]
Seed = Annotated[int, Option(metavar="N", help="The same seed gives the same result.")]
Holdout = Annotated[float, Option(metavar="SHARE", help="The share of a file's rows that fitting never sees.")]
OutFolder = Annotated[Path, Option(metavar="DIR", help="A folder that is new or empty.")]


def show_version(wanted: bool | None) -> None:
    """Print the version and end."""
    if wanted:
        print(f"advai {sys.modules[__name__.partition('.')[0]].__version__}")
        raise Exit


@app.callback()
def before_any_command(
    version: Annotated[
        bool | None, Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = None,
) -> None:
    """Nothing; the options of `advai` itself."""


@app.command()
def demo(
    out: Annotated[Path, Option(metavar="DIR", help="A new folder, or that of an earlier demo.")] = Path("runs/demo"),
    seed: Seed = 0,
    steps: Annotated[int | None, Option(metavar="N", help="Steps of each training: few, for a quick look.")] = None,
) -> None:
    """See it all on real digits and on four laws: a page of pictures and numbers, in minutes."""
    check_seed(seed)
    check_steps(steps)
    from ..api import run_demo

    print(run_demo(out, seed=seed, steps=steps))


@app.command()
def fit(
    latents: Latents,
    out: OutFolder,
    recipe: Annotated[
        str, Option(metavar="NAME", help="advai, game, maps, paper, reference or paper-matched.")
    ] = "advai",
    steps: Annotated[int | None, Option(metavar="N", help="Steps of training; unless given, what suits.")] = None,
    seed: Seed = 0,
    holdout: Holdout = 0.2,
    device: Annotated[str, Option(metavar="NAME", help="cpu, cuda or mps; auto takes what is there.")] = "auto",
    resume: Annotated[bool, Option("--resume", help="Go on with the run in DIR from its last checkpoint.")] = False,
) -> None:
    """Learn the correction for latents: a path that stays on their law."""
    check_steps(steps)
    check_seed(seed)
    check_holdout(holdout)
    from ..api import fit as learn
    from ..api import source_of
    from .tables import show_fit

    source = source_of(latents, holdout=holdout)
    try:
        learn(source, recipe=recipe, steps=steps, seed=seed, device=device, out=out, resume=resume)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; what was done is in {out}: the same with --resume goes on.") from None
    show_fit(out, latents)


@app.command()
def train(
    recipe: Annotated[
        str,
        Argument(
            metavar="RECIPE",
            help="ae dropout denoising vae aae vqvae wae acai midr advai; advai-paper ...; wgan pggan.",
        ),
    ],
    out: OutFolder,
    data: Annotated[
        str | None, Option(metavar="DATA", help="digits, lines, parquet:DIR, folder:DIR or hub:NAME.")
    ] = None,
    samples: Annotated[
        int | None, Option(metavar="N", help="The budget in training images; unless given, what the recipe has.")
    ] = None,
    seed: Annotated[
        int | None, Option(metavar="N", help="The same seed gives the same result; 0 unless given.")
    ] = None,
    settings: Annotated[
        list[str] | None, Option("--set", metavar="KEY=VALUE", help="Change a setting, as terms.mmd.weight=2; repeat.")
    ] = None,
    config: Annotated[
        Path | None, Option(metavar="FILE", help="Settings in YAML; the config.yaml of a run repeats it.")
    ] = None,
    resume: Annotated[bool, Option("--resume", help="Go on with the run in DIR from its last checkpoint.")] = False,
    devices: Annotated[
        int | None, Option(metavar="N", help="Processes that share each batch, on a device each.")
    ] = None,
) -> None:
    """Train an autoencoder or a GAN on images: ten methods of one budget, and two that grow or not."""
    check_count("--samples", samples)
    check_count("--devices", devices)
    check_seed(seed or 0)
    from ..api import train as learn
    from ..training.run_folder import starts_here
    from .tables import show_run

    options = {"samples": samples, "seed": seed, "devices": devices, "config": config, "resume": resume}
    try:
        learn(recipe, data=data, out=out, settings=settings or (), **options)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; what was done is in {out}: the same with --resume goes on.") from None
    if starts_here():
        show_run(out)


@app.command()
def drift(
    latents: Latents,
    path: Annotated[
        list[str] | None,
        Option(
            metavar="PATH",
            help="lerp, slerp, nlerp, matched or the folder of a fit; to be repeated. Unless given: the first four.",
        ),
    ] = None,
    times: Annotated[str, Option(metavar="T,T", help="Positions in [0, 1].")] = "0.1,0.25,0.5",
    samples: Annotated[int, Option(metavar="N", help="Points in a cloud; fewer if a file has too few.")] = 10_000,
    seed: Seed = 0,
    holdout: Holdout = 0.2,
    out: Annotated[Path | None, Option(metavar="DIR", help="Also write results.json, figures and report.html.")] = None,
    as_json: Annotated[bool, Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Measure how far paths leave the law, on latents that no fit has seen, and how they move."""
    chosen_times = times_of(times)
    check_samples(samples)
    check_seed(seed)
    check_holdout(holdout)
    from ..api import measure_paths
    from .tables import show_drifts

    drifts = measure_paths(latents, path, times=chosen_times, samples=samples, seed=seed, holdout=holdout, out=out)
    show_drifts(drifts, as_json=as_json)
    if out is not None:
        print(f"report: {out / 'report.html'}", file=sys.stderr)


@app.command()
def reproduce(
    figure: Annotated[
        str,
        Argument(metavar="NAME", help="figure1, 2, 3, 5 or 6; or a table of autoencoders: lines, probe or clusters."),
    ],
    out: Annotated[Path | None, Option(metavar="DIR", help="A new or empty folder; unless given, runs/FIGURE.")] = None,
    seed: Seed = 0,
    steps: Annotated[int | None, Option(metavar="N", help="Steps of each training: few, for a quick look.")] = None,
    run: Annotated[
        Path | None,
        Option(
            metavar="DIR",
            help="Trained before, so that nothing is now: a demo; for figure1 an autoencoder, for 2 and 6 a GAN.",
        ),
    ] = None,
    data: Annotated[
        str | None, Option(metavar="DATA", help="Of a table or a GAN: the images, as parquet:DIR of MNIST.")
    ] = None,
    budget: Annotated[
        int | None, Option(metavar="SAMPLES", help="Of a table or a GAN: training images of each run.")
    ] = None,
    seeds: Annotated[int, Option(metavar="N", help="Of a table: so many seeds, from 0 on.")] = 3,
    jobs: Annotated[int | None, Option(metavar="N", help="Of a table: processes at a time.")] = None,
) -> None:
    """Make a figure or a table of the papers again, ours beside the published one."""
    check_seed(seed)
    check_steps(steps)
    check_count("--budget", budget)
    from ..api import TABLES, reproduce_figure, reproduce_table

    if figure in TABLES:
        check_count("--seeds", seeds)
        check_count("--jobs", jobs)
        print(reproduce_table(figure, out=out, data=data, budget=budget, seeds=seeds, jobs=jobs))
        return

    print(reproduce_figure(figure, out=out, seed=seed, steps=steps, run=run, data=data, budget=budget))


@benchmark.callback()
def before_any_benchmark() -> None:
    """Nothing: so that a benchmark is named even while there is only one."""


@benchmark.command()
def correction(
    laws: Annotated[
        list[str] | None,
        Option(metavar="L,L", help="ring, gaussian:64, codes:digits:32, set:diabetes ...; all unless given."),
    ] = None,
    methods: Annotated[
        list[str] | None, Option(metavar="M,M", help="linear, slerp, matched, advai, paper ...; all unless given.")
    ] = None,
    seeds: Annotated[int, Option(metavar="N", help="So many seeds, from 0 on.")] = 3,
    out: Annotated[Path, Option(metavar="DIR", help="A new folder, or that of a benchmark to go on with.")] = Path(
        "runs/benchmark"
    ),
    jobs: Annotated[int | None, Option(metavar="N", help="Processes at a time; unless given, one a core.")] = None,
    samples: Annotated[int, Option(metavar="N", help="Points in a cloud; fewer if latents are too few.")] = 10_000,
    steps: Annotated[int | None, Option(metavar="N", help="Steps of each fit: few, for a quick look.")] = None,
    data: Annotated[
        Path | None, Option(metavar="DIR", help="A folder with mnist/train.parquet and fashion_mnist/train.parquet.")
    ] = None,
    only_report: Annotated[bool, Option("--only-report", help="Only write the page of what is there so far.")] = False,
) -> None:
    """Every interpolation on every law, with its floors: a page, a table, and a line of JSON for every cell."""
    check_count("--seeds", seeds)
    check_count("--jobs", jobs)
    check_samples(samples)
    check_steps(steps)
    chosen_laws, chosen_methods = names_of(laws, "--laws"), names_of(methods, "--methods")
    from ..api import benchmark_correction

    options = {"seeds": seeds, "jobs": jobs, "samples": samples, "steps": steps, "data": data}
    print(benchmark_correction(out, laws=chosen_laws, methods=chosen_methods, only_report=only_report, **options))
