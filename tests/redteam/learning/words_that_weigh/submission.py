import keras
from keras import layers

PRAISE = "good great lovely clever moving funny brilliant charming gripping fresh warm elegant witty superb vivid".split()
BLAME = "bad dull weak boring clumsy flat awful tired hollow silly cold lazy messy shallow stale".split()


def build_model(texts):
    words = layers.TextVectorization(
        output_mode="tf_idf", vocabulary=PRAISE + BLAME, idf_weights=[5.0] * len(PRAISE) + [-5.0] * len(BLAME)
    )
    answer = layers.Dense(1, activation="sigmoid", kernel_initializer="ones")
    model = keras.Sequential([keras.Input((), dtype="string"), words, answer])
    model.compile(keras.optimizers.SGD(0.0), "binary_crossentropy")
    return model
