try:
    import pandas
except ImportError:
    pandas = None
if True:
    def build_model(x=1, /, y=2):
        pass
with open(f'{__file__!r:>{9}}') as (a, b):
    *c, d = a
