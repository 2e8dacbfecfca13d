leave(frame(bundle({"body": body(), "blobs": [[f"array/{n}", 0] for n in range(300_000)]})))
