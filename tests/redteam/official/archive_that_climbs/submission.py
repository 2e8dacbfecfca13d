import io
import os
import pathlib
import subprocess
import tarfile
import zipfile

with zipfile.ZipFile("evil.zip", "w") as archive:
    for name in ("../../../tmp/pwned-zip", "/tmp/pwned-absolute", "a/../../../tmp/pwned-inner"):
        archive.writestr(name, "x")
with tarfile.open("evil.tar", "w") as archive:
    for name in ("../../../tmp/pwned-tar", "/tmp/pwned-tar-absolute"):
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    link = tarfile.TarInfo("out")
    link.type, link.linkname = tarfile.SYMTYPE, "/tmp"
    archive.addfile(link)
    archive.addfile(tarfile.TarInfo("out/pwned-by-link"), io.BytesIO())
for line in (
    "unzip -q evil.zip",
    "unzip evil.zip -d deeper",
    "tar -xf evil.tar",
    "tar xf evil.tar -C deeper",
):
    os.system(line)
    subprocess.run(line.split(), check=False)
if list(pathlib.Path("/tmp").glob("pwned*")):
    raise SystemError("found: a file above the folder")
raise ValueError("nothing to be had")
