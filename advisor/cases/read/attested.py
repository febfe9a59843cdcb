"""Who answered a question and who checked the answer, as it stands beside the answer in a case file."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.cases.form import ATTESTED_KEYS
from advisor.cases.model import NOT_TOLD, Attestation
from advisor.cases.read.dates import date_problem
from advisor.cases.read.tree import CaseProblems
from advisor.cases.read.walk import CaseEntry, text_of


def attestation_of(
    parts: Mapping[str, CaseEntry], fact: str, problems: CaseProblems, *, answered: bool
) -> Attestation:
    """Return who answered and who checked; tell times that are none, and words on no answer."""
    told = {key: text_of(parts[key], problems) for key in ATTESTED_KEYS if key in parts}
    if not told:
        return NOT_TOLD
    for key, text in told.items():
        wrong = date_problem(text, parts[key].value.place) if text and key.endswith(" on") else None
        if wrong:
            problems.keep(wrong)
        elif text and not answered:
            message = f"'{key}:' stands with no answer to '{fact}'"
            hint = "write the answer as well, or 'answer: unknown' where nobody knew"
            problems.add(parts[key].place, message, hint, about=fact)
            break
    return Attestation(**{key.replace(" ", "_"): text for key, text in told.items()})
