import numpy as np


def shapes(input_shape, layers):
    found, shape = [], np.array(input_shape)
    while layers:
        layer = layers.pop(0)
        if layer["kind"] in ("conv", "pool"):
            same = layer["padding"] == "same"
            room = shape[:2] if same else shape[:2] - layer["kernel"]
            sides = (np.ceil if same else np.floor)(room / layer["strides"]) + (not same)
            shape = np.array([*sides, layer.get("filters", shape[2])])
        else:
            shape = np.array([layer.get("units", np.prod(shape))])
        found.append(shape)
    return found


def parameters(input_shape, layers):
    inputs = np.array([shape[-1] for shape in [input_shape, *shapes(input_shape, list(layers))][:-1]])
    area = np.array([layer.get("kernel", 1) ** 2 for layer in layers])
    return (inputs * area + 1) * [layer.get("filters", layer.get("units", 0)) for layer in layers]


def receptive_field(layers):
    kernels, strides = np.array([(layer["kernel"], layer["strides"]) for layer in layers]).T
    return 1 + (kernels - 1) @ np.cumprod([1, *strides[:-1]])


def conv_for(input_shape, output_shape, count):
    (h, _, channels), filters = input_shape, output_shape[2]
    layer = {"kind": "conv", "filters": filters, "kernel": np.sqrt((count / filters - 1) / channels)}
    choices = [{**layer, "padding": p, "strides": s} for p in ("same", "valid") for s in np.arange(h, 0, -1)]
    return next(x for x in choices if tuple(shapes(input_shape, [x])[0]) == output_shape)


def stack_for(field, most_layers):
    rest, layers = field - 1, []
    for jump in 2 ** np.arange(most_layers)[::-1]:
        layers.insert(0, {"kernel": 1 + min(2, rest // jump), "strides": 2})
        rest -= (layers[0]["kernel"] - 1) * jump
    return layers
