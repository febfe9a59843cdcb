"""Changing the books for the people who answer for them: new blocks, other names, and what each change does.

In comes a folder of books of one's own, out go the same files with the change in them, each replaced
whole, and only when the whole rule base still reads as it should.
"""
