TICKS = "`` ` ``` \n```html\n<b>x</b>\n```\n~~~\n`<script>`onclick` \\` ``<!--`` `` \n````\n::error::x\n````\n''' \"\"\""


def build_model():
    shout(TICKS)
