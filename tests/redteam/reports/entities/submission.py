ENTITIES = (
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62; &#x3c;b&#x3e; &amp;lt;i&amp;gt; &nbsp;&colon;&Tab;"
    "&NewLine;&lpar;&#0;&#xD800;&#x202E;&#27;[31m &ltb&gt &quot; onclick=x &apos; &unknown; &evil; %lt; &#x110000;"
)


def build_model():
    shout(ENTITIES)
