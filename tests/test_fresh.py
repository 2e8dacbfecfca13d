"""A model is made afresh from a configuration that says how it is built, and nothing that was learned."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from grader.inside import builtin, fitting
from grader.inside.builtin import ForeignModelFile
from grader.inside.fresh import (
    MOST_BYTES,
    MOST_DIGITS,
    CarriedDigits,
    CarriedList,
    CarriedText,
    ConfigurationTooLarge,
    ForeignTraining,
    StateNotKept,
    compile_again,
    make,
    significant,
)
from grader.inside.probing import ProbeReport
from grader.text import messages

pytestmark = [  # Keras's, as it saves a lambda, and as it trains
    pytest.mark.filterwarnings("ignore::DeprecationWarning:keras.*"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

X = np.linspace(0, 1, 24, dtype=np.float32).reshape(8, 3)
Y = np.arange(8) % 2
HOW = {"epochs": 2, "batch_size": 4, "keeps": []}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    tf.config.run_functions_eagerly(True)  # to trace a graph takes a second for each training
    yield
    tf.config.run_functions_eagerly(False)


def saved(model: keras.Model) -> bytes:
    model.save("model.keras")
    return Path("model.keras").read_bytes()


def of(*inside: Any, **compiled: Any) -> bytes:
    """The file of a small model, compiled where anything is given for that."""
    model = keras.Sequential([keras.Input((3,)), *inside, layers.Dense(2, activation="softmax", name="last")])
    if compiled:
        model.compile(**compiled)
    return saved(model)


def reconfigured(data: bytes, change: Callable[[Any], Any]) -> bytes:
    """The same file with another configuration."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "config.json":
                config = json.loads(content)
                change(config)
                content = json.dumps(config).encode()
            new.writestr(name, content)
    return out.getvalue()


def fitted(data: bytes, how: dict[str, Any] = HOW, **arrays: Any) -> ProbeReport:
    """What the fit stage says of that file."""
    report = ProbeReport("x.py", lambda _frame: None)
    keras.utils.set_random_seed(3)
    fitting.fit(
        "m", data, how, {f"m.{key}": value for key, value in ({"x": X, "y": Y} | arrays).items()}, report, ""
    )
    return report


def weights(data: bytes) -> list[Any]:
    path = Path("trained.keras")
    path.write_bytes(data)
    return keras.saving.load_model(path).get_weights()


SOUND = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}


def test_weights_of_the_file_are_dropped() -> None:
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    model.set_weights([np.full((3, 2), 7.0), np.full(2, 7.0)])
    model.compile("sgd", "mse")
    made = make(saved(model)).model
    assert not np.any([np.any(value == 7.0) for value in made.get_weights()])


def test_two_files_that_differ_in_their_weights_alone_are_trained_to_the_same_bits() -> None:
    first, second = of(**SOUND), of(**SOUND)
    trained = [weights(fitted(data)._models["m"]) for data in (first, second)]
    assert all(np.array_equal(a, b) for a, b in zip(*trained, strict=True))


def test_a_frozen_layer_keeps_fresh_weights() -> None:
    frozen = layers.Dense(3, trainable=False, name="frozen")
    frozen.build((None, 3))
    frozen.kernel.assign(np.eye(3) * 9)
    made = make(of(frozen)).model.get_layer("frozen")
    assert not made.trainable
    assert np.abs(made.kernel.numpy()).max() < 3


def test_every_epoch_is_a_fact_with_the_class_of_its_metric() -> None:
    data = of(
        optimizer="sgd",
        loss=SOUND["loss"],
        metrics=[keras.metrics.SparseTopKCategoricalAccuracy(1, name="accuracy")],
    )
    report = fitted(data, validation_x=X, validation_y=Y)
    answer = report._answers["m"]
    assert {name: len(values) for name, values in answer["logs"].items()} == dict.fromkeys(
        ("accuracy", "loss", "val_accuracy", "val_loss"), 2
    )
    assert answer["metrics"]["accuracy"] == "SparseTopKCategoricalAccuracy"
    assert report._problems == {}


@pytest.mark.parametrize(
    ("compiled", "raised"),
    [
        pytest.param({}, "NotCompiled", id="not compiled"),
        pytest.param({"optimizer": "sgd", "loss": "no_such_loss"}, "ValueError", id="an unknown loss"),
        pytest.param(
            {"optimizer": "sgd", "loss": "categorical_crossentropy"}, "ValueError", id="another loss"
        ),
    ],
)
def test_a_model_that_cannot_be_trained_is_handed_on_with_fresh_weights(compiled: Any, raised: str) -> None:
    report = fitted(of(**compiled))
    assert report._problems["m.fit"]["type"] == raised
    assert len(weights(report._models["m"])) == 2


