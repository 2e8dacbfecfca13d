import tensorflow as tf
import tensorflow_datasets as tfds


def preprocess(features):
    x = features['features']
    y = tf.one_hot(features['label'], 3)
    return x, y


def solution_model():
    train_dataset = tfds.load('iris', split='train[:80%]')
    valid_dataset = tfds.load('iris', split='train[80%:]')
    train_data = train_dataset.map(preprocess).batch(10)
    valid_data = valid_dataset.map(preprocess).batch(10)

    model = tf.keras.models.Sequential([
        tf.keras.layers.Dense(128, activation='relu', input_shape=(4,)),
        tf.keras.layers.Dense(64, activation='relu'),
        tf.keras.layers.Dense(3, activation='softmax'),
    ])
    model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['acc'])
    checkpoint = tf.keras.callbacks.ModelCheckpoint('best.keras', save_best_only=True, monitor='val_loss')
    model.fit(train_data, validation_data=valid_data, epochs=60, callbacks=[checkpoint])
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("model_iris.h5")
