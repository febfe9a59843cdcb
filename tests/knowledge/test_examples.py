"""The examples of the language are read with their meaning: each kind of block, each of its parts."""

from __future__ import annotations

import pytest

from advisor.errors import Place
from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Domain, Kind
from advisor.knowledge.effects import Adjust, Advise, Argue, RuleOut
from advisor.knowledge.laws import AlwaysLaw, MonotoneLaw
from advisor.knowledge.model import Assessment, Decision, Fact, Row, Rule, RuleBase
from advisor.knowledge.words import Evidence, HitPolicy, Part, Phase, Relation, Strength
from advisor.knowledge.works import Competency, Goal, Source
from tests.support.generate import load_books

# The examples of the page that fixes the language, with what they need to be read.
FACTS = """# Facts

## Means

### digital budget

- **Ask** How much new digital work can the government pay for over the next three years?
- **Answers** none < small < moderate < comfortable
  - *none*: running costs only; every new system needs a special grant
  - *small*: one or two modest projects a year
  - *moderate*: a funded programme with gaps
  - *comfortable*: a funded programme and a reserve
- **Why** Money decides how many units can each keep a working digital team.
- **Can change** within 2 years, by the council
- **Source** [deck] I, success factors

### staff digital skill

- **Ask** q
- **Answers** low < moderate < high
  - *low*: a
  - *moderate*: b
  - *high*: c
- **Why** w
- **Can change** no
- **Source** [deck] I

### central digital team

- **Ask** q
- **Answers** none < weak < adequate < strong
  - *none*: a
  - *weak*: b
  - *adequate*: c
  - *strong*: d
- **Why** w
- **Can change** no
- **Source** [deck] I

### department autonomy

- **Ask** q
- **Answers** low < high
  - *low*: a
  - *high*: b
- **Why** w
- **Can change** no
- **Source** [deck] I

### recent security incident

- **Ask** q
- **Answers** none < minor < major
  - *none*: a
  - *minor*: b
  - *major*: c
- **Why** w
- **Can change** no
- **Source** [deck] I

### population

- **Ask** How many people live there?
- **Answers** number of inhabitants from 1 to 50,000,000
- **Why** w
- **Can change** no
- **Source** [deck] I

### election within a year

- **Ask** q
- **Answers** yes | no
  - *yes*: a date is set
  - *no*: none is
- **Why** w
- **Can change** no
- **Source** [deck] I
"""

REST = """# The rest

## Capacity

### digital capacity

- **Scale** low < moderate < high
- **Source** [deck] IV

| staff digital skill | digital budget | central digital team | digital capacity |
| --- | --- | --- | --- |
| at most low | | | low |
| | none | | low |
| at least high | at least moderate | at least adequate | high |
| | | | moderate |

### readiness

- **Scale** low < high
- **Why** By points.
- **Cut points** high from 2
- **Source** [deck] IV

## Structure

### Decision: structure

- **Question** Which digital organizational structure fits this government?
- **Options** centralized | federal | decentralized
- **When equal** prefer federal, then centralized
- **Close call** within 1 point
- **Source** [deck] IV

### S01 · Scarce capacity is concentrated

- **When** digital capacity is low
- **Then** favour centralized strongly, favour federal moderately, rule out decentralized
- **Because** skills and money that are short everywhere do more when they are pooled
  behind a few chosen priorities.
- **Evidence** guidance
- **Source** [deck] IV, decision of the structure

### S07 · Unlike departments pull apart

- **When** staff digital skill is high
- **When** digital capacity is at least moderate or department autonomy is high
- **Unless** recent security incident is major
- **Then** favour federal strongly, oppose centralized weakly
- **Because** so it is.
- **Evidence** moderate
- **Source** [sambamurthy-zmud-1999], [deck] V

### A01 · Write it down

- **When** structure is federal
- **Warn** Two teams, and nobody in charge.
- **Advise** Name one person.
- **Phase** first 100 days
- **Owner** mayor and council
- **Part** leader's task
- **Serves** SDG 16.6
- **Because** somebody must decide.
- **Evidence** weak
- **Source** [deck] VI

## Laws

### L01 · Low capacity never leads to a decentralized structure

- **Always** when digital capacity is low, structure is not decentralized
- **Source** [deck] IV

### L05 · Capacity never counts against departments

- **Raising** digital capacity **never lowers** decentralized
- **Source** [deck] IV

## Sources

### deck

- **Author** A. Author
- **Year** 2020
- **Title** A title
- **Venue** a school
- **Address** none
- **Note** slides

### sambamurthy-zmud-1999

- **Author** V. Sambamurthy and R. Zmud
- **Year** 1999
- **Title** Arrangements for information technology governance
- **Venue** MIS Quarterly 23
- **Address** https://example.org/1

### SDG 16.6

- **Target** Institutions that account for what they do
- **Source** [deck] I

## Competencies

### The matrix

| competency | level | nature | managers | assistants | experts | supporting specialists |
| --- | --- | --- | --- | --- | --- | --- |
| B01 to use ICTs at work | basic | core | yes | yes | | |
| A02 to lead | advanced | managerial | yes | | | |
"""