def test_a_model_without_an_input_is_built_by_its_first_batch() -> None:
    model = keras.Sequential([layers.Dense(2, activation="softmax")])
    model.compile(**SOUND)
    model(X[:1])
    report = fitted(saved(model))
    assert report._problems == {}
    assert weights(report._models["m"])[0].shape == (3, 2)


# --- what a configuration may not carry

ARRAY = np.arange(128, dtype=np.float32).reshape(64, 2)


def with_an_array(x: Any) -> Any:
    return x + ops.convert_to_tensor(np.arange(64, dtype=np.float32))


def functional(change: Callable[[Any], Any]) -> bytes:
    inputs = keras.Input((64,))
    return saved(keras.Model(inputs, layers.Dense(2)(change(inputs))))


CARRIERS = {
    "an array as an initializer": lambda: of(
        layers.Dense(64), layers.Dense(2, kernel_initializer=keras.initializers.Constant(ARRAY))
    ),
    "an array in an operation": lambda: functional(with_an_array),
    "means and variances": lambda: functional(layers.Normalization(mean=[0.5] * 64, variance=[1.0] * 64)),
    "boundaries": lambda: of(layers.Discretization(bin_boundaries=[float(n) for n in range(40)])),
    "a vocabulary": lambda: of(layers.IntegerLookup(vocabulary=list(range(40)), output_mode="int")),
    "an array hidden in lists of lists": lambda: reconfigured(
        of(), lambda c: c["config"].update(x=[[1, 2]] * 20)
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_long_list_is_refused_wherever_it_stands(carrier: str) -> None:
    with pytest.raises(CarriedList):
        make(CARRIERS[carrier]())


def test_a_short_list_and_a_constant_are_settings() -> None:
    constant = keras.initializers.Constant(0.1)
    made = make(of(layers.Dense(3, bias_initializer=constant), layers.Rescaling([1.0, 2.0, 3.0])))
    assert np.allclose(made.model.layers[0].bias.numpy(), 0.1)


def test_more_digits_than_a_large_network_has_are_refused() -> None:
    scales = [layers.Rescaling(1 / (3 + n)) for n in range(MOST_DIGITS // 15)]
    with pytest.raises(CarriedDigits):
        make(of(*scales))


def test_a_long_text_is_refused() -> None:
    with pytest.raises(CarriedText):
        make(of(layers.Dense(3, name="x" * 301)))


def test_a_configuration_larger_than_a_large_networks_is_refused_before_it_is_parsed() -> None:
    data = reconfigured(of(), lambda config: config.update(more=" " * MOST_BYTES))
    with pytest.raises(ConfigurationTooLarge):
        make(data)


@pytest.mark.parametrize(
    ("number", "digits"),
    [(0.001, 1), (128, 3), (1 / 255, 15), (-0.5, 1), (1e-7, 1), (1000, 1), (float("nan"), 0)],
)
def test_digits_are_those_that_say_something(number: float, digits: int) -> None:
    assert significant(number) == digits


def test_a_network_as_large_as_any_of_these_tasks_carries_nothing() -> None:
    blocks = [layers.Conv2D(32, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()]
    config = [
        layer.__class__.from_config(layer.get_config() | {"name": f"{layer.name}_{n}"})
        for n in range(15)
        for layer in blocks
    ]
    make(saved(keras.Sequential([keras.Input((28, 28, 1)), *config])))


# --- what it may be compiled with


class Own(keras.losses.Loss):
    def call(self, y_true: Any, y_pred: Any) -> Any:
        return ops.mean(y_pred, axis=-1)


class OwnSchedule(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step: Any) -> Any:
        return 0.1

    def get_config(self) -> dict[str, Any]:
        return {}


class OwnOptimizer(keras.optimizers.SGD):
    pass


class OwnMetric(keras.metrics.Mean):
    pass


def own_loss(y_true: Any, y_pred: Any) -> Any:
    return ops.mean(y_pred, axis=-1)


FOREIGN = {
    "loss=own_loss": {"loss": own_loss},
    "loss=Own": {"loss": Own()},
    "loss=lambda": {"loss": lambda y_true, y_pred: ops.mean(y_pred, axis=-1)},
    "optimizer=OwnOptimizer": {"optimizer": OwnOptimizer()},
    "optimizer=OwnSchedule": {"optimizer": keras.optimizers.SGD(OwnSchedule())},
    "metrics=OwnMetric": {"metrics": [OwnMetric()]},
}


@pytest.mark.parametrize("told", FOREIGN)
def test_what_is_not_kerass_own_is_told_by_its_argument_and_name(told: str) -> None:
    report = fitted(of(**(SOUND | FOREIGN[told])))
    problem = report._problems["m.fit"]
    assert (problem["type"], problem["message"]) == ("ForeignTraining", told)
    assert "m" in report._models


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("keras.config", "enable_unsafe_deserialization"),
        ("keras.losses", "get"),
        ("keras.losses", "deserialize"),
        ("keras.optimizers", "deserialize"),
        ("keras.metrics", "MeanMetricWrapper"),
        ("keras.callbacks", "CSVLogger"),
        ("keras.utils", "get_file"),
        ("keras.src.losses.losses", "MeanSquaredError"),
    ],
)
@pytest.mark.parametrize("as_function", [True, False])
def test_a_compilation_that_names_anything_else_is_refused(module: str, name: str, as_function: bool) -> None:
    kind, config = ("function", name) if as_function else (name, {})
    loss = {"module": module, "class_name": kind, "config": config, "registered_name": None}
    made = make(reconfigured(of(**SOUND), lambda config: config["compile_config"].update(loss=loss)))
    with pytest.raises(ForeignTraining):
        compile_again(made)


@pytest.mark.parametrize("compiled", ["x", [1], {"optimizer": "sgd", "loss": "mse", "fit": "x"}])
def test_a_compilation_of_another_form_is_refused(compiled: Any) -> None:
    made = make(reconfigured(of(**SOUND), lambda config: config.update(compile_config=compiled)))
    with pytest.raises(ForeignTraining):
        compile_again(made)


def test_a_schedule_that_carries_numbers_is_refused() -> None:
    rates = [1 / (n + 3) for n in range(40)]
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(list(range(39)), rates)
    report = fitted(of(**SOUND | {"optimizer": keras.optimizers.SGD(schedule)}))
    assert report._problems["m.fit"]["type"] == "CarriedList"


SCHEDULES = keras.optimizers.schedules
BUILT_IN = [
    {"optimizer": keras.optimizers.Adam(SCHEDULES.CosineDecay(0.01, 10))},
    {
        "optimizer": keras.optimizers.SGD(
            SCHEDULES.PiecewiseConstantDecay([2, 4], [0.1, 0.01, 0.001]), momentum=0.9
        )
    },
    {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True)},
    {"loss": keras.losses.sparse_categorical_crossentropy},
    {"metrics": [keras.metrics.SparseCategoricalAccuracy(), "sparse_top_k_categorical_accuracy"]},
    {"metrics": [keras.metrics.sparse_categorical_accuracy]},
    {"weighted_metrics": ["accuracy"], "metrics": None},
    {"optimizer": keras.optimizers.AdamW(1e-3, weight_decay=0.01, clipnorm=1.0)},
]


@pytest.mark.parametrize("how", BUILT_IN, ids=lambda how: next(iter(how)))
def test_what_keras_offers_trains(how: dict[str, Any]) -> None:
    report = fitted(of(**(SOUND | how)))
    assert report._problems == {}
    assert len(report._answers["m"]["logs"]["loss"]) == 2


def test_every_name_that_may_be_compiled_with_is_one_of_kerass() -> None:
    for module, names in builtin._COMPILE.items():
        place = keras
        for part in module.split(".")[1:]:
            place = getattr(place, part)
        assert [name for name in names.split() if not hasattr(place, name)] == []


# --- what layers were adapted to


def adapted() -> tuple[Any, bytes]:
    words = layers.TextVectorization(max_tokens=50, output_sequence_length=3)
    words.adapt(["a b", "b c", " ".join(f"w{n}" for n in range(40))])
    model = keras.Sequential(
        [keras.Input((), dtype="string"), words, layers.Embedding(50, 2), layers.Flatten()]
    )
    return words, saved(model)


def test_a_vocabulary_is_dropped_with_a_sentence_unless_the_task_takes_it_over() -> None:
    words, data = adapted()
    with pytest.raises(StateNotKept, match="TextVectorization"):
        make(data)
    made = make(data, ["TextVectorization"]).model
    assert made.layers[0].get_vocabulary() == words.get_vocabulary()


def test_means_and_variances_are_taken_over_and_other_weights_are_not() -> None:
    scaling = layers.Normalization()
    scaling.adapt(X * 9)
    model = keras.Sequential([keras.Input((3,)), scaling, layers.Dense(2)])
    model.layers[1].kernel.assign(np.full((3, 2), 7.0))
    data = saved(model)
    with pytest.raises(StateNotKept, match="Normalization"):
        make(data)
    made = make(data, ["Normalization"]).model
    assert np.allclose(made.layers[0](X), scaling(X))
    assert not np.any(made.layers[1].kernel.numpy() == 7.0)


def normalised(columns: int, times: int) -> bytes:
    """The file of so many layers, adapted to as many columns each."""
    inside = [layers.Normalization() for _ in range(times)]
    for layer in inside:
        layer.adapt(np.arange(2.0 * columns).reshape(2, columns))
    return saved(keras.Sequential([keras.Input((columns,)), *inside]))


@pytest.mark.parametrize(("columns", "times"), [(10, 5), (48, 1), (24, 2)])
def test_means_and_variances_are_no_more_than_a_tables_columns_have(columns: int, times: int) -> None:
    with pytest.raises(CarriedList, match="Normalization"):
        make(normalised(columns, times), ["Normalization"])


def test_a_table_of_thirty_columns_is_normalised_inside() -> None:
    assert make(normalised(30, 1), ["Normalization"]).model.layers[0].mean.shape[-1] == 30


def test_means_given_in_the_code_are_a_list_like_any_other() -> None:
    scaling = layers.Normalization(mean=[0.5] * 64, variance=[1.0] * 64)
    with pytest.raises(CarriedList):
        make(saved(keras.Sequential([keras.Input((64,)), scaling])), ["Normalization"])


def test_a_vocabulary_in_the_configuration_is_as_long_as_it_is_where_the_task_takes_it_over() -> None:
    words = layers.StringLookup(vocabulary=[f"w{n}" for n in range(200)])
    data = saved(keras.Sequential([keras.Input((), dtype="string"), words]))
    with pytest.raises(CarriedList):
        make(data)
    assert make(data, ["StringLookup"]).model.layers[0].vocabulary_size() == 201


def test_a_layer_of_its_own_is_no_model_of_built_in_layers() -> None:
    with pytest.raises(ForeignModelFile, match="Lambda"):
        make(of(layers.Lambda(lambda x: x)))


class Subclassed(keras.Model):
    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.last = layers.Dense(2, activation="softmax")

    def call(self, x: Any) -> Any:
        return self.last(x)

    def get_config(self) -> dict[str, Any]:
        return {"name": "own"}


class OwnStep(keras.Model):
    def train_step(self, data: Any) -> Any:
        return {"loss": 0.0}


def of_a_class_of_its_own(functional: bool) -> bytes:
    inputs = keras.Input((3,))
    model = OwnStep(inputs, layers.Dense(2)(inputs)) if functional else Subclassed()
    model.compile(**SOUND)
    model(X[:1])
    return saved(model)


@pytest.mark.parametrize("functional", [True, False], ids=["train_step", "subclass"])
def test_a_subclass_of_model_is_told_with_the_functional_form(functional: bool) -> None:
    problem = fitted(of_a_class_of_its_own(functional))._problems["m"]
    assert problem["type"] == "ForeignModelFile"
    assert "OwnStep" in problem["message"] or "Subclassed" in problem["message"]
    assert "keras.Model(inputs, outputs)" in messages()["failure_hint.cannot_load"].en


def test_a_long_name_of_a_metric_is_cut_and_trains() -> None:
    report = fitted(of(**SOUND | {"metrics": [keras.metrics.SparseCategoricalAccuracy(name="x" * 200)]}))
    assert report._answers["m"]["metrics"]["x" * 80] == "SparseCategoricalAccuracy"


def test_a_layer_whose_state_is_taken_over_makes_no_other_number_free() -> None:
    words = layers.StringLookup(vocabulary=["a"])
    model = keras.Sequential([keras.Input((), dtype="string"), words, layers.Rescaling(1.0)])
    data = reconfigured(saved(model), lambda c: c["config"]["layers"][2]["config"].update(scale=[1] * 40))
    with pytest.raises(CarriedList):
        make(data, ["StringLookup"])
