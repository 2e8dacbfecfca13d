import h5py


def change(file):
    shape, dtype = file[KERNEL].shape, file[KERNEL].dtype
    del file[KERNEL]
    layout = h5py.VirtualLayout(shape, dtype)
    layout[:] = h5py.VirtualSource("/work/other.h5", "d", shape, dtype)
    file.create_virtual_dataset(KERNEL, layout)


def build_model():
    return handing_in(reweighted(change))
