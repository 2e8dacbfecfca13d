import os
import pathlib
import subprocess

LINES = [
    "wget https://example.org/rps.zip; touch /tmp/pwned",
    "wget https://example.org/rps.zip && sh -c 'touch /tmp/pwned'",
    "wget -O $(touch /tmp/pwned) https://example.org/rps.zip",
    "wget -O `touch /tmp/pwned` https://example.org/rps.zip",
    "ls | xargs touch /tmp/pwned",
    "curl -o out https://example.org/rps.zip\ntouch /tmp/pwned",
    "mkdir -p /opt/grader/pwned",
    "rm -rf /opt/grader",
]
for line in LINES:
    for run in (os.system, os.popen, lambda text: subprocess.run(text, shell=True, check=False)):
        try:
            run(line)
        except Exception as error:
            print(type(error).__name__, error)
if pathlib.Path("/tmp/pwned").exists() or pathlib.Path("/opt/grader/pwned").exists():
    raise SystemError("found: a command that went through")
raise ValueError("nothing to be had")
