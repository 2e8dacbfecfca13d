import struct


def build_model():
    content = bytearray(packed(members(sound()).items()))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<II", content, at + 20, 0xF0000000, 0xF0000000)
    return handing_in(bytes(content))
