holders = []
for _ in range(500):
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.listen()
    holders.append(holder)
holders[0].accept()
