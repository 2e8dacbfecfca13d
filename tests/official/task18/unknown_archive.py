import urllib.request
import zipfile

urllib.request.urlretrieve('https://example.org/flower_photos.zip', 'flowers.zip')
zipfile.ZipFile('flowers.zip').extractall('flowers')
