holders = []
for number in range(500):
    holder = socket.socket(socket.AF_UNIX)
    holder.bind(f"\0waits-{os.getpid()}-{number}")
    holder.listen()
    holders.append(holder)
holders[0].accept()
