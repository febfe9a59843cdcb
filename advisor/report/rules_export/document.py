"""The whole rule base as plain data; `schema.py` describes it, and a test holds the two together."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.effects import Adjust, Argue, Conclude, Effect
from advisor.knowledge.laws import AlwaysLaw, Law
from advisor.knowledge.model import (
    Assessment,
    Decision,
    Fact,
    Rule,
    RuleBase,
)
from advisor.knowledge.population import FactPopulation
from advisor.knowledge.writer import ambiguous_options, law_text, rule_entries
from advisor.report.review_pages.witnesses import rule_base_data
from advisor.report.rules_export.background import (
    citations_data,
    competency_data,
    goal_data,
    source_data,
    statement_data,
)
from advisor.report.rules_export.conditions import (
    line_tree,
    lines_tree,
    plain_number,
    rule_condition,
    terms_tree,
)
from advisor.report.rules_export.workforce import workforce_data
from advisor.schemas import schema_id

Data = dict[str, Any]


def rules_document(rules: RuleBase) -> Data:
    """Return the rule base in JSON's terms; every list is in the order of the books."""
    return {
        "schema": schema_id("rules"),
        "rule_base": rule_base_data(rules),
        "facts": [fact_data(one) for one in rules.facts],
        "assessments": [assessment_data(one, rules) for one in rules.assessments],
        "decisions": [decision_data(one) for one in rules.decisions],
        "rules": [rule_data(one, rules) for one in rules.rules],
        "laws": [law_data(one, rules) for one in rules.laws],
        "goals": [goal_data(one) for one in rules.goals],
        "statements": [statement_data(one) for one in rules.statements],
        "competencies": [competency_data(one) for one in rules.competencies],
        "sources": [source_data(one) for one in rules.sources],
        "waivers": [
            {"finding": one.finding, "about": one.about, "reason": one.reason}
            for one in rules.waivers
        ],
        "population": [_population(one, rules) for one in rules.population],
        "workforce": workforce_data(rules.workforce, rules) if rules.workforce else None,
        "order": list(rules.order),
    }


def fact_data(fact: Fact) -> Data:
    """Return a fact: what is asked, what may be answered, and what each answer means."""
    return {
        "kind": "fact",
        "name": fact.name,
        "place": str(fact.place),
        "topic": fact.topic,
        "question": fact.question,
        "answers": _domain(fact.domain),
        "anchors": [{"value": value, "text": text} for value, text in fact.anchors],
        "why": fact.why,
        "can_change": fact.can_change,
        "group_by": fact.grouped,
        "formerly": list(fact.formerly),
        "former_values": [{"value": old, "today": new} for old, new in fact.former_values],
        "sources": citations_data(fact.sources),
    }


def _domain(domain: Domain) -> Data:
    """Return possible values; of a number also its unit and limits, and the cells that the rules tell apart."""
    found: Data = {"kind": domain.kind.value, "values": list(domain.values)}
    if domain.kind is Kind.NUMBER:
        infinite = domain.maximum == float("inf")
        found["number"] = {
            "unit": domain.unit,
            "minimum": plain_number(domain.minimum),
            "maximum": None if infinite else plain_number(domain.maximum),
            "whole": domain.whole,
            "near": domain.near,
            "cuts": [{"at": plain_number(cut.at), "after": cut.after} for cut in domain.cuts],
        }
    return found


def assessment_data(one: Assessment, rules: RuleBase) -> Data:
    """Return an assessment: its scale, and its table or its cut points."""
    table: Data | None = None
    if one.rows:
        table = {
            "hit_policy": one.hit_policy.value,
            "inputs": list(one.inputs),
            "rows": [
                {
                    "row": row.number,
                    "condition": terms_tree(row.terms, rules),
                    "value": row.value,
                }
                for row in one.rows
            ],
        }
    return {
        "kind": "assessment",
        "name": one.name,
        "place": str(one.place),
        "topic": one.topic,
        "values": list(one.domain.values),
        "ordered": one.domain.ordered,
        "why": one.why,
        "table": table,
        "cut_points": [{"value": value, "from": least} for value, least in one.cuts],
        "group_by": one.grouped,
        "formerly": list(one.formerly),
        "former_values": [{"value": old, "today": new} for old, new in one.former_values],
        "sources": citations_data(one.sources),
    }


