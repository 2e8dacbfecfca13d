from itertools import accumulate, product
from math import prod


def after(shape, layer):
    match layer:
        case {"kind": "flatten"}:
            return [prod(shape)]
        case {"kind": "dense", "units": units}:
            return [units]
        case {"kernel": k, "strides": s, "padding": padding}:
            grown = s - 1 if padding == "same" else s - k
            return [(shape[0] + grown) // s, (shape[1] + grown) // s, layer.get("filters", shape[2])]


def count(shape, layer):
    return (layer.get("kernel", 1) ** 2 * shape[-1] + 1) * layer.get("filters", layer.get("units", 0))


def shapes(input_shape, layers):
    return tuple(accumulate(layers, after, initial=input_shape))[1:]


def parameters(input_shape, layers):
    return tuple(map(count, accumulate(layers, after, initial=input_shape), layers))


def receptive_field(layers):
    r = 1
    for layer in reversed(layers):
        r = (r - 1) * layer["strides"] + layer["kernel"]
    return r


def conv_for(input_shape, output_shape, wanted):
    for k, s, padding in product(range(1, 8), range(1, 71), ("same", "valid")):
        layer = {"filters": output_shape[2], "kernel": k, "strides": s, "padding": padding}
        if (*after(input_shape, layer), count(input_shape, layer)) == (*output_shape, wanted):
            return layer


def stack_for(field, most_layers):
    choices = [{"kind": "pool", "kernel": k, "strides": s} for s in (1, 2) for k in (3, 2, 1)]
    stacks = (stack for n in range(most_layers) for stack in product(choices, repeat=n + 1))
    return next(stack for stack in stacks if receptive_field(stack) == field)
