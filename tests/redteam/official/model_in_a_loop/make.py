def content():
    def change(line):
        slope(line)
        line["again"] = line.parent

    return saved_line(change)
