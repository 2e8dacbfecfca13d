for port in (20000, 20001, 20010):
    with (
        socket.create_server(("127.0.0.1", port)) as server,
        socket.create_connection(("127.0.0.1", port)) as way,
    ):
        there, _ = server.accept()
        way.shutdown(socket.SHUT_RDWR)
        there.close()
