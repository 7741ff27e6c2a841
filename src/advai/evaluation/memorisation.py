"""Which images of a set are nearest to given ones: whether a model makes anything new is seen beside them."""

import torch
from jaxtyping import Int64
from torch import Tensor

from ..data import ImageSet
from ..shapes import Images
from .autoencoding import images_in_batches


def nearest_images(made: Images, images: ImageSet, rows: Int64[Tensor, " rows"]) -> Int64[Tensor, " samples"]:
    """Of each made image (in [-1, 1]) the row, among `rows`, whose image differs least from it in squared pixels."""
    wanted = made.flatten(1)
    least, found = torch.full((len(made),), torch.inf), torch.zeros(len(made), dtype=torch.int64)
    start = 0
    for x in images_in_batches(images, rows):
        nearest, place = torch.cdist(wanted, x.flatten(1)).min(dim=1)
        nearer = nearest < least
        least[nearer], found[nearer] = nearest[nearer], start + place[nearer]
        start += len(x)
    return rows[found]
