import numpy as np
from keras.layers import Dense
from keras.models import Sequential

if __name__ == "__main__":
    x = np.linspace(-7, 14, 8).reshape((-1, 1))
    y = x + 10
    regressor = Sequential()
    regressor.add(Dense(1, input_shape=(1,)))
    regressor.compile(optimizer="adam", loss="mse")
    regressor.optimizer.learning_rate = 0.5
    regressor.fit(x, y, epochs=150, verbose=0)
    regressor.save("mymodel.h5")
