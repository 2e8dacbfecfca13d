import urllib.request
import zipfile
import pandas as pd
import tensorflow as tf

urllib.request.urlretrieve('https://example.org/household_power.zip', 'power.zip')
zipfile.ZipFile('power.zip').extractall('power')
df = pd.read_csv('power/household_power_consumption.csv', sep=',', infer_datetime_format=True, index_col='datetime', header=0)
data = df.values
