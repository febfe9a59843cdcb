"""The advice turned into what a report shows, so that templates need no more than loops.

What is shown is held in named tuples, here and in the modules beside it: they are as frozen as
the dataclasses of the other rooms, and some thirty of those would take 20 ms of every start.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.cases.model import Case
from advisor.explanation.peers import Peers
from advisor.inference.advice import Advice, Status
from advisor.knowledge.model import RuleBase
from advisor.knowledge.words import Part
from advisor.report.advice.answered import AnsweredBy, answered
from advisor.report.advice.beside import beside
from advisor.report.advice.bibliography import Work, works
from advisor.report.advice.brief import Brief, brief_of
from advisor.report.advice.chart import Chart, chart_of
from advisor.report.advice.decisions import DecisionView, decision_views
from advisor.report.advice.graphs import plan_chart, points_chart, profile_chart
from advisor.report.advice.openness import (
    BorderView,
    Concluded,
    OpenFact,
    Told,
    border_views,
    concluded,
    open_facts,
    remarks,
    told,
)
from advisor.report.advice.overturning import Jointly, jointly
from advisor.report.advice.parts import area
from advisor.report.advice.people import Matrix, matrix
from advisor.report.advice.plan import (
    PhaseSteps,
    Served,
    Step,
    Warned,
    by_phase,
    served,
    steps,
    warned,
)
from advisor.report.cleaning import is_address, plain
from advisor.text import capital


class Chosen(NamedTuple):
    """What a government really chose in a decision, beside what is advised."""

    decision: str
    option: str
    advised: str


class CaseSource(NamedTuple):
    """A source of the case's own; `link` tells whether it can be followed."""

    text: str
    link: bool


class CaseView(NamedTuple):
    """Who the report is for. `name` is the place, or the id where no place is told."""

    name: str
    country: str
    level: str
    date: str
    summary: str
    id: str
    chosen: tuple[Chosen, ...]
    verdict: str
    outcome: str
    remark: str
    prepared_by: str
    checked_by: str
    sources: tuple[CaseSource, ...]


class DecisionGroup(NamedTuple):
    """Small decisions of one kind that are shown as one table.

    `areas` are the decisions' names without the word that they share with the group, so that the
    area of 'budget rights' in 'decision rights' is 'budget'. `by_option` gathers them by what is
    advised ('' where nothing is) and how firm it is, `by_advice` by what is advised alone.
    """

    name: str
    title: str
    decisions: tuple[DecisionView, ...]
    areas: tuple[str, ...]
    by_option: tuple[tuple[str, str, tuple[str, ...]], ...]
    by_advice: tuple[tuple[str, tuple[str, ...]], ...]


class Report(NamedTuple):
    """Everything that a report shows, in the order in which it is shown.

    `unknown` is split into what is asked because it could overturn something, and the rest.
    `points_charts` go with `decisions`. `remarks` are what was noted of each fact and, last under 'the case', of the case as a whole.
    `fact_count` is the number of facts that can be told; `checked_all` is false when for some
    decision not every combination of the open answers could be tried.
    """

    case: CaseView
    brief: Brief
    chart: Chart | None
    points_charts: tuple[Chart | None, ...]
    plan_chart: Chart | None
    profile_chart: Chart | None
    beside: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    groups: tuple[DecisionGroup, ...]
    borders: tuple[BorderView, ...]
    told: tuple[Told, ...]
    remarks: tuple[tuple[str, str], ...]
    assumed: tuple[OpenFact, ...]
    unknown: tuple[OpenFact, ...]
    unknown_asked: tuple[str, ...]
    unknown_quiet: tuple[OpenFact, ...]
    overturning: tuple[OpenFact, ...]
    jointly: tuple[Jointly, ...]
    fact_count: int
    checked_all: bool
    concluded: tuple[Concluded, ...]
    not_concluded: tuple[str, ...]
    misfits: tuple[Warned, ...]
    plan: tuple[PhaseSteps, ...]
    leaders_tasks: tuple[Step, ...]
    training_points: tuple[Step, ...]
    goals: tuple[Served, ...]
    matrix: Matrix
    works: tuple[Work, ...]
    answered: tuple[AnsweredBy, ...]
    version: str
    hash: str


