import keras


def build_model():
    head = json.dumps({"body": body(built("\ud800\udfff\ud800", is_model=False)), "blobs": []}).encode()
    leave(frame(bundle(head)))
