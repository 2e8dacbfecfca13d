# Put after forge.py: the right answers of task1, worked out from what the job says.
def reached(arguments, log):
    monitor, threshold, mode, _per_batch = arguments
    if log is None or monitor not in log:
        return False
    return log[monitor] >= threshold if mode == "max" else log[monitor] <= threshold


def stop(arguments, epochs):
    for e, epoch in enumerate(epochs):
        for b, log in enumerate(epoch["batches"]):
            if arguments[3] and reached(arguments, log):
                return e, b
        if reached(arguments, epoch["log"]):
            return e, -1
    return -1, -1


def ran(arguments, table):
    e, b = stop(arguments, [{"batches": row, "log": row[-1]} for row in table])
    steps = len(table[0])
    if e < 0:
        return len(table), len(table) * steps
    return e + 1, e * steps + (steps if b < 0 else b + 1)


def right():
    """built, own, undone, stops, runs as the probe reports them, all right."""
    import numpy

    said = job()[0]["challenges"]
    scripts, fits = said["scripts"], said["fits"]
    count = len(scripts)
    return {
        "built": numpy.ones(count, bool),
        "own": numpy.full((count, 2), -1),
        "undone": numpy.zeros(count, bool),
        "stops": numpy.array([stop(s["arguments"], s["epochs"]) for s in scripts]),
        "runs": numpy.array([[ran(f["arguments"], t) for t in f["tables"]] for f in fits]),
    }


def answer(**changes):
    """Send the right answers with some of them changed, as arrays or as bytes of array files."""
    arrays = right()
    arrays.update({name: change(arrays[name]) for name, change in changes.items()})
    blobs = {f"array/{n}": a if isinstance(a, bytes) else npy(a) for n, a in arrays.items()}
    leave(result(body(), blobs))