README = """# Read me

- **Version** 7.2
- **Books** facts, rest
"""


@pytest.fixture(name="rules", scope="module")
def _rules() -> RuleBase:
    return load_books({"README.md": README, "facts.md": FACTS, "rest.md": REST})


def is_(subject: str, relation: Relation, *values: str) -> Term:
    """Make a term that isn't negated."""
    return Term(subject, relation, values)


def test_a_fact_is_read_with_its_anchors(rules: RuleBase) -> None:
    """Question, scale, anchors, why, who can change it, source, topic and place."""
    assert rules.facts[0] == Fact(
        name="digital budget",
        question="How much new digital work can the government pay for over the next three years?",
        domain=Domain(Kind.SCALE, ("none", "small", "moderate", "comfortable")),
        anchors=(
            ("none", "running costs only; every new system needs a special grant"),
            ("small", "one or two modest projects a year"),
            ("moderate", "a funded programme with gaps"),
            ("comfortable", "a funded programme and a reserve"),
        ),
        why="Money decides how many units can each keep a working digital team.",
        can_change="within 2 years, by the council",
        sources=(Citation("deck", "I, success factors"),),
        topic="Means",
    )
    assert rules.facts[0].place == Place("rules/facts.md", 5, 5)


def test_a_number_and_a_yes_or_no_are_read(rules: RuleBase) -> None:
    """A number has a unit and limits; no comes before yes, however they are written."""
    population = rules.items["population"].domain
    assert (population.kind, population.unit) == (Kind.NUMBER, "inhabitants")
    assert (population.minimum, population.maximum) == (1, 50_000_000)
    election = rules.items["election within a year"]
    assert isinstance(election, Fact)
    assert election.domain.values == ("no", "yes")
    assert election.anchors == (("no", "none is"), ("yes", "a date is set"))


def test_an_assessment_is_read_with_its_table(rules: RuleBase) -> None:
    """Cells are terms about the column's name; empty cells say nothing."""
    skill, budget, team = "staff digital skill", "digital budget", "central digital team"
    assert rules.assessments[0] == Assessment(
        name="digital capacity",
        domain=Domain(Kind.SCALE, ("low", "moderate", "high")),
        why="",
        sources=(Citation("deck", "IV"),),
        hit_policy=HitPolicy.FIRST,
        inputs=(skill, budget, team),
        rows=(
            Row(1, (is_(skill, Relation.AT_MOST, "low"),), "low"),
            Row(2, (is_(budget, Relation.IS, "none"),), "low"),
            Row(
                3,
                (
                    is_(skill, Relation.AT_LEAST, "high"),
                    is_(budget, Relation.AT_LEAST, "moderate"),
                    is_(team, Relation.AT_LEAST, "adequate"),
                ),
                "high",
            ),
            Row(4, (), "moderate"),
        ),
        topic="Capacity",
    )
    assert rules.assessments[1].cuts == (("high", 2),)
    assert rules.assessments[1].why == "By points."


def test_a_decision_is_read_with_what_breaks_ties(rules: RuleBase) -> None:
    """Options that 'when equal' doesn't name follow in the order of the book."""
    assert rules.decisions == (
        Decision(
            name="structure",
            question="Which digital organizational structure fits this government?",
            domain=Domain(Kind.CHOICE, ("centralized", "federal", "decentralized")),
            meanings=(),
            preference=("federal", "centralized", "decentralized"),
            close_call=1,
            sources=(Citation("deck", "IV"),),
            topic="Structure",
        ),
    )


