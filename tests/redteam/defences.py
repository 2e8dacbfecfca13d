"""The defences, each with the switch that takes it away and the attack that then gains something.

The switches are here and not in the product: on the host they are patches, for what runs inside a patched
copy of grader/inside in an image with a tag of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pytest

from grader import evidence, text, washing
from grader.grading import ended, pipeline
from grader.grading.workers import Workers
from grader.inside import wire
from grader.sandbox import docker, image, worker
from grader.submission import source
from grader.task import api, loader

_ENGINES_CALLS = ["no-new-privileges:true"]  # the engine's own list of system calls
_SOCKETS = ("() if network else (kind.socket, kind.socketpair)", "()")
TakeAway = Callable[[pytest.MonkeyPatch], None]
LEARNED = 20259  # the seed that channel/answers_learned_by_heart knows
_OVER_IT = b"ARG BASE\nFROM ${BASE}\nCOPY grader /opt/grader/grader\n"


@dataclass(frozen=True)
class Defence:
    """``gain`` is what the attack has without it, ``shows`` a part of the words that say so.

    ``sandboxed``: its containers are others, so that the workers of other tests do not do.
    """

    name: str
    attack: str
    gain: Literal["forged", "escaped", "harmed"]
    shows: str
    take_away: TakeAway
    sandboxed: bool = True


def option(**changes: Any) -> TakeAway:
    """Start containers with other options of the engine's; None: without that one."""

    def take_away(patch: pytest.MonkeyPatch) -> None:
        real = docker.DockerSandbox._options

        def options(*arguments: Any) -> dict[str, Any]:
            found = real(*arguments) | changes
            return {name: value for name, value in found.items() if value is not None}

        patch.setattr(docker.DockerSandbox, "_options", options)

    return take_away


def inside(file: str, *swaps: tuple[str, str]) -> TakeAway:
    """Put new texts in the place of old ones in a file of grader/inside, in an image over the real one."""
    name = f"grader/inside/{file}"
    source = (loader.root() / name).read_text(encoding="utf-8")
    for old, new in swaps:
        assert source.count(old) == 1, f"{name} has {source.count(old)} times {old!r}"
        source = source.replace(old, new)

    def take_away(patch: pytest.MonkeyPatch) -> None:
        another = not hasattr(image.tag, "__wrapped__")  # after a first switch of this kind
        client = docker.connect()
        real = image.base_image(client) if another else image.ensure(client, lambda step: None)
        client.close()
        changed = {"Dockerfile": _OVER_IT, name: source.encode()}
        files = dict(image._context()) | changed
        patch.setattr(image, "base_image", lambda client: real)
        patch.setattr(image, "_context", lambda: iter(files.items()))
        if not another:
            patch.setattr(image, "tag", image.tag.__wrapped__)  # it keeps the tag of the real files

    return take_away


def on_host(owner: object, name: str, value: object) -> TakeAway:
    """Put another value in the place of one of the product's."""
    return lambda patch: patch.setattr(owner, name, value)


def both(*switches: TakeAway) -> TakeAway:
    """Several switches for one defence."""

    def take_away(patch: pytest.MonkeyPatch) -> None:
        for switch in switches:
            switch(patch)

    return take_away


def _unpickle(data: bytes) -> Any:
    return np.load(io.BytesIO(data), allow_pickle=True)


def _leniently(body: object, real: Any = evidence._Body.model_validate) -> Any:
    return real(body, strict=False)


def _executable_tmpfs(megabytes: int, files: int, real: Any = docker._tmpfs) -> str:
    return str(real(megabytes, files)).replace("noexec", "exec")


def _count_every_layer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(loader.find("task2").module("checks"), "makes_a_difference", lambda case, layer: True)


def _forgive_signals(patch: pytest.MonkeyPatch) -> None:
    real = ended.why_not

    def why_not(limits: Any, found: Any) -> Any:
        reason = real(limits, found)
        return None if reason and reason[0] == "signal" else reason

    patch.setattr(ended, "why_not", why_not)


def _believe_the_status(patch: pytest.MonkeyPatch) -> None:
    real = ended.why_not

    def why_not(limits: Any, found: Any) -> Any:
        believed = found.train.code == wire.GRADER_ERROR
        return ("grader", text.say("runs.grader")) if believed else real(limits, found)

    patch.setattr(ended, "why_not", why_not)


def _keep_every_worker(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Workers, "run", lambda self, stage, job, progress: self.get(stage).run(job, progress))


def _draw_the_same(patch: pytest.MonkeyPatch) -> None:
    real = pipeline.draw
    patch.setattr(pipeline, "draw", lambda which, seed, *more: real(which, LEARNED, *more))


