"""The commands that look after the machine and the tasks: doctor, new, validate, calibrate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli import completion, shutdown
from grader.cli.localized import CommandBuilder
from grader.cli.usage import FolderPath, NumberRange, OneOf


def add(group: click.Group, words: CommandBuilder) -> None:
    """Add them to the program's."""

    @words.command(group, "doctor")
    @click.option("--image", is_flag=True, help=words.text("doctor_image"))
    def _doctor(image: bool) -> int:
        from grader.cli import doctor

        if image:
            doctor.image_name()
            return 0
        return doctor.doctor(words.language)

    @words.command(group, "new", "new.help")
    @click.argument("name")
    @click.argument("folder", type=FolderPath(), default=".")
    @click.option("--kind", type=OneOf(("function", "model")), required=True, help=words.plain("new.kind"))
    def _new(name: str, folder: str, kind: str) -> None:
        from grader.cli import new

        new.new(name, kind, folder, words.language)

    @words.command(group, "validate")
    @click.argument("tasks", nargs=-1, shell_complete=completion.tasks)
    @click.option("--seeds", type=NumberRange(1, 1000), default=1, help=words.text("seeds"))
    @click.option("--show", metavar="NAME", help=words.text("show"))
    @words.sandbox()
    def _validate(tasks: tuple[str, ...], seeds: int, show: str | None, sandbox: Any) -> int:
        from grader.cli import validate

        if show is not None:
            return validate.show(tasks, show)
        return validate.validate(tasks, seeds, sandbox, words.language)

    @words.command(group, "calibrate")
    @click.argument("tasks", nargs=-1, shell_complete=completion.tasks)
    @click.option("--seeds", type=NumberRange(1, 1000), default=20, help=words.text("calibrate_seeds"))
    @click.option("--jobs", type=NumberRange(1, 64), help=words.text("calibrate_jobs"))
    @click.option(
        "--sandbox", type=OneOf(("docker", "local")), default="docker", help=words.text("calibrate_sandbox")
    )
    @click.option(
        "--table", type=click.Path(dir_okay=False, path_type=Path), help=words.text("calibrate_table")
    )
    def _calibrate(
        tasks: tuple[str, ...], seeds: int, jobs: int | None, sandbox: Any, table: Path | None
    ) -> int:
        from grader.cli import calibrate

        status = calibrate.calibrate(tasks, seeds, jobs, sandbox, words.language)
        if table is not None and status != shutdown.INTERRUPTED:
            calibrate.write_table(table, words.language)
        return status
