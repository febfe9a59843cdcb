"""What the books judge of a staff list, as plain data."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.knowledge.workforce import WorkforceBook
from advisor.report.rules_export.background import citations_data
from advisor.report.rules_export.conditions import lines_tree


def workforce_data(book: WorkforceBook, rules: RuleBase) -> dict[str, Any]:
    """Return the book of the workforce in JSON's terms."""
    return {
        "weights": [
            {"level": one.level, "missing": one.missing, "partly": one.partly}
            for one in book.weights
        ],
        "learn_first": [
            {
                "id": one.id,
                "title": one.title,
                "condition": lines_tree(one.when, rules),
                "advised": list(one.advised),
                "first": list(one.first),
                "points": one.points,
                "because": one.because,
                "sources": citations_data(one.sources),
            }
            for one in book.priorities
        ],
        "readings": [
            {
                "name": one.name,
                "level": one.level,
                "adds": list(one.adds),
                "because": one.because,
                "sources": citations_data(one.sources),
            }
            for one in book.readings
        ],
        "doubtful": [
            {"competency": competency, "job_category": category}
            for competency, category in book.doubtful
        ],
        "doubt": book.doubt,
        "scales": [
            {"scale": one.scale, "answer": one.answer, "means": dict(one.means)}
            for one in book.scales
        ],
        "usual": dict(book.usual),
        "answers": [
            {
                "fact": one.fact,
                "measure": one.measure.value,
                "of": list(one.of),
                "least_known": one.least_known,
                "rows": [{"answer": answer, "from": decided} for answer, decided in one.rows],
                "because": one.because,
                "sources": citations_data(one.sources),
            }
            for one in book.answers
        ],
        "compared": book.compared,
        "agreements": [
            {"option": one.option, "agrees": one.agrees.value, "people_are": one.people_are}
            for one in book.agreements
        ],
        "compared_because": book.compared_because,
        "points": [
            {"number": one.number, "rule": one.rule, "asks_for": one.asks_for, "also": one.also}
            for one in book.points
        ],
        "serves": list(book.serves),
    }
