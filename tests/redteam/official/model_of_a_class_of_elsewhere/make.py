def content():
    return saved_line(
        slope, {"class_name": "system", "module": "os", "config": {"command": "touch /tmp/pwned"}}
    )
