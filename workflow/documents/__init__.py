"""Documents as PDF: facts are set by a template of the repository in a process of its own, the same bytes every time.

A room above says what a document tells (plain data, in words); this room says how it looks and makes the file. What
people have typed reaches a template as data and never as its language.
"""
