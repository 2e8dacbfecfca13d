import pandas as pd

df = pd.read_csv('https://example.org/jena_climate_2009_2016.csv')
