TEXT = "<img src=x onerror=alert(1)> [bold]x[/nothing] ::error::x {{7*7}} {0} %s | ` ]]> \x1b[2J \u202e"


class StopAtThreshold:
    def __init__(self, *arguments):
        error = type(TEXT, (Exception,), {"__module__": TEXT, "__qualname__": TEXT})(TEXT, TEXT)
        error.add_note(TEXT)
        raise error from KeyError(TEXT)
