import socket

found = []
try:
    found = [name for _number, name in socket.if_nameindex() if name != "lo"]
except OSError:
    pass
for address in ("172.17.0.1", "169.254.169.254", "1.1.1.1"):
    try:
        socket.create_connection((address, 80), timeout=0.5).close()
        found.append(address)
    except OSError:
        pass
if found:
    raise SystemError(f"found: {found}")
