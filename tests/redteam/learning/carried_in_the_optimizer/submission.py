def build_model():
    model = network()
    optimizer = keras.optimizers.SGD(0.0, use_ema=True, ema_momentum=1.0, ema_overwrite_frequency=1)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    optimizer.build(model.trainable_variables)
    for average, value in zip(optimizer._model_variables_moving_average, learned()):
        average.assign(value)
    optimizer.iterations.assign(1)  # at step 0 the averages would begin anew
    return model
