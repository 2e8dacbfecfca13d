import os
import shutil
import stat
import subprocess

found = []
for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/sys"):
        folders.clear()
    for name in files:
        try:
            path = os.path.join(folder, name)
            if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID):
                found.append(path)
        except OSError:
            pass
for path in found:
    try:
        said = subprocess.run([path, "-c", "id -u"], capture_output=True, timeout=2, input=b"").stdout
        if said.strip() == b"0":
            raise SystemError(f"{path} gave root")
    except (OSError, subprocess.SubprocessError):
        pass
shutil.copy("/bin/sh", "own")
os.chmod("own", 0o6755)
try:
    subprocess.run(["./own", "-p", "-c", "id"])
    raise SystemError("the scratch folder can be executed from")
except OSError:
    pass
