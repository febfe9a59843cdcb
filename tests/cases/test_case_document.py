"""A case written as plain data and read again, and the schema of a case file."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor import advise, load_rules, render
from advisor.cases.document import case_document
from advisor.cases.model import Answer, Case, Expectation
from advisor.cases.read.case_file import parse_case, read_case
from advisor.cases.schema import case_schema
from advisor.knowledge.domains import Range
from tests.cases.conftest import ROOT
from tests.cases.made import cases
from tests.support.examples import examples

FILES = sorted((ROOT / "cases").glob("*/*.yaml"))


@pytest.fixture(scope="module")
def valid(whole):
    schema = case_schema(whole)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@given(data=st.data())
@examples(200)
def test_a_case_written_as_json_is_read_as_the_same_case(whole, valid, data):
    case = data.draw(cases(whole))
    document = case_document(case)
    assert parse_case(json.dumps(document), "made.json", whole) == case
    assert parse_case(json.dumps(document, ensure_ascii=False), "made.json", whole) == case
    valid.validate(document)


@given(data=st.data())
@examples(50)
def test_a_case_written_as_yaml_is_read_as_the_same_case(whole, data):
    case = data.draw(cases(whole))
    text = yaml.safe_dump(case_document(case), sort_keys=False, allow_unicode=True)
    assert parse_case(text, "made.yaml", whole) == case


def test_the_document_is_plain_and_in_the_order_of_the_format():
    case = Case(
        "a",
        (
            Answer("population", (Range(1800, 1800),)),
            Answer("digital staff", (Range(2.5, 2.5),), "Half a post more."),
            Answer("digital budget", ("none", "small")),
        ),
        place="A",
        expect=Expectation((("structure", "federal", ""),), ("W01",)),
        notes=(("primary goal", "Nobody said."), ("depth", "To be sounded."), ("", "In haste.")),
        unknown=("election soon", "primary goal"),
        fictional=True,
    )
    document = case_document(case)
    assert list(document) == ["id", "place", "fictional", "facts", "notes", "expect"]
    assert document["facts"] == {
        "population": 1800,
        "digital staff": {"answer": 2.5, "note": "Half a post more."},
        "digital budget": "none or small",
        "election soon": "unknown",
        "primary goal": {"answer": "unknown", "note": "Nobody said."},
        "depth": {"note": "To be sounded."},
    }
    assert document["expect"] == {"structure": "federal", "misfits": ["W01"]}


def test_a_case_of_which_nothing_is_known_still_has_its_facts():
    assert case_document(Case("a", ())) == {"id": "a", "facts": {}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_that_comes_with_the_program_fits_reader_and_schema(path, whole, valid):
    case = read_case(path, whole)
    assert case.id == path.stem
    valid.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    document = case_document(case)
    valid.validate(document)
    assert parse_case(json.dumps(document), f"{path.stem}.json", whole) == case


def test_the_schema_names_every_fact_with_its_question_and_answers(whole):
    schema = case_schema(whole)
    facts = schema["properties"]["facts"]["anyOf"][0]["properties"]
    assert tuple(facts) == whole.fact_names
    for fact in whole.facts:
        assert fact.question in facts[fact.name]["description"]
        for value, anchor in fact.anchors:
            assert f"{value}: {anchor}" in facts[fact.name]["description"]


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        ("small", True),
        ("small or moderate", True),
        ("small to comfortable", True),
        ("at least small", True),
        (["none", "small"], True),
        ("unknown", True),
        (None, True),
        ({"answer": "small", "note": "x"}, True),
        ({"note": "x"}, True),
        ("smal", False),
        ("small or", False),
        (5, False),
        ([], False),
        ({"anwser": "small"}, False),
    ],
)
def test_the_schema_and_the_reader_agree_on_a_scale(small, answer, fits):
    agree(small, "digital budget", answer, fits)


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        (95_000, True),
        ("95,000", True),
        ("20,000 to 50,000", True),
        ("at most 5000 inhabitants", True),
        ([10, "20 to 30"], True),
        (0, False),
        (4999.5, False),
        ("4,999.5", False),
        ("20 to 30.5", False),
        (4999.0, True),
        ("many", False),
        (True, False),
    ],
)
def test_the_schema_and_the_reader_agree_on_a_number(small, answer, fits):
    agree(small, "population", answer, fits)


@pytest.mark.parametrize(
    ("answer", "fits"), [(True, True), ("no", True), ("yes or no", True), ("maybe", False)]
)
def test_the_schema_and_the_reader_agree_on_yes_and_no(small, answer, fits):
    agree(small, "election soon", answer, fits)


def agree(rules, fact, answer, fits):
    document = {"facts": {fact: answer}}
    assert Draft202012Validator(case_schema(rules)).is_valid(document) == fits
    if fits:
        parse_case(json.dumps(document), "a.json", rules)
    else:
        with pytest.raises(Exception, match=fact):
            parse_case(json.dumps(document), "a.json", rules)


def test_who_prepared_and_checked_a_case_is_read_written_and_shown(tmp_path):
    rules = load_rules()
    file = tmp_path / "case.yaml"
    people = {"prepared by": "A. Clerk, 2026-05-01", "checked by": "B. Mayor, 2026-05-03"}
    file.write_text(
        "".join(f"{key}: {who}\n" for key, who in people.items()) + "facts: {}\n", "utf-8"
    )
    case = read_case(file, rules)
    document = case_document(case)
    assert {key: document[key] for key in people} == people
    Draft202012Validator(case_schema(rules)).validate(json.loads(json.dumps(document)))
    for form in ("text", "markdown", "html"):
        shown = render(advise(rules, case), rules, form)
        assert "A. Clerk" in shown.replace("\\", "")
        assert "B. Mayor" in shown.replace("\\", "")
