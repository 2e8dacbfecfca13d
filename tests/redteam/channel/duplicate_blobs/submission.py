head = {"body": body(), "blobs": [["array/stops", 1], ["array/stops", 1]]}
leave(frame(bundle(head, [b"a", b"b"])))
