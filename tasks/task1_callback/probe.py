"""Feeds the callback one log after another, as fit would; then runs real fits over scripted logs."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule

END = -1  # in the place of a batch: the end of the epoch
Log = dict[str, float] | None


class Scripted(keras.Sequential):
    """A model whose training batches report the next log of a list instead of learning."""

    def __init__(self, logs: list[Log]) -> None:
        super().__init__([keras.Input(shape=(1,)), keras.layers.Activation("linear")])
        self.batches = 0
        self.script = iter(logs)

    def train_step(self, data: Any) -> dict[str, Any]:
        """Report the next log, unchanged."""
        del data
        self.batches += 1
        log = next(self.script) or {}
        return {name: keras.ops.convert_to_tensor(value) for name, value in log.items()}


class EndedByException(Exception):
    """A hook raised what ends more than itself: StopIteration, KeyboardInterrupt, SystemExit."""


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Let such an exception end one training only, and keep the student's lines.

    On its way, fit or a generator would swallow a StopIteration or turn it into another exception.
    """
    try:
        yield
    except (StopIteration, GeneratorExit, KeyboardInterrupt, SystemExit) as error:
        told = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise EndedByException(told).with_traceback(error.__traceback__) from None


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Record for every script where it stopped, and for every fit how much of it ran."""
    scripts, fits = job.challenges["scripts"], job.challenges["fits"]
    built = np.zeros(len(scripts), dtype=bool)
    undone = np.zeros(len(scripts), dtype=bool)
    stops, own = np.full((2, len(scripts), 2), -1)
    for i, script in enumerate(scripts):
        with report.part(script["call"]), contained():
            callback = submission.call("StopAtThreshold", *script["arguments"])
            built[i] = isinstance(callback, keras.callbacks.Callback)
            if not built[i]:
                report.answer("kind", type(callback).__name__)
                continue
            model = keras.Sequential()

            for place in drive(callback, model, script["epochs"]):
                if own[i, 0] < 0 and getattr(callback, "stop_training", False):
                    own[i] = place
                if stops[i, 0] >= 0:
                    undone[i] |= not model.stop_training
                elif model.stop_training:
                    stops[i] = place
    runs = np.zeros((len(fits), 2, 2), dtype=int)
    for i, fit in enumerate(fits):
        with report.part(fit["call"]), report.timed("fit"), contained():
            callback = submission.call("StopAtThreshold", *fit["arguments"])
            for j, table in enumerate(fit["tables"]):
                runs[i, j] = run(callback, table)
    arrays = {"built": built, "own": own, "undone": undone, "stops": stops, "runs": runs}
    for name, array in arrays.items():
        report.array(name, array)


def drive(callback: Any, model: Any, epochs: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Call the hooks in fit's order; yield (epoch, batch) wherever fit looks at stop_training."""
    callback.set_model(model)
    callback.set_params({"verbose": 0, "epochs": len(epochs), "steps": len(epochs[0]["batches"])})
    model.stop_training = False
    callback.on_train_begin({})
    for e, epoch in enumerate(epochs):
        callback.on_epoch_begin(e, {})
        for b, log in enumerate(epoch["batches"]):
            callback.on_train_batch_begin(b, logs={})
            with contained():
                callback.on_train_batch_end(b, logs=log)
            yield e, b
            if model.stop_training:
                break
        with contained():
            callback.on_epoch_end(e, epoch["log"])  # fit does so after a stop within the epoch, too
        yield e, END
        if model.stop_training:
            break
    callback.on_train_end({})


def run(callback: Any, table: list[list[Log]]) -> tuple[int, int]:
    """Fit once over the table's logs (epochs, steps); how many epochs and batches there were."""
    steps = len(table[0])
    model = Scripted([log for row in table for log in row])
    model.compile(run_eagerly=True)
    data, epochs = batches(steps), len(table)
    history = model.fit(data, epochs=epochs, shuffle=False, verbose=0, callbacks=[callback])
    return len(history.epoch), model.batches


def batches(count: int) -> tf.data.Dataset:
    """That many batches of nothing, without the optimizers and threads that take longer than they."""
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.apply_default_optimizations = False
    nothing = np.zeros((count, 1, 1), dtype=np.float32)
    return tf.data.Dataset.from_tensor_slices((nothing, nothing)).with_options(options)
