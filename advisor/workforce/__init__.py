"""A staff list against the competencies matrix: in come people, courses and a budget; out goes who learns what, when and at what cost.

`read/` takes the tables, `plan/` the courses and the calendar. Everything is frozen data but for the
calendar while it is filled. Judgements stand in the books (`advisor.knowledge.workforce`).
"""
