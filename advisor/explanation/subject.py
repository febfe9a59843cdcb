"""What a question is about: the decision, option or rule that was named, however it was written."""

from __future__ import annotations

from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion
from advisor.knowledge.model import Decision, Rule, RuleBase
from advisor.text import all_of, any_of


def decision_named(rules: RuleBase, name: str) -> Decision:
    """Return the decision of a name; capitals don't count. Raises UnknownNameError."""
    for decision in rules.decisions:
        if decision.name.casefold() == name.casefold():
            return decision
    allowed = [decision.name for decision in rules.decisions]
    having = [
        one.name for one in rules.decisions if not one.group and one.domain.code(name) is not None
    ]
    if having:
        message = f"'{name}' is no decision but an option of {all_of(having)}"
        hint = (
            f"name the decision ({any_of(having)}), or ask about the option: --why-not, "
            "--rather-than or --to-reach takes it"
        )
        raise UnknownNameError(Problem(NOWHERE, message, hint))
    message = f"'{name}' is no decision"
    raise UnknownNameError(Problem(NOWHERE, message, suggestion(name, allowed, limit=20)))


def rule_named(rules: RuleBase, name: str) -> Rule | None:
    """Return the rule of an id, or None; capitals don't count."""
    return next((rule for rule in rules.rules if rule.id.casefold() == name.casefold()), None)


def decision_of(rules: RuleBase, decision: str | None, option: str) -> tuple[str, str]:
    """Return the names of a decision and of its option as the books write them.

    Where no decision is named, the main ones (without a group) that have the option are looked
    through. Raises UnknownNameError where none or several have it.
    """
    if not option.strip():
        asked = [decision_named(rules, decision)] if decision is not None else []
        asked = asked or [item for item in rules.decisions if not item.group]
        allowed = suggestion("", [one for item in asked for one in item.options], limit=20)
        raise UnknownNameError(Problem(NOWHERE, "an option is missing", allowed))
    if decision is not None:
        item = decision_named(rules, decision)
        code = item.domain.code(option)
        if code is not None:
            return item.name, item.options[code]
        message = f"'{option}' is no option of '{item.name}'"
        raise UnknownNameError(Problem(NOWHERE, message, suggestion(option, item.options)))
    main = [item for item in rules.decisions if not item.group]
    having = [item for item in main if item.domain.code(option) is not None]
    if len(having) == 1:
        code = having[0].domain.code(option) or 0
        return having[0].name, having[0].options[code]
    if having:
        names = ", ".join(item.name for item in having)
        hint = f"name one of them before it: {names}"
        raise UnknownNameError(
            Problem(NOWHERE, f"several decisions have the option '{option}'", hint)
        )
    every = [one for item in main for one in item.options]
    message = f"no main decision has the option '{option}'"
    raise UnknownNameError(Problem(NOWHERE, message, suggestion(option, every, limit=20)))
