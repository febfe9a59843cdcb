"""Every mistake in a book is told with its place, what is wrong and how to mend it; all at once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from advisor.errors import (
    AdvisorError,
    Place,
    Problem,
    RuleBaseError,
    nearest,
    suggestion,
)
from advisor.knowledge.effects import Argue, RuleOut
from advisor.knowledge.model import Rule
from tests.knowledge.read.mistakes import (
    FAVOUR,
    HASTE,
    LOAD,
    NUMBER,
    STATE,
    TABLE,
    THING,
    WAY,
    Bad,
    bad,
    rule,
)
from tests.knowledge.read.mistakes_in_items import IN_ITEMS
from tests.knowledge.read.mistakes_in_plans import IN_PLANS, POPULATION
from tests.knowledge.read.mistakes_in_rules import IN_RULES
from tests.support.books import SIDE, facts_and_decision
from tests.support.generate import SOURCES_BOOK, load_books

ALL = (*IN_RULES, *IN_ITEMS, *IN_PLANS)


def problems(texts: dict[str, str]) -> tuple[Problem, ...]:
    """Read books that can't be read, and return what is told."""
    with pytest.raises(RuleBaseError) as caught:
        load_books(texts)
    return caught.value.problems


@pytest.mark.parametrize("mistake", ALL, ids=[mistake.what for mistake in ALL])
def test_a_mistake_is_told_with_its_place_and_how_to_mend_it(mistake: Bad) -> None:
    """The whole message, to the letter: file, line and column, what was read, what is allowed."""
    with pytest.raises(RuleBaseError) as caught:
        load_books(mistake.books)
    assert str(caught.value) == mistake.message
    for problem in caught.value.problems:
        assert problem.place.line
        assert problem.place.column
        assert problem.hint


def test_the_sound_books_around_the_mistakes_are_sound() -> None:
    """So each message comes from the mistake alone."""
    assert load_books(bad("nothing", x=rule(FAVOUR)).books).rules[0].id == "S01"
    rules = load_books(bad("nothing", size=NUMBER, pop=POPULATION).books)
    assert [one.fact for one in rules.population] == ["size", "price", "speed"]


@pytest.mark.parametrize(
    ("block", "keys"),
    [
        (HASTE, ("Ask", "Answers", "Why", "Can change", "Source")),
        (WAY, ("Question", "Options", "Source")),
        (THING + TABLE, ("Source",)),
        (rule(FAVOUR), ("Because", "Evidence", "Source")),
        (SOURCES_BOOK.split("### SDG")[0], ("Year", "Title", "Venue", "Address")),
        ("### SDG 1\n\n- **Target** t\n- **Source** [deck]\n", ("Source",)),
        ("### L01 · x\n\n- **Always** side is left\n- **Source** [deck]\n", ("Source",)),
        (
            "### D1 · x\n\n- **Statement** s\n- **Carried by** speed\n- **Source** [deck]\n",
            ("Source", "Carried by"),
        ),
    ],
)
def test_a_block_without_a_required_part_is_refused(block: str, keys: tuple[str, ...]) -> None:
    """Missing or empty: the message names the part and stands at the heading or the entry."""
    sound = facts_and_decision() | {"sources.md": ""}
    if "### deck" not in block:
        sound["sources.md"] = SOURCES_BOOK
    assert load_books(sound | {"x.md": block})
    for key in keys:
        lines = block.split("\n")
        (at,) = (number for number, line in enumerate(lines) if f"**{key}**" in line)
        without = "\n".join([*lines[:at], *lines[at + 1 :]])
        told = [str(one) for one in problems(sound | {"x.md": without})]
        assert any(f"has no **{key}**\n  add a line '- **{key}** ...'" in one for one in told)
        empty = "\n".join([*lines[:at], f"- **{key}**", *lines[at + 1 :]])
        (first, *_) = [one for one in problems(sound | {"x.md": empty}) if key in str(one)]
        assert (first.place.line, first.message.endswith("is empty")) == (at + 1, True)


