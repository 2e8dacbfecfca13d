for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/sys"):
        folders.clear()
    elif "kept" in files:
        leave(open(os.path.join(folder, "kept"), "rb").read())
