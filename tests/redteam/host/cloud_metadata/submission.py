for address in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"):
    if connects(address, 80):
        gained.append(address)
for address in ("fd00:ec2::254", "fd20:ce::254", "fe80::a9fe:a9fe"):
    if connects(address, 80, socket.AF_INET6):
        gained.append(address)
for name in ("metadata.google.internal", "metadata", "instance-data"):
    attempt(name, socket.getaddrinfo, name, 80)
tell()
