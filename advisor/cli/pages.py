"""Printing a review's page: as text, HTML or JSON, to the standard output or to a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.cli.output import is_terminal, print_text, text_width, write_files
from advisor.errors import OutputError, Place, Problem, suggestion
from advisor.report.page import ReviewPage, as_html, as_markdown, as_text


def emit(
    page: ReviewPage, data: Mapping[str, Any], form: str, output: str | None, keep: Sequence[Path]
) -> None:
    """Print the page in a form, or write it to a file; JSON carries `data` instead."""
    to_terminal = output in (None, "-") and is_terminal()
    if form == "json":
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        text = as_html(page)
    elif form == "markdown":
        text = as_markdown(page)
    else:
        text = as_text(page, text_width(to_terminal=to_terminal))
    send(text, form, output, keep)


def send(text: str, form: str, output: str | None, keep: Sequence[Path]) -> None:
    """Print a text, or write it to a file that is replaced whole or not at all."""
    if output in (None, "-"):
        print_text(text, form)
    else:
        write_files({Path(output): text}, keep=keep)


ENDINGS = {
    "text": (".txt",),
    "markdown": (".md",),
    "html": (".html", ".htm"),
    "json": (".json",),
}
"""The endings of a file that choose a form, by form."""


def form_of(
    form: str | None,
    output: str | None,
    *,
    forms: Iterable[str] = tuple(ENDINGS),
    otherwise: str = "text",
) -> str:
    """Return the form that was asked for, or what the ending of the file says.

    A file without an ending is written in the form `otherwise`. Raises OutputError for an ending
    that stands for none of `forms`.
    """
    if form:
        return form
    ending = Path(output or "").suffix
    if not ending:
        return otherwise
    allowed = {one: name for name in forms for one in ENDINGS[name]}
    found = allowed.get(ending.lower())
    if found is None:
        message = f"the ending '{ending}' stands for no form that this can be written in"
        hint = suggestion(ending, list(allowed))
        raise OutputError(Problem(Place(str(output)), message, hint))
    return found
