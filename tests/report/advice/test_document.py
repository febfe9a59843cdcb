"""The JSON form: other programs rely on its keys, and on its schema telling the truth."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from advisor.inference.advice import Basis, Status
from advisor.report.advice.document import advice_document, advice_schema
from advisor.report.render import render
from tests.report import made

VALIDATOR = Draft202012Validator(advice_schema())


def test_the_schema_is_itself_a_valid_schema():
    Draft202012Validator.check_schema(advice_schema())


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("basis", list(Basis))
def test_advice_of_every_status_validates_against_the_schema(status, basis):
    advice = made.with_structure(replace(made.STRUCTURE, status=status, basis=basis))
    VALIDATOR.validate(advice_document(advice))


def test_advice_without_a_recommendation_says_null():
    document = advice_document(made.with_structure(made.SILENT))
    VALIDATOR.validate(document)
    assert document["decisions"]["structure"]["recommended"] is None


def test_the_document_has_the_promised_keys_in_the_promised_order():
    document = advice_document(made.ADVICE)
    assert list(document) == [
        "rule_base", "case", "assessments", "decisions", "misfits", "actions", "unknown", "trace",
    ]  # fmt: skip
    assert document["rule_base"] == {"version": "1.2", "hash": "sha256:0123456789abcdef"}
    assert document["case"]["facts"] == {
        "digital budget": ["low"],
        "staff skill": ["low", "moderate"],
    }
    structure = document["decisions"]["structure"]
    assert structure["recommended"] == "centralized"
    assert structure["scores"] == {"centralized": 3, "federal": 2, "decentralized": 0}
    assert structure["arguments"][0] == {
        "rule": "S01",
        "option": "centralized",
        "points": 3,
        "rules_out": False,
        "because": "pooling helps.",
        "facts": {"capacity": ["low"]},
        "sources": ["deck"],
    }
    assert document["trace"] == [
        {
            "rule": "S01",
            "stratum": 2,
            "read": {"capacity": ["low"]},
            "concluded": {"structure": ["centralized"]},
        }
    ]


def test_a_border_weights_and_work_are_told_and_are_null_where_the_books_say_nothing():
    document = advice_document(made.ADVICE)
    assert document["case"]["borders"] == [
        {"fact": "population", "figure": 49_999, "thresholds": [50_000]}
    ]
    assert document["misfits"][0]["weight"] == "grave"
    (action, *_) = document["actions"]
    assert (action["effort"], action["needs"]) == ("moderate", "the finance director")
    assert action["after"] == []
    misfit = replace(made.ADVICE.misfits[0], weight=None)
    bare = replace(made.ADVICE.actions[0], effort=None, needs="", after=("A02",))
    document = advice_document(replace(made.ADVICE, misfits=(misfit,), actions=(bare,)))
    VALIDATOR.validate(document)
    assert document["misfits"][0]["weight"] is None
    assert document["actions"][0]["effort"] is None
    assert document["actions"][0]["after"] == ["A02"]


def test_further_answers_of_an_overturn_stand_only_where_it_takes_them():
    alone, joint = advice_document(made.ADVICE)["decisions"]["structure"]["overturned_by"]
    assert alone == {"fact": "election soon", "value": "yes", "to": "federal"}
    assert joint["together_with"] == [{"fact": "population", "value": "below 5,000"}]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.update(mood="good"),
        lambda document: document["case"].pop("facts"),
        lambda document: document["decisions"]["structure"].update(status="certain"),
        lambda document: document["decisions"]["structure"]["arguments"][0].update(points=1.5),
        lambda document: document["decisions"]["structure"]["overturned_by"][0].update(
            together_with=[]
        ),
        lambda document: document["actions"][0].update(phase="some day"),
        lambda document: document["misfits"][0].pop("because"),
        lambda document: document["misfits"][0].update(weight="heavy"),
        lambda document: document["actions"][0].update(effort="none"),
        lambda document: document["case"]["borders"][0].update(thresholds=[]),
        lambda document: document["rule_base"].update(hash="md5:1"),
    ],
)
def test_the_schema_rejects_a_document_that_breaks_the_form(spoil):
    document = advice_document(made.ADVICE)
    spoil(document)
    assert not VALIDATOR.is_valid(document)


def test_the_json_text_is_indented_unescaped_and_ends_with_one_newline():
    text = render(made.with_case(place="Zürich 東京"), made.RULES, "json")
    assert text.startswith('{\n  "rule_base"')
    assert "Zürich 東京" in text
    assert text.endswith("}\n")
    assert json.loads(text)["case"]["place"] == "Zürich 東京"


def test_every_part_of_the_schema_is_described():
    def undescribed(schema, path="advice"):
        if "$ref" not in schema and "description" not in schema:
            yield path
        for name, part in schema.get("properties", {}).items():
            yield from undescribed(part, f"{path}.{name}")

    schema = advice_schema()
    assert list(undescribed(schema)) == []
    for name, definition in schema["$defs"].items():
        assert list(undescribed(definition, name)) == []
