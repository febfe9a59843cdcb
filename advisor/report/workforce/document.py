"""The whole report on a staff list, and the same as JSON."""

from __future__ import annotations

import json
from typing import Any

from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, Listing, PageTable, Paragraph
from advisor.report.workforce.model import HeatMap, StaffPage, StaffPart
from advisor.report.workforce.plan_parts import (
    calendar_part,
    cut_part,
    money,
    people_part,
    plan_part,
    posts_part,
)
from advisor.report.workforce.staff_parts import (
    answers_part,
    change_part,
    coverage_part,
    gaps_part,
    guides_part,
    matrix_part,
    points_part,
)
from advisor.text import counted
from advisor.workforce.privacy import EVERYTHING, Disclosure
from advisor.workforce.study import StaffStudy

TITLE = "The staff against the competencies matrix"


def staff_page(study: StaffStudy, rules: RuleBase, shown: Disclosure = EVERYTHING) -> StaffPage:
    """Return the report; what is for publication shows no person and no small group."""
    parts: list[StaffPart] = []
    if shown.public:
        parts.append(
            Paragraph(
                f"Numbers of people are multiples of {shown.least}, the nearest ones; smaller groups "
                "and all that concerns single people are left out.",
                "For publication",
            )
        )
    if study.inputs.notes and not shown.public:
        parts += [Heading("Notes on what was read"), Listing(study.inputs.notes)]
    for part in (
        coverage_part(study, shown),
        gaps_part(study, shown),
        plan_part(study, shown),
        cut_part(study, shown),
        calendar_part(study, shown),
        people_part(study, shown),
        posts_part(study, shown),
        points_part(study),
        iter(()) if shown.public else answers_part(study),
        change_part(study, shown),
        matrix_part(study),
        guides_part(study, shown),
    ):
        parts += list(part)
    return StaffPage(
        TITLE,
        _summary(study, shown),
        tuple(parts),
        f"Rule base {rules.version}, {rules.hash}. The list is held against a matrix, and people are "
        "not graded by it: use it to find gaps.",
    )


def _summary(study: StaffStudy, shown: Disclosure) -> str:
    people = len(study.inputs.people)
    with_gaps = sum(one.with_gaps for one in study.gaps.by_category)
    plan = study.plan
    text = (
        f"{shown.text(people)} people in {counted(len(study.gaps.by_department), 'department')}, "
        f"{shown.text(with_gaps)} with a gap in what is required of them."
    )
    if plan.taken and not shown.public:
        calendar = study.inputs.parameters.calendar
        text += (
            f" From {calendar[0]} to {calendar[-1]}, {len(plan.taken):,} places in "
            f"{counted(len(plan.sessions), 'session')} are planned, for {money(plan.from_budget)}"
            " of the budget."
        )
    return text


def staff_json(study: StaffStudy, rules: RuleBase, shown: Disclosure = EVERYTHING) -> str:
    """Return the report as JSON: coverage in numbers (null where hidden), the plan, and every table."""
    page = staff_page(study, rules, shown)
    document: dict[str, Any] = {
        "title": page.title,
        "summary": page.summary,
        "rules": {"version": rules.version, "hash": rules.hash},
        "for_publication": shown.public,
        "reading": study.matrix.reading,
        "coverage": [
            {
                "competency": one.competency,
                "job_category": one.category,
                "demanded": one.demanded,
                **{
                    name: shown.count(getattr(one, name))
                    for name in ("required", "met", "partly", "missing", "unknown")
                },
            }
            for one in study.coverage
        ],
        "sections": _sections(page),
    }
    if not shown.public:
        plan = study.plan
        document["plan"] = {
            "method": plan.method,
            "points": plan.points,
            "points_wanted": plan.wanted,
            "no_plan_above": plan.bound,
            "fees": money(plan.fees),
            "paid_hours": money(plan.hours),
            "from_budget": money(plan.from_budget),
            "sessions": [
                {
                    "course": plan.problem.courses[one.course].key,
                    "quarter": str(one.quarter),
                    "session": one.number,
                    "people": [plan.problem.people[at].pseudonym for at in one.participants],
                }
                for one in plan.sessions
            ],
        }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _sections(page: StaffPage) -> list[dict[str, Any]]:
    """Return the parts of a page below their headings."""
    sections: list[dict[str, Any]] = [{"heading": "", "texts": [], "tables": []}]
    for part in page.parts:
        if isinstance(part, Heading):
            sections.append({"heading": part.text, "texts": [], "tables": []})
        elif isinstance(part, Paragraph):
            label = f"{part.label}: " if part.label else ""
            sections[-1]["texts"].append(label + part.text)
        elif isinstance(part, Listing):
            sections[-1]["texts"] += list(part.texts)
        elif isinstance(part, PageTable):
            sections[-1]["tables"].append(_table(part))
        elif isinstance(part, HeatMap):
            sections[-1]["tables"].append(_table(part.table))
    return [one for one in sections if one["heading"] or one["texts"] or one["tables"]]


def _table(table: PageTable) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "rows": [dict(zip(table.header, row, strict=True)) for row in table.rows],
    }