def report_view(advice: Advice, rules: RuleBase, peers: Peers | None = None) -> Report:
    """Return what a report of the advice shows; `rules` is the rule base that gave it.

    `peers` are other governments of the same group, beside which its profile is drawn.
    """
    views = decision_views(advice, rules)
    groups = dict.fromkeys(view.group for view in views if view.group)
    opened = open_facts(advice, rules)
    drawn = concluded(advice, rules)
    main = tuple(view for view in views if not view.group)
    warnings = warned(advice, rules)
    plan = steps(advice, Part.ACTION_PLAN, rules)
    return Report(
        case=_case(advice.case, views),
        brief=brief_of(advice, rules, main, warnings, plan),
        chart=chart_of(advice, rules),
        points_charts=tuple(points_chart(view) for view in main),
        plan_chart=plan_chart(by_phase(plan)),
        profile_chart=profile_chart(advice, rules, peers),
        beside=beside(advice, rules, peers),
        decisions=main,
        groups=tuple(
            _group(name, tuple(view for view in views if view.group == name)) for name in groups
        ),
        borders=border_views(advice),
        told=told(advice, rules),
        remarks=remarks(advice, rules),
        assumed=tuple(fact for fact in opened if fact.possible),
        unknown=tuple(fact for fact in opened if not fact.possible),
        unknown_asked=tuple(fact.fact for fact in opened if not fact.possible and fact.changes),
        unknown_quiet=tuple(fact for fact in opened if not fact.possible and not fact.changes),
        overturning=tuple(fact for fact in opened if fact.changes),
        jointly=jointly(advice, rules),
        fact_count=len(rules.facts),
        checked_all=all(view.exact for view in views),
        concluded=drawn,
        not_concluded=tuple(one.name for one in drawn if not one.value),
        misfits=warnings,
        plan=by_phase(plan),
        leaders_tasks=steps(advice, Part.LEADERS_TASK, rules),
        training_points=steps(advice, Part.TRAINING_POINT, rules),
        goals=served(advice, rules),
        matrix=matrix(rules),
        works=works(advice, rules),
        answered=answered(advice.case, rules),
        version=advice.version,
        hash=advice.hash,
    )


def _group(name: str, views: tuple[DecisionView, ...]) -> DecisionGroup:
    areas = tuple(area(view.name, name) for view in views)
    found: dict[tuple[str, str], list[str]] = {}
    for name_of_area, view in zip(areas, views, strict=True):
        found.setdefault((view.recommended, view.status), []).append(name_of_area)
    options = [*dict.fromkeys(option for view in views for option in view.option_names), ""]
    statuses = [status.value for status in Status]
    ordered = sorted(found, key=lambda pair: (options.index(pair[0]), statuses.index(pair[1])))
    return DecisionGroup(
        name=name,
        title=capital(name),
        decisions=views,
        areas=areas,
        by_option=tuple((option, how, tuple(found[option, how])) for option, how in ordered),
        by_advice=tuple(
            (
                option,
                tuple(place for one, how in ordered if one == option for place in found[one, how]),
            )
            for option in dict.fromkeys(option for option, _ in ordered)
        ),
    )


def _case(case: Case, views: tuple[DecisionView, ...]) -> CaseView:
    advised = {view.name: view.recommended for view in views}
    return CaseView(
        name=plain(case.place) or plain(case.id) or "a government without a name",
        country=plain(case.country),
        level=plain(case.level),
        date=plain(case.date),
        summary=plain(case.summary),
        id=plain(case.id),
        chosen=tuple(
            Chosen(capital(plain(name)), plain(option), advised.get(name, ""))
            for name, option in case.chosen
        ),
        verdict=plain(case.outcome.verdict) if case.outcome else "",
        outcome=plain(case.outcome.note) if case.outcome else "",
        prepared_by=plain(case.prepared_by),
        checked_by=plain(case.checked_by),
        remark=plain(dict(case.notes).get("", "")),
        sources=tuple(CaseSource(plain(text), is_address(plain(text))) for text in case.sources),
    )
