"""How a questionnaire in a workbook is laid out: its sheets, its columns, and what is told of the government.

What writes a questionnaire and what reads it filled in both go by these names.
"""

from __future__ import annotations

from collections.abc import Mapping

WORKBOOK = ".xlsx"
"""How the name of a questionnaire in a workbook ends; such a file is read as a case."""

GOVERNMENT_SHEET = "Government"
QUESTIONS_SHEET = "Questions"
ANSWERS_SHEET = "Answers"

QUESTION, MEANING, ANSWER, OTHER, REMARK, PERSON, FACT = (
    "Question",
    "What the answers mean",
    "Answer",
    "Or also possible",
    "Remark",
    "Who answered",
    "Fact",
)
COLUMNS = (QUESTION, MEANING, ANSWER, OTHER, REMARK, PERSON, FACT)
"""The columns of the questions. Those who fill them in may put them in another order, or add some."""

SOURCE = "source"
"""The label of a row that names one source; there may be several."""

HEAD: Mapping[str, str] = {
    "place": "Which government is this about?",
    "country": "In which country does it lie?",
    "level": "Its level of government, such as city, municipality or county",
    "date": "When the answers are true: a year, a month (2026-05) or a day",
    "prepared by": "Who answered which questions, and when",
    "checked by": "Who checked the answers, and when",
    "summary": "The situation in one or two sentences",
    "group": "What several cases that tell one story have in common; mostly left empty",
    "fictional": "yes if the government is invented",
    "notes": "Remarks on the case as a whole",
    SOURCE: "What the answers rest on: one document in each row",
    "rules": "The rules that these questions are from: leave it as it is",
    "id": "A short name of the case; left empty, it is called like this file",
}
"""What is told of the government besides the answers, in the order in which it is asked."""


def said_by(person: str, remark: str) -> str:
    """Return a remark on a question that was not answered, with who made it."""
    return f"{person}: {remark}" if person else remark
