"""What a policy officer would write at the first try: each mistake is told with a whole line that is right.

The line is read again by the reader itself, so that nobody is led from one error into another.
"""

from __future__ import annotations

import re
import time

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge.model import Book, RuleBase
from advisor.knowledge.read.books import read_rule_base
from tests.docs.test_rule_language import book

BOOK = Book("rules/book.md", book())
REST = (
    "- **Because** it is so.",
    "- **Evidence** guidance",
    "- **Source** [handbook] chapter I",
)
WHEN, THEN = "- **When** digital budget is none", "- **Then** favour federal"

EFFECTS = {
    "favor centralized strongly": "favour centralized strongly",
    "favour centralised": "favour centralized",
    "favors decentralised weakly": "favour decentralized weakly",
    "favour centralized very strongly": "favour centralized strongly",
    "favour centralized highly": "favour centralized strongly",
    "favour centralized slightly": "favour centralized weakly",
    "strongly favour centralized": "favour centralized strongly",
    "favour strongly centralized": "favour centralized strongly",
    "favour centralized for structure strongly": "favour centralized strongly for structure",
    "favour centralized by 2 points": "favour centralized moderately",
    "favour centralized (strongly)": "favour centralized strongly",
    "favour centralized and federal": "favour centralized, favour federal",
    "prefer federal over decentralized": "favour federal, oppose decentralized",
    "do not favour decentralized": "oppose decentralized",
    "penalise decentralised strong": "oppose decentralized strongly",
    "exclude decentralized": "rule out decentralized",
    "structure is centralized": "favour centralized",
    "centralized is favoured strongly": "favour centralized strongly",
    "increase pull to the center": "raise pull to the centre",
    "set pull to the centre to strong": "pull to the centre is strong",
    "favour center for security rights": "favour centre for security rights",
}

CONDITIONS = {
    "digital budget = small": "digital budget is small",
    "digital budget: small": "digital budget is small",
    "digital budget small": "digital budget is small",
    "digital budget >= small": "digital budget is at least small",
    "digital budget is less than moderate": "digital budget is below moderate",
    "digital budget is not at least moderate": "digital budget is below moderate",
    "digital budget is moderate or higher": "digital budget is at least moderate",
    "digital budget is none, small": "digital budget is one of none, small",
    "digital budget is either none or small": "digital budget is none or small",
    "digital budget is 'small'": "digital budget is small",
    "digital budget is not known": "digital budget is unknown",
    "if the digital budget is small": "digital budget is small",
    "digital budgett is smal": "digital budget is small",
    "population > 5000": "population is above 5000",
    "population is more than 5 000": "population is above 5,000",
    "population is between 5,000 to 10,000": "population is between 5,000 and 10,000",
    "election within a year": "election within a year is yes",
    "no election within a year": "election within a year is no",
    "primary goal is cost-efficiency": "primary goal is cost efficiency",
}

LAWS = {
    "- **Always** if digital capacity is low then structure is not decentralised": (
        "- **Always** when digital capacity is low, structure is not decentralized"
    ),
    "- **Raising** digital budget **never reduces** centralised": (
        "- **Raising** digital budget **never lowers** centralized"
    ),
}


def rule(*lines: str, heading: str = "### S09 · A claim") -> str:
    given = " ".join(lines)
    rest = [line for line in REST if line.split("**")[1] not in given]
    return "\n".join((heading, "", *lines, *rest)) + "\n"


def read(text: str) -> RuleBase:
    return read_rule_base([BOOK, Book("rules/my.md", text)], "digest")


def told(text: str) -> str:
    with pytest.raises(RuleBaseError) as caught:
        read(text)
    return str(caught.value)


def written(message: str) -> list[str]:
    """Return the lines that a message says to write."""
    return re.findall(
        r"^(?:  (?:did you mean|write|such as): | {9})(- \*\*.*)$", message, re.MULTILINE
    )


@pytest.mark.parametrize(("wrong", "right"), EFFECTS.items(), ids=list(EFFECTS))
def test_effects_in_other_words_are_told_with_the_line_that_is_right(
    wrong: str, right: str
) -> None:
    message = told(rule(WHEN, f"- **Then** {wrong}"))
    assert written(message) == [f"- **Then** {right}"]
    assert read(rule(WHEN, f"- **Then** {right}")).rules_by_id["S09"].effects


@pytest.mark.parametrize(("wrong", "right"), CONDITIONS.items(), ids=list(CONDITIONS))
@pytest.mark.parametrize("key", ["When", "Unless"])
def test_conditions_in_other_words_are_told_with_the_line_that_is_right(
    wrong: str, right: str, key: str
) -> None:
    message = told(rule(f"- **{key}** {wrong}", THEN))
    assert written(message) == [f"- **{key}** {right}"]
    assert read(rule(f"- **{key}** {right}", THEN)).rules_by_id["S09"].reads


@pytest.mark.parametrize(("wrong", "right"), LAWS.items(), ids=list(LAWS))
def test_laws_in_other_words_are_told_with_the_line_that_is_right(wrong: str, right: str) -> None:
    law = "### L09 · A law\n\n{}\n- **Source** [handbook] chapter I\n"
    assert written(told(law.format(wrong))) == [right]
    assert any(one.id == "L09" for one in read(law.format(right)).laws)


def test_conditions_joined_by_and_are_parted_into_lines() -> None:
    wrong = "- **When** digital capacity is low and population > 5000"
    assert written(told(rule(wrong, THEN))) == [
        "- **When** digital capacity is low",
        "- **When** population is above 5000",
    ]


