import numpy as np
from keras.datasets import mnist
from keras.layers import Dense, Dropout
from keras.models import Sequential

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(-1, 784).astype('float32') / 255
x_test = x_test.reshape(-1, 784).astype('float32') / 255

model = Sequential()
model.add(Dense(256, activation='relu', input_dim=784))
model.add(Dropout(0.2))
model.add(Dense(10, activation='softmax'))
model.compile(loss='sparse_categorical_crossentropy', optimizer='rmsprop', metrics=['acc'])
model.fit(x_train, y_train, batch_size=64, epochs=6, verbose=0, validation_split=0.1)
print(model.evaluate(x_test, y_test, verbose=0))
predicted = model.predict_classes(x_test)
print(np.mean(predicted == y_test))
