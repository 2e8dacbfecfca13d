import math


def places(n, layer):
    if layer["padding"] == "same":
        return math.ceil(n / layer["strides"])
    return math.floor((n - layer["kernel"]) / layer["strides"]) + 1


def output(shape, layer):
    if layer["kind"] == "flatten":
        return (shape[0] * shape[1] * shape[2],)
    if layer["kind"] == "dense":
        return (layer["units"],)
    channels = layer["filters"] if layer["kind"] == "conv" else shape[2]
    return (places(shape[0], layer), places(shape[1], layer), channels)


def count(shape, layer):
    if layer["kind"] == "conv":
        return (layer["kernel"] ** 2 * shape[2] + 1) * layer["filters"]
    return (shape[0] + 1) * layer["units"] if layer["kind"] == "dense" else 0


def shapes(input_shape, layers):
    found = [input_shape]
    for layer in layers:
        found.append(output(found[-1], layer))
    return found[1:]


def parameters(input_shape, layers):
    return [count(shape, layer) for shape, layer in zip([input_shape, *shapes(input_shape, layers)], layers)]


def receptive_field(layers):
    r = j = 1
    for layer in layers:
        r = r + (layer["kernel"] - 1) * j
        j = j * layer["strides"]
    return r


def conv_for(input_shape, output_shape, count):
    filters = output_shape[2]
    kernel = math.isqrt((count // filters - 1) // input_shape[2])
    for strides in range(1, 65):
        for padding in ("valid", "same"):
            layer = dict(kind="conv", filters=filters, kernel=kernel, strides=strides, padding=padding)
            if output(input_shape, layer) == output_shape:
                return layer


def stack_for(field, most_layers):
    layers, rest = [], field - 1  # what is still to be seen, in jumps of the next layer
    while rest > 0:
        layers.append({"kind": "conv", "kernel": 3 if rest % 2 == 0 else 2, "strides": 2})
        rest = (rest - 1) // 2
    return layers
