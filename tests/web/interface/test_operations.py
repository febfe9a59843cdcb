"""Other programs get the same advice as the terminal, and the same problem data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.cases.read.case_file import parse_case
from advisor.cases.schema import case_schema
from advisor.errors import AdvisorError
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.report.advice.document import advice_document, advice_schema
from advisor.web.interface.description import description
from tests.web.support import Browser

CASE = {"id": "ford", "place": "Ford", "facts": {"budget": "large", "staff": 200}}
PROBLEM = "application/problem+json"


def test_advice_is_what_the_terminal_gives(browser: Browser, small: RuleBase) -> None:
    answer = browser.client.post("/api/v1/advise", json=CASE)
    wanted = advice_document(advise(small, parse_case(json.dumps(CASE), "case.json", small)))
    assert answer.status_code == 200
    assert answer.json() == wanted
    in_yaml = "id: ford\nplace: Ford\nfacts: {budget: large, staff: 200}\n"
    headers = {"Content-Type": "application/yaml"}
    again = browser.client.post("/api/v1/advise", content=in_yaml, headers=headers)
    assert again.json() == wanted
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"facts": {"budget": "huge"}}', "unknown value 'huge'"),
        (b'{"facts": {"budgt": "none"}}', "unknown fact 'budgt'"),
        (b'{"facts": ', "not JSON"),
        (b"[" * 1000, "nested"),
        (b"\xff\xfe\x00", ""),
        (b"", ""),
    ],
)
def test_errors_carry_the_data_of_the_terminal(
    browser: Browser, small: RuleBase, body: bytes, told: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = browser.client.post("/api/v1/advise", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    document = answer.json()
    with pytest.raises(AdvisorError) as error:
        parse_case(body, "case.json", small)
    assert [one["message"] for one in document["problems"]] == [
        one.message for one in error.value.problems
    ]
    for one, problem in zip(document["problems"], error.value.problems, strict=True):
        assert one["place"]["line"] == problem.place.line
        assert one["nearest"] == problem.nearest
        assert one["allowed"] == list(problem.allowed)
    assert told in document["detail"]
    assert document["status"] == 422
    described = description(small)
    Draft202012Validator({**described, "$ref": "#/components/schemas/ProblemDetails"}).validate(
        document
    )


@pytest.mark.parametrize("question", ["how", "sturdy"])
def test_the_whole_advice_is_explained(browser: Browser, question: str) -> None:
    answer = browser.client.post("/api/v1/explain", json={"case": CASE, "question": question})
    assert answer.status_code == 200
    assert answer.json()["case"] == "ford"
    assert len(answer.json()["answers"]) == 1


@pytest.mark.parametrize("question", ["why not", "rather than", "to reach"])
def test_an_option_is_explained(browser: Browser, question: str) -> None:
    told = {"case": CASE, "question": question, "name": "centre"}
    answer = browser.client.post("/api/v1/explain", json=told)
    assert answer.status_code == 200
    assert answer.json()["answers"][0]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"question": "how"}, 422),
        ({"case": CASE, "question": "who"}, 422),
        ({"case": CASE, "question": 5}, 422),
        ({"case": CASE, "question": "why not", "name": "center"}, 422),
        ({"case": CASE, "decision": "structur"}, 422),
        ({"case": 5}, 422),
        ({"case": CASE, "more": 1}, 422),
        ([], 422),
    ],
)
def test_what_can_not_be_explained_is_told(browser: Browser, told: Any, status: int) -> None:
    answer = browser.client.post("/api/v1/explain", json=told)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/csv", "id,budget,staff\na,none,5\nb,large,200\nc,huge,3\n"),
        (
            "application/jsonl",
            '{"id":"a","budget":"none","staff":5}\n{"id":"b","budget":"large","staff":200}\n{"id":"c","budget":"huge","staff":3}\n',
        ),
    ],
)
def test_many_cases_come_back_line_by_line(browser: Browser, kind: str, body: str) -> None:
    answer = browser.client.post("/api/v1/batch", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    advised = [one for one in lines if one["kind"] == "advice"]
    assert [one["decisions"]["structure"]["recommended"] for one in advised[:2]] == [
        "centre",
        "units",
    ]
    assert [one["kind"] for one in lines if one["kind"].startswith("problem")]
    assert lines[-1]["kind"] == "end"
    assert lines[-1]["evaluated"] == 3
    assert lines[-1]["cells"] == 1
    assert "/tmp" not in answer.text


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/zip", b"x", 415),
        ("text/csv", b"", 422),
        ("text/csv", b"[]", 422),
    ],
)
def test_what_is_no_table_is_told(browser: Browser, kind: str, body: bytes, status: int) -> None:
    answer = browser.client.post("/api/v1/batch", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert "/tmp" not in answer.text


def test_rules_and_schemas_can_be_read(browser: Browser, small: RuleBase) -> None:
    told = browser.get("/api/v1/rules").response.json()
    assert told["hash"] == small.hash
    assert [one["name"] for one in told["facts"]] == list(small.fact_names)
    assert "Poor places pool" in browser.get("/api/v1/rules/S01").response.json()["text"]
    assert browser.get("/api/v1/schema/case").response.json() == case_schema(small)
    assert browser.get("/api/v1/schema/advice").response.json() == advice_schema()
    assert browser.get("/api/v1/rules/").response.json() == told
    hint = browser.get("/api/v1/rules/xyzxyz").response.json()["problems"][0]["mend"]
    assert hint == "GET /api/v1/rules lists what it holds"
    for path in ("/api/v1/rules/S99", "/api/v1/schema/x", "/api/v1/none"):
        assert browser.get(path).status == 404
        assert browser.response.headers["content-type"] == PROBLEM
    assert browser.client.delete("/api/v1/rules").status_code == 405


def test_media_types_ignore_capitals(browser: Browser) -> None:
    headers = {"Content-Type": "APPLICATION/JSON; Charset=UTF-8"}
    answer = browser.client.post("/api/v1/advise", content=json.dumps(CASE), headers=headers)
    assert answer.status_code == 200
