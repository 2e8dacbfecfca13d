import os
import re
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
        with subprocess.Popen([path], stdin=subprocess.PIPE, stdout=-3, stderr=-3) as program:
            status = open(f"/proc/{program.pid}/status").read()
            if re.search(r"Uid:\s+\d+\s+0\s", status):
                raise SystemError(f"{path} runs as root")
            program.kill()
    except OSError:
        pass
shutil.copy("/bin/sh", "own")
os.chmod("own", 0o6755)
try:
    subprocess.run(["./own", "-p", "-c", "id"])
    raise SystemError("the scratch folder can be executed from")
except OSError:
    pass
