for name in ("example.org", "the-answers-are.example.org", "host.docker.internal", "gateway.docker.internal"):
    attempt(name, socket.getaddrinfo, name, 80)
    attempt(name, socket.gethostbyname, name)
servers = ["8.8.8.8", "1.1.1.1", "127.0.0.11", "127.0.0.53", "224.0.0.251", "255.255.255.255"]
try:
    servers += [line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver")]
except OSError:
    pass
query = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x01\x00\x01"
for server in servers:
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    try:
        asked = socket.socket(family, socket.SOCK_DGRAM)
    except OSError:
        continue
    with asked:
        asked.settimeout(0.2)
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            asked.sendto(query, (server, 53))
        except OSError:
            continue
        if not server.startswith("127."):
            gained.append(f"sent to {server}")
        attempt(f"answer of {server}", asked.recv, 512)
tell()
