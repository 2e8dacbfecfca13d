GADGET = builtin(
    "Lambda", name="l", function=function("keras.saving", "load_model"), arguments={"safe_mode": False}
)


def build_model():
    return handing_in(with_layer(GADGET))
