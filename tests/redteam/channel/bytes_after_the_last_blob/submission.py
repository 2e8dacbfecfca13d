leave(frame(bundle({"body": body(), "blobs": []}, [b"more"])))
