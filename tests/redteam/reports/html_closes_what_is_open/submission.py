CLOSES = (
    "</bdi></p></pre></code></li></ol></td></tr></table></section></main></body></html></title></style></script>"
    "\" onmouseover=alert(1) x=\"' onfocus=alert(1) autofocus x='` --><!-- --!> ]]> <![CDATA[ </textarea></svg>"
    "<b><i></b></i><td><tr></table><li></ol><h1>100/100</h1><p class=verdict style=position:fixed;top:0>"
)


def build_model():
    shout(CLOSES)
