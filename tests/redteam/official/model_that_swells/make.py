def content():
    def change(line):
        line.create_dataset("kernel", data=np.zeros((64, 10**6), np.float32), compression="gzip")

    return saved_line(change)
