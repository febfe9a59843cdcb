"""The same interview, report and handbook in a browser, and the same answers for other programs.

What comes in are requests; what goes out are pages and documents. Every answer becomes a row of a
database that is never overwritten; the interview is the session machine of `advisor/interview/`.
"""
