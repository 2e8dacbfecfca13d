head = b'{"body": {"answers": {"kind": ' + b"[" * 100_000 + b"]" * 100_000 + b'}}, "blobs": []}'
leave(frame(bundle(head)))