def decision_data(one: Decision) -> Data:
    """Return a decision: its options, and what counts among equal ones."""
    drawn = one.drawn
    return {
        "kind": "decision",
        "name": one.name,
        "place": str(one.place),
        "topic": one.topic,
        "question": one.question,
        "options": list(one.options),
        "meanings": [{"value": option, "text": text} for option, text in one.meanings],
        "when_equal": {"keep": one.keep or None, "prefer": list(one.preference)},
        "close_call": one.close_call,
        "group": one.group,
        "judge_by": one.judged.value,
        "drawn_as": {"role": drawn.role.value, "shapes": dict(drawn.shapes)} if drawn else None,
        "formerly": list(one.formerly),
        "former_values": [{"value": old, "today": new} for old, new in one.former_values],
        "sources": citations_data(one.sources),
    }


def rule_data(rule: Rule, rules: RuleBase) -> Data:
    """Return a rule: its condition as a tree, and all that follows where it holds.

    `sentences` are its entries as the book has them; the tree is what they mean.
    """
    ambiguous = ambiguous_options(one.options for one in rules.decisions)
    action = rule.advice
    return {
        "kind": "rule",
        "id": rule.id,
        "title": rule.title,
        "place": str(rule.place),
        "topic": rule.topic,
        "condition": rule_condition(rule, rules),
        "reads": list(rule.reads),
        "effects": [_effect(one) for one in rule.effects],
        "misfit": {
            "text": rule.warning,
            "weight": rule.weight.value if rule.weight else None,
            "contradiction": rule.contradiction,
        }
        if rule.warning
        else None,
        "action": {
            "text": action.text,
            "phase": action.phase.value,
            "owner": action.owner,
            "part": action.part.value,
            "serves": list(action.serves),
            "after": list(action.after),
            "effort": action.effort.value if action.effort else None,
            "needs": action.needs,
        }
        if action
        else None,
        "because": rule.because,
        "evidence": rule.evidence.value,
        "sources": citations_data(rule.sources),
        "sentences": [
            {"key": key, "text": text} for key, text in rule_entries(rule, ambiguous=ambiguous)
        ],
    }


def _effect(effect: Effect) -> Data:
    if isinstance(effect, Argue):
        return {
            "effect": "favour" if effect.favours else "oppose",
            "decision": effect.decision,
            "option": effect.option,
            "strength": effect.strength.value,
            "points": effect.points,
        }
    if isinstance(effect, Adjust):
        return {
            "effect": "raise" if effect.raises else "lower",
            "assessment": effect.assessment,
            "strength": effect.strength.value,
            "points": effect.points,
        }
    if isinstance(effect, Conclude):
        return {"effect": "conclude", "assessment": effect.assessment, "value": effect.value}
    return {"effect": "rule out", "decision": effect.decision, "option": effect.option}


def law_data(law: Law, rules: RuleBase) -> Data:
    """Return a law: one that always holds, or one of more and less."""
    ambiguous = ambiguous_options(one.options for one in rules.decisions)
    told: Data = {
        "kind": "law",
        "id": law.id,
        "title": law.title,
        "place": str(law.place),
        "says": law_text(law, ambiguous=ambiguous),
        "always": None,
        "monotone": None,
        "sources": citations_data(law.sources),
    }
    if isinstance(law, AlwaysLaw):
        told["always"] = {"when": lines_tree(law.when, rules), "then": line_tree(law.then, rules)}
    else:
        told["monotone"] = {
            "move": "raising" if law.raising else "lowering",
            "subject": law.subject,
            "never": "lowers" if law.never_lowers else "raises",
            "decision": law.decision or None,
            "target": law.target,
            "over": law.over or None,
        }
    return told


def _population(one: FactPopulation, rules: RuleBase) -> Data:
    return {
        "fact": one.fact,
        "given": list(one.given),
        "answers": [_answer(answer) for answer in one.answers],
        "rows": [
            {
                "condition": terms_tree(row.terms, rules),
                "numbers": [plain_number(number) for number in row.numbers],
            }
            for row in one.rows
        ],
        "judgement": one.judgement,
        "sources": citations_data(one.sources),
    }


def _answer(answer: str | Range) -> str | Data:
    if isinstance(answer, Range):
        return {"low": plain_number(answer.low), "high": plain_number(answer.high)}
    return answer
