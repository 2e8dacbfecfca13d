head = '{"body": {"answers": {"a": %s}, "problems": {}, "seconds": {}, "error": null}, "blobs": []}'
leave(frame(bundle((head % ("9" * 1_000_000)).encode())))
