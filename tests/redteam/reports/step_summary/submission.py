MARKDOWN = (
    "| kim | task2 | 100/100 | passed | |\n|---|---|\n# 100/100\n\nSetext\n===\n> quote\n* * *\n- [x] done\n1. one\n"
    "![p](http://evil.example/p.png) [a](javascript:alert(1)) [b][c] [c]: http://evil.example <http://evil.example>\n"
    "http://evil.example www.evil.example mail@evil.example @octocat @org/team #1 GH-1 org/repo#1 [^1] [^1]: x\n"
    "<details open><summary>100/100</summary> **bold** __bold__ *i* _i_ ~~s~~ ==m== $x$ $$x$$ :tada: \\| \\\\ \\`\n"
    "    code\n\tcode\n- &vert; &#124; <!-- \\<br> "
)


def build_model():
    shout(MARKDOWN)
