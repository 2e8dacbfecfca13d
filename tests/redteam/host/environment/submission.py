SECRETS = (
    "GRADE",
    "DOCKER",
    "SSH",
    "AWS",
    "GITHUB",
    "CI",
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "HTTP",
    "PIP",
    "VIRTUAL",
)
gained += [name for name in os.environ if name.upper().startswith(SECRETS) or "SECRET" in name.upper()]
tell()