def test_an_unless_line_is_never_parted_since_its_lines_are_not_joined_by_and() -> None:
    message = told(rule("- **Unless** digital capacity is low and population is above 5000", THEN))
    assert "an Unless line knows only 'or'" in message
    assert written(message) == ["- **Unless** digital budget is at least small"]


@pytest.mark.parametrize(
    ("line", "message", "lines"),
    [
        (
            "- **Then** warn that the plan is too large",
            "'warn' is no effect: **Warn** has a line of its own",
            ["- **Warn** the plan is too large"],
        ),
        (
            "- **Then** advise to ask the province",
            "'advise' is no effect: **Advise** has a line of its own",
            ["- **Advise** ask the province"],
        ),
        (
            "- **Then** favour centralized if the digital capacity is low",
            "'if' can't stand in an effect: **When** has a line of its own",
            ["- **When** digital capacity is low", "- **Then** favour centralized"],
        ),
        (
            "- **When** favor centralized",
            "'favor' is an effect and no condition: **Then** has a line of its own",
            ["- **Then** favour centralized"],
        ),
    ],
)
def test_what_stands_in_the_wrong_line_is_sent_to_its_own(
    line: str, message: str, lines: list[str]
) -> None:
    found = told(rule(line))
    assert message in found
    assert written(found) == lines


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("- **If** digital budget is small", "- **When** digital budget is small"),
        ("- **When:** digital budget is small", "- **When** digital budget is small"),
        ("- **when** digital budget is small", "- **When** digital budget is small"),
        ("- When: digital budget is small", "- **When** digital budget is small"),
        ("- **Except** digital budget is small", "- **Unless** digital budget is small"),
        ("- **Reason** it is so", "- **Because** it is so"),
    ],
)
def test_a_key_in_other_words_is_told_with_the_line_that_is_right(line: str, right: str) -> None:
    message = told(rule(THEN, line))
    assert f"rite: {right}\n" in f"{message}\n"


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("- **Evidence** expert opinion", "- **Evidence** guidance"),
        ("- **Weight** high", "- **Weight** grave"),
        ("- **Phase** immediately", "- **Phase** first 100 days"),
        ("- **Effort** low", "- **Effort** small"),
    ],
)
def test_a_word_that_is_none_of_the_few_allowed_is_told_with_one_that_is(
    line: str, right: str
) -> None:
    more = ["- **Warn** too large"] if "Weight" in line else []
    if "Phase" in line or "Effort" in line:
        more = ["- **Advise** ask", "- **Owner** mayor"]
        more += ["- **Phase** later"] if "Effort" in line else []
    assert written(told(rule(WHEN, *more, line))) == [right]


@pytest.mark.parametrize("mark", [" - ", ": ", " \u2013 ", " ", "."])
def test_a_heading_without_its_dot_is_told_as_it_has_to_be(mark: str) -> None:
    message = told(rule(WHEN, THEN, heading=f"### S09{mark}A claim"))
    assert "write '### S09 · A claim'" in message


@pytest.mark.parametrize(
    ("answers", "hint"),
    [
        ("low, high", "write 'low < high' or 'low | high'"),
        ("low/high", "write 'low < high' or 'low | high'"),
        ("low or high", "write 'low < high' or 'low | high'"),
        ("high > low", "write 'low < high'"),
        ("yes/no", "write 'yes | no'"),
        ("1 to 10", "write 'whole number of inhabitants from 1 to 10'"),
        ("a number", "write 'whole number of inhabitants'"),
        ("percentage", "write 'number of per cent from 0 to 100'"),
    ],
)
def test_answers_with_other_signs_between_them_cost_one_message(answers: str, hint: str) -> None:
    message = told(
        f"### staff skill\n\n- **Ask** How?\n- **Answers** {answers}\n- **Why** x\n"
        "- **Can change** no\n- **Source** [handbook] I\n"
    )
    assert hint in message
    assert message.count("rules/my.md") == 1


@pytest.mark.parametrize("anchor", ["- low: few can", "- **low**: few can", "- low - few can"])
def test_an_anchor_without_single_stars_costs_one_message(anchor: str) -> None:
    message = told(
        f"### staff skill\n\n- **Ask** How?\n- **Answers** low < high\n  {anchor}\n  - *high*: all can\n"
        "- **Why** x\n- **Can change** no\n- **Source** [handbook] I\n"
    )
    assert "write '  - *low*: few can'" in message
    assert message.count("rules/my.md") == 1


def test_what_could_mean_something_else_is_not_proposed() -> None:
    """A value is never turned into its contrary, and a strength is never dropped."""
    for wrong in ("digital budget is none/little", "digital budget is hardly moderate"):
        assert written(told(rule(f"- **When** {wrong}", THEN))) == []
    assert written(told(rule(WHEN, "- **Then** favour federal bigly"))) == []


@pytest.mark.parametrize(
    "wrong", ['"' * 450, "\u201c" * 450, "is a, " * 75, "> " * 200, "x and " * 70, "very " * 90]
)
def test_a_line_that_nobody_could_mean_takes_no_time(wrong: str) -> None:
    started = time.monotonic()
    told(rule(f"- **When** {wrong}", f"- **Then** {wrong}"))
    told(
        f"### skill\n\n- **Ask** a\n- **Answers** {wrong}\n  - {wrong}: b\n- **Source** [handbook] I\n"
    )
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("line", ["- **", "- **** x", "- : x"])
def test_a_line_of_mere_signs_is_told_as_one_without_a_key(line: str) -> None:
    assert "has no key" in told(rule(WHEN, THEN, line))
