# Put before a submission that has `kit = ["forge"]`: gets at the result pipe and at what the job says.
import builtins
import io
import json
import os
import stat
import struct
import sys


def result_pipe():
    """The inherited descriptor on which the child writes its frames: a pipe that is not its output."""
    pipes = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found = os.fstat(int(name))
            if stat.S_ISFIFO(found.st_mode) and int(name) > 2 and os.readlink(f"/proc/self/fd/{name}"):
                pipes.append((found.st_ino == os.fstat(1).st_ino, int(name)))
        except OSError:
            pass
    return min(pipes)[1]


def write(data):
    """Write all of it to the result pipe."""
    pipe, view = result_pipe(), memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def frame(payload, tag=b"RSLT", length=None):
    return struct.pack(">4sI", tag, len(payload) if length is None else length) + payload


def built(type="Sequential", is_model=True, loss=None):
    """What the probe says of the model that came back."""
    shapes = {"inputs": [[None, 28, 28, 1]], "outputs": [[None, 10]]}
    return {"model.built": {"type": type, "is_model": is_model, "compiled": True, "loss": loss, **shapes}}


def bundle(head, blobs=()):
    """A bundle whose head is these bytes, or this object as JSON."""
    if not isinstance(head, bytes):
        head = json.dumps(head).encode()
    return struct.pack(">I", len(head)) + head + b"".join(blobs)


def body(answers=None, problems=None, seconds=None, error=None):
    return {"answers": answers or {}, "problems": problems or {}, "seconds": seconds or {}, "error": error}


def result(body, blobs=None):
    """A frame such as the grader's own child writes."""
    blobs = blobs or {}
    sizes = [[name, len(blob)] for name, blob in blobs.items()]
    return frame(bundle({"body": body, "blobs": sizes}, blobs.values()))


def npy(array):
    import numpy

    out = io.BytesIO()
    numpy.save(out, array, allow_pickle=True)
    return out.getvalue()


def raw_npy(shape, descr, data, fortran=False):
    """An array file whose header says what is wanted."""
    head = f"{{'descr': {descr!r}, 'fortran_order': {fortran}, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + data


def job():
    """The job's public part, from the frames of those who called."""
    at = sys._getframe()
    while at:
        if "body" in at.f_locals and "blobs" in at.f_locals and at.f_code.co_name == "_train":
            return at.f_locals["body"], at.f_locals["blobs"]
        at = at.f_back
    return {}, {}


def leave(*frames):
    """Write these frames and end the process before the grader can report anything."""
    write(b"".join(frames))
    os._exit(0)
