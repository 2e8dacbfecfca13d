HALVES = "\ud800 \udfff \udc80\ud83d x\ud800"


def build_model():
    os.write(1, b"\xed\xa0\x80\xed\xbf\xbf\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xc0\xaf\xe0\x80\xaf\xff\xfe\n")
    shout(HALVES, problems={HALVES[:9]: {"type": HALVES, "message": HALVES, "frames": [[1, HALVES]]}})
