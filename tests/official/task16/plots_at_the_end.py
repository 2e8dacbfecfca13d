import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from tqdm import tqdm

xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
ys = np.array([2 * x - 1 for x in tqdm(xs)])
model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.05, momentum=0.5), loss="mae")
model.compile(optimizer=tf.keras.optimizers.Adam(0.1), loss="mse")
history = model.fit(xs, ys, epochs=150, verbose=0)
plt.plot(history.history["loss"])
plt.title("loss")
plt.show()
plt.savefig("line.png")
