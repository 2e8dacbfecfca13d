def build_model():
    model = network()
    kernels = learned()
    model.set_weights(kernels)
    inputs = x = keras.Input((28, 28, 1))
    for layer in model.layers[:-1]:
        x = layer(x)
    x = keras.ops.matmul(x, kernels[-2]) + kernels[-1]
    return untrained(keras.Model(inputs, layers.Softmax()(x)))
