"""All the code that runs inside a sandbox, and nothing that knows an answer.

The image receives this folder alone. The host imports from it the wire format and some constants.
"""
