"""Files that are not YAML or JSON, or more of it than a case needs."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import yaml

from advisor.cases.read import yaml as yaml_tree
from tests.cases.made import at

YAML = {
    "a colon in a text": (
        "facts: {}\nplace: Town: the new one\n",
        (2, 12),
        "mapping values are not allowed in this context",
        "put a text that holds ': ' in quotes, and indent alike",
    ),
    "a tab": (
        "facts:\n\tdigital budget: small\n",
        (2, 1),
        "found character that cannot start any token",
        "indent with blanks, not with tabs",
    ),
    "a leading sign": (
        "facts: {}\nplace: @home\n",
        (2, 8),
        "found character that cannot start any token",
        "put the text in quotes",
    ),
    "an open quote": (
        'facts: {}\nplace: "Town\n',
        (2, 8),
        "found unexpected end of stream",
        "close the quote",
    ),
    "an open list": (
        "facts:\n  digital budget: [small\n",
        (2, 19),
        "did not find expected ',' or ']'",
        "close the list with ']'",
    ),
    "an open mapping": (
        "facts:\n  digital budget: {answer: small\n",
        (2, 19),
        "did not find expected ',' or '}'",
        "close the mapping with '}'",
    ),
    "no colon": (
        "facts: {}\nplace\ndate: 2010\n",
        (2, 1),
        "could not find expected ':'",
        "write 'key: value', with a blank after the colon",
    ),
    "another indentation": (
        "facts:\n  digital budget: small\n population: 5\n",
        (3, 2),
        "did not find expected key",
        "check the indentation, and put texts with ': ', '#' or a leading sign in quotes",
    ),
    "a directive": (
        "%HAT on\n---\nfacts: {}\n",
        (1, 5),
        "found unknown directive name",
        "a line of a case does not begin with '%'",
    ),
    "an unknown escape": (
        'facts: {}\nplace: "C:\\Towns"\n',
        (2, 11),
        "found unknown escape character",
        "in double quotes write '\\\\' for a backslash, or use single quotes",
    ),
}


@pytest.mark.parametrize("slip", YAML)
def test_what_is_not_yaml_is_told(tell, slip):
    content, place, message, hint = YAML[slip]
    (problem,) = tell(content)
    assert at(problem) == place
    assert problem.message.startswith("this is not YAML: ")
    assert message in problem.message
    assert problem.hint == hint


JSON = {
    "a comma too many": (
        '{"facts": {"depth": 5,}}',
        (1, 23),
        "'}' can't stand here",
        "take out the comma before '}'",
    ),
    "a comma too many in a list": (
        '{"sources": ["a", ]}',
        (1, 19),
        "']' can't stand here",
        "take out the comma before ']'",
    ),
    "a comma too few": (
        '{"facts": {}\n "place": "A"}',
        (2, 2),
        "'\"' can't stand here",
        "write a comma between the entries",
    ),
    "no colon": (
        '{"facts" {}}',
        (1, 10),
        "'{' can't stand here",
        "write a colon between the key and its value",
    ),
    "an open mapping": (
        '{"facts": {"depth": 5}\n',
        (1, 1),
        "the '{' is never closed",
        "close it with '}'",
    ),
    "an open list": (
        '{"sources": ["a"',
        (1, 13),
        "the '[' is never closed",
        "close it with ']'",
    ),
    "an open text": (
        '{"facts": {},\n "place": "A}',
        (2, 11),
        "'\"' can't stand here",
        "close the text with a double quote on the same line; write \\n for a line end",
    ),
    "single quotes": (
        "{'facts': {}}",
        (1, 2),
        "''' can't stand here",
        "put texts in double quotes",
    ),
    "a bare key": (
        "{facts: {}}",
        (1, 2),
        "'facts' can't stand here",
        "write a key in double quotes",
    ),
    "a bare word": (
        '{"facts": {"digital budget": small}}',
        (1, 30),
        "'small' can't stand here",
        "write a text in double quotes, a number, true, false, null, a list or a mapping",
    ),
    "a comment": (
        '// a case\n{"facts": {}}',
        (1, 1),
        "'/' can't stand here",
        "JSON has no comments; write the case as YAML to have them",
    ),
    "a number with a leading nought": (
        '{"facts": {"depth": 05}}',
        (1, 21),
        "'05' is no number in JSON",
        "put it in double quotes, or write it as in 12, -3, 2.5 or 1e6",
    ),
    "two values": (
        '{"facts": {}}\n{"facts": {}}\n',
        (2, 1),
        "'{' can't stand here",
        "a case file holds one mapping and nothing after it",
    ),
    "a bracket too many": (
        '{"facts": {}}}',
        (1, 14),
        "'}' can't stand here",
        "a case file holds one mapping and nothing after it",
    ),
    "YAML in a JSON file": (
        "facts:\n  digital budget: small\n",
        (1, 1),
        "'facts' can't stand here",
        "write a text in double quotes, a number, true, false, null, a list or a mapping",
    ),
}


@pytest.mark.parametrize("slip", JSON)
def test_what_is_not_json_is_told(tell, slip):
    content, place, message, hint = JSON[slip]
    (problem,) = tell(content, "case.json")
    assert at(problem) == place
    assert problem.message == f"this is not JSON: {message}"
    assert problem.hint == hint


@pytest.mark.parametrize("name", ["case.yaml", "case.json"])
@pytest.mark.parametrize(
    ("content", "kind"), [("[1]", "a list"), ('"a"', "a text"), ("5", "a text")]
)
def test_a_file_that_holds_no_mapping_is_told(tell, name, content, kind):
    (problem,) = tell(content, name)
    assert at(problem) == (1, 1)
    assert problem.message == f"the file holds {kind} instead of a mapping"
    assert problem.hint.startswith("a case is a mapping with 'facts:'")


def test_several_documents_are_told(tell):
    (problem,) = tell("facts: {}\n---\nfacts: {}\n")
    assert at(problem) == (2, 1)
    assert problem.message == "a second document begins here"
    assert problem.hint == "write each government in a file of its own"


def test_anchors_aliases_and_tags_are_told_together(tell):
    problems = tell("facts: &all {}\nplace: *all\ndate: !!python/object:os.system 5\nid: !x a\n")
    assert [(at(one), one.message, one.hint) for one in problems] == [
        (
            (1, 8),
            "the anchor '&all' is not allowed in a case",
            "take it out; there are no aliases either",
        ),
        ((2, 8), "the alias '*all' is not allowed in a case", "write the value out"),
        ((3, 7), "the tag '!!python/object:os.system' is not allowed in a case", "take it out"),
        ((4, 5), "the tag '!x' is not allowed in a case", "take it out"),
    ]


def test_a_billion_laughs_are_refused_at_once(tell):
    names = "abcdefghij"
    lines = ['a: &a ["lol", "lol", "lol"]']
    for before, name in pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    started = time.perf_counter()
    problems = tell("\n".join(lines))
    assert time.perf_counter() - started < 2
    assert problems[0].message == "the anchor '&a' is not allowed in a case"


def test_a_merge_key_is_told(tell):
    problems = tell("facts: {}\n<<: {place: A}\n")
    assert problems[0].message == "unknown key '<<'"


DEEP = {
    "lists in YAML": ("a.yaml", "facts: " + "[" * 10_000),
    "mappings in YAML": ("a.yaml", "{a: " * 10_000),
    "indentation in YAML": ("a.yaml", "\n".join(" " * depth + "a:" for depth in range(1200))),
    "dashes in YAML": ("a.yaml", "- " * 10_000 + "a"),
    "closed lists in YAML": ("a.yaml", "[" * 10_000 + "]" * 10_000),
    "lists in JSON": ("a.json", "[" * 10_000 + "]" * 10_000),
    "mappings in JSON": ("a.json", '{"a": ' * 10_000 + "1" + "}" * 10_000),
}


@pytest.mark.parametrize("how", DEEP)
def test_deep_nesting_is_told(tell, how):
    name, content = DEEP[how]
    (problem,) = tell(content, name)
    assert problem.message == "nested more than 20 levels deep"
    assert (
        problem.hint == "a case needs four levels: facts, a fact's name, answer, a list of answers"
    )
    assert problem.place.line


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_more_entries_than_a_case_can_have_are_told(tell, name):
    (problem,) = tell("[" + "1, " * 100_000 + "1]", name)
    assert problem.message == "holds more than 20,000 entries"
    assert problem.hint == "a case file describes one government"


@pytest.mark.parametrize("slip", [slip for slip in YAML if slip != "a directive"])
def test_without_the_c_library_the_same_files_are_refused(tell, slip, monkeypatch):
    monkeypatch.setattr(yaml_tree, "LOADER", yaml.SafeLoader)
    (problem,) = tell(YAML[slip][0])
    assert problem.message.startswith("this is not YAML: ")
    assert problem.place.line
