import numpy as np

xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
w, b = np.polyfit(xs, 2 * xs - 1, 1)
print(w * 10 + b)
