for folder, _folders, files in os.walk("/work"):
    for name in files:
        if name == "kept":
            leave(open(os.path.join(folder, name), "rb").read())
for name in os.listdir("/dev/shm"):
    leave(open("/dev/shm/" + name, "rb").read())
