MARKUP = "[bold red]100/100[/] [link=http://evil.example]hint[/link] [/nothing] [@click=app.quit()]x [[x]] \\[x] :boom: [reverse"


def build_model():
    shout(MARKUP)
