"""What a change of the rules does to an open case: answers carried over, answers to ask again, advice that moved.

A stored advice stays with the hash it was made by; the comparison is between that and the advice
on the same answers under the rules of today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from advisor.cases.answers import UNKNOWN, parse_answer
from advisor.cases.read.older import fact_called
from advisor.errors import Problem
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.report.advice.document import advice_document
from advisor.web.dossier.fold import whole_case
from advisor.web.dossier.records import Dossier, RowKind
from advisor.web.dossier.store import hold, load, rules_taken_over
from advisor.web.dossier.stored_advice import advices_of

Report = dict[str, Any]


def report_of_change(dossier: Dossier, rules: RuleBase, before: Mapping[str, Any] | None) -> Report:
    """Return what the rules of today make of a case; `before` is the last advice under the old ones."""
    renamed: dict[str, str] = {}
    again: dict[str, str] = {}
    for row in dossier.rows:
        if row.kind is not RowKind.ANSWER:
            continue
        given = str(json.loads(row.new).get("answer", "")) if row.new else ""
        fact = fact_called(row.fact, rules)
        again.pop(row.fact, None)
        if fact is None:
            if given:
                again[row.fact] = given
            continue
        if fact.name != row.fact:
            renamed[row.fact] = fact.name
        if given and given != UNKNOWN and isinstance(parse_answer(fact, given), Problem):
            again[row.fact] = given
    after = advice_document(advise(rules, whole_case(dossier, rules).case))
    return {
        "renamed": renamed,
        "asked_again": again,
        "compared": before is not None,
        "decisions": _moved(before, after) if before else [],
        "misfits": _rules_changed(before, after, "misfits") if before else {},
        "actions": _rules_changed(before, after, "actions") if before else {},
    }


def carry_over(connection: Connection, dossier: Dossier, rules: RuleBase, report: Report) -> None:
    """Let a case go on under new rules, with the report; once, whoever comes first."""
    hold(connection, dossier.id)
    now = load(connection, dossier.id)
    if now is not None and now.rules_hash == dossier.rules_hash:
        rules_taken_over(connection, dossier, rules, report)


def last_document(connection: Connection, case: str) -> Mapping[str, Any] | None:
    """Return the last advice on a case that was given out, None where there is none."""
    kept = advices_of(connection, case)
    return kept[-1].document if kept else None


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the decisions of which the recommendation or its firmness changed, and the rules that did it."""
    found = []
    for name, now in after["decisions"].items():
        then = before["decisions"].get(name)
        if then is None:
            found.append({"decision": name, "before": None, "after": now["recommended"]})
            continue
        if (then["recommended"], then["status"]) == (now["recommended"], now["status"]):
            continue
        old = [one["rule"] for one in then["arguments"]]
        new = [one["rule"] for one in now["arguments"]]
        found.append(
            {
                "decision": name,
                "before": then["recommended"],
                "after": now["recommended"],
                "status_before": then["status"],
                "status_after": now["status"],
                "now_speak": [one for one in dict.fromkeys(new) if one not in old],
                "no_longer_speak": [one for one in dict.fromkeys(old) if one not in new],
            }
        )
    return found


def _rules_changed(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: str
) -> dict[str, list[str]]:
    then = [one["rule"] for one in before[kind]]
    now = [one["rule"] for one in after[kind]]
    return {
        "new": [one for one in now if one not in then],
        "gone": [one for one in then if one not in now],
    }
