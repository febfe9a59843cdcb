"""From the text of a YAML file to the plain tree, event by event, so that nothing is built unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from advisor.cases.read.tree import (
    CaseProblems,
    Mapping,
    Node,
    ReadingLimits,
    Scalar,
    Sequence,
    TooManyProblemsError,
    forbidden_character,
    too_deep,
)
from advisor.errors import CaseError, Place, Problem
from advisor.text import one_line

# The C loader is ten times as fast; where libyaml is missing, the other gives the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Whoever reads a case's YAML reads it by this, so that what one reader takes no other refuses."""

_HINTS = (
    ("cannot start any token", "put the text in quotes"),
    ("mapping values are not allowed", "put a text that holds ': ' in quotes, and indent alike"),
    ("could not find expected ':'", "write 'key: value', with a blank after the colon"),
    ("unexpected end of stream", "close the quote"),
    ("expected ',' or ']'", "close the list with ']'"),
    ("expected ',' or '}'", "close the mapping with '}'"),
    ("while scanning a directive", "a line of a case does not begin with '%'"),
    ("escape", "in double quotes write '\\\\' for a backslash, or use single quotes"),
)

_NOTICED_LATER = ("end of stream", "expected ','", "scanning a simple key")


def yaml_tree(text: str, file: str) -> Node:
    """Return the tree of the only document in `text`.

    Raises CaseError: bad syntax, nothing in it, several documents, nested too deep, too many
    entries, or anything that makes YAML a program (anchors, aliases, tags).
    """
    problems = CaseProblems()
    try:
        root = _document(text, file, problems)
    except yaml.YAMLError as error:
        problems.found.append(_syntax_problem(error, text, file))
        raise problems.error() from None
    except TooManyProblemsError:
        raise problems.error() from None
    if problems.found:
        raise problems.error()
    if root is None:
        hint = "a case has at least a mapping 'facts:'"
        raise CaseError(Problem(Place(file), "the file is empty", hint))
    return root


def has_remarks(text: str) -> bool:
    """Whether a YAML text that can be read has remarks (#), which are no part of its tree."""
    tokens: Iterator[Any] = yaml.scan(text, Loader=LOADER)
    at = 0
    for token in tokens:
        if "#" in text[at : token.start_mark.index]:
            return True
        at = max(at, token.end_mark.index)
    return "#" in text[at:]


def _document(text: str, file: str, problems: CaseProblems) -> Node | None:
    bounds = ReadingLimits()
    # One open list a level: the items of a sequence, or keys and values in turn of a mapping.
    open_nodes: list[tuple[list[Node], Place]] = []
    root: Node | None = None
    for event in _events(text):
        done: Node
        kind = type(event)
        if kind is yaml.ScalarEvent:  # nearly all are
            place = _place(event, file)
            bounds.node(place)
            if event.anchor is not None or event.tag is not None:
                _check_event(event, place, problems)
            if event.style == '"':
                _check_text(event.value, place, problems)
            done = Scalar(event.value, event.implicit[0], place)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            place = _place(event, file)
            bounds.enter(place)
            _check_event(event, place, problems)
            open_nodes.append(([], place))
            continue
        elif kind is yaml.MappingEndEvent:
            bounds.leave()
            children, place = open_nodes.pop()
            done = Mapping(tuple(zip(children[::2], children[1::2], strict=True)), place)
        elif kind is yaml.SequenceEndEvent:
            bounds.leave()
            children, place = open_nodes.pop()
            done = Sequence(tuple(children), place)
        elif kind is yaml.AliasEvent:
            place = _place(event, file)
            bounds.node(place)
            message = f"the alias '*{event.anchor}' is not allowed in a case"
            problems.add(place, message, "write the value out")
            done = Scalar("", plain=False, place=place)
        elif kind is yaml.DocumentStartEvent and root is not None:
            hint = "write each government in a file of its own"
            problems.add(_place(event, file), "a second document begins here", hint)
            return root
        else:
            continue
        if open_nodes:
            open_nodes[-1][0].append(done)
        else:
            root = done
    return root


def _events(text: str) -> Iterator[Any]:
    """Yield the events of a text. Raises YAMLError."""
    loader = LOADER(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _check_event(event: Any, place: Place, problems: CaseProblems) -> None:
    if event.anchor is not None:
        message = f"the anchor '&{event.anchor}' is not allowed in a case"
        problems.add(place, message, "take it out; there are no aliases either")
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        problems.add(place, f"the tag '{tag}' is not allowed in a case", "take it out")


def _check_text(text: str, place: Place, problems: CaseProblems) -> None:
    # Escapes in double quotes can bring in what the file's own text may not hold.
    name = forbidden_character(text)
    if name:
        problems.add(place, f"the text holds the invisible character {name}", "take it out")


def _place(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    if not isinstance(error, yaml.MarkedYAMLError):
        hint = "save the file as plain text, or write the case as JSON"
        return Problem(Place(file), f"this is not YAML: {one_line(str(error))}", hint)
    said = ", ".join(part for part in (error.context, error.problem) if part)
    mark = error.problem_mark or error.context_mark
    # What is left open is noticed only later; the place to mend is where it begins.
    if error.context_mark and any(part in said for part in _NOTICED_LATER):
        mark = error.context_mark
    hint = next((hint for part, hint in _HINTS if part in said), "")
    if not hint:
        hint = "check the indentation, and put texts with ': ', '#' or a leading sign in quotes"
    if mark is None:
        return Problem(Place(file), f"this is not YAML: {said}", hint)
    place = Place(file, mark.line + 1, mark.column + 1)
    # libyaml from 0.2.6 on reads ahead to a bound of its own before it gives the first event.
    if "maximum nesting depth" in said:
        return too_deep(place)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        hint = "indent with blanks, not with tabs"
    return Problem(place, f"this is not YAML: {said}", hint)
