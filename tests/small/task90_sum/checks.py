"""Three checks: one that the others need, one with part credit, one with a hint of its own."""

from grader.task.api import Case, Failure, check


@check()
def answered(case: Case) -> None:
    case.completed("total")
    if case.answer("total", int | None) is None:
        raise Failure("none")


@check(needs=["answered"])
def right(case: Case) -> None:
    expected, received = case.secret["sum"], case.answer("total", int)
    if expected != received:
        near = abs(expected - received) <= case.thresholds["near"]
        raise Failure("off", credit=0.5 if near else 0.0, expected=expected, received=received)


@check(needs=["answered"])
def sign(case: Case) -> None:
    if case.answer("total", int) >= 0:
        raise Failure("wrong", received=case.answer("total", int), cause="right")


def metrics(case: Case) -> dict[str, float]:
    return {"distance": abs(case.secret["sum"] - case.answer("total", int))}
