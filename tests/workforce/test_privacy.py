"""What is published shows no person, and no small group comes out by taking one report from another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor.report.workforce.document import staff_json
from advisor.workforce.model import Course, Person
from advisor.workforce.privacy import Disclosure
from advisor.workforce.study import study
from tests.support.examples import examples
from tests.workforce.made import MATRIX, RULES, inputs, people, person

LEAST = 5
PUBLIC = Disclosure(LEAST)
PEOPLE = re.compile(
    r"people|with a gap|open|participants|without|want of|met|partly|unknown|before|after|change|full-time|gaps"
)


def published(some: list[Person], earlier: list[Person] | None = None) -> dict[str, Any]:
    catalogue = [Course("base", ("CB01", "CB02"), minutes=60, seats=4, fee=12_345)]
    found = study(inputs(some, catalogue), MATRIX, RULES, before=earlier, seconds=0)
    document: dict[str, Any] = json.loads(staff_json(found, RULES, PUBLIC))
    return document


def numbers(document: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield every number of people that a published report holds, with its place."""
    for cell in document["coverage"]:
        for name in ("required", "met", "partly", "missing", "unknown"):
            if cell[name] is not None:
                yield f"{cell['competency']} {cell['job_category']} {name}", cell[name]
    for section in document["sections"]:
        for table in section["tables"]:
            for row in table["rows"]:
                label = next(iter(row.values()))
                for name, text in row.items():
                    if PEOPLE.search(name) and re.fullmatch(r"[+-]?[\d,]+", text):
                        yield f"{table['caption']} {label} {name}", int(text.replace(",", ""))


@given(st.integers(0, 10_000))
def test_numbers_are_multiples_or_hidden(count: int) -> None:
    shown = PUBLIC.count(count)
    assert (shown is None) is (count < LEAST)
    if shown is not None:
        assert shown % LEAST == 0
        assert abs(shown - count) <= LEAST / 2
        assert shown >= LEAST


@given(people(most=14), people(most=14))
@examples(15)
def test_no_difference_of_published_numbers_is_a_small_group(
    some: list[Person], others: list[Person]
) -> None:
    """Whatever is added or taken away, of one report or of two, is nothing or a group that may be shown."""
    later = [
        *some,
        *(person(100 + at, one.standings, one.category) for at, one in enumerate(others)),
    ]
    values = [value for _, value in numbers(published(some))]
    values += [value for _, value in numbers(published(later, some))]
    values += [value for _, value in numbers(published(later[1:]))]
    distinct = set(values)
    assert all(value % LEAST == 0 for value in distinct)
    for one in distinct:
        for other in distinct:
            assert abs(one - other) == 0 or abs(one - other) >= LEAST


def test_one_person_more_cannot_be_read_off() -> None:
    """With six and seven people the same numbers are published, whatever the seventh has."""
    six = [person(at, {"CB01": "met"}, department="D") for at in range(6)]
    seven = [*six, person(7, {"CB01": "not"}, department="D")]
    before, after = dict(numbers(published(six))), dict(numbers(published(seven)))
    assert before["CB01 managers met"] == after["CB01 managers met"] == 5
    assert before["CB01 managers required"] == after["CB01 managers required"] == 5
    assert "CB01 managers missing" not in after


@given(people(most=10))
@examples(10)
def test_no_pseudonym_is_published(some: list[Person]) -> None:
    text = json.dumps(published(some))
    assert not [one.pseudonym for one in some if re.search(rf"\b{one.pseudonym}\b", text)]


def test_small_departments_are_left_out() -> None:
    some = [person(at, {"CB01": "not"}, department="Large") for at in range(9)]
    some.append(person(50, {"CB01": "not"}, department="Tiny"))
    text = json.dumps(published(some))
    assert "Large" in text
    assert "Tiny" not in text
