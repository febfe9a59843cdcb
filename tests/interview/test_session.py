"""The session as a state machine: what it asks, what it never asks, and what going back does."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.cases.model import Answer, Case
from advisor.cases.read.case_file import read_case
from advisor.inference.advice import Status
from advisor.inference.advise import advise
from advisor.inference.compile import compile_rules
from advisor.inference.one.pending import pending_in
from advisor.inference.program import clauses_of
from advisor.interview import session as moves
from advisor.interview import sureness, views
from advisor.interview.session import AnswerError, Session, Standing
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from tests.interview.support import SMALL, blank, outcome, play, settled, small_rules, typed_answer
from tests.support.examples import examples
from tests.support.generate import SOURCES_BOOK, cases, load_books, load_sketch, sketches


@pytest.fixture(scope="module")
def small() -> RuleBase:
    return small_rules()


@pytest.fixture(scope="module")
def rules() -> RuleBase:
    return load_rules()


def asks_for_knowledge(rules: RuleBase) -> bool:
    """Whether a rule or row asks what is known."""
    compiled = compile_rules(rules)
    clauses = [clause for step in compiled.steps for _, clause in clauses_of(step)]
    clauses += [clause for _, clause in compiled.clauses]
    return any(test.asks != "value" for clause in clauses for test in clause.tests)


@st.composite
def started(draw: st.DrawFn) -> tuple[Session, random.Random]:
    """Draw a rule base, and a session that begins with a case that is partly answered."""
    rules = load_sketch(draw(sketches()))
    case = draw(st.one_of(st.just(blank()), cases(rules)))
    for name in rules.fact_names:
        if draw(st.integers(0, 7)) == 0 and name not in case.by_fact:
            case = case.with_unknown(name)
    return moves.start(rules, case), random.Random(draw(st.integers(0, 999)))


def test_what_settles_most_is_asked_first_and_the_rest_topic_by_topic(small: RuleBase) -> None:
    session = moves.start(small, blank())
    question = moves.next_question(session)
    assert question
    # Nearly all have the staff for units, so that the money tells more.
    assert question.fact.name == "budget"
    rich = moves.answer(session, "budget", "large")
    question = moves.next_question(rich)
    assert question
    assert question.fact.name == "staff"
    few = moves.answer(rich, "staff", "20")
    assert views.newly_settled(rich, few) == ("structure",)
    assert few.standing is Standing.DECIDED
    assert moves.next_question(few) is None
    asked = []
    few = moves.go_on(few)
    while question := moves.next_question(few):
        asked.append(question.fact.name)
        few = moves.answer(few, asked[-1], {"partner": "county", "reserve": "no"}[asked[-1]])
    assert asked == ["partner", "reserve"]  # the partner stands in the topic at hand
    assert few.standing is Standing.FINISHED


def test_how_sure_a_decision_is_counts_likely_completions_and_can_be_enough(
    small: RuleBase,
) -> None:
    session = moves.answer(moves.start(small, blank(), 0.6), "staff", "300")
    (likely,) = views.likelihoods(session)
    # Two of three budgets pay for units; all answers alike, since no book says otherwise.
    assert likely.likeliest[0] == "units"
    assert likely.likeliest[1] == pytest.approx(2 / 3, abs=0.04)
    assert session.undecided == ("structure",)
    # As the answers stand one office is advised, so that the report would say something else.
    assert session.advised == {"structure": "centre"}
    assert session.standing is Standing.ASKING
    session = moves.answer(moves.start(small, blank(), 0.5), "budget", "none or small")
    (likely,) = views.likelihoods(session)
    assert likely.likeliest[0] == session.advised["structure"] == "centre"
    assert session.standing is Standing.DECIDED
    assert moves.next_question(session) is None
    assert replace(session, enough=0.95).standing is not Standing.DECIDED


def test_when_decisions_are_settled_it_offers_to_go_on(small: RuleBase) -> None:
    session = moves.answer(moves.start(small, blank()), "budget", "none")
    assert session.standing is Standing.DECIDED
    assert moves.next_question(session) is None
    more = moves.go_on(session)
    question = moves.next_question(more)
    assert question
    assert question.fact.name == "reserve"
    assert moves.progress(more) == moves.Progress(1, 2, 0)


def test_what_nothing_reads_is_never_asked_but_may_be_answered(small: RuleBase) -> None:
    session = moves.start(small, blank())
    assert "weather" not in session.matter.questions
    told = moves.answer(moves.back(session, "weather"), "weather", "foul")
    assert told.case.by_fact["weather"].values == ("foul",)
    assert moves.next_question(told) == moves.next_question(session)


def test_dont_know_is_remembered_and_not_asked_again(small: RuleBase) -> None:
    session = moves.unknown(moves.start(small, blank()), "budget")
    question = moves.next_question(session)
    assert question
    assert question.fact.name == "staff"
    assert session.case.unknown == ("budget",)
    assert "budget" in session.asked
    assert moves.start(small, session.case) == session


def test_not_applicable_is_only_for_facts_that_have_it(small: RuleBase) -> None:
    session = moves.start(small, blank())
    told = moves.not_applicable(session, "partner")
    assert told.case.by_fact["partner"].values == ("inapplicable",)
    with pytest.raises(AnswerError, match="applies to every government"):
        moves.not_applicable(session, "budget")


def test_several_answers_and_a_remark_are_kept_together(small: RuleBase) -> None:
    session = moves.note(moves.start(small, blank()), "budget", "told  by the treasurer")
    assert session.case.notes == (("budget", "told by the treasurer"),)
    session = moves.several(session, "budget", ["small", "none"])
    assert session.case.answers == (Answer("budget", ("none", "small"), "told by the treasurer"),)
    assert session.case.notes == ()
    assert moves.unknown(session, "budget").case.notes == (("budget", "told by the treasurer"),)
    assert moves.note(session, "budget", "").case.answers[0].note == ""


def test_an_answer_that_cant_be_read_changes_nothing(small: RuleBase) -> None:
    session = moves.start(small, blank())
    with pytest.raises(AnswerError, match="unknown value 'huge'") as caught:
        moves.answer(session, "budget", "huge")
    assert "allowed: none, small, large" in caught.value.problems[0].hint
    with pytest.raises(AnswerError, match="no question on 'budgets'"):
        moves.answer(session, "budgets", "small")


def test_a_change_tells_which_questions_it_opens_and_why(small: RuleBase) -> None:
    before = moves.go_on(moves.answer(moves.start(small, blank()), "budget", "none"))
    after = moves.answer(before, "budget", "large")
    (opened,) = views.reopened(before, after)
    assert (opened.fact, opened.decisions, opened.rules) == ("staff", ("structure",), ())
    back_again = moves.answer(after, "budget", "none")
    assert back_again == before
    assert back_again.matter.progress == before.matter.progress


def test_what_if_tells_what_would_change_and_gives_nothing(small: RuleBase) -> None:
    session = moves.answer(moves.start(small, blank()), "budget", "large")
    found = views.what_if(session, "staff", "300")
    assert [(one.name, one.after.recommended) for one in found.decisions] == [
        ("structure", "units")
    ]
    assert "staff" not in session.case.by_fact


def test_why_tells_what_waits_and_what_each_answer_would_do(small: RuleBase) -> None:
    session = moves.answer(moves.start(small, blank()), "staff", "300")
    found = views.why(session, "budget")
    assert found.decisions == ("structure",)
    assert found.rules == ("S01", "S02")
    after = {effect.value: [move.after for move in effect.moves] for effect in found.effects}
    assert after == {"none": [], "small": ["units"], "large": ["units"]}
    given = moves.answer(session, "budget", "large")
    found = views.why(given, "budget")
    assert found.decisions == ("structure",)
    assert [[move.after for move in one.moves] for one in found.effects] == [["centre"], [], []]


@given(started())
@examples(60)
def test_no_question_comes_twice_and_none_that_no_pending_rule_reads(
    drawn: tuple[Session, random.Random],
) -> None:
    session, chance = drawn
    before = set(session.asked)

    def look(now: Session, question: moves.Question) -> None:
        name = question.fact.name
        assert name not in before
        before.add(name)
        waiting = now.matter.waiting_for[name]
        assert waiting
        found = views.why(now, name)
        # Terms such as 'is unknown' keep things open that the bounds take for settled.
        assert found.rules or found.through or asks_for_knowledge(now.rules)

    play(session, chance, look)


@given(started())
@examples(60)
def test_progress_holds_whatever_is_answered(drawn: tuple[Session, random.Random]) -> None:
    session, chance = drawn
    announced = []
    end, asked = play(session, chance, lambda now, _question: announced.append(moves.progress(now)))
    for index, progress in enumerate(announced):
        assert progress.at_least <= len(asked) - index <= progress.at_most
    assert moves.progress(end) == moves.Progress(0, 0, 0)


@given(started(), st.integers(0, 20))
@examples(60)
def test_changing_and_restoring_an_answer_is_the_identity(
    drawn: tuple[Session, random.Random], steps: int
) -> None:
    session, chance = drawn
    for _ in range(steps):
        question = moves.next_question(session)
        if question is None:
            break
        session = moves.answer(session, question.fact.name, typed_answer(question, chance))
    for name in session.asked:
        old = session.case.by_fact.get(name)
        question = moves.question_on(session, name)
        other = moves.answer(moves.back(session, name), name, typed_answer(question, chance))
        assert {k: v for k, v in other.case.by_fact.items() if k != name} == {
            k: v for k, v in session.case.by_fact.items() if k != name
        }
        if old is None:
            restored = moves.unknown(other, name)
        else:
            case = other.case.with_answer(old)
            started_again = moves.start(session.rules, case)
            restored = replace(started_again, fuller=session.fuller, topic=session.topic)
        assert restored == session
        assert moves.next_question(restored) == moves.next_question(session)
        assert moves.progress(restored) == moves.progress(session)


@given(started())
@examples(40)
def test_when_it_is_finished_no_further_answer_changes_anything(
    drawn: tuple[Session, random.Random],
) -> None:
    session, chance = drawn
    end, _ = play(session, chance)
    here = settled(views.so_far(end))
    rest = [fact for fact in end.rules.facts if fact.name not in end.asked]
    ways = list(product(*(fact.domain.values for fact in rest)))
    for way in ways[:40]:
        answers = [
            Answer(fact.name, (value,))
            for fact, value in zip(rest, way, strict=True)
            if fact.domain.code(value) is not None and not fact.domain.unit
        ]
        case = end.case
        for answer in answers:
            case = case.with_answer(answer)
        assert settled(advise(end.rules, case)) == here


@given(sketches().map(load_sketch).flatmap(lambda r: st.tuples(st.just(r), cases(r), cases(r))))
@examples(60)
def test_what_is_open_is_the_same_reckoned_anew_or_from_another_case(
    drawn: tuple[RuleBase, Case, Case],
) -> None:
    rules, one, other = drawn
    anew = pending_in(rules, one.masks(rules))
    after = pending_in(rules, one.masks(rules), pending_in(rules, other.masks(rules)))
    assert anew.waiting == after.waiting
    assert anew.bounds.outlooks == after.bounds.outlooks


def test_whole_sessions_on_our_rule_base(rules: RuleBase) -> None:
    for seed in range(4):
        announced: list[moves.Progress] = []
        main_first: list[bool] = []

        def look(now: Session, _question: moves.Question) -> None:
            announced.append(moves.progress(now))  # noqa: B023
            main_first.append(bool(now.undecided))  # noqa: B023

        end, asked = play(
            moves.start(rules, blank()),
            random.Random(seed),
            look,
        )
        assert len(set(asked)) == len(asked)
        for index, progress in enumerate(announced):
            assert progress.at_least <= len(asked) - index <= progress.at_most
        # What bears on the main decisions comes before all that only warns or advises.
        assert sorted(main_first, reverse=True) == main_first
        assert outcome(views.so_far(end)) == outcome(advise(rules, end.case))


@pytest.fixture(scope="module")
def contradicting() -> RuleBase:
    """A rule base in which a contradiction is drawn by two facts, one of them read by nothing else."""
    return load_books(
        {
            "facts.md": SMALL,
            "misfits.md": "## Answers that contradict each other\n\n### W01 · Foul and rich\n\n"
            "- **When** weather is foul\n- **When** budget is large\n- **Warn** Both can't be.\n"
            "- **Because** it is so.\n- **Evidence** guidance\n- **Source** [deck] I\n",
            "sources.md": SOURCES_BOOK,
        }
    )


def test_a_contradiction_is_told_at_the_answer_that_draws_it(contradicting: RuleBase) -> None:
    session = moves.answer(moves.start(contradicting, blank()), "budget", "large")
    foul = moves.answer(session, "weather", "foul")
    (rule,) = views.new_contradictions(session, foul)
    assert rule.id == "W01"
    assert [one.name for one in sureness.contradicting(rule, foul)] == ["weather", "budget"]
    assert views.new_contradictions(foul, moves.answer(foul, "staff", "20")) == ()
    assert views.new_contradictions(session, moves.answer(session, "weather", "fair")) == ()
    assert views.new_contradictions(session, moves.answer(session, "weather", "unknown")) == ()


def test_what_could_only_contradict_is_not_asked(contradicting: RuleBase) -> None:
    session = moves.answer(moves.start(contradicting, blank()), "budget", "large")
    assert "weather" not in session.matter.questions
    found = views.why(session, "weather")
    assert found.rules == ("W01",)


@given(started())
@examples(25)
def test_what_is_told_of_a_main_decision_is_so(drawn: tuple[Session, random.Random]) -> None:
    """A settled decision comes out the same in every likely completion, unless nobody knows what it hangs on."""
    session, chance = drawn
    end, _ = play(session, chance)
    assert end.undecided == ()
    for decision in views.so_far(end).decisions:
        if decision.status is Status.FIRM and decision.name in end.worth.outcomes:
            option, share = end.worth.likelihood(decision.name).likeliest
            assert (option, share) == (decision.recommended, pytest.approx(1))


@pytest.mark.parametrize("name", ["nevada-county-ca-2001", "saka-hiroshima-2021"])
def test_what_is_advised_in_between_is_what_the_report_says(name: str) -> None:
    rules = load_rules()
    case = read_case(f"cases/real/{name}.yaml", rules)
    for some in (case, replace(case, answers=case.answers[::3])):
        report = advise(rules, some)
        advised = {one.name: one.recommended or "" for one in report.decisions}
        assert moves.start(rules, some).advised == advised
