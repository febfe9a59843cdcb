"""The parts of a case that speak of decisions: what was chosen, and what its advice is expected to be."""

from __future__ import annotations

from advisor.cases.form import (
    ACTION_KEYS,
    EXPECTED_RULES,
    MISFIT_KEYS,
    NO_OPTION,
    STATUSES,
)
from advisor.cases.model import Expectation
from advisor.cases.read.tree import CaseProblems, Mapping, Scalar, is_nothing, kind_of
from advisor.cases.read.walk import CaseEntry, entries, scalars_of, text_of
from advisor.errors import nearest, suggestion
from advisor.knowledge.model import Decision, RuleBase
from advisor.text import one_line


def check_chosen(
    entry: CaseEntry | None, rules: RuleBase, problems: CaseProblems
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of decision and option under `chosen:`; tell every slip."""
    chosen: list[tuple[str, str]] = []
    for one in _entries(entry, "chosen", problems):
        decision = _decision(one, "chosen", (), rules, problems)
        option = _option(one, decision, problems) if decision else ""
        if decision and option:
            chosen.append((decision.name, option))
    return tuple(chosen)


def check_expect(
    entry: CaseEntry | None, rules: RuleBase, problems: CaseProblems
) -> Expectation | None:
    """Return what `expect:` asks of the advice, or None for nothing; tell every slip."""
    if entry is None or is_nothing(entry.value):
        return None
    decisions: list[tuple[str, str, str]] = []
    told: dict[str, tuple[str, ...]] = dict.fromkeys(EXPECTED_RULES, ())
    for one in _entries(entry, "expect", problems):
        if one.name in told:
            told[one.name] = _rules(one, rules, problems)
            continue
        decision = _decision(one, "expect", tuple(told), rules, problems)
        if decision is None:
            continue
        if isinstance(one.value, Mapping):
            option, status = _recommended_and_status(one, one.value, decision, problems)
        else:
            option, status = _expected_option(one, decision, problems), ""
        if option or status:
            decisions.append((decision.name, option, status))
    for wanted, unwanted in (MISFIT_KEYS, ACTION_KEYS):
        both = [rule for rule in told[wanted] if rule in told[unwanted]]
        if both:
            message = f"'{both[0]}' stands under '{wanted}:' and under '{unwanted}:'"
            problems.add(entry.place, message, "keep it in one of them")
    expected = Expectation(tuple(decisions), *(told[key] for key in EXPECTED_RULES))
    return None if expected == Expectation() else expected


def _entries(entry: CaseEntry | None, key: str, problems: CaseProblems) -> list[CaseEntry]:
    if entry is None or is_nothing(entry.value):
        return []
    if isinstance(entry.value, Mapping):
        return list(entries(entry.value, f"'{key}:'", problems))
    message = f"'{key}:' holds {kind_of(entry.value)}, not a mapping"
    problems.add(entry.value.place, message, "write a line 'decision: option' for each decision")
    return []


def _decision(
    entry: CaseEntry, where: str, others: tuple[str, ...], rules: RuleBase, problems: CaseProblems
) -> Decision | None:
    item = rules.items.get(entry.name)
    if isinstance(item, Decision):
        return item
    named = [one for one in rules.decisions if one.is_called(entry.name)]
    named.sort(key=lambda one: one.name.casefold() != entry.name)  # today's names come first
    if named:
        return named[0]
    names = [*(decision.name for decision in rules.decisions), *others]
    near = nearest(entry.name[:200], names)
    hint = f"did you mean '{near}'?" if near else suggestion(entry.name[:200], names)
    problems.add(entry.place, f"unknown decision '{one_line(entry.written)}' in '{where}:'", hint)
    return None


def _option(
    entry: CaseEntry, decision: Decision, problems: CaseProblems, others: tuple[str, ...] = ()
) -> str:
    """Return the option that an entry names; `others` are further words that may stand there."""
    if is_nothing(entry.value):
        hint = f"take the line out, or name one of: {', '.join(decision.options)}"
        problems.add(entry.value.place, f"no option is given for '{decision.name}'", hint)
        return ""
    if not isinstance(entry.value, Scalar):
        hint = f"name one option: {', '.join(decision.options)}"
        message = f"{kind_of(entry.value)} is no option of '{decision.name}'"
        problems.add(entry.value.place, message, hint)
        return ""
    text = " ".join(entry.value.text.split())
    option = decision.option_called(text)
    if option:
        return option
    allowed = suggestion(text[:200], (*decision.options, *others))
    message = f"unknown option '{one_line(text)}' of '{decision.name}'"
    problems.add(entry.value.place, message, allowed)
    return ""


def _expected_option(entry: CaseEntry, decision: Decision, problems: CaseProblems) -> str:
    """Return the option that is expected, or `NO_OPTION` where none is to be recommended."""
    nothing = isinstance(entry.value, Scalar) and entry.value.text.strip().casefold() == NO_OPTION
    if nothing and not decision.option_called(NO_OPTION):
        return NO_OPTION
    return _option(entry, decision, problems, (NO_OPTION,))


def _recommended_and_status(
    entry: CaseEntry, value: Mapping, decision: Decision, problems: CaseProblems
) -> tuple[str, str]:
    option = status = ""
    what = f"the expected '{decision.name}'"
    for part in entries(value, what, problems):
        if part.name == "recommended":
            option = _expected_option(part, decision, problems)
        elif part.name == "status":
            status = text_of(part, problems).casefold()
            if status not in STATUSES:
                message = f"unknown status '{one_line(status)}' of '{decision.name}'"
                problems.add(part.value.place, message, suggestion(status[:200], STATUSES))
        else:
            allowed = suggestion(part.name[:200], ("recommended", "status"))
            problems.add(part.place, f"unknown key '{one_line(part.written)}' in {what}", allowed)
    if not value.pairs:
        hint = "write 'recommended:' and an option, or 'status:', or both"
        problems.add(value.place, f"nothing is expected of '{entry.written}'", hint)
    return option, status


def _rules(entry: CaseEntry, rules: RuleBase, problems: CaseProblems) -> tuple[str, ...]:
    """Return the rules that an entry names, which must tell what the entry is about."""
    if entry.name in MISFIT_KEYS:
        what, tells, nobody = "misfit", "warns of no misfit", "no rule of the books warns"
        telling = [rule.id for rule in rules.rules if rule.warning]
    else:
        what, tells, nobody = "action", "advises no action", "no rule of the books advises"
        telling = [rule.id for rule in rules.rules if rule.advice]
    known = {rule.id.casefold(): rule for rule in rules.rules}
    found: list[str] = []
    for scalar in scalars_of(entry, problems):
        text = " ".join(scalar.text.split())
        rule = known.get(text.casefold())
        if rule is None:
            hint = suggestion(text[:200], telling) if telling else nobody
            problems.add(scalar.place, f"unknown {what} '{one_line(text)}'", hint)
        elif rule.id not in telling:
            hint = f"allowed: {', '.join(telling)}" if telling else nobody
            problems.add(scalar.place, f"the rule '{rule.id}' {tells}", hint)
        elif rule.id not in found:
            found.append(rule.id)
    return tuple(found)
