import numpy

answer(stops=lambda a: npy(numpy.asfortranarray(a)), runs=lambda a: npy(numpy.asfortranarray(a)))
