import stat

usual = [
    f"/var/run/{name}.sock" for name in ("docker", "containerd/containerd", "crio/crio", "podman/podman")
]
for path in [*usual, *(path for path in files() if stat.S_ISSOCK(os.lstat(path).st_mode))]:
    with socket.socket(socket.AF_UNIX) as engine:
        attempt(path, engine.connect, path)
for host in ("172.17.0.1", "10.0.0.1", "192.168.65.2"):
    gained += [f"{host}:{port}" for port in (2375, 2376, 4243) if connects(host, port)]
gained += [name for name in os.environ if name.startswith(("DOCKER", "CONTAINER", "KUBERNETES"))]
tell()
