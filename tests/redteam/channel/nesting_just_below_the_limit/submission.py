deep = json.loads("[" * 900 + "]" * 900)
arrays = {f"array/{name}": npy(value) for name, value in right().items()}
arrays["array/built"] = npy(right()["built"] & False)
leave(result(body({"kind": deep}), arrays))