def test_all_mistakes_of_all_books_come_together_and_sorted() -> None:
    """One run tells everything, by file, line and column, and nothing twice."""
    texts = facts_and_decision() | {
        "z.md": rule("- **When** sped is slow and", "- **Then** favour lft, oppose rght"),
        "a.md": rule("- **When** speed is slw", "- **When** price is hgh", FAVOUR, FAVOUR)
        .replace("S01", "S02")
        .replace("[deck]", "[dck]"),
        "m.md": HASTE.replace("slow < fast", "slow")
        + "\n"
        + THING
        + TABLE.replace("speed", "sped"),
    }
    found = problems(texts)
    told = [f"{one.place}: {one.message}" for one in found]
    assert told == [
        "rules/a.md:3:21: unknown value 'slw' in rule S02",
        "rules/a.md:4:21: unknown value 'hgh' in rule S02",
        "rules/a.md:6:3: a second **Then** in rule S02",
        "rules/a.md:9:15: unknown source 'dck'",
        "rules/m.md:4:15: 'slow' offers fewer than two values",
        "rules/m.md:16:3: unknown fact 'sped' in the table of 'thing'",
        "rules/z.md:3:25: can't read 'and' here",
        "rules/z.md:4:19: unknown option 'lft' in rule S01",
        "rules/z.md:4:31: unknown option 'rght' in rule S01",
    ]
    assert all(one.place <= two.place for one, two in pairwise(found))


def test_a_circle_names_the_rules_that_make_it() -> None:
    """Of three rules over three assessments, and a table on the way."""
    third = STATE.replace("state", "mood")
    rules = (
        rule("- **When** mood is good", "- **Then** raise load")
        + rule("- **When** load is heavy", "- **Then** state is bad").replace("S01", "S02")
        + rule("- **When** state is bad", "- **Then** mood is bad").replace("S01", "S03")
    )
    (one,) = problems(facts_and_decision() | {"x.md": f"{LOAD}\n{STATE}\n{third}\n{rules}"})
    assert one.message == (
        "the rules lead in a circle: load reads mood (S01), mood reads state (S03), "
        "state reads load (S02)"
    )
    table = THING + TABLE.replace("speed", "load").replace("slow", "light")
    back = rule("- **When** thing is low", "- **Then** raise load")
    (one,) = problems(facts_and_decision() | {"x.md": f"{LOAD}\n{table}\n{back}"})
    assert one.message == (
        "the rules lead in a circle: load reads thing (S01), "
        "thing reads load (the table of 'thing')"
    )


def test_a_long_way_back_to_a_decision_is_a_circle_too() -> None:
    """A decision may be read by later rules, but not by those that it rests on."""
    rules = rule("- **When** side is left", "- **Then** raise load") + rule(
        "- **When** load is heavy", "- **Then** favour left"
    ).replace("S01", "S02")
    (one,) = problems(facts_and_decision() | {"x.md": f"{LOAD}\n{rules}"})
    assert "load reads side (S01)" in one.message
    assert "side reads load (S02)" in one.message


@pytest.mark.parametrize("evidence", ["strong", "moderate", "guidance", "weak"])
@pytest.mark.parametrize(
    ("effect", "needs_backing"),
    [
        ("favour left weakly", False),
        ("oppose left", False),
        ("raise load moderately", False),
        ("load is heavy", False),
        ("favour left strongly", True),
        ("oppose left strongly", True),
        ("lower load strongly", True),
        ("rule out left", True),
        ("oppose right, rule out left", True),
    ],
)
def test_weak_evidence_can_neither_argue_strongly_nor_rule_out(
    effect: str, needs_backing: bool, evidence: str
) -> None:
    """All other evidence may; the cap is looked at for each effect."""
    block = rule(f"- **Then** {effect}").replace("Evidence** strong", f"Evidence** {evidence}")
    texts = facts_and_decision() | {"x.md": f"{LOAD}\n{block}"}
    if needs_backing and evidence == "weak":
        assert [one.message.split(" in rule")[0] for one in problems(texts)] in (
            ["weak evidence can't argue strongly"],
            ["weak evidence can't rule out 'left'"],
        )
    else:
        assert load_books(texts).rules[0].evidence == evidence


