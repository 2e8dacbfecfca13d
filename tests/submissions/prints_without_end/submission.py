def build_model():
    while True:
        print("still here")
