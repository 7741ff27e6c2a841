"""Our own feature network: it learns, is trained once, and belongs to its data and recipe."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.data import ImageSet, to_floats
from advai.evaluation import FeatureRecipe, features_of, kept_features, own_features

RECIPE = FeatureRecipe(width=4, steps=80, batch=32)
Make = Callable[..., ImageSet]


def batches(images: ImageSet) -> list[torch.Tensor]:
    return [to_floats(images.images(rows)) for rows in torch.arange(images.count).split(64)]


def test_it_learns_and_says_how_well(make_images: Make, tmp_path: Path) -> None:
    train, test = make_images(), make_images(90, seed=1)
    network = own_features(train, test, tmp_path, recipe=RECIPE)
    assert network.stamp["test_accuracy"] > 0.95
    assert network.stamp["recipe"]["steps"] == 80
    features = features_of(network, batches(test))
    assert features.shape == (90, 16)
    labels = test.labels()
    assert labels is not None
    centres = np.stack([features[labels == k].mean(axis=0) for k in range(4)])
    nearest = ((features[:, None] - centres) ** 2).sum(-1).argmin(1)
    assert np.mean(nearest == labels) > 0.95


def test_it_is_trained_once_and_the_same_again(make_images: Make, tmp_path: Path) -> None:
    train, test = make_images(), make_images(50, seed=1)
    first = own_features(train, test, tmp_path / "a", recipe=RECIPE)
    (file,) = (tmp_path / "a").iterdir()
    written = file.stat().st_mtime_ns
    again = own_features(train, test, tmp_path / "a", recipe=RECIPE)
    anew = own_features(train, test, tmp_path / "b", recipe=RECIPE)
    assert file.stat().st_mtime_ns == written
    assert first.stamp == again.stamp == anew.stamp
    assert kept_features(tmp_path / "a") == {first.stamp["sha256"]}
    assert not kept_features(tmp_path / "none")
    assert np.array_equal(features_of(first, batches(test)), features_of(again, batches(test)))


def test_a_torn_file_is_made_again(make_images: Make, tmp_path: Path) -> None:
    train, test = make_images(), make_images(50, seed=1)
    first = own_features(train, test, tmp_path, recipe=RECIPE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    assert own_features(train, test, tmp_path, recipe=RECIPE).stamp == first.stamp


def test_other_images_or_settings_have_a_network_of_their_own(make_images: Make, tmp_path: Path) -> None:
    test, few = make_images(50, seed=1), FeatureRecipe(width=4, steps=2)
    for train, recipe in (
        (make_images(), few),
        (make_images(seed=3), few),
        (make_images(), FeatureRecipe(width=4, steps=2, seed=1)),
    ):
        own_features(train, test, tmp_path, recipe=recipe)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(("how", "words"), [({"labelled": False}, "no labels"), ({"classes": 1}, "one class only")])
def test_without_classes_there_is_none(make_images: Make, tmp_path: Path, how: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=f"{words}.*--features"):
        own_features(make_images(**how), make_images(**how), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_made_images_are_seen_as_bytes(make_images: Make, tmp_path: Path) -> None:
    images = make_images(20)
    network = own_features(images, images, tmp_path, recipe=FeatureRecipe(width=4, steps=1))
    (x,) = batches(images)
    beyond = torch.where(x < 0, x - 5e-4, x + 5e-4)
    assert np.array_equal(features_of(network, [beyond]), features_of(network, [x]))
