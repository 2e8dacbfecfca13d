import h5py


def change(file):
    del file["layers/dense/vars"]
    file["layers/dense/vars"] = h5py.SoftLink("/layers/dense/vars")


def build_model():
    return handing_in(reweighted(change))
