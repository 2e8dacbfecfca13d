head = '{"body": {"answers": {}, "problems": {}, "seconds": {"fit": %s}, "error": null}, "blobs": []}'
leave(frame(bundle((head % ("9" * 4000)).encode())))
