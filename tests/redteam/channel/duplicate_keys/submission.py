head = b'{"body": {"answers": {}, "problems": {}, "seconds": {}, "error": 1, "error": null}, "blobs": []}'
leave(frame(bundle(head)))
