def change(file):
    del file[KERNEL]
    file.create_dataset(KERNEL, (30_000, 30_000), "f4", chunks=(1000, 1000), compression="gzip")


def build_model():
    return handing_in(reweighted(change))
