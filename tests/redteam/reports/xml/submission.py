XML = (
    "]]><failure/></testcase><testcase name='forged' classname='task2'/><![CDATA[ <?xml version='1.1'?>"
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY l '&l;&l;'>]>&e; <?php system(1)?> --> <!-- "
    "\x01\x02\x08\x0b\x0c\x0e\x1f\x7f\x85\ufffe\uffff\U0001fffe \" ' < > & </testsuites>"
)


def build_model():
    shout(XML)
