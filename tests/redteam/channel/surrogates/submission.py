import keras


def build_model():
    head = json.dumps({"body": body({"returned": "\ud800\udfff\ud800"}), "blobs": []}).encode()
    leave(frame(bundle(head)))
