ESCAPES = [
    "\x1b[31mred\x1b[0m\x1b[2J\x1b[H\x1b[3A\x1b[2K",  # colour, clear, home, up, erase
    "\x1b]0;pwned\x07\x1b]2;pwned\x1b\\",  # title
    "\x1b]8;;http://evil.example/\x1b\\hint\x1b]8;;\x1b\\",  # link
    "\x1b]52;c;cm0gLXJmIH4=\x07\x1b]1337;File=name=eA==:AAAA\x07",  # clipboard, file
    "\x1b[?1049h\x1b[?25l\x1b[8m\x1b7\x1b8\x1bc\x1b(0",  # alternate screen, cursor, conceal, reset, line drawing
    "\x1bP+q544e\x1b\\\x1b_x\x1b\\\x1b^x\x1b\\\x1b[6n\x1b[c\x1b[21t",  # DCS, APC, PM, reports that answer
    "0/100\b\b\b\b\b\b100/100\r100/100 passed\x0b\x0c\x7f\x05\x0e\x0f",  # backspace, carriage return, shift
]


def build_model():
    shout("".join(ESCAPES))
