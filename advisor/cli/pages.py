"""Printing a review's page: as text, HTML or JSON, to the standard output or to a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.cli.output import is_terminal, print_text, text_width, write_files
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
        print_text(text, utf8=form != "text")
    else:
        write_files({Path(output): text}, keep=keep)


def form_of(form: str | None, output: str | None) -> str:
    """Return the form that was asked for, or what the ending of the file says."""
    if form:
        return form
    endings = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown"}
    return endings.get(Path(output or "").suffix.lower(), "text")
