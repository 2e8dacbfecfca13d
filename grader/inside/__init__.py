"""All the code that runs inside a sandbox, and nothing that knows an answer.

The image receives this folder alone; only :mod:`grader.inside.wire` is also used on the host.
"""