DEFENCES = [
    # The container
    Defence(
        "no network, and no socket that could use one",
        "channel/asks_the_network",
        "forged",
        "SystemError: found: [",
        both(option(network_mode="host", security_opt=_ENGINES_CALLS), inside("calls.py", _SOCKETS)),
    ),
    Defence(
        "every capability dropped but three",
        "process/rights_in_reserve",
        "forged",
        "in reserve",
        option(cap_drop=None),
    ),
    Defence(
        "no new privileges, by the engine and by the job itself",
        "process/set_uid_files",
        "forged",
        "runs as root",
        both(
            option(security_opt=None), inside("calls.py", ("    prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)\n", ""))
        ),
    ),
    Defence(
        "a read-only root",
        "channel/stale_result",
        "forged",
        "not raised_in_part",
        option(read_only=False),
    ),
    Defence(
        "no System V memory",
        "channel/stale_result_in_shared_memory",
        "forged",
        "not raised_in_part",
        both(
            option(sysctls=None, security_opt=_ENGINES_CALLS),
            inside("calls.py", ("shmget 29 ", ""), ("shmget 194 ", "")),
        ),
    ),
    Defence(
        "the container's memory limit",
        "resources/memory_without_a_name",
        "forged",
        "not memory",
        option(mem_limit=None, memswap_limit=None),
    ),
    Defence(
        "nothing can be executed in the scratch folder",
        "process/set_uid_files",
        "forged",
        "executed from",
        on_host(docker, "_tmpfs", _executable_tmpfs),
    ),
    Defence(
        "system calls that no job needs, refused by the engine and by the job itself",
        "resources/asynchronous_contexts",
        "forged",
        "io_setup",
        both(
            option(security_opt=_ENGINES_CALLS), inside("calls.py", ("    prctl(_SET_SECCOMP,", "    print("))
        ),
    ),
    # What watches a job inside
    Defence(
        "a job is not root",
        "process/reads_others_memory",
        "forged",
        "readable",
        inside("processes.py", ("        _become(uid)\n", "")),
    ),
    Defence(
        "the limit on a job's processes",
        "process/more_processes_than_allowed",
        "forged",
        "started: ",
        inside("processes.py", ("_PROCESSES = 200", "_PROCESSES = 9000")),
    ),
    Defence(
        "the time limit",
        "resources/busy_loop",
        "forged",
        "SandboxError",
        both(
            inside("timing.py", ("if seconds <= limit:", "if seconds > 0:")),
            on_host(worker, "GRACE_SECONDS", 2.0),  # the second line: the test need not wait for it
        ),
    ),
    Defence(
        "the memory limit",
        "resources/a_little_too_much_memory",
        "forged",
        "not memory",
        inside("watch.py", ("self.peak_mb > self.limits.memory_mb", "self.peak_mb < 0")),
    ),
    Defence(
        "the limit on output",
        "resources/endless_output",
        "forged",
        "failure time, not output",
        inside("watch.py", ("self.printed > 64 * keep", "self.printed < 0")),
    ),
    Defence(
        "the limit on a result's size",
        "channel/length_above_the_cap",
        "forged",
        "SandboxError",
        inside("watch.py", ("limits.result_mb << 20", "1 << 31")),
    ),
    Defence(
        "the first result counts",
        "channel/second_frame",
        "forged",
        "outcome pass",
        inside("watch.py", ("tag == wire.RESULT and not self.has_result", "tag == wire.RESULT")),
    ),
    Defence(
        "what a job wrote is removed",
        "channel/stale_result",
        "forged",
        "not raised_in_part",
        inside(
            "supervisor.py", ("processes.clear((folder, *SHARED), folder_of(folder, child.pid), uid)", "True")
        ),
    ),
    Defence(
        "what a job left in the kernel is waited for",
        "process/names_in_flight",
        "forged",
        "planted",
        inside("supervisor.py", ('remains.gone(before) and termination["clean"]', 'termination["clean"]')),
    ),
    Defence(
        "what a job started is killed",
        "process/daemon_holds_the_room",
        "forged",
        "SandboxError",
        both(
            on_host(worker, "GRACE_SECONDS", 2.0),
            inside("supervisor.py", ("        processes.kill_descendants(uid, zygote.pid)\n", "")),
            inside("watch.py", ("    processes.kill_descendants(job.uid, job.zygote)  # then", "    # then")),
        ),
    ),
    Defence(
        "models are loaded in safe mode",
        "learning/vocabulary_from_a_file",
        "forged",
        "not cannot_load",
        both(
            inside("modelfile.py", ("safe_mode=True", "safe_mode=False")),
            inside("fresh.py", ("safe_mode=True", "safe_mode=False")),
        ),
    ),
    Defence(
        "a model names nothing but what is listed",
        "learning/dotted_lambda",
        "forged",
        "not cannot_load",
        inside("modelfile.py", ("    look_through(config, builtin.check)\n", "")),
    ),
    Defence(
        "weights are made afresh where the grader trains",
        "learning/carried_weights",
        "forged",
        "outcome pass",
        inside(
            "fresh.py",
            ("keras.saving.deserialize_keras_object(config, safe_mode=True)", "modelfile.load(data)"),
        ),
    ),
    Defence(
        "an architecture carries no arrays",
        "learning/carried_in_initializers",
        "forged",
        "outcome pass",
        inside("fresh.py", ("    check_carries_nothing(config, long)\n", "")),
    ),
    Defence(
        "what a model is compiled with is Keras's own",
        "learning/gadgets_in_the_compile_config",
        "forged",
        "not foreign_training",
        inside(
            "fresh.py", ("                builtin.check(item, training=True)\n", "                pass\n")
        ),
    ),
    Defence(
        "an idle layer is not counted",
        "learning/decoy_multiplied_by_zero",
        "forged",
        "points, of which",
        inside("predict.py", ('"effect": found.layers.get(id(layer))', '"effect": 1.0')),
    ),
    Defence(
        "a layer that passes on what it gets is not counted",
        "learning/decoy_identity_kernels",
        "forged",
        "points, of which",
        inside("ablation.py", ("if wide and family in _UNDONE else None", "if False else None")),
    ),
    Defence(
        "predictions that follow no image are no effect",
        "learning/guard_of_one_class",
        "forged",
        "points, of which",
        inside("ablation.py", ("sum(self._follows(silenced)) < FOLLOWS", "False")),
    ),
    Defence(
        "convolutions count together",
        "learning/decoy_pair_that_cancels",
        "forged",
        "points, of which",
        inside("ablation.py", ('AT_ONCE = ("convolution", "recurrent")', 'AT_ONCE = ("recurrent",)')),
    ),
    # The host
    Defence(
        "a worker is given up after trouble",
        "resources/folders_without_end",
        "harmed",
        "the next submission",
        _keep_every_worker,
    ),
    Defence(
        "no array is unpickled",
        "channel/pickle_in_an_array",
        "escaped",
        "tmp",
        on_host(evidence, "read_array", _unpickle),
        sandboxed=False,
    ),
    Defence(
        "strict types",
        "channel/booleans_for_numbers",
        "forged",
        "not result",
        on_host(evidence._Body, "model_validate", _leniently),
        sandboxed=False,
    ),
    Defence(
        "no key twice in an object",
        "channel/duplicate_keys",
        "forged",
        "not result",
        on_host(wire, "_without_doubles", dict),
        sandboxed=False,
    ),
    Defence(
        "the limit on nesting",
        "channel/nesting_just_below_the_limit",
        "forged",
        "not result",
        on_host(evidence, "MAX_DEPTH", 1_000_000),
        sandboxed=False,
    ),
    Defence(
        "whole numbers are whole",
        "channel/fractional_stops",
        "forged",
        "outcome pass",
        on_host(api, "_KINDS", dict.fromkeys(api._KINDS, "biuf")),
        sandboxed=False,
    ),
    Defence(
        "a layer counts only where predictions depend on it",
        "learning/decoy_multiplied_by_zero",
        "forged",
        "of which at most 50",
        _count_every_layer,
        sandboxed=False,
    ),
    Defence(
        "a run that ended by a signal earns nothing",
        "channel/result_then_crash",
        "forged",
        "outcome pass",
        _forgive_signals,
        sandboxed=False,
    ),
    Defence(
        "after its first frame a job is to blame for its status",
        "channel/forged_grader_error",
        "forged",
        "outcome error",
        _believe_the_status,
        sandboxed=False,
    ),
    Defence(
        "fresh challenges",
        "channel/answers_learned_by_heart",
        "forged",
        "outcome pass",
        _draw_the_same,
        sandboxed=False,
    ),
    Defence(
        "the limit on a file's size",
        "resources/source_of_50_mb",
        "forged",
        "SandboxError",
        on_host(source, "MAX_SOURCE_BYTES", 1 << 30),
        sandboxed=False,
    ),
    Defence(
        "control characters are not shown",
        "channel/end_markers",
        "forged",
        "text: the character",
        on_host(washing, "clean", str),
        sandboxed=False,
    ),
]
