def content():
    def change(line):
        line.create_dataset("kernel", (1, 1), "f4", external=[("/etc/passwd", 0, 4)])

    return saved_line(change)
