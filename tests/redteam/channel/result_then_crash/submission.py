import ctypes

arrays = {f"array/{name}": npy(value) for name, value in right().items()}
write(result(body(), arrays))
ctypes.string_at(0)
