"""Scenarios side by side: recommendations, warnings and plans in columns, differences marked, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.inference.advice import Advice, DecisionAdvice
from advisor.knowledge.model import RuleBase
from advisor.report.advice.parts import reading
from advisor.report.cleaning import plain
from advisor.report.page import Heading, PageTable, Paragraph, Part, ReviewPage
from advisor.text import capital

MARK = "≠ "
"""What stands before a row in which the scenarios differ."""


def scenarios_page(scenarios: Sequence[tuple[str, Advice]], rules: RuleBase) -> ReviewPage:
    """Return the page that compares advice on several cases, or on one case told otherwise.

    `scenarios` are pairs of a name and the advice by this rule base; the first is what the others
    are compared with. Rows that differ are marked.
    """
    names = tuple(plain(name) for name, _ in scenarios)
    every = [advice for _, advice in scenarios]
    parts: list[Part] = []
    for title, rows in (
        ("Answers that differ", _answers(every, rules)),
        ("Recommendations", _decisions(every)),
        ("Warnings", _misfits(every)),
        ("Plan", _actions(every)),
    ):
        parts.append(Heading(title))
        if rows:
            parts.append(PageTable("", (title, *names), rows))
        else:
            parts.append(Paragraph("None."))
    parts += _reasons(names, every, rules)
    moved = sum(len({_advised(one, name) for one in every}) > 1 for name in _names(every))
    summary = (
        f"{names[0]} beside {', '.join(names[1:])}: {moved} of {len(_names(every))} recommendations "
        f"differ. Rows that differ begin with {MARK.strip()}"
    )
    foot = f"Rule base {every[0].version}, {every[0].hash}"
    return ReviewPage("Scenarios side by side", f"{summary}.", tuple(parts), foot)


def scenarios_document(scenarios: Sequence[tuple[str, Advice]], rules: RuleBase) -> dict[str, Any]:
    """Return the comparison as a document for other programs."""
    every = [advice for _, advice in scenarios]
    return {
        "rule_base": {"version": every[0].version, "hash": every[0].hash},
        "scenarios": [
            {
                "name": name,
                "recommendations": {one.name: one.recommended for one in advice.decisions},
                "statuses": {one.name: one.status.value for one in advice.decisions},
                "misfits": [one.rule for one in advice.misfits],
                "actions": [one.rule for one in advice.actions],
            }
            for name, advice in scenarios
        ],
        "differences": {
            name: _deciding(every, name, rules)
            for name in _names(every)
            if len({_advised(one, name) for one in every}) > 1
        },
    }


def _names(every: Sequence[Advice]) -> list[str]:
    return [one.name for one in every[0].decisions]


def _advised(advice: Advice, name: str) -> str:
    return advice.by_decision[name].recommended or "no recommendation"


def _row(label: str, cells: Sequence[str]) -> tuple[str, ...]:
    return ((MARK if len(set(cells)) > 1 else "") + label, *cells)


def _answers(every: Sequence[Advice], rules: RuleBase) -> tuple[tuple[str, ...], ...]:
    """Return the facts that are not answered alike."""
    rows = []
    for fact in rules.facts:
        cells = [
            reading(
                fact.name, fact.domain.names(one.case.possible(fact.name, fact.domain)), rules
            ).value
            for one in every
        ]
        if len(set(cells)) > 1:
            rows.append(_row(fact.name, cells))
    return tuple(rows)


def _decisions(every: Sequence[Advice]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for name in _names(every):
        advised = [_advised(one, name) for one in every]
        cells = [
            f"{text} ({one.by_decision[name].status.value})"
            for text, one in zip(advised, every, strict=True)
        ]
        mark = MARK if len(set(advised)) > 1 else ""
        rows.append((mark + name, *cells))
    return tuple(rows)


def _misfits(every: Sequence[Advice]) -> tuple[tuple[str, ...], ...]:
    texts = {one.rule: one.text for advice in every for one in advice.misfits}
    held = [{one.rule for one in advice.misfits} for advice in every]
    return tuple(
        _row(f"{rule} {plain(text)}", ["yes" if rule in rules else "no" for rules in held])
        for rule, text in texts.items()
    )


def _actions(every: Sequence[Advice]) -> tuple[tuple[str, ...], ...]:
    texts = {one.rule: one.text for advice in every for one in advice.actions}
    held = [{one.rule: one for one in advice.actions} for advice in every]
    return tuple(
        _row(
            f"{rule} {plain(text)}",
            [
                f"{rules[rule].phase.value}, {rules[rule].owner}" if rule in rules else "no"
                for rules in held
            ],
        )
        for rule, text in texts.items()
    )


def _reasons(names: Sequence[str], every: Sequence[Advice], rules: RuleBase) -> list[Part]:
    """Tell for each recommendation that differs which rules speak in one scenario and not in the first."""
    parts: list[Part] = [Heading("Why they differ")]
    for name in _names(every):
        for column, advice in enumerate(every[1:], 1):
            if _advised(advice, name) != _advised(every[0], name):
                text = _difference(every[0].by_decision[name], advice.by_decision[name], rules)
                label = f"{capital(name)}, {names[column]}"
                parts.append(Paragraph(text, label))
    if len(parts) == 1:
        parts.append(Paragraph("No recommendation differs."))
    return parts


def _difference(before: DecisionAdvice, after: DecisionAdvice, rules: RuleBase) -> str:
    new, gone = _changed(before, after)
    said = [
        f"{verb} {', '.join(_titled(rule, rules) for rule in found)}"
        for verb, found in (("now speaks", new), ("no longer speaks", gone))
        if found
    ]
    move = f"{before.recommended or 'no recommendation'} becomes {after.recommended or 'none'}"
    return f"{move}: {'; '.join(said)}." if said else f"{move}: the same rules speak otherwise."


def _changed(before: DecisionAdvice, after: DecisionAdvice) -> tuple[list[str], list[str]]:
    """Return the rules that speak only after, and those that speak only before."""
    old = dict.fromkeys(one.rule for one in before.arguments)
    new = dict.fromkeys(one.rule for one in after.arguments)
    return [one for one in new if one not in old], [one for one in old if one not in new]


def _titled(rule: str, rules: RuleBase) -> str:
    found = rules.rules_by_id.get(rule)
    return f"{rule} ({found.title})" if found else rule


def _deciding(every: Sequence[Advice], name: str, _: RuleBase) -> list[dict[str, Any]]:
    first = every[0].by_decision[name]
    changes = [_changed(first, one.by_decision[name]) for one in every[1:]]
    return [{"new_rules": new, "gone_rules": gone} for new, gone in changes]
