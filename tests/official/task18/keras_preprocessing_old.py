import urllib.request
import zipfile
import tensorflow as tf
from keras_preprocessing.image import ImageDataGenerator


def solution_model():
    urllib.request.urlretrieve('https://example.org/rps.zip', 'rps.zip')
    zip_ref = zipfile.ZipFile('rps.zip', 'r')
    zip_ref.extractall('tmp/')
    zip_ref.close()
