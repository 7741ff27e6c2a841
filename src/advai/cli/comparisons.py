"""The commands that measure and compare trained runs; `commands` has the application and all others."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from .commands import Seed, app, benchmark
from .numbers import check_count, check_samples, check_seed, names_of, range_of

Runs = Annotated[list[Path], Argument(metavar="RUN...", help="Folders of advai train.")]


@app.command()
def evaluate(
    runs: Runs,
    features: Annotated[
        Path | None,
        Option(
            metavar="FILE",
            help="A feature network (.onnx, or TorchScript) instead of our own small classifier; how to write "
            "Inception as one: python -m pydoc advai.evaluation.given_features.",
        ),
    ] = None,
    features_size: Annotated[
        int | None, Option(metavar="N", help="The size of its input images, where the file does not say so.")
    ] = None,
    features_range: Annotated[str, Option(metavar="LOW,HIGH", help="The range of its input values.")] = "-1,1",
    samples: Annotated[int, Option(metavar="N", help="Images of each kind, at most as many as for testing.")] = 10_000,
    seed: Seed = 0,
    fit_path: Annotated[
        bool | None,
        Option(
            "--fit/--no-fit",
            help="Also fit AdvAI to the latents of each run, as one more path: about a minute. Unless said: for GANs.",
        ),
    ] = None,
    latents: Annotated[
        Path | None, Option(metavar="FILE", help="Of a GAN: latents of real images, to look at paths between them too.")
    ] = None,
    cache: Annotated[
        Path | None, Option(metavar="DIR", help="Where our feature networks are kept; ~/.cache/advai unless given.")
    ] = None,
    device: Annotated[str, Option(metavar="NAME", help="cpu, cuda or mps; auto takes what is there.")] = "auto",
) -> None:
    """Measure trained runs: probes and clusters, drift, quality along paths and more, into RUN/results.json."""
    check_samples(samples)
    check_seed(seed)
    check_count("--features-size", features_size)
    low_high = range_of(features_range, "--features-range")
    from ..api import evaluate as measure
    from .tables import show_evaluation

    options = {"features": features, "features_size": features_size, "features_range": low_high, "cache": cache}
    options |= {"latents": latents, "device": device}
    for run in runs:
        try:
            found = measure(run, samples=samples, seed=seed, fits=fit_path, **options)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"stopped; what is done is in {run}: the same command goes on.") from None
        show_evaluation(run, found)


@app.command()
def report(
    runs: Runs,
    out: Annotated[Path, Option(metavar="FILE", help="The page; an older one of advai is replaced.")] = Path(
        "report.html"
    ),
    tables: Annotated[Path | None, Option(metavar="FILE", help="The page's tables as Markdown, too.")] = None,
) -> None:
    """Compare evaluated runs on one page: tables with intervals over seeds, pictures, curves, published figures."""
    from ..api import report_runs

    print(f"report: {report_runs(runs, out, tables=tables)}")
    if tables is not None:
        print(f"tables: {tables}")


@benchmark.command()
def autoencoders(
    data: Annotated[str, Option(metavar="DATA", help="digits, lines, parquet:DIR, folder:DIR or hub:NAME.")],
    budget: Annotated[int, Option(metavar="SAMPLES", help="Training images of each run.")] = 1 << 18,
    seeds: Annotated[int, Option(metavar="N", help="So many seeds, from 0 on.")] = 3,
    recipes: Annotated[
        list[str] | None, Option(metavar="R,R", help="ae, acai, advai ...; the ten unless given.")
    ] = None,
    out: Annotated[Path, Option(metavar="DIR", help="A new folder, or that of a benchmark to go on with.")] = Path(
        "runs/autoencoders"
    ),
    jobs: Annotated[int | None, Option(metavar="N", help="Processes at a time; unless given, one a core.")] = None,
    samples: Annotated[int, Option(metavar="N", help="Images of each kind in an evaluation.")] = 10_000,
    settings: Annotated[
        list[str] | None,
        Option("--set", metavar="KEY=VALUE", help="Change a setting of every run, as learning_rate=5e-4; repeat."),
    ] = None,
    device: Annotated[str, Option(metavar="NAME", help="cpu, cuda or mps; auto takes what is there.")] = "auto",
    only_report: Annotated[bool, Option("--only-report", help="Only write the page of what is there so far.")] = False,
) -> None:
    """Every method under one budget, trained and evaluated run by run, and the page that compares them."""
    for name, value in (("--budget", budget), ("--seeds", seeds), ("--jobs", jobs)):
        check_count(name, value)
    check_samples(samples)
    chosen = names_of(recipes, "--recipes")
    from ..api import benchmark_autoencoders

    options = {"jobs": jobs, "samples": samples, "settings": settings or (), "device": device}
    options["only_report"] = only_report
    print(benchmark_autoencoders(out, data=data, budget=budget, seeds=seeds, recipes=chosen, **options))
