"""A problem is data: its text is made at the edge, and no code looks into a text to learn what it is about."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import advisor
from advisor.errors import (
    NOWHERE,
    CaseError,
    Place,
    Problem,
    ProblemKind,
    RuleBaseError,
    suggestion,
)

_ROOM = Path(advisor.__file__).parent
_TEXTS = ("message", "mend", "hint")
_CUTS = ("partition", "rpartition")
"""What shortens the text of another library's error, which is then shown."""
_SEARCHES = ("search", "match", "fullmatch", "findall", "finditer", "sub", "split")


def test_a_suggestion_gives_what_was_read_what_is_allowed_and_the_nearest() -> None:
    problem = Problem(Place("a.md", 3, 5), "unknown x", suggestion("lrage", ("small", "large")))
    assert problem.kind is ProblemKind.UNKNOWN
    assert problem.read == "lrage"
    assert problem.allowed == ("small", "large")
    assert problem.nearest == "large"
    assert str(problem) == "a.md:3:5: unknown x\n  did you mean 'large'? Allowed: small, large"


@pytest.mark.parametrize(
    ("word", "count", "text"),
    [
        ("v3x", 4, "did you mean 'v3'? Allowed: v0, v1, v2, v3 (here)"),
        ("v3x", 13, "did you mean 'v3'? (here)"),
        ("zzz", 2, "allowed: v0, v1 (here)"),
        ("zzz", 13, "allowed: v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, ... (here)"),
    ],
)
def test_the_words_of_a_suggestion_follow_from_its_data(word: str, count: int, text: str) -> None:
    assert str(suggestion(word, [f"v{number}" for number in range(count)], defined="here")) == text


def test_a_problem_can_be_compared_copied_and_put_at_another_place() -> None:
    problem = Problem(NOWHERE, "wrong", suggestion("a", ("b",)), about="x")
    moved = replace(problem, place=Place("file", 1))
    assert moved != problem
    assert replace(moved, place=NOWHERE) == problem
    assert hash(replace(moved, place=NOWHERE)) == hash(problem)


def test_an_error_tells_each_problem_once_in_the_order_of_the_places() -> None:
    first, second = Problem(Place("a", 1), "one"), Problem(Place("a", 2), "two", "mend it")
    error = RuleBaseError([second, first, second])
    assert error.problems == (first, second)
    assert str(error) == "a:1: one\na:2: two\n  mend it"
    assert CaseError(first).problems == (first,)


def _looks(tree: ast.AST) -> list[int]:
    """Return the lines at which a text of an error is compared, searched, cut or asked for its parts."""
    told = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_text(node.value, frozenset())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    lines: list[int] = []
    for node in ast.walk(tree):
        match node:
            case ast.Compare():
                parts = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(value=ast.Call(), attr=name)) if name in _CUTS:
                continue
            case ast.Subscript(value=ast.Call(func=ast.Attribute(attr=name))) if name in _CUTS:
                continue
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                parts = [value, *(node.args if name in _SEARCHES else ())]
            case ast.Subscript() | ast.For() | ast.comprehension():
                parts = [node.value if isinstance(node, ast.Subscript) else node.iter]
            case ast.Match():
                parts = [node.subject]
            case _:
                continue
        lines += [part.lineno for part in parts if _is_text(part, frozenset(told))]
    return sorted(set(lines))


def _is_text(node: ast.expr, told: frozenset[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in told
    if isinstance(node, ast.Attribute):
        return node.attr in _TEXTS
    # str(error) and str(problem), by the names that the house gives them
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "str"
        and any(
            isinstance(one, ast.Name) and one.id in ("error", "problem", "exc", "caught")
            for one in node.args
        )
    )


@pytest.mark.parametrize(
    "code",
    [
        "if problem.message.startswith('x'): pass",
        "found = 'circle' in problem.message",
        "quoted = re.findall(\"'(.*)'\", problem.message)",
        "text = problem.hint\nif text == 'allowed':\n    pass",
        "first = str(error).split()",
        "match problem.message:\n    case 'x': pass",
        "letter = problem.message[0]",
    ],
)
def test_a_look_into_a_text_is_seen(code: str) -> None:
    assert _looks(ast.parse(code))


def test_no_code_looks_into_the_text_of_an_error() -> None:
    found = [
        f"{path.relative_to(_ROOM)}:{line}"
        for path in sorted(_ROOM.rglob("*.py"))
        for line in _looks(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
