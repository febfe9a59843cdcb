"""Reports of the cases that come with the program."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from advisor import advise, load_rules, read_case, render
from advisor.report.advice.document import advice_schema
from advisor.report.render import SCREEN_LINES
from advisor.text import cells
from tests.support.seeds import printed_under_seeds

CASES = (
    "examples/fictional-port-meridian",
    "examples/fictional-little-ford",
    "real/munich-2018-it-referat",
    "real/nevada-county-ca-2001",
)


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture(scope="module", params=CASES)
def advice(request, rules, root):
    return advise(rules, read_case(root / "cases" / f"{request.param}.yaml", rules))


@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_no_line_is_wider_than_the_terminal(advice, rules, width):
    shown = render(advice, rules, "text", width=width)
    assert [line for line in shown.splitlines() if cells(line) > width] == []


@pytest.mark.parametrize(
    "case",
    [
        "examples/fictional-little-ford",
        "real/suffolk-county-2012-federated",
        "vignettes/v16-austerity-outsourcing-ends",
    ],
)
def test_the_longest_briefs_fit_a_screen_and_keep_every_part(case, rules, root):
    advice = advise(rules, read_case(root / "cases" / f"{case}.yaml", rules))
    shown = render(advice, rules, "text", full=False).splitlines()
    assert len(shown) <= SCREEN_LINES
    assert [line for line in shown if cells(line) > 80] == []
    for head in ("First steps", "What would change the advice", "The picture", "Decision rights"):
        assert [line for line in shown if line.startswith(head)]
    assert len([line for line in shown if line.startswith("  ! ")]) == min(3, len(advice.misfits))
    assert len([line for line in shown if re.match(r"  \d\. ", line)]) == 3


def test_the_document_validates_against_the_schema(advice, rules):
    document = json.loads(render(advice, rules, "json"))
    Draft202012Validator(advice_schema()).validate(document)


def test_the_markdown_has_no_html_but_line_breaks_and_no_broken_table(advice, rules):
    document = render(advice, rules, "markdown")
    tokens = MarkdownIt("commonmark").enable("table").parse(document)
    inner = [child for token in tokens for child in token.children or ()]
    assert {one.content for one in inner if one.type == "html_inline"} <= {"<br>"}
    assert not [token for token in tokens if token.type == "html_block"]
    text = [one.content for one in inner if one.type == "text"]
    assert not [content for content in text if content.startswith("| ")]
    assert "\n\n\n\n" not in document


def test_every_rule_that_argued_is_named_in_every_document(advice, rules):
    argued = {argument.rule for one in advice.decisions for argument in one.arguments}
    advised = {one.rule for one in (*advice.misfits, *advice.actions)}
    for form in ("text", "markdown", "html"):
        shown = set(re.findall(r"\b[A-Z]\d{2,3}\b", render(advice, rules, form)))
        assert argued | advised <= shown


def test_every_cited_work_stands_in_the_bibliography(advice, rules):
    shown = render(advice, rules, "text", width=160)
    body, bibliography = shown.rsplit("8. Sources cited", 1)
    cited = set(re.findall(r"\[([a-z][a-z0-9-]+)\]", " ".join(body.split())))
    listed = set(re.findall(r"^- \[([a-z][a-z0-9-]+)\]", bibliography, re.MULTILINE))
    assert cited & set(rules.sources_by_key) <= listed
    assert listed


ALL_FORMS = """
from pathlib import Path
from advisor import advise, load_rules, read_case, render
rules = load_rules()
advice = advise(rules, read_case(Path("cases/real/munich-2018-it-referat.yaml"), rules))
for form in ("text", "markdown", "html", "json"):
    print(form, render(advice, rules, form))
"""


def test_the_same_case_gives_the_same_bytes_under_every_hash_seed():
    shown = printed_under_seeds(ALL_FORMS)
    assert len(shown) == 1
    assert len(shown.pop()) > 10_000


def test_rendering_twice_gives_the_same(advice, rules):
    for form in ("text", "markdown", "html", "json"):
        assert render(advice, rules, form) == render(advice, rules, form)
