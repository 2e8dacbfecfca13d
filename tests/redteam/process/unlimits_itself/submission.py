import resource

raised = []
for name in ("RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE"):
    _soft, hard = resource.getrlimit(getattr(resource, name))
    for wanted in (-1, hard + 1):
        try:
            resource.setrlimit(getattr(resource, name), (wanted, wanted))
            raised.append(name)
        except (ValueError, OSError):
            pass
if raised:
    raise SystemError(f"raised: {raised}")
