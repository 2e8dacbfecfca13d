"""Records made by hand: what the pages are tested with, without a sandbox."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import factory
import numpy as np

from grader.exam.clock import Event
from grader.exam.report import AttemptReport, ClockEvent, SittingReport, TaskReport
from grader.exam.telling import event_sentence, flag_sentences
from grader.grading.gallery import Gallery, Misclassification
from grader.report.model import (
    CheckReport,
    EpochReport,
    GalleryReport,
    Report,
    SandboxReport,
    SubmissionReport,
    gallery_report,
)
from grader.report.record import Record
from grader.text import LANGUAGES, Language

TITLES = {
    "returns_model": (
        "build_model() returns a compiled Keras model",
        "build_model()이 컴파일된 Keras 모델을 반환한다",
    ),
    "convolutions": (
        "Features are extracted by at least two convolutions",
        "합성곱 층을 두 개 이상 써서 특징을 추출한다",
    ),
    "pooling": ("Feature maps are shrunk by pooling", "풀링으로 특징 맵의 크기를 줄인다"),
    "accuracy": ("It recognises digits it never saw", "처음 보는 숫자를 알아본다"),
}
TASK_TITLE = {
    "en": "A convolutional network for handwritten digits",
    "ko": "손글씨 숫자를 위한 합성곱 신경망",
}
CALLBACK = ("A callback that stops training at a threshold", "기준값에 도달하면 학습을 멈추는 콜백")
PIPELINE = ("Image pipelines from directories", "디렉터리에서 읽는 이미지 파이프라인")
POINTS = {"returns_model": 20, "convolutions": 30, "pooling": 20, "accuracy": 30}
MESSAGES = {
    ("returns_model", "returned_none"): (
        "Expected build_model() to return a model. Received: None.",
        "기대: build_model()이 모델을 반환. 받은 값: None.",
    ),
    ("convolutions", "too_few"): (
        "Expected at least 2 convolution layers. Received: 0.",
        "기대: 합성곱 층 2개 이상. 받은 개수: 0.",
    ),
    ("pooling", "none"): (
        "Expected at least one pooling layer. Received: none.",
        "기대: 풀링 층 하나 이상. 받은 개수: 0.",
    ),
    ("accuracy", "too_low"): (
        "Expected an accuracy of at least 0.952 on hidden images. Received: 0.871.",
        "기대: 숨겨진 이미지에서 정확도 0.952 이상. 받은 값: 0.871.",
    ),
}
HINTS = {
    "returns_model": ("End the body with `return model`.", "본문 마지막에 `return model`을 쓰세요."),
    "convolutions": (
        "Read up on Conv2D: filters, kernel size, padding.",
        "Conv2D의 필터 수, 커널 크기, 패딩을 복습하세요.",
    ),
    "pooling": (
        "Read up on MaxPooling2D and AveragePooling2D.",
        "MaxPooling2D와 AveragePooling2D를 복습하세요.",
    ),
    "accuracy": (
        "Read up on dropout, augmentation and learning rates.",
        "드롭아웃, 데이터 증강, 학습률을 복습하세요.",
    ),
}
KEYS = dict(MESSAGES.keys())


def check(which: str, outcome: str, language: Language, **values: Any) -> CheckReport:
    """One check; a failed one with its sentence and hint."""
    place = 1 if language == "ko" else 0
    failed = outcome == "fail"
    told = MESSAGES[which, KEYS[which]][place] if failed else ""
    if outcome == "skipped":
        told = (
            "Skipped, since an earlier check was not passed.",
            "선행 항목을 통과하지 못해 건너뛰었습니다.",
        )[place]
    plain = {
        "title": TITLES[which][place],
        "points": POINTS[which] if outcome == "pass" else 0,
        "max_points": POINTS[which],
        "message": told,
        "hint": HINTS[which][place] if failed else "",
        "failure": KEYS[which] if failed else None,
    }
    return factory.check_report(which, outcome, **plain | values)


def epochs(count: int = 10, part: str = "", slope: float = 1.0) -> list[EpochReport]:
    """A training that goes as trainings go."""
    return [
        EpochReport(
            part=part,
            epoch=epoch,
            logs={
                "loss": 2.2 * math.exp(-0.4 * slope * epoch) + 0.03,
                "accuracy": 0.99 - 0.8 * math.exp(-0.5 * slope * epoch),
                "val_loss": 2.0 * math.exp(-0.35 * slope * epoch) + 0.09 + 0.004 * epoch,
                "val_accuracy": 0.965 - 0.7 * math.exp(-0.5 * slope * epoch),
            },
        )
        for epoch in range(1, count + 1)
    ]


def gallery(part: str = "model", classes: Sequence[str] = ("0", "1", "2"), seed: int = 3) -> GalleryReport:
    """A model that is mostly right on 60 rows, and three images of noise that it got wrong."""
    chance, size = np.random.default_rng(seed), len(classes)
    counts = chance.integers(0, 4, (size, size)) + np.eye(size, dtype=int) * 16
    images = chance.integers(0, 256, (3, 12, 12), dtype=np.uint8)
    found = Gallery(
        part,
        tuple(classes),
        tuple(map(tuple, counts.tolist())),
        tuple(Misclassification(image, classes[0], classes[1]) for image in images),
    )
    return gallery_report(found)


def report(
    outcomes: Sequence[str] = ("pass", "pass", "pass", "pass"), language: Language = "en", **values: Any
) -> Report:
    """A report of the four checks with those outcomes; any field may be given instead."""
    checks = [check(which, outcome, language) for which, outcome in zip(TITLES, outcomes, strict=True)]
    broken = {"outcome": "error"} if "error" in outcomes else {}
    return factory.report(
        **{
            "checks": checks,
            "title": TASK_TITLE[language],
            "submission": SubmissionReport(path="class/kim/task2.py", sha256="ab" * 32),
            "metrics": {"hidden accuracy": 0.8712, "parameters": 48210},
            "epochs": epochs(),
            "goals": {"accuracy": 0.952},
            "galleries": [gallery()],
            "seed": 20240611,
            "sandbox": SandboxReport(kind="docker", isolated=True, image="grade-sandbox:9f31c2d407aa"),
            "timing": {
                "container": 0.21, "data": 0.05, "import": 3.1, "training": 14.8,
                "predict": 0.72, "judging": 0.011, "import_inside": 2.9, "total": 18.9,
            },
            "output": "Epoch 1/10\n63/63 - 2s - loss: 1.2043\nmodel compiled\n",
            **broken,
            **values,
        }
    )  # fmt: skip


def record(student: str = "Kim Minji", outcomes: Sequence[str] | None = None, **values: Any) -> Record:
    """A record with a verdict in both languages; ``report_*`` values go to its reports."""
    own = {
        name.removeprefix("report_"): values.pop(name) for name in list(values) if name.startswith("report_")
    }
    reports = {language: report(outcomes or ["pass"] * 4, language, **own) for language in LANGUAGES}
    return factory.record(reports, **{"student": student, "file": _file(student), "key": "k", **values})


def _file(student: str) -> str:
    return f"{student.lower().replace(' ', '_')}/task2.py"


def problem(student: str = "Lee Jun", outcome: str = "unusable", **values: Any) -> Record:
    """A record without a verdict."""
    told: dict[Language, str] = {
        "en": "The file cannot be read as Python: unexpected indent in line 7. Mend it.",
        "ko": "파일을 Python 코드로 읽을 수 없습니다: 7번째 줄의 들여쓰기가 잘못되었습니다.",
    }
    if outcome == "error":
        told = {
            "en": "The sandbox broke twice while grading: the container ended early.",
            "ko": "채점하는 동안 샌드박스가 두 번 중단되었습니다: 컨테이너가 일찍 끝났습니다.",
        }
    line = 7 if outcome == "unusable" else None
    plain = {"student": student, "file": _file(student), "outcome": outcome, "line": line, "key": "k"}
    return factory.problem_record(told, **plain | values)


def classroom(count: int = 30, seed: int = 4) -> list[Record]:
    """A mixed class: most pass, some fail in different ways, one is unusable, one is our failure."""
    draw = random.Random(seed)
    found = []
    for place in range(count):
        kind = draw.choices(
            [("pass",) * 4, ("pass", "pass", "pass", "fail"), ("pass", "fail", "pass", "fail"),
             ("pass", "pass", "fail", "fail"), ("fail", "skipped", "skipped", "skipped")],
            weights=[9, 4, 3, 2, 2],
        )[0]  # fmt: skip
        found.append(
            record(
                f"Student {place + 1:02}",
                kind,
                seconds=15 + draw.random() * 12,
                report_submission=SubmissionReport(path="x", sha256=f"{place:064x}"),
                report_epochs=epochs(10, slope=0.6 + draw.random()),
            )
        )
    found[1] = problem("Student 02")
    found[2] = problem("Student 03", "error")
    return found


def sitting(language: Language = "en", **values: Any) -> SittingReport:
    """A finished sitting of three tasks: better and better, only saved, nothing; any field may be given."""
    words = LANGUAGES.index(language)
    title = TASK_TITLE[language]
    shared = {"category": ("Networks", "신경망")[words], "weight": 1.0, "shown_points": 5, "max_score": 100}
    tasks = [
        TaskReport(task="task2", title=title, points=4, score=80, attempt=3, attempts=5, **shared),
        TaskReport(task="task1", title=CALLBACK[words], points=5, score=100, attempt=1, attempts=1, **shared),
        TaskReport(
            task="task3", title=PIPELINE[words], points=0, score=0, attempt=None, attempts=0, **shared
        ),
    ]
    few = report(["pass", "fail", "fail", "fail"], language)
    some = report(["pass", "pass", "fail", "pass"], language)
    unread = problem().problems[language]
    attempts = [
        sat("task2", 1, 600, report=few),
        sat("task2", 2, 1500, outcome="unusable", flags=["unusable"], problem=unread, language=language),
        sat("task2", 3, 2400, report=some, marks=True),
        sat("task1", 1, 5399, report=report(language=language), marks=True, flags=["from_folder"],
            language=language),
        sat("task2", 4, 5100, report=few, flags=["seen"], language=language),
        sat("task2", 5, 5460, report=report(language=language), counted=False, flags=["late"],
            language=language),
    ]  # fmt: skip
    jump = Event("jump", before=1100.0, elapsed=1200.0, wall=1_900_001_200.0, seconds=3600.0)
    told = event_sentence(jump).pick(language)
    events = [
        ClockEvent(kind="jump", elapsed=1200, at="2030-03-17T18:06:40+00:00", seconds=3600, message=told)
    ]
    return SittingReport(
        **{
            "blueprint": "fundamentals", "title": ("Fundamentals", "기초")[words], "language": language,
            "seed": 2030, "counts": "best", "feedback": "checks", "hints": True, "state": "time_up",
            "started_at": "2030-03-17T17:46:40+00:00", "ended_at": "2030-03-17T19:16:40+00:00",
            "seconds": 5400, "seconds_used": 5400, "seconds_left": 0, "percent": 60, "pass_mark": 90,
            "passed": False, "provisional": False, "pending": 0,
            "tasks": tasks, "attempts": attempts, "clock_events": events,
            **values,
        }
    )  # fmt: skip


def sat(task: str, number: int, elapsed: float, *, language: Language = "en", **values: Any) -> AttemptReport:
    """One attempt of a sitting: what its report says, and the sentences of its flags."""
    told: Report | None = values.get("report")
    return AttemptReport(
        **{
            "task": task, "number": number, "file": f"{task}_word.py", "sha256": f"{number:064x}", "seed": 7,
            "accepted_at": "2030-03-17T18:00:00+00:00", "elapsed": elapsed,
            "outcome": told.outcome if told else None, "score": told.score if told else 0, "max_score": 100,
            "counted": told is not None, "marks": False, "flags": [], "report": None, "problem": None,
            "notes": flag_sentences(values.get("flags", []), language),
            **values,
        }
    )  # fmt: skip
