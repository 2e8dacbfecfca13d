"""task18 image-folders, in the official exam's form: complete solution_model().

Read the brief first:  grade brief task18
Grade your solution:   grade task18 my_solution.py
"""

import urllib.request
import zipfile

import tensorflow as tf

TRAIN = "https://example.org/horse-or-human.zip"
VALIDATION = "https://example.org/validation-horse-or-human.zip"


def solution_model():
    """Return a trained model: an image with three channels in, 0 for a horse and 1 for a human out."""
    for address in (TRAIN, VALIDATION):
        name = address.rpartition("/")[2]
        urllib.request.urlretrieve(address, name)
        with zipfile.ZipFile(name) as archive:
            archive.extractall(name.removesuffix(".zip"))

    # Your code: read the two folders, build a model with tf.keras, compile it, train it, return it


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
