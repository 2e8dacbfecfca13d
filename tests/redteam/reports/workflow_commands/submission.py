COMMANDS = [
    "::error::forged",
    "  ::warning file=x,line=1::forged",
    "::stop-commands::pause",
    "::add-mask::100",
    "::set-output name=score::100",
    "::save-state name=x::y",
    "::group::hidden",
    "::add-matcher::x.json",
    "##[error]forged",
    "##[group]hidden",
    "x ##[add-mask]100",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStatus text='x']",
    "%0A::error::forged",
    "\r::error::forged",
    "\u2028::error::forged",
    "\x0b::error::forged",
    "\x85::error::forged",
    ":\u200b:error:\u200b:forged #\u200b#[error]forged",
    "\u3000::error::forged",
]
# With as many letters before as make a terminal break the line there
BROKEN = " ".join("x" * width + " ::error::forged" for width in range(60, 100))


def build_model():
    shout("\n".join(COMMANDS) + "\n" + BROKEN)
