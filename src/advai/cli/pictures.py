"""The commands that bring images into a latent space and draw the paths between them."""

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from .commands import Seed
from .comparisons import app
from .numbers import check_count, check_seed, range_of, shape_of

DecoderName = Annotated[
    str,
    Argument(
        metavar="DECODER",
        help="run:DIR (of advai train), diffusers:DIR (AutoencoderKL), onnx:FILE, torch:FILE (TorchScript, or .pt2 of "
        "torch.export) or python:MODULE:NAME, a function or module of latents (n, dim).",
    ),
]
Dim = Annotated[
    str | None, Option(metavar="N", help="Coordinates of a latent, or its shape as 4,8,8, where that is not known.")
]
Prior = Annotated[
    str | None, Option(metavar="LAW", help="The law of latents where that is not known: gaussian:64, uniform:64 ...")
]
Range = Annotated[
    str, Option("--range", metavar="LOW,HIGH", help="The values of black and white in what the decoder gives.")
]
Steps = Annotated[int | None, Option(metavar="N", help="Steps of the search for a latent; 200 unless given.")]
Starts = Annotated[int | None, Option(metavar="N", help="Latents that it starts from, the best is kept; 4.")]
Features = Annotated[
    bool, Option("--features/--no-features", help="Whether a classifier of the run's data has a part in the loss.")
]
Cache = Annotated[
    Path | None, Option(metavar="DIR", help="Where our feature networks are kept; ~/.cache/advai unless given.")
]
Device = Annotated[str, Option(metavar="NAME", help="cpu, cuda or mps; auto takes what is there.")]


@app.command()
def invert(
    decoder: DecoderName,
    images: Annotated[
        list[str],
        Argument(
            metavar="IMAGE...",
            help="Files, folders, or test images of a set: digits#7, parquet:DIR#0:100. They are brought to the "
            "decoder's size; grey is repeated for colour, colour becomes its luma for grey.",
        ),
    ],
    out: Annotated[
        Path, Option(metavar="FILE.npy", help="The latents; NAME-inverted.png and NAME-inverted.json go beside them.")
    ],
    steps: Steps = None,
    starts: Starts = None,
    seed: Seed = 0,
    features: Features = True,
    dim: Dim = None,
    prior: Prior = None,
    value_range: Range = "-1,1",
    cache: Cache = None,
    device: Device = "auto",
) -> None:
    """Find the latents of real images, by optimisation from several starts, with the error of each."""
    settings = inversion_settings(steps, starts, seed)
    options: dict[str, Any] = {"dim": shape_of(dim, "--dim"), "value_range": range_of(value_range, "--range")}
    from ..api import invert as find
    from .tables import show_inversion

    made = find(
        decoder,
        images,
        out=out,
        prior=prior,
        settings=settings,
        features=features,
        cache=cache,
        device=device,
        **options,
    )
    show_inversion(out, made.results)


@app.command()
def interpolate(
    decoder: DecoderName,
    start: Annotated[
        str,
        Option(
            "--from", metavar="A", help="An image (a file, or digits#7), a row of a latents file (FILE#7), or seed:7."
        ),
    ],
    end: Annotated[str, Option("--to", metavar="B", help="The other end, likewise.")],
    out: Annotated[
        Path, Option(metavar="FILE", help="A .png, or a .gif, .webp or .mp4 that runs there and back; replaced.")
    ],
    path: Annotated[
        list[str] | None,
        Option(
            metavar="PATH",
            help="lerp, slerp, nlerp, matched, lol or the folder of a fit; to be repeated. Unless given: lerp and the "
            "best that is known.",
        ),
    ] = None,
    steps: Annotated[
        int | None, Option(metavar="N", help="Frames of a path; 9 in a picture and 49 in a film unless given.")
    ] = None,
    pace: Annotated[
        str, Option(metavar="PACE", help="Frames at equal steps of time, or perceptual: of what a classifier sees.")
    ] = "time",
    invert_steps: Steps = None,
    invert_starts: Starts = None,
    seed: Annotated[int, Option(metavar="N", help="Of the search for the latents of images.")] = 0,
    features: Features = True,
    dim: Dim = None,
    prior: Prior = None,
    value_range: Range = "-1,1",
    cache: Cache = None,
    device: Device = "auto",
) -> None:
    """Draw the paths between two images, latents or draws: morphs of real pictures are inverted first."""
    settings = inversion_settings(invert_steps, invert_starts, seed)
    options: dict[str, Any] = {"dim": shape_of(dim, "--dim"), "value_range": range_of(value_range, "--range")}
    from ..api import interpolate as draw

    options |= {"prior": prior, "settings": settings, "features": features, "cache": cache, "device": device}
    made = draw(decoder, start, end, paths=path or (), out=out, steps=steps, pace=pace, **options)
    for words in (end.words for end in made.ends):
        print(words)
    print(f"{', '.join(made.frames)}: {out}")


def inversion_settings(steps: int | None, starts: int | None, seed: int) -> dict[str, int]:
    """What was asked of the search for latents, checked."""
    check_count("the steps of inversion", steps)
    check_count("the starts of inversion", starts)
    check_seed(seed)
    given = {"steps": steps, "starts": starts, "seed": seed}
    return {name: value for name, value in given.items() if value is not None}
