"""Training the autoencoder: repeatable, better than linear compression, held-out codes with the law of the others."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from advai.config import InputError
from advai.data import Digits, read_digits
from advai.models import Autoencoder
from advai.training import AutoencoderTrainingConfig, train_autoencoder
from advai.training.autoencoder import moved, step_size

BRIEF = AutoencoderTrainingConfig(steps=20, seed=5)


@pytest.fixture(scope="module")
def digits() -> Digits:
    return read_digits()


@pytest.fixture(scope="module")
def trained(digits: Digits) -> Autoencoder:
    return train_autoencoder(digits.train_images)


def error(images: torch.Tensor, decoded: torch.Tensor) -> float:
    return (images - decoded).square().mean().item()


@torch.no_grad()
def test_held_out_digits_come_back_better_than_from_as_many_principal_components(
    digits: Digits, trained: Autoencoder
) -> None:
    linear = PCA(trained.config.latent).fit(digits.train_images.flatten(1))
    flat = digits.held_out_images.flatten(1).numpy()
    best_linear = np.mean((linear.inverse_transform(linear.transform(flat)) - flat) ** 2)
    held_out = error(digits.held_out_images, trained(digits.held_out_images))
    assert held_out < 0.036
    assert held_out < 0.6 * best_linear


@torch.no_grad()
def test_the_codes_of_held_out_digits_have_the_law_of_training_codes(digits: Digits, trained: Autoencoder) -> None:
    """The largest mean or deviation that differs, against the same after shuffling which digits were held out."""
    train, held_out = trained.encode(digits.train_images).numpy(), trained.encode(digits.held_out_images).numpy()
    both, shuffle = np.concatenate([train, held_out]), np.random.default_rng(0)

    def gap(z: np.ndarray) -> float:
        a, b = z[: len(train)], z[len(train) :]
        moments = [np.abs(a.mean(0) - b.mean(0)) / a.std(0), np.abs(a.std(0) / b.std(0) - 1)]
        return float(np.max(moments))

    assert gap(both) < np.quantile([gap(shuffle.permutation(both)) for _ in range(200)], 0.99)


@torch.no_grad()
def test_codes_keep_what_digit_it_is(digits: Digits, trained: Autoencoder) -> None:
    """A clustered law, not a prior: one linear layer on the codes names the digit."""
    codes = trained.encode(digits.held_out_images).numpy()
    accuracy = cross_val_score(LogisticRegression(max_iter=1000), codes, digits.held_out_labels.numpy(), cv=5).mean()
    assert accuracy > 0.92


def test_the_same_seed_gives_the_same_weights(digits: Digits) -> None:
    first = train_autoencoder(digits.train_images, BRIEF)
    torch.manual_seed(1234)
    again = train_autoencoder(digits.train_images, BRIEF)
    other = train_autoencoder(digits.train_images, AutoencoderTrainingConfig(steps=20, seed=6))
    weights = [torch.nn.utils.parameters_to_vector(network.parameters()) for network in (first, again, other)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_training_keeps_the_global_state_and_the_images(digits: Digits) -> None:
    images, state, threads = digits.train_images.clone(), torch.get_rng_state(), torch.get_num_threads()
    train_autoencoder(digits.train_images, BRIEF)
    assert torch.equal(images, digits.train_images)
    assert torch.equal(state, torch.get_rng_state())
    assert threads == torch.get_num_threads()


def test_the_step_size_rises_then_falls_to_nothing() -> None:
    config = AutoencoderTrainingConfig()
    sizes = [step_size(config, step) for step in range(config.steps)]
    peak = int(np.argmax(sizes))
    assert peak <= config.warm_up
    assert 0.98 * config.learning_rate < max(sizes) <= config.learning_rate
    assert np.all(np.diff(sizes[peak:]) < 0)
    assert 0 < sizes[-1] < 1e-4 * config.learning_rate


def test_moved_images_stay_images_and_close_by(digits: Digits) -> None:
    images = digits.train_images[:200]
    near = moved(images, 1.0, torch.Generator().manual_seed(0))
    assert near.shape == images.shape
    assert float(near.min()) >= -1
    assert float(near.max()) <= 1
    distance = (near - images).flatten(1).norm(dim=1)
    assert bool((distance > 0).all())
    assert distance.max() < torch.pdist(images.flatten(1)).median() / 2
    assert torch.equal(moved(images, 0.0, torch.Generator()), images)


@pytest.mark.parametrize(
    "images", [torch.zeros(0, 8, 8), torch.full((3, 8, 8), 16.0), torch.full((3, 8, 8), torch.nan)]
)
def test_images_that_cannot_be_learned_are_refused(images: torch.Tensor) -> None:
    with pytest.raises(InputError, match=r"in \[-1, 1\]"):
        train_autoencoder(images)
