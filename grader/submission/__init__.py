"""A submission before it runs: opened safely, decoded, its cells put together, screened."""
