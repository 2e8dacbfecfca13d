import keras

if keras.config.floatx() != "float32" or keras.config.epsilon() != 1e-07:
    gained.append("the settings of an earlier submission")
gained += [path for path in files() if "planted" in os.path.basename(path)]
settings = ("/work/.keras", os.path.expanduser("~/.keras"), os.path.expanduser("~/.config"))
gained += [path for path in settings if os.path.exists(path)]
tell()
