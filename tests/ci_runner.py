"""What runs the shell steps of action.yml and of the GitLab template in the tests: a small runner.

It does what the real ones do around a step: bash with their options, the environment files, expressions in
``env``, ``if`` and outputs, a cache, and reading the log for workflow commands.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / "ci" / "gitlab-ci.template.yml").read_text(encoding="utf-8"))
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]  # as GitHub's runner calls it for `shell: bash`
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_COMMAND = re.compile(r"^\s*::([\w-]+)(?: [^\n]*?)?::(.*)$")


@dataclass
class Ran:
    """What a run left: the last status, the outputs, the log, and the commands that the runner obeyed."""

    status: int = 0
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    summary: str = ""

    @property
    def commands(self) -> list[str]:
        """The names of the log's commands, as the runner obeys them: none between a stop and its token."""
        names, token = [], ""
        for line in self.log.splitlines():
            found = _COMMAND.match(line)
            if token:
                token = "" if line.strip() == f"::{token}::" else token
            elif found and found[1] == "stop-commands":
                token = found[2].strip()
            elif found:
                names.append(found[1])
        return names


def run_action(folder: Path, inputs: Mapping[str, str], environment: Mapping[str, str]) -> Ran:
    """Run action.yml's steps in ``folder`` as the workspace; after a failed one, those that always run."""
    given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()} | dict(inputs)
    values = {f"inputs.{name}": value for name, value in given.items()}
    temp = folder.parent / "runner temp"
    temp.mkdir()
    values["runner.temp"] = str(temp)
    base = _base(environment) | {"RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(ROOT)}
    base |= {"GITHUB_WORKSPACE": str(folder), "GITHUB_ACTIONS": "true"}
    ran = Ran()
    for number, step in enumerate(ACTION["runs"]["steps"]):
        if not _wanted(step.get("if", "success()"), values, ok=not ran.status):
            continue
        if "uses" in step:
            values |= _cache(step, values, folder.parent / "kept")
            continue
        files = {
            f"GITHUB_{name}": temp / f"{name}{number}" for name in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY")
        }
        for path in files.values():
            path.touch()
        own = {name: evaluate(value, values) for name, value in step.get("env", {}).items()}
        variables = base | own | {name: str(path) for name, path in files.items()}
        status, log = _bash(step["run"], temp / f"step{number}.sh", folder, variables)
        ran.status = ran.status or status
        ran.log += log
        ran.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        for name, value in pairs(files["GITHUB_OUTPUT"]).items():
            values[f"steps.{step.get('id')}.outputs.{name}"] = value
        base |= pairs(files["GITHUB_ENV"])
        added = files["GITHUB_PATH"].read_text(encoding="utf-8").splitlines()
        base["PATH"] = os.pathsep.join([*reversed(added), base["PATH"]])
    ran.outputs = {name: evaluate(spec["value"], values) for name, spec in ACTION["outputs"].items()}
    return ran


def run_gitlab(folder: Path, variables: Mapping[str, str], environment: Mapping[str, str]) -> Ran:
    """Run the template's job in ``folder``: before_script and script share one shell."""
    job = GITLAB["grade"]
    defaults = {name: spec["value"] for name, spec in GITLAB["variables"].items()}
    script = "\n".join([*job["before_script"], *job["script"]])
    own = defaults | dict(variables) | {"CI": "true", "CI_PROJECT_DIR": str(folder)}
    status, log = _bash(script, folder.parent / "job.sh", folder, _base(environment) | own)
    return Ran(status, log=log)


def _wanted(condition: str, values: Mapping[str, str], *, ok: bool) -> bool:
    """A step's ``if``: a status function, or success() without one, and comparisons with a text."""
    terms = condition.split(" && ")
    return ("always()" in terms or ok) and all(_holds(term, values) for term in terms)


def _holds(term: str, values: Mapping[str, str]) -> bool:
    if term in ("always()", "success()"):
        return True
    name, sign, text = re.fullmatch(r"([\w.-]+) (==|!=) '(.*)'", term).groups()  # type: ignore[union-attr]
    return (values.get(name, "") == text) is (sign == "==")


def _cache(step: Mapping[str, Any], values: Mapping[str, str], kept: Path) -> dict[str, str]:
    """What actions/cache does, with a folder that outlives the run; the step's outputs."""
    path, key = (Path(evaluate(step["with"][name], values)) for name in ("path", "key"))
    action = re.fullmatch(r"actions/cache/(restore|save)@v4", step["uses"])
    assert action is not None, step["uses"]
    if action[1] == "save":
        shutil.copytree(path, kept / key, dirs_exist_ok=True)
    elif (kept / key).exists():
        shutil.copytree(kept / key, path)
        return {f"steps.{step['id']}.outputs.cache-hit": "true"}
    return {}


def evaluate(text: str, values: Mapping[str, str]) -> str:
    """A text with its ``${{ name }}`` filled in; a name without a value is empty, as on GitHub."""
    return _EXPRESSION.sub(lambda found: values.get(found[1], ""), text)


def expressions(value: Any) -> set[str]:
    """Every name in a ``${{ ... }}`` of a parsed file."""
    return set(re.findall(r"\$\{\{\s*(.*?)\s*\}\}", yaml.safe_dump(value, width=10_000)))


def pairs(path: Path) -> dict[str, str]:
    """An environment file: ``name=value`` lines, and ``name<<END`` up to a line END."""
    found: dict[str, str] = {}
    lines = iter(path.read_text(encoding="utf-8").split("\n"))
    for line in lines:
        heredoc = re.match(r"([^=]+?)<<(.+)$", line)
        if heredoc:
            inner: list[str] = []
            while (following := next(lines)) != heredoc[2]:
                inner.append(following)
            found[heredoc[1]] = "\n".join(inner)
        elif line:
            name, sign, value = line.partition("=")
            assert sign, f"the runner refuses this line: {line!r}"
            found[name] = value
    return found


def program(folder: Path, name: str, text: str) -> None:
    """Put a shell program of that name into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/usr/bin/env bash\n" + text, encoding="utf-8")
    path.chmod(0o755)


def _base(environment: Mapping[str, str]) -> dict[str, str]:
    """A runner's environment is its own: nothing of the tests' but what bash and git need."""
    kept = {name: os.environ[name] for name in ("HOME", "DOCKER_HOST") if name in os.environ}
    kept |= {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "GRADE_BASE"))
    }
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | kept | dict(environment)


def _bash(script: str, file: Path, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    file.write_text(script, encoding="utf-8")
    assert shutil.which("bash"), "the steps are bash"
    done = subprocess.run(
        [*BASH, file],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")
