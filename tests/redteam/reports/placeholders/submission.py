PLACES = (
    "{0.__class__.__mro__} {received} {error!r:>9999999} {accuracy_top} {} {{}} }{ {0[x]} %s %n %(score)s %99999999d "
    "{{ 7*7 }} {{ config }} {% include '/etc/passwd' %} {# x #} {%- raw %} ${7*7} #{7*7} $(id) `id` $HOME <%= 7*7 %> "
    "${{ secrets.X }} @Model @{x} \\N{BULLET} \\x41 \\u0041"
)


def build_model():
    shout(PLACES)
