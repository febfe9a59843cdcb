"""The schema of a case and its reader: what one takes, the other takes, but for what no schema can say.

Each thing that no schema can say stands in its description (`NOT_SAID`) and in `unsayable`, which
looks for it in a document; on all other documents the two have to agree.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor.cases.document import case_document
from advisor.cases.form import ANSWER_KEYS, KEYS, STATUSES
from advisor.cases.read.case_file import parse_case
from advisor.cases.schema import NOT_SAID, case_schema
from advisor.errors import CaseError, Problem, ProblemKind
from advisor.knowledge.library import rules_of_books
from advisor.knowledge.model import Book, RuleBase
from tests.cases.conftest import BOOK
from tests.cases.made import cases
from tests.support.examples import examples

OLDER = (
    BOOK.replace(
        "- **Why** Money matters.",
        "- **Formerly** money there is\n- **Formerly** little -> small\n- **Why** Money matters.",
    )
    .replace(
        "- **Warn** Too many posts.",
        "- **Warn** Too many posts.\n- **Advise** Share posts.\n- **Phase** later\n- **Owner** the mayor",
    )
    .replace(
        "- **When equal** prefer federal",
        "- **Formerly** shape\n- **Formerly** confederal -> federal\n- **When equal** prefer federal",
    )
)
"""The small book with names that a fact, an answer, a decision and an option had before."""

NEW = {"money there is": "digital budget", "shape": "structure"}


# No fixtures: a failing example would be shown with the whole rule base.
@cache
def older() -> RuleBase:
    return rules_of_books("older", [Book("older/book.md", OLDER)])


@cache
def checked() -> Draft202012Validator:
    schema = case_schema(older())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read(document: Any) -> tuple[Problem, ...]:
    """Return what the reader finds wrong."""
    try:
        parse_case(json.dumps(document), "case.json", older())
    except CaseError as error:
        return error.problems
    return ()


def nodes(node: Any) -> Iterator[Any]:
    yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for one in inner:
        yield from nodes(one)


def plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def unsayable(document: Any, problems: tuple[Problem, ...]) -> set[int]:
    """Return which of the things that no schema can say explain the problems of a document, by their places in NOT_SAID."""
    found: set[int] = set()
    for node in nodes(document):
        if isinstance(node, dict):
            names = Counter(NEW.get(plain(key), plain(key)) for key in node)
            if max(names.values(), default=0) > 1:
                found.add(0)
        if isinstance(node, float) and re.fullmatch(r"-?\d{1,3}\.\d{3}", repr(node)):
            found.add(4)
        if isinstance(node, str) and re.search("[\uff01-\uff5e]", node):
            found.add(6)
    told = " ".join(problem.message for problem in problems)
    if re.search(r"'\d{4}\.0' is no date in the calendar", told):
        found.add(5)
    if "has a note already" in told:
        found.add(1)
    if re.search(r"stands under '(misfits|actions):' and under 'no \1:'", told):
        found.add(2)
    in_texts = {ProblemKind.OUT_OF_RANGE, ProblemKind.AMBIGUOUS}
    if any(one.kind in in_texts and one.about for one in problems):
        found.add(3)
    if "runs from later to earlier" in told:
        found.add(3)
    return found


def agree(document: Any) -> None:
    problems = read(document)
    fits = checked().is_valid(document)
    if fits == (not problems):
        return
    reasons = unsayable(document, problems)
    if fits:
        assert reasons, f"the reader refuses it: {problems[0]}\n{document}"
    else:
        # Of all that no schema can say, only full width makes the reader take more.
        assert 6 in reasons, f"the schema alone refuses it: {document}"


SPELLED = st.sampled_from(
    [
        str.upper,
        str.title,
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("k", "\u212a").replace("s", "\u017f"),
        lambda text: text[:-1],
        lambda text: f"{text}x",
        lambda text: f"{text}\u0085",
        lambda text: text.replace("e", "\u0435"),
    ]
)
ODD = st.sampled_from(
    [
        None, "", " ", "\t", True, False, 0, 1, -1, 1.5, 1.125, 2010, 2010.0, 1e30, [], [None], [""], {}, ["x"],
        {"x": 1}, [[]], [{}], "null", "~", "unknown", "UNKNOWN ", ["unknown"], ["unknown", "small"],
        ["Unknown"], "yes", "no", "TRUE", "yes or no", "a\u0007b", "\u2028", "\ufffe", "W01", ["w01"],
        "firm", {"answer": "small"}, {"note": "n"}, {"answered by": "A"}, {"answered by": " "},
        {"answer": None, "checked by": "B"}, {"answer": "", "note": "x", "checked on": ""},
        {"answer": "unknown", "answered on": "2010"}, {"answer": "small", "answered on": "2010-13"},
        {"recommended": "federal"}, {"status": "Firm"}, {"status": ""}, {"recommended": None},
        {"verdict": "worked"}, {"verdict": ""}, {"Verdict": "WORKED", "note": 5}, {"note": "x"},
    ]
)  # fmt: skip
DATES = st.sampled_from(
    [
        "2010", "2010-02", "2010-13", "2010-02-29", "2012-02-29", "1900-02-29", "2000-02-29", "0000",
        "2010 to 2014", "2014 to 2010", "2010 to", "to 2010", "2010 to 2011 to 2012", "2010to2014",
        "2010-1", "2010/05", "12.05.2010", "spring 2014", "2010 \u2013 2014", "May", "2010 To 2014",
        " 2010 ", "2010-04-31", "2010-12-31 to 2011", "?", "20100", "1 to 2", "2010-05-17 to 2010-05-16",
        "\u0662\u0660\u0661\u0660", "2010_05", "to", "2010\tto\n2012", "2010-00", "2010-01-00",
    ]
)  # fmt: skip


@st.composite
def answer_texts(draw: st.DrawFn) -> Any:
    """Return answers that are nearly right: values, ranges, several of them, numbers as people write them."""
    value = st.sampled_from(
        ["none", "small", "Moderate", "comfortable", "little", "cost efficiency", "open to all", "yes", "5",
         "1,500", "20 000", "35k", "35.000", "1.5 million", "5000.0", "2,5", "12e3", "-1", "many", "0.5", "1234.125"]
    )  # fmt: skip
    before = st.sampled_from(
        [
            "",
            "",
            "",
            "at least ",
            "At most ",
            "below ",
            ">= ",
            "<",
            "about ",
            "ca. ",
            "up to ",
            "some",
        ]
    )
    after = st.sampled_from(
        ["", "", "", "+", " or more", " inhabitants", " posts", "inhabitants", " and below", "-"]
    )
    joint = st.sampled_from(
        [" or ", " OR ", " to ", "-", " \u2013 ", " and ", ", ", "  or  ", " or"]
    )
    text = draw(before) + draw(value) + draw(after)
    if draw(st.booleans()):
        text += draw(joint) + draw(before) + draw(value) + draw(after)
    if draw(st.integers(0, 5)) == 0:
        text = "between " + text
    if draw(st.integers(0, 4)) == 0:
        return draw(st.lists(st.sampled_from([text, "small", "none", 5, 2.5, True]), max_size=3))
    return text


@st.composite
def documents(draw: st.DrawFn, rules: RuleBase) -> Any:
    """Return a case as a document, with up to three slips anywhere in it."""
    document = json.loads(json.dumps(case_document(draw(cases(rules)))))
    for _ in range(draw(st.integers(0, 3))):
        holders = [one for one in nodes(document) if isinstance(one, dict | list) and one]
        if not holders:
            return document
        slip(draw, draw(st.sampled_from(holders)), document)
    return document


def slip(draw: st.DrawFn, holder: Any, document: Any) -> None:
    if isinstance(holder, list):
        holder[draw(st.integers(0, len(holder) - 1))] = draw(ODD | answer_texts())
        return
    key = draw(st.sampled_from(list(holder)))
    match draw(st.integers(0, 7)):
        case 0:
            holder[draw(SPELLED)(key)] = holder.pop(key)
        case 1:
            holder[key] = draw(ODD)
        case 2:
            del holder[key]
        case 3 if isinstance(holder[key], str):
            holder[key] = draw(SPELLED)(holder[key])
        case 4:
            holder[
                draw(
                    st.sampled_from(
                        [*KEYS, *ANSWER_KEYS, "structure", "misfits", "actions", *NEW, "x"]
                    )
                )
            ] = draw(ODD)
        case 5:
            document[draw(st.sampled_from(["date", "Date"]))] = draw(DATES)
        case 6 if isinstance(document.get("facts"), dict):
            name = draw(
                st.sampled_from(
                    [
                        "digital budget",
                        "population",
                        "digital staff",
                        "depth",
                        "primary goal",
                        "election soon",
                    ]
                )
            )
            document["facts"][name] = draw(answer_texts() | ODD)
        case _:
            key = draw(
                st.sampled_from(["chosen", "outcome", "expect", "fictional", "notes", "sources"])
            )
            options = ODD | st.sampled_from(["Federal", "Confederal", "central", *STATUSES])
            decisions = st.dictionaries(
                st.sampled_from(["structure", "Shape"]), options, min_size=1
            )
            document[key] = draw(ODD | decisions)


@given(st.data())
@examples(300)
def test_the_schema_takes_and_refuses_what_the_reader_does(data: st.DataObject) -> None:
    agree(data.draw(documents(older())))


@given(
    st.sampled_from(
        ["population", "digital staff", "depth", "digital budget", "primary goal", "election soon"]
    ),
    answer_texts() | ODD,
)
@examples(800)
def test_the_schema_takes_the_answers_that_the_reader_does(fact: str, answer: Any) -> None:
    agree({"facts": {fact: answer}})


@given(DATES | st.text("0123456789-to \u2013.May", max_size=14))
@examples(400)
def test_the_schema_takes_the_dates_that_the_reader_does(date: str) -> None:
    agree({"facts": {}, "date": date})
    agree({"facts": {"depth": {"answer": 5, "checked on": date}}})


def test_the_schema_tells_what_it_cannot_say() -> None:
    told = case_schema(older())["description"]
    assert all(one in told for one in NOT_SAID)
