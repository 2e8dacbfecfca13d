leave(frame(bundle({"body": body(), "blobs": [["array/stops", 1 << 40]]}, [b"short"])))
