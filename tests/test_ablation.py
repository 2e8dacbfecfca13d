"""A layer that makes a difference to the predictions is told from one that only stands there."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from grader.inside.ablation import PER_FAMILY, Effects, effects
from grader.inside.modelfile import flatten

IMAGES = np.random.default_rng(0).random((64, 8, 8, 1), dtype=np.float32)
LITTLE, MUCH = 1e-4, 0.05


@pytest.fixture(autouse=True)
def _same_weights() -> None:
    keras.utils.set_random_seed(1)


def conv(**how: Any) -> layers.Layer:
    return layers.Conv2D(2, 3, padding="same", activation="relu", **how)


def identity() -> layers.Layer:
    """A 3x3 convolution that passes its input on."""
    layer = layers.Conv2D(1, 3, padding="same")
    layer.build((None, 8, 8, 1))
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[1, 1] = 1.0
    layer.set_weights([kernel, np.zeros(1)])
    return layer


def functional(features: Any) -> keras.Model:
    """A model whose classifier follows what ``features`` makes of the image."""
    inputs = keras.Input((8, 8, 1))
    x = layers.Flatten()(features(inputs))
    return keras.Model(
        inputs, layers.Dense(3, "softmax", kernel_initializer="random_normal")(layers.Dense(9)(x))
    )


def found(model: keras.Model, inputs: np.ndarray = IMAGES) -> tuple[dict[str, list[float | None]], Effects]:
    """The effects by the layer's kind, in the model's order, and all that came back."""
    told = effects(model, flatten(model), inputs)
    kinds: dict[str, list[float | None]] = {}
    for layer in flatten(model):
        if id(layer) in told.layers:
            kinds.setdefault(type(layer).__name__, []).append(told.layers[id(layer)])
    return kinds, told


def test_every_layer_of_a_chain_makes_a_difference() -> None:
    model = keras.Sequential(
        [
            *(keras.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.BatchNormalization(), layers.ReLU()),
            *(layers.MaxPooling2D(), layers.Conv2D(4, 2, activation="relu"), layers.Dropout(0.5)),
            *(layers.GlobalAveragePooling2D(), layers.Dense(3, "softmax")),
        ]
    )
    kinds, told = found(model)
    assert set(kinds) == {
        *("Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Dense")
    }
    assert min(effect for own in kinds.values() for effect in own if effect is not None) > MUCH
    assert told.families["convolution"] == pytest.approx(1.0)


DECOYS = {
    "multiplied by zero": lambda x: layers.Concatenate()([x, layers.Rescaling(0.0)(conv()(x))]),
    "scaled down": lambda x: layers.Concatenate()([x, layers.Rescaling(1e-6)(conv()(x))]),
    "added and subtracted": lambda x: (lambda y: layers.Subtract()([layers.Add()([x, y]), y]))(conv()(x)),
    "the same for every image": lambda x: layers.Add()(
        [x, conv(kernel_initializer="zeros", bias_initializer="ones")(x)]
    ),
    "an identity kernel": lambda x: identity()(x),
    "multiplied by another's zero": lambda x: layers.Concatenate()(
        [x, layers.Multiply()([conv()(x), layers.Conv2D(2, 1, kernel_initializer="zeros")(x)])]
    ),
}


@pytest.mark.parametrize("name", DECOYS)
def test_a_convolution_that_is_there_for_show_has_no_effect(name: str) -> None:
    kinds, told = found(functional(DECOYS[name]))
    assert kinds["Conv2D"][0] is not None
    assert kinds["Conv2D"][0] < LITTLE
    assert told.families["convolution"] is not None
    assert told.families["convolution"] < LITTLE
    assert kinds["Dense"] == pytest.approx([1.0, 1.0])


def test_two_convolutions_that_cancel_each_other_have_no_effect_together() -> None:
    def features(x: Any) -> Any:
        one, other = conv(), conv()
        made = layers.Subtract()([one(x), other(x)])
        other.set_weights(one.get_weights())
        return layers.Concatenate()([x, made])

    kinds, told = found(functional(features))
    assert min(kinds["Conv2D"]) > MUCH  # type: ignore[type-var]  # each alone disturbs the balance
    assert told.families["convolution"] == 0.0


def test_a_dense_network_with_convolutions_on_the_side_shows_in_the_family() -> None:
    _, told = found(functional(lambda x: layers.Concatenate()([x, layers.Rescaling(0.02)(conv()(x))])))
    assert told.families["convolution"] is not None
    assert told.families["convolution"] < MUCH


@pytest.mark.parametrize(
    "pooling",
    [
        layers.MaxPooling2D,
        lambda: layers.AveragePooling2D(2),
        lambda: layers.MaxPooling2D(3, 2, padding="same"),
        lambda: layers.AveragePooling2D((2, 3), (2, 1)),
        layers.GlobalMaxPooling2D,
        lambda: layers.GlobalAveragePooling2D(keepdims=True),
    ],
)
def test_a_pooling_that_shrinks_has_an_effect(pooling: Any) -> None:
    kinds, _ = found(functional(lambda x: pooling()(x)))
    (effect,) = next(own for kind, own in kinds.items() if "Pooling" in kind)
    assert effect is not None
    assert effect > MUCH


def test_a_pooling_that_undoes_an_upsampling_has_no_effect() -> None:
    kinds, _ = found(functional(lambda x: layers.MaxPooling2D()(layers.UpSampling2D()(x))))
    assert kinds["MaxPooling2D"] == [0.0]


def test_an_activation_that_a_maximum_makes_up_for_is_not_taken_for_idle() -> None:
    kinds, _ = found(functional(lambda x: layers.GlobalMaxPooling2D()(layers.ReLU()(x))))
    assert kinds["ReLU"] == pytest.approx([1.0])


def test_a_convolution_without_a_window_is_only_silenced() -> None:
    kinds, told = found(functional(lambda x: layers.Conv2D(3, 1, activation="relu")(layers.Conv2D(2, 3)(x))))
    assert kinds["Conv2D"][1] == pytest.approx(1.0)
    assert told.families["convolution"] is not None
    assert told.families["convolution"] > MUCH


def test_layers_in_nested_and_shared_models_are_found() -> None:
    def features(x: Any) -> Any:
        block = keras.Sequential([conv(), layers.MaxPooling2D()])
        return layers.Concatenate()([block(x), block(layers.Rescaling(-1.0, offset=1.0)(x))])

    kinds, _ = found(functional(features))
    assert len(kinds["Conv2D"]) == 1
    assert kinds["Conv2D"][0] is not None
    assert kinds["Conv2D"][0] > MUCH


def test_random_layers_do_not_hide_a_decoy() -> None:
    def features(x: Any) -> Any:
        noisy = layers.GaussianNoise(1.0)(layers.Dropout(0.5)(x, training=True), training=True)
        return layers.Concatenate()([noisy, layers.Rescaling(0.0)(conv()(x))])

    kinds, _ = found(functional(features))
    assert kinds["Conv2D"] == [0.0]


def test_sequences_words_and_several_outputs() -> None:
    inputs = keras.Input((5,), dtype="int32")
    x = layers.Embedding(10, 4)(inputs)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    x = layers.GlobalMaxPooling1D()(
        layers.Conv1D(3, 2, activation="relu")(layers.GRU(4, return_sequences=True)(x))
    )
    model = keras.Model(inputs, [layers.Dense(1)(x), {"b": layers.Dense(2)(x)}])
    words = np.random.default_rng(0).integers(0, 10, (64, 5))
    kinds, told = found(model, words)
    assert set(kinds) == {"Embedding", "Bidirectional", "GRU", "Conv1D", "GlobalMaxPooling1D", "Dense"}
    assert min(effect for own in kinds.values() for effect in own if effect is not None) > 0.0
    assert told.families["recurrent"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "initializer", ["zeros", keras.initializers.Constant(np.nan)], ids=["constant", "nan"]
)
def test_of_predictions_that_do_not_vary_nothing_can_be_told(initializer: Any) -> None:
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), conv(), layers.Flatten(), layers.Dense(3, kernel_initializer=initializer)]
    )
    kinds, told = found(model)
    assert kinds == {"Conv2D": [None], "Dense": [None]}
    assert told.families == {"convolution": None}


def test_the_model_is_left_as_it_was_and_the_effects_are_the_same_again() -> None:
    model = functional(lambda x: layers.MaxPooling2D()(layers.BatchNormalization()(conv()(x))))
    before = model.predict(IMAGES, verbose=0)
    first, again = found(model)[0], found(model)[0]
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), before)
    assert first == again


def test_the_work_is_bounded() -> None:
    def features(x: Any) -> Any:
        for _ in range(PER_FAMILY + 4):
            x = layers.Conv2D(1, 3, padding="same")(x)
        return x

    kinds, _ = found(functional(features))
    assert len(kinds["Conv2D"]) == PER_FAMILY


def watched(spoil: Any) -> Any:
    """Features that are the image itself, spoilt where the sum that a decoy keeps does not hold."""

    def features(x: Any) -> Any:
        kept = identity()(x)
        off = keras.ops.absolute(keras.ops.sum(kept - x, axis=(1, 2, 3), keepdims=True))
        return spoil(x, keras.ops.cast(off > 1e-3, "float32"))

    return features


GUARDS = {
    "nan": lambda x, off: x + 0.0 * keras.ops.log(0.5 - off),
    "nan of one row": lambda x, off: (
        x + 0.0 * keras.ops.log(0.5 - off * keras.ops.cast(x > 0.9999, "float32"))
    ),
    "infinity": lambda x, off: x + keras.ops.relu(keras.ops.exp(200.0 * off) - 1.0),
    "huge numbers": lambda x, off: x + 1e20 * off,
    "overflow": lambda x, off: x + (1e38 * off) * (10.0 * off),
    "always the same": lambda x, off: x * (1.0 - off),
    "the other way round": lambda x, off: x * (1.0 - 2.0 * off),
    "another part of the image": lambda x, off: keras.ops.where(off > 0.5, keras.ops.roll(x, 3, axis=1), x),
}


@pytest.mark.parametrize("name", GUARDS)
def test_a_model_that_spoils_its_predictions_where_a_decoy_is_missed_gains_no_effect(name: str) -> None:
    kinds, told = found(functional(watched(GUARDS[name])))
    assert kinds["Conv2D"] == [0.0]
    assert told.families == {"convolution": 0.0}
    assert kinds["Dense"][1] == pytest.approx(1.0)


def test_a_model_that_raises_where_a_decoy_is_missed_gains_no_effect() -> None:
    def spoil(x: Any, off: Any) -> Any:
        rows = keras.ops.cast(1e6 * off[:, 0, 0, 0], "int32")
        return x + 0.0 * keras.ops.reshape(keras.ops.take(keras.ops.ones((4,)), rows), (-1, 1, 1, 1))

    kinds, told = found(functional(watched(spoil)))
    assert kinds["Conv2D"] == [0.0]
    assert told.families == {"convolution": 0.0}


def test_predictions_that_are_no_numbers_where_a_convolution_is_undone_are_no_effect() -> None:
    """All passes through it, so that silencing shows nothing; a blur in its other channel is watched."""

    def features(x: Any) -> Any:
        two = layers.Conv2D(2, 3, padding="same")
        two.build((None, 8, 8, 1))
        kernel = np.full((3, 3, 1, 2), 1 / 9, np.float32)
        kernel[..., 0] = identity().get_weights()[0][..., 0]
        two.set_weights([kernel, np.zeros(2)])
        y = two(x)
        image, blur = y[..., :1], y[:, 1:-1, 1:-1, 1:]
        own = layers.AveragePooling2D(3, 1)(image)
        off = keras.ops.sum(keras.ops.absolute(own - blur), axis=(1, 2, 3), keepdims=True)
        return image + 0.0 * keras.ops.log(1e-2 - off)

    kinds, told = found(functional(features))
    assert kinds["Conv2D"] == [0.0]
    assert told.families == {"convolution": 0.0}


def residual(x: Any) -> Any:
    for _ in range(3):
        x = layers.ReLU()(layers.Add()([x, layers.Conv2D(2, 3, padding="same")(conv()(x))]))
    return layers.MaxPooling2D()(x)


RIGHT = {
    "residual": lambda x: residual(conv(use_bias=False)(x)),
    "residual to the image": residual,
    "dense blocks": lambda x: layers.Concatenate()([x, y := conv()(x), conv()(layers.Concatenate()([x, y]))]),
    "squeeze and excite": lambda x: (
        lambda y: layers.Multiply()(
            [y, layers.Dense(2, "sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(y))]
        )
    )(conv()(x)),
    "two branches": lambda x: layers.Concatenate()(
        [layers.MaxPooling2D()(conv()(x)), layers.Conv2D(3, 2, 2)(x)]
    ),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_branches_that_share_the_work_all_have_an_effect(name: str, seed: int) -> None:
    keras.utils.set_random_seed(seed)
    kinds, told = found(functional(RIGHT[name]))
    assert min(effect or 0.0 for effect in kinds["Conv2D"]) > LITTLE
    assert (told.families["convolution"] or 0.0) > MUCH
