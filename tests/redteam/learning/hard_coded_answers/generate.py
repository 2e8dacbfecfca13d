from pathlib import Path

import numpy as np

from grader.task import loader
from grader.grading.pipeline import draw
from tests.redteam.harness import SEED

KIT = Path(__file__).parents[2] / "kit"


def content() -> bytes:
    material = draw(loader.find("task1"), SEED - 1)
    stops = np.asarray(material.secret["right"]["stops"]).tolist()
    runs = np.asarray(material.secret["right"]["fits"]).tolist()
    known = (
        f"import numpy\nanswer(stops=lambda a: numpy.array({stops}), runs=lambda a: numpy.array({runs}))\n"
    )
    return b"\n\n".join(
        [*((KIT / f"{name}.py").read_bytes() for name in ("forge", "right1", "stub1")), known.encode()]
    )
