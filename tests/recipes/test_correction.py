"""The named corrections: what each variant is, and that nothing is set per law."""

import dataclasses
import inspect

import pytest

from advai.recipes import CORRECTIONS, suited


def test_the_published_variant_has_nothing_that_was_not_published() -> None:
    config = CORRECTIONS["paper"](8)
    network = config.path.correction
    assert config.objective == "regression" and config.path.base == "linear" and config.path.input_scale == 1.0
    assert not (network.gain or network.sees_base or network.norm or network.fourier_features)
    assert not (config.critic.sees_alpha or config.critic.norm or config.critic.fourier_features)
    assert config.energy == 0 and config.gradient_penalty == 0


def test_the_reference_adds_the_gain_and_the_scale() -> None:
    config = CORRECTIONS["reference"](8)
    assert config.path.correction.gain and config.path.input_scale == 5.0
    assert config.objective == "regression" and not config.critic.sees_alpha


@pytest.mark.parametrize("recipe", list(CORRECTIONS))
@pytest.mark.parametrize("dim", [1, 2, 9, 64, 512])
def test_recipes_are_functions_of_the_dimension_alone(recipe: str, dim: int) -> None:
    assert list(inspect.signature(CORRECTIONS[recipe]).parameters) == ["dim"]
    config = CORRECTIONS[recipe](dim)
    assert config == CORRECTIONS[recipe](dim)
    assert config.path.correction.dim == config.critic.dim == dim
    assert config.path.correction.width == config.critic.width


def test_fewer_latents_take_fewer_steps_and_plenty_take_all() -> None:
    game = CORRECTIONS["game"](16)
    assert [suited(game, n).steps for n in (None, 10_000, 1_000, 500, 100)] == [4000, 4000, 4000, 2000, 600]
    assert suited(dataclasses.replace(game, steps=300), 10).steps == 300


def test_the_default_is_a_flow_from_9_to_4096_dimensions_and_the_game_elsewhere() -> None:
    assert CORRECTIONS["advai"](4097) == CORRECTIONS["game"](4097)
    second = (plane := CORRECTIONS["advai"](8)).otherwise
    assert dataclasses.replace(plane, otherwise=None) == CORRECTIONS["game"](8)
    assert second is not None and second.flow is not None and second.flow.network.dim == 8
    few = suited(plane, 500).otherwise
    assert few is not None and few.flow is not None and few.flow.dropout > 0
    config = CORRECTIONS["advai"](64)
    assert CORRECTIONS["advai"](9).flow is not None
    assert config.flow is not None and CORRECTIONS["game"](64).flow is None
    assert suited(config, None) == suited(config, 2_000) == config
    assert config.otherwise == CORRECTIONS["game"](64) and suited(config, 500).otherwise == suited(
        config.otherwise, 500
    )


def test_a_flow_of_few_latents_is_kept_from_learning_them_by_heart() -> None:
    config = CORRECTIONS["advai"](64)
    few, own = suited(config, 1_999), suited(dataclasses.replace(config, steps=500), 1_999)
    assert few.flow is not None and own.flow is not None
    assert few.steps < config.steps and few.flow.dropout == own.flow.dropout > 0
    assert own.steps == 500
