def content():
    layer = {"name": "code", "function": ["4wEAAAA=", None, None]}
    return saved_line(slope, {"class_name": "Lambda", "config": layer})
