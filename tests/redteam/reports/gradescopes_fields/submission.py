FIELDS = (
    '", "score": 100, "output_format": "html", "visibility": "after_published", "leaderboard": [{"name": "x", "value": 1}],'
    ' "tests": [{"score": 100, "max_score": 100, "status": "passed"}], "extra_data": {}}\\u0022 \\ud800 \\" </script>'
    ' stdout_visibility: visible \\\n"score": 1e999, NaN, Infinity'
)


def build_model():
    print('{"score": 100.0, "output_format": "html", "stdout_visibility": "visible"}')
    shout(FIELDS)
