"""Made-up answers and cases over any rule base, in the form in which the reader gives them."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from advisor.cases.form import NO_OPTION, STATUSES, VERDICTS
from advisor.cases.model import Answer, Attestation, Case, Expectation, Outcome
from advisor.errors import Problem
from advisor.knowledge.domains import Domain, Kind, Range
from advisor.knowledge.model import Fact, RuleBase

# No text of a case holds these (see advisor/cases/read/tree.py).
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff"),
    max_size=30,
).map(str.strip)
DATES = st.sampled_from(["", "2010", "2026-05", "2024-02-29", "2010 to 2014-03", "in spring 2014"])
some_text = texts.filter(bool)
attestations = st.just(Attestation()) | st.builds(Attestation, texts, DATES, texts, DATES)


def at(problem: Problem) -> tuple[int, int]:
    """Return the line and column of a problem."""
    return problem.place.line, problem.place.column


def numbers(domain: Domain) -> st.SearchStrategy[float]:
    high = domain.maximum if math.isfinite(domain.maximum) else 1e300
    whole = st.integers(math.ceil(domain.minimum), int(min(high, 1e18))).map(float)
    if domain.whole:
        return whole
    return whole | st.floats(domain.minimum, high, allow_nan=False).map(lambda one: one + 0.0)


def ranges(domain: Domain) -> st.SearchStrategy[Range]:
    pairs = st.tuples(numbers(domain), numbers(domain)).map(sorted)
    closed = pairs.map(lambda pair: Range(*pair))
    single = numbers(domain).map(lambda one: Range(one, one))
    bounds = numbers(domain).map(lambda one: Range(one, domain.maximum)) | numbers(domain).map(
        lambda one: Range(domain.minimum, one)
    )
    return closed | single | bounds


def answers(fact: Fact, notes: st.SearchStrategy[str] = texts) -> st.SearchStrategy[Answer]:
    domain = fact.domain
    values: st.SearchStrategy[tuple[str | Range, ...]]
    if domain.kind is Kind.NUMBER:
        several = st.lists(ranges(domain), min_size=1, max_size=3, unique=True)
        values = several.map(lambda found: tuple(sorted(found, key=lambda r: (r.low, r.high))))
    else:
        values = st.integers(1, domain.everything).map(domain.names)
    return st.builds(Answer, st.just(fact.name), values, notes)


@st.composite
def cases(draw: st.DrawFn, rules: RuleBase) -> Case:
    known = draw(st.lists(st.sampled_from(rules.facts), unique=True, max_size=8))
    others = [fact.name for fact in rules.facts if fact not in known]
    noted = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
    notes = [(name, draw(some_text)) for name in noted]
    unknown = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
    remark = draw(texts)
    decisions = st.lists(st.sampled_from(rules.decisions), unique=True, max_size=3)
    chosen = [(one.name, draw(st.sampled_from(one.options))) for one in draw(decisions)]
    return Case(
        id=draw(some_text),
        answers=tuple(draw(answers(fact)) for fact in known),
        place=draw(texts),
        country=draw(texts),
        level=draw(texts),
        date=draw(DATES),
        group=draw(texts),
        summary=draw(texts | st.just("null")),
        fictional=draw(st.booleans()),
        sources=tuple(draw(st.lists(some_text, max_size=3))),
        chosen=tuple(chosen),
        outcome=draw(st.none() | st.builds(Outcome, st.sampled_from(VERDICTS), texts)),
        expect=draw(st.none() | expectations(rules)),
        # Notes of facts that nobody knows stand with these, in one order.
        notes=(
            *sorted(
                notes,
                key=lambda pair: (
                    pair[0] not in unknown,
                    unknown.index(pair[0]) if pair[0] in unknown else 0,
                ),
            ),
            *([("", remark)] if remark else []),
        ),
        unknown=tuple(unknown),
        attested=tuple(
            (name, told)
            for name in (*(fact.name for fact in known), *unknown)
            if (told := draw(attestations))
        ),
    )


@st.composite
def expectations(draw: st.DrawFn, rules: RuleBase) -> Expectation | None:
    found = []
    for one in draw(st.lists(st.sampled_from(rules.decisions), unique=True, max_size=3)):
        option = draw(st.sampled_from(("", NO_OPTION, *one.options)))
        status = draw(st.sampled_from(STATUSES if not option else ("", *STATUSES)))
        found.append((one.name, option, status))
    warning = [rule.id for rule in rules.rules if rule.warning]
    misfits = draw(st.lists(st.sampled_from(warning), unique=True, max_size=3))
    others = [rule for rule in warning if rule not in misfits]
    unwanted = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
    advising = [rule.id for rule in rules.rules if rule.advice]
    actions: list[str] = []
    if advising:
        actions = draw(st.lists(st.sampled_from(advising), unique=True, max_size=3))
    left = [rule for rule in advising if rule not in actions]
    spared = draw(st.lists(st.sampled_from(left), unique=True, max_size=3)) if left else []
    told = (misfits, unwanted, actions, spared)
    expected = Expectation(tuple(found), *(tuple(names) for names in told))
    return None if expected == Expectation() else expected
