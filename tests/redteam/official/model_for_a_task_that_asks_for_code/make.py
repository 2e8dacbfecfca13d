def content():
    return saved_line()
