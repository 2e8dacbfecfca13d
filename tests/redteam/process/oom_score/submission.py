import os

changed = []
for name in os.listdir("/proc"):
    if name.isdigit():
        try:
            with open(f"/proc/{name}/oom_score_adj", "w") as file:
                file.write("-1000" if int(name) == os.getpid() else "1000")
            changed.append(name)
        except OSError:
            pass
if changed:
    raise SystemError(f"changed: {changed}")
