"""Organization advisor for local governments in digital transformation.

Four names do what the command does:

>>> from advisor import advise, load_rules, read_case, render
>>> rules = load_rules()
>>> case = read_case("cases/real/nevada-county-ca-2001.yaml", rules)
>>> advice = advise(rules, case)
>>> print(render(advice, rules, "markdown").splitlines()[0].startswith("#"))
True

What can't be read or written is told by an AdvisorError, whose `problems` are data: the place, what
was read, what is allowed, and how to mend it.

>>> from advisor import CaseError
>>> try:
...     read_case("none.yaml", rules)
... except CaseError as error:
...     print(error.problems[0].place, error.problems[0].message)
none.yaml there is no such file

Two more serve many governments at once: `advise_many(cases)`, and `advise_frame(frame)` for a
polars or pandas data frame (both need the extra `batch`). `advise_batches(batches)` is the same
for Arrow record batches, which engines of many machines give it (extra `cluster`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.batch.batches import advise_batches
    from advisor.batch.frames import advise_frame, advise_many
    from advisor.cases.model import Answer, Case
    from advisor.cases.read.case_file import read_case
    from advisor.errors import (
        AdvisorError,
        CaseError,
        OutputError,
        Place,
        Problem,
        ProblemKind,
        RuleBaseError,
        TemplateError,
        UnknownNameError,
    )
    from advisor.inference.advice import Advice, DecisionAdvice, Status
    from advisor.inference.advise import advise
    from advisor.knowledge.library import load_rules
    from advisor.knowledge.model import RuleBase
    from advisor.report.render import render

__all__ = [
    "Advice",
    "AdvisorError",
    "Answer",
    "Case",
    "CaseError",
    "DecisionAdvice",
    "OutputError",
    "Place",
    "Problem",
    "ProblemKind",
    "RuleBase",
    "RuleBaseError",
    "Status",
    "TemplateError",
    "UnknownNameError",
    "advise",
    "advise_batches",
    "advise_frame",
    "advise_many",
    "load_rules",
    "read_case",
    "render",
]

_ERRORS = (
    "AdvisorError",
    "CaseError",
    "OutputError",
    "Place",
    "Problem",
    "ProblemKind",
    "RuleBaseError",
    "TemplateError",
    "UnknownNameError",
)
_HOMES = {
    **dict.fromkeys(_ERRORS, "advisor.errors"),
    "Advice": "advisor.inference.advice",
    "Answer": "advisor.cases.model",
    "Case": "advisor.cases.model",
    "DecisionAdvice": "advisor.inference.advice",
    "RuleBase": "advisor.knowledge.model",
    "Status": "advisor.inference.advice",
    "advise": "advisor.inference.advise",
    "advise_batches": "advisor.batch.batches",
    "advise_frame": "advisor.batch.frames",
    "advise_many": "advisor.batch.frames",
    "load_rules": "advisor.knowledge.library",
    "read_case": "advisor.cases.read.case_file",
    "render": "advisor.report.render",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `advisor --help` needn't wait for engines."""
    if name not in _HOMES:
        raise AttributeError(f"module 'advisor' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Name what is public, also before it is first used."""
    return [*globals(), *__all__]
