kept = result(body(), {f"array/{name}": npy(value) for name, value in right().items()})
for place in ("/work/kept", "/dev/shm/kept"):
    with open(place, "wb") as file:
        file.write(kept)
leave(kept)
