"""The advice as a plain document for other programs: the keys and the nesting that they rely on."""

from __future__ import annotations

import json
from typing import Any

from advisor.cases.borders import Border
from advisor.cases.document import attested_entries
from advisor.explanation.peers import Peers
from advisor.inference.advice import (
    Action,
    Advice,
    Argument,
    DecisionAdvice,
    Finding,
    Firing,
    Misfit,
    Overturn,
    Readings,
)
from advisor.report.advice.schema import advice_schema

__all__ = ["Document", "advice_document", "advice_json", "advice_schema"]

Document = dict[str, Any]


def advice_document(advice: Advice) -> Document:
    """Return the advice as dictionaries, lists, strings and numbers, in a fixed order of keys.

    It validates against `advisor.report.advice.schema.advice_schema()`.
    """
    return {
        "rule_base": {"version": advice.version, "hash": advice.hash},
        "case": {
            "id": advice.case.id,
            "place": advice.case.place,
            "country": advice.case.country,
            "date": advice.case.date,
            "facts": _readings(advice.facts),
            "remarks": {name: note for name, note in _remarks(advice) if note},
            "prepared_by": advice.case.prepared_by,
            "checked_by": advice.case.checked_by,
            "attested": {
                name: attested_entries(told, joiner="_") for name, told in advice.case.attested
            },
            "borders": [_border(border) for border in advice.borders],
        },
        "assessments": {finding.name: _assessment(finding) for finding in advice.assessments},
        "decisions": {decision.name: _decision(decision) for decision in advice.decisions},
        "misfits": [_misfit(misfit) for misfit in advice.misfits],
        "actions": [_action(action) for action in advice.actions],
        "unknown": list(advice.unknown),
        "trace": [_firing(firing) for firing in advice.trace],
    }


def advice_json(
    advice: Advice, scenarios: Document | None = None, peers: Peers | None = None
) -> str:
    """Return the advice as JSON text: indented by two, not escaped to ASCII, ending with a newline.

    `scenarios` are what it is compared with, as `scenarios_document` tells them, `peers` are
    other governments of its group.
    """
    document = advice_document(advice) | ({"scenarios": scenarios} if scenarios else {})
    if peers is not None:
        document["beside"] = {
            "group": dict(peers.group),
            "count": peers.count,
            "levels": {name: list(counts) for name, counts in peers.levels},
        }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _readings(readings: Readings) -> Document:
    return {name: list(values) for name, values in readings}


def _remarks(advice: Advice) -> tuple[tuple[str, str], ...]:
    """What was noted of each answer, of facts without one, and of the case as a whole, under ''."""
    answered = tuple((answer.fact, answer.note) for answer in advice.case.answers)
    return (*answered, *advice.case.notes)


def _border(border: Border) -> Document:
    return {
        "fact": border.fact,
        "figure": _number(border.number),
        "thresholds": [_number(at) for at in border.thresholds],
    }


def _number(number: float) -> int | float:
    """A whole number as the whole number that it is: 50000, not 50000.0."""
    return int(number) if number == int(number) else number


def _assessment(finding: Finding) -> Document:
    return {
        "values": list(finding.values),
        "rules": list(finding.rules),
        "determined": finding.determined,
        "possible": list(finding.possible),
    }


def _decision(decision: DecisionAdvice) -> Document:
    document: Document = {
        "recommended": decision.recommended,
        "status": decision.status.value,
        "status_basis": decision.basis.value,
        "possible": list(decision.possible),
        "scores": dict(decision.scores),
        "ruled_out": list(decision.ruled_out),
        "overturned_by": [_overturn(overturn) for overturn in decision.overturned_by],
        "survives": {
            "changes": decision.survives.changes,
            "same": decision.survives.same,
            "overturned_by": [_overturn(overturn) for overturn in decision.survives.overturned_by],
        },
        "arguments": [_argument(argument) for argument in decision.arguments],
        "waiting": list(decision.waiting),
        "open_facts": list(decision.open_facts),
    }
    if decision.set_aside:
        document["set_aside"] = list(decision.set_aside)
    return document


def _overturn(overturn: Overturn) -> Document:
    document: Document = {"fact": overturn.fact, "value": overturn.value, "to": overturn.to}
    if overturn.together_with:
        document["together_with"] = [
            {"fact": fact, "value": value} for fact, value in overturn.together_with
        ]
    return document


def _argument(argument: Argument) -> Document:
    return {
        "rule": argument.rule,
        "option": argument.option,
        "points": argument.points,
        "rules_out": argument.rules_out,
        "because": argument.because,
        "facts": _readings(argument.read),
        "sources": list(argument.sources),
    }


def _misfit(misfit: Misfit) -> Document:
    return {
        "rule": misfit.rule,
        "text": misfit.text,
        "because": misfit.because,
        "provisional": misfit.provisional,
        "weight": misfit.weight.value if misfit.weight else None,
        "facts": _readings(misfit.read),
        "sources": list(misfit.sources),
    }


def _action(action: Action) -> Document:
    return {
        "rule": action.rule,
        "phase": action.phase.value,
        "owner": action.owner,
        "part": str(action.part),
        "text": action.text,
        "because": action.because,
        "serves": list(action.serves),
        "after": list(action.after),
        "effort": action.effort.value if action.effort else None,
        "needs": action.needs,
        "provisional": action.provisional,
        "facts": _readings(action.read),
        "sources": list(action.sources),
    }


def _firing(firing: Firing) -> Document:
    return {
        "rule": firing.rule,
        "stratum": firing.stratum,
        "read": _readings(firing.read),
        "concluded": _readings(firing.concluded),
    }
