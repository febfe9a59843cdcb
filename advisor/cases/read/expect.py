"""The parts of a case that speak of decisions: what was chosen, and what its advice is expected to be."""

from __future__ import annotations

from advisor.cases.form import STATUSES
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
    misfits: dict[str, tuple[str, ...]] = {"misfits": (), "no misfits": ()}
    for one in _entries(entry, "expect", problems):
        if one.name in misfits:
            misfits[one.name] = _misfits(one, rules, problems)
            continue
        decision = _decision(one, "expect", tuple(misfits), rules, problems)
        if decision is None:
            continue
        if isinstance(one.value, Mapping):
            option, status = _recommended_and_status(one, one.value, decision, problems)
        else:
            option, status = _option(one, decision, problems), ""
        if option or status:
            decisions.append((decision.name, option, status))
    both = [rule for rule in misfits["misfits"] if rule in misfits["no misfits"]]
    if both:
        message = f"'{both[0]}' stands under 'misfits:' and under 'no misfits:'"
        problems.add(entry.place, message, "keep it in one of them")
    expected = Expectation(tuple(decisions), misfits["misfits"], misfits["no misfits"])
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
    named = [one for one in rules.decisions if one.is_called(entry.name)]
    named.sort(key=lambda one: one.name.casefold() != entry.name)  # today's names come first
    if named:
        return named[0]
    names = [*(decision.name for decision in rules.decisions), *others]
    near = nearest(entry.name[:200], names)
    hint = f"did you mean '{near}'?" if near else suggestion(entry.name[:200], names)
    problems.add(entry.place, f"unknown decision '{one_line(entry.written)}' in '{where}:'", hint)
    return None


def _option(entry: CaseEntry, decision: Decision, problems: CaseProblems) -> str:
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
    allowed = suggestion(text[:200], decision.options)
    message = f"unknown option '{one_line(text)}' of '{decision.name}'"
    problems.add(entry.value.place, message, allowed)
    return ""


def _recommended_and_status(
    entry: CaseEntry, value: Mapping, decision: Decision, problems: CaseProblems
) -> tuple[str, str]:
    option = status = ""
    what = f"the expected '{decision.name}'"
    for part in entries(value, what, problems):
        if part.name == "recommended":
            option = _option(part, decision, problems)
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


def _misfits(entry: CaseEntry, rules: RuleBase, problems: CaseProblems) -> tuple[str, ...]:
    known = {rule.id.casefold(): rule for rule in rules.rules}
    warning = [rule.id for rule in rules.rules if rule.warning]
    found: list[str] = []
    for scalar in scalars_of(entry, problems):
        text = " ".join(scalar.text.split())
        rule = known.get(text.casefold())
        if rule is None:
            hint = suggestion(text[:200], warning) if warning else "no rule of the books warns"
            problems.add(scalar.place, f"unknown misfit '{one_line(text)}'", hint)
        elif not rule.warning:
            hint = f"allowed: {', '.join(warning)}" if warning else "no rule of the books warns"
            problems.add(scalar.place, f"the rule '{rule.id}' warns of no misfit", hint)
        elif rule.id not in found:
            found.append(rule.id)
    return tuple(found)
