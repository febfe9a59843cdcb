"""The whole study: priorities of a case, posts, the decision compared, points, guides, answers, before and after."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

from advisor.cases.read.case_file import parse_case, read_case
from advisor.knowledge.workforce import chosen
from advisor.workforce.following import answers_yaml, offered_answers
from advisor.workforce.model import CompetencyStanding, Course, Person, StaffInputs
from advisor.workforce.read.inputs import StaffFiles
from advisor.workforce.study import StaffStudy, study, study_files
from tests.conftest import ROOT
from tests.workforce.made import KEYS, MATRIX, RULES, inputs, parameters, person

RISKY = "facts:\n  population: 30,000\n  security maturity: low\n  recent security incident: major\n  main skill gap: managerial\n"


def of(people: list[Person], courses: list[Course] | None = None, **more: object) -> StaffStudy:
    return study(inputs(people, courses or []), MATRIX, RULES, seconds=0, **more)  # type: ignore[arg-type]


def test_what_the_case_says_comes_first() -> None:
    case = parse_case(RISKY, "case.yaml", RULES)
    people = [person(1, {"CB01": "not", "CB13": "not"}, "experts"), person(2, {"CB01": "not"})]
    catalogue = [Course("a", ("CB01",), minutes=60), Course("b", ("CB13",), minutes=60)]
    plain, first = of(people, catalogue), of(people, catalogue, case=case)
    assert plain.priorities == ()
    assert [one.id for one in first.priorities] == ["K01", "K02"]

    def points(found: StaffStudy) -> dict[tuple[int, str], int]:
        return {(need.person, need.closes[0]): need.points for need in found.plan.problem.needs}

    assert points(plain) == {(0, "CB01"): 6, (0, "CB13"): 6, (1, "CB01"): 6}
    assert points(first) == {(0, "CB01"): 6, (0, "CB13"): 12, (1, "CB01"): 9}


def test_an_open_answer_brings_no_priority() -> None:
    case = parse_case("facts:\n  security maturity: low or moderate\n", "case.yaml", RULES)
    assert of([person(1, {})], case=case).priorities == ()


def test_what_training_cannot_close_becomes_a_post() -> None:
    every = dict.fromkeys(KEYS, "met")
    people = [person(1, every | {"CS01": "partly"}), person(2, every | {"CS01": "not"})]
    found = of(people)
    assert [one.key for one in found.short] == ["CS01"]
    (profile,) = found.profiles
    assert profile.keys == ("CS01",)
    assert profile.posts == 2
    assert profile.colleague == "P1"
    trained = of(people, [Course("cloud", ("CS01",), minutes=60, seats=2)])
    assert trained.short == ()
    assert trained.profiles == ()


def test_who_may_have_it_is_asked_before_a_post_is_made() -> None:
    every = dict.fromkeys(KEYS, "met")
    people = [person(1, every | {"CS01": "unknown"}), person(2, every)]
    found = of(people)
    assert [(one.key, one.certain) for one in found.short] == [("CS01", False)]
    assert found.profiles == ()


def test_holders_who_leave_before_the_end_do_not_count() -> None:
    every = dict.fromkeys(KEYS, "met")
    people = [person(1, every), person(2, every, leaves=date(2027, 5, 1))]
    assert len(of(people).short) == 41


@pytest.mark.parametrize(("option", "agrees"), [("training first", False), ("both", True)])
def test_the_decision_of_the_case_is_compared(option: str, agrees: bool) -> None:
    skill = {"training first": "basic", "both": "specialist"}[option]
    text = (
        f"facts:\n  main skill gap: {skill}\n  deadline pressure: low\n  recruiting outlook: fair\n"
    )
    case = parse_case(text, "case.yaml", RULES)
    found = of([person(1, dict.fromkeys(KEYS, "not"))], case=case)
    assert found.match is not None
    assert (found.match.decision, found.match.option) == ("manpower", option)
    assert found.match.agrees is agrees


def test_empty_training_points_are_flagged() -> None:
    states = of(
        [person(1, {})], [Course("lab", (), point=4), Course("a", ("CB01",), certificate="X")]
    )
    served = {one.number: bool(one.served_by) for one in states.points}
    assert served == {1: True, 2: True, 3: False, 4: True, 5: False, 6: True}


def test_a_guide_for_each_kind_of_position() -> None:
    people = [person(1, {"CB01": "met"}), person(2, {}, "experts"), person(3, {})]
    guides = of(people, [Course("a", ("CB01",))]).guides
    assert [(one.category, one.people, len(one.lines)) for one in guides] == [
        ("managers", 2, 41),
        ("experts", 1, 26),
    ]
    line = guides[0].lines[0]
    assert (line.key, line.courses, line.met, line.lacking, line.unknown) == (
        "CB01",
        ("a",),
        1,
        0,
        1,
    )


def test_before_and_after_are_told_under_the_goals() -> None:
    before = [person(1, {"CB01": "not"})]
    after = [person(1, {"CB01": "met"})]
    change = of(after, before=before).change
    assert change is not None
    assert [key for key, _ in change.serves] == ["SDG 4.4", "SDG 17.9"]
    assert {one.key: one.change for one in change.changes if one.change} == {"CB01": 1}


def test_answers_follow_with_their_reckoning_and_are_read_as_a_case(tmp_path: Path) -> None:
    basic = chosen(["basic"], MATRIX.competencies)
    people = [
        person(1, dict.fromkeys(KEYS, "met"), digital=True),
        person(2, dict.fromkeys(basic, "met"), digital=False, full_time=0.5),
        person(3, dict.fromkeys(basic, "not"), digital=None, full_time=0.5),
    ]
    assert RULES.workforce is not None
    found = offered_answers(RULES.workforce, people, MATRIX, RULES)
    answers = {one.fact: one.answer for one in found}
    assert answers["staff digital skill"] == "moderate"
    assert answers["digital staff"] == "1 to 1.5"
    path = tmp_path / "answers.yaml"
    path.write_text(answers_yaml(found, "staff.csv"), encoding="utf-8")
    case = read_case(path, RULES)
    assert {one.fact for one in case.answers} == {
        fact for fact, answer in answers.items() if answer
    }
    assert "30 of the 45 standings" in case.note_on("staff digital skill")


def test_where_little_is_known_nothing_follows() -> None:
    assert RULES.workforce is not None
    found = offered_answers(RULES.workforce, [person(1, {"CB01": "met"})], MATRIX, RULES)
    assert {one.answer for one in found} == {""}
    assert "only 1 of 15 standings are known" in found[0].reckoning


def test_no_code_knows_a_name_of_the_books() -> None:
    """Which facts follow, which decision is compared, who comes first: all that stands in the books."""
    assert RULES.workforce is not None
    names = {one.fact for one in RULES.workforce.answers} | {RULES.workforce.compared}
    names |= set(KEYS) | set(RULES.workforce.serves) | {one.rule for one in RULES.workforce.points}
    names |= {name for name in MATRIX.categories if " " in name}
    folders = ("workforce", "report/workforce", "knowledge/read")
    code = [path for folder in folders for path in (ROOT / "advisor" / folder).rglob("*.py")]
    code += [
        ROOT / "advisor" / "knowledge" / "workforce.py",
        ROOT / "advisor" / "cli" / "workforce.py",
    ]
    # Examples in docstrings and messages name one competency.
    found = [
        f"{path.name}: {name}"
        for path in code
        for name in sorted(names - {"CS08", "CS01"})
        if re.search(rf"[\"']{re.escape(name)}[\"']", path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.slow
def test_the_invented_government_within_its_time(root: Path) -> None:
    folder = root / "cases" / "workforce"
    files = StaffFiles(
        folder / "fictional-staff.csv",
        folder / "fictional-courses.csv",
        folder / "fictional-parameters.csv",
    )
    found = study_files(files, RULES, date(2026, 11, 26), seconds=20)
    assert found.plan.off_best is not None
    assert found.plan.off_best < 0.1
    assert all(one.standing("CB01") in CompetencyStanding for one in found.inputs.people)


@pytest.mark.slow
def test_5000_people_60_courses_and_8_quarters() -> None:
    """A plan is found, and its bound holds; how long it takes is told with the study's limit of seconds."""
    chance = random.Random(1)
    standings = ["met"] * 5 + ["partly"] * 2 + ["not"] * 3 + ["unknown"]
    people = [
        person(
            at,
            {key: chance.choice(standings) for key in KEYS},
            chance.choices(MATRIX.categories, [1, 2, 6, 3])[0],
            department=f"D{chance.randrange(20)}",
        )
        for at in range(5_000)
    ]
    catalogue = [
        Course(
            f"C{at}",
            tuple(chance.sample(KEYS, chance.randint(1, 3))),
            minutes=chance.choice([240, 360, 480, 960]),
            seats=chance.choice([12, 16, 20]),
            fee=chance.choice([0, 5_000, 12_000, 30_000]),
            session_fee=chance.choice([0, 20_000]),
        )
        for at in range(60)
    ]
    given = StaffInputs(tuple(people), tuple(catalogue), parameters(100_000_000, quarters=8))
    found = study(given, MATRIX, RULES, seconds=20)
    assert found.plan.bound is not None
    assert found.plan.from_budget <= 100_000_000
    assert found.plan.points <= found.plan.bound
