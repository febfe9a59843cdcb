"""The rule base as data: the books are read into it, and any of its rules is written back as a sentence."""
