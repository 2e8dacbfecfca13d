BIDI = "\u202e001/001 dessap\u202c \u2066\u2067\u2068x\u2069 \u202a\u202b\u202dx \u200e\u200f\u061c gnp.\u202efdp"


def build_model():
    shout(BIDI + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])))
