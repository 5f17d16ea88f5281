"""The demo: nominations walk through their whole life, by the same commands that the pages call."""