def test_an_option_of_several_decisions_needs_its_decision() -> None:
    """With 'for' it is understood, and the two decisions are kept apart."""
    other = SIDE.replace("side", "other side")
    told = problems(facts_and_decision() | {"x.md": f"{other}\n{rule(FAVOUR)}"})
    assert [one.hint for one in told] == ["say which: 'left for side' or 'left for other side'"]
    both = rule("- **Then** favour left for side, oppose left for other side")
    rules = load_books(facts_and_decision() | {"x.md": f"{other}\n{both}"})
    assert len(rules.rules[0].effects) == 2


WORDS = [
    "is",
    "or",
    "and",
    "not",
    "for",
    "from",
    "between",
    "then",
    "unless",
    "never",
    "strongly",
    "moderately",
    "weakly",
    "known",
    "unknown",
    "at-least",
    "at-most",
    "below",
    "above",
    "one-of",
    "when",
    "favour",
    "oppose",
    "rule-out",
    "raise",
    "lower",
    "prefer",
    "within",
]
CAN_STAND_ALONE = {"when", "prefer", "within"}


def read_or_refused(block: str, of: Callable[[Rule], str], name: str) -> bool:
    """Whether the rule of a block is read, with the name in the part that `of` gives."""
    try:
        rules = load_books(facts_and_decision() | {"x.md": block})
    except RuleBaseError as error:
        if "which the sentences need for themselves" not in str(error):
            raise
        return False
    assert of(rules.rules[0]) == name
    return True


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("form", ["{}", "{} here", "here {}", "HERE {} there"])
def test_a_word_of_the_language_is_refused_in_a_name_or_read_as_written(
    word: str, form: str
) -> None:
    """No name can make a sentence mean something else than it says, whatever its capitals."""
    for written in (word, word.upper()):
        name = form.format(written.replace("-", " "))
        value = HASTE.replace("fast", name) + rule(f"- **When** haste is {name}", FAVOUR)
        read_or_refused(value, lambda one: one.when[0].terms[0].values[0], name)
        fact = HASTE.replace("### haste", f"### {name}")
        fact += rule(f"- **When** {name} is slow", FAVOUR)
        read_or_refused(fact, lambda one: one.when[0].terms[0].subject, name)
        option = WAY.replace("this", name) + rule(f"- **Then** favour {name} strongly")
        read_or_refused(option, effect_target, name)
        load = LOAD.replace("### load", f"### {name}") + rule(f"- **Then** {name} is heavy")
        was_read = read_or_refused(load, effect_target, name)
        assert was_read or word not in CAN_STAND_ALONE


def effect_target(one: Rule) -> str:
    """Return the option or assessment that the only effect of a rule speaks about."""
    (effect,) = one.effects
    return effect.option if isinstance(effect, Argue | RuleOut) else effect.assessment


def test_an_error_holds_its_problems_once_and_sorted() -> None:
    """By file, line and column as numbers; its text is one problem after the other."""
    late = Problem(Place("a.md", 10, 2), "late")
    early = Problem(Place("a.md", 9, 30), "early", "mend it")
    other = Problem(Place("b.md"), "other")
    error = AdvisorError([other, late, early, late])
    assert error.problems == (early, late, other)
    assert str(error) == "a.md:9:30: early\n  mend it\na.md:10:2: late\nb.md: other"
    assert str(AdvisorError(Problem(Place(""), "no place"))) == "no place"


def test_the_nearest_name_is_found_whatever_its_capitals() -> None:
    """Nothing is suggested where nothing is near; long lists are cut."""
    names = ("digital budget", "IT manager", "population")
    assert nearest("digtal budgt", names) == "digital budget"
    assert nearest("it maneger", names) == "IT manager"
    assert nearest("zzz", names) is None
    assert str(suggestion("zzz", names)) == "allowed: digital budget, IT manager, population"
    assert str(suggestion("populaton", names)).startswith("did you mean 'population'? Allowed: ")
    many = [f"name {number}" for number in range(20)]
    assert str(suggestion("nme 3", many)) == "did you mean 'name 3'?"
    assert str(suggestion("zzz", many, limit=2)) == "allowed: name 0, name 1, ..."
