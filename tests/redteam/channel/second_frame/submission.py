second = {f"array/{name}": npy(value) for name, value in right().items()}
leave(result(body()), result(body(), second))
