HTML = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><style>*{display:none}</style>"
    "<a href='javascript:alert(1)'>hint</a><iframe srcdoc='<script>1</script>'></iframe><base href=//evil.example>"
    "<form action=//evil.example><input name=x><button formaction=javascript:1></form><math><mtext></mtext></math>"
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content=0;url=//evil.example>"
    "<object data=data:text/html,x><embed src=x><template><!--<![CDATA[<?php"
)


def build_model():
    shout(HTML)