def test_rules_are_read_with_all_their_parts(rules: RuleBase) -> None:
    """Conditions, effects, what they warn of and advise, reason, evidence and sources."""
    assert rules.rules == (
        Rule(
            id="S01",
            title="Scarce capacity is concentrated",
            when=(Line((is_("digital capacity", Relation.IS, "low"),)),),
            unless=(),
            effects=(
                Argue("structure", "centralized", Strength.STRONGLY, favours=True),
                Argue("structure", "federal", Strength.MODERATELY, favours=True),
                RuleOut("structure", "decentralized"),
            ),
            warning="",
            advice=None,
            because="skills and money that are short everywhere do more when they are pooled "
            "behind a few chosen priorities.",
            evidence=Evidence.GUIDANCE,
            sources=(Citation("deck", "IV, decision of the structure"),),
            topic="Structure",
        ),
        Rule(
            id="S07",
            title="Unlike departments pull apart",
            when=(
                Line((is_("staff digital skill", Relation.IS, "high"),)),
                Line(
                    (
                        is_("digital capacity", Relation.AT_LEAST, "moderate"),
                        is_("department autonomy", Relation.IS, "high"),
                    )
                ),
            ),
            unless=(Line((is_("recent security incident", Relation.IS, "major"),)),),
            effects=(
                Argue("structure", "federal", Strength.STRONGLY, favours=True),
                Argue("structure", "centralized", Strength.WEAKLY, favours=False),
            ),
            warning="",
            advice=None,
            because="so it is.",
            evidence=Evidence.MODERATE,
            sources=(Citation("sambamurthy-zmud-1999"), Citation("deck", "V")),
            topic="Structure",
        ),
        Rule(
            id="A01",
            title="Write it down",
            when=(Line((is_("structure", Relation.IS, "federal"),)),),
            unless=(),
            effects=(),
            warning="Two teams, and nobody in charge.",
            advice=Advise(
                "Name one person.",
                Phase.FIRST_100_DAYS,
                "mayor and council",
                Part.LEADERS_TASK,
                ("SDG 16.6",),
            ),
            because="somebody must decide.",
            evidence=Evidence.WEAK,
            sources=(Citation("deck", "VI"),),
            topic="Structure",
        ),
    )


def test_arguments_weigh_one_to_three_points(rules: RuleBase) -> None:
    """Weakly 1, moderately 2, strongly 3; against counts below zero."""
    points = [
        effect.points
        for rule in rules.rules
        for effect in rule.effects
        if isinstance(effect, Argue)
    ]
    assert points == [3, 2, 3, -1]
    assert Adjust("x", Strength.STRONGLY, raises=False).points == -3


def test_laws_sources_goals_and_competencies_are_read(rules: RuleBase) -> None:
    """Everything that isn't run is kept as well."""
    assert rules.laws == (
        AlwaysLaw(
            "L01",
            "Low capacity never leads to a decentralized structure",
            (Line((is_("digital capacity", Relation.IS, "low"),)),),
            Line((Term("structure", Relation.IS, ("decentralized",), negated=True),)),
            (Citation("deck", "IV"),),
        ),
        MonotoneLaw(
            "L05",
            "Capacity never counts against departments",
            "digital capacity",
            raising=True,
            target="decentralized",
            decision="structure",
            never_lowers=True,
            sources=(Citation("deck", "IV"),),
        ),
    )
    assert rules.sources_by_key["deck"] == Source(
        "deck", "A. Author", "2020", "A title", "a school", "none", "slides"
    )
    assert rules.goals == (
        Goal("SDG 16.6", "Institutions that account for what they do", (Citation("deck", "I"),)),
    )
    assert rules.competencies == (
        Competency("B01", "to use ICTs at work", "basic", "core", ("managers", "assistants")),
        Competency("A02", "to lead", "advanced", "managerial", ("managers",)),
    )


def test_the_order_of_evaluation_follows_from_who_reads_what(rules: RuleBase) -> None:
    """Facts are stratum 0; everything else stands one above the highest that it reads."""
    assert rules.order == ("digital capacity", "readiness", "structure")
    strata = rules.stratum
    assert [strata[name] for name in ("digital capacity", "structure")] == [1, 2]
    assert [strata[name] for name in ("S01", "S07", "A01")] == [2, 2, 3]
