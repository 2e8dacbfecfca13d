def content():
    def change(line):
        line.create_dataset("kernel", (10**6, 10**6), "f4", chunks=(1000, 1000))

    return saved_line(change)
