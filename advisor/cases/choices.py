"""Choices as people type them: `structure=federal`."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import NOWHERE, Problem, ProblemKind, UnknownNameError, suggestion
from advisor.knowledge.model import RuleBase


def read_choices(texts: Iterable[str], rules: RuleBase) -> dict[str, str]:
    """Read choices, one for each decision, as decision and option.

    Raises UnknownNameError when a name is unknown, or a decision is given twice.
    """
    chosen: dict[str, str] = {}
    for text in texts:
        decision, option = _choice(text, rules)
        if decision in chosen:
            message = f"two options of '{decision}' are given, {chosen[decision]} and {option}"
            mend = "only one can be chosen"
            raise UnknownNameError(Problem(NOWHERE, message, mend, kind=ProblemKind.REPEATED))
        chosen[decision] = option
    return chosen


def _choice(text: str, rules: RuleBase) -> tuple[str, str]:
    """Read 'decision=option' (or 'decision: option'). Raises UnknownNameError with what is allowed."""
    mark = "=" if "=" in text else ":"
    decision, _, option = (part.strip() for part in text.partition(mark))
    decisions = {old.casefold(): one for one in rules.decisions for old in one.formerly}
    decisions |= {one.name.casefold(): one for one in rules.decisions}
    item = decisions.get(decision.casefold())
    if item is None:
        mend = suggestion(decision, [one.name for one in rules.decisions])
        raise UnknownNameError(Problem(NOWHERE, f"unknown decision '{decision}'", mend))
    found = item.option_called(option)
    if not found:
        message = f"unknown option '{option}' of '{item.name}'"
        raise UnknownNameError(Problem(NOWHERE, message, suggestion(option, item.options)))
    return item.name, found
