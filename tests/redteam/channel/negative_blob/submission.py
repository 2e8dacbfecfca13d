sizes = [["array/a", -5], ["array/b", 1.5], ["array/c", True]]
leave(frame(bundle({"body": body(), "blobs": sizes}, [bytes(10)])))
