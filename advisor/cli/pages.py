"""Printing a review's page: as text, HTML or JSON, to the standard output or to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from advisor.cli.output import is_terminal, print_text, text_width, write_files
from advisor.cli.read_places import check_output
from advisor.errors import OutputError, Place, Problem, Suggestion, suggestion
from advisor.report.page import ReviewPage, as_html, as_markdown, as_text
from advisor.text import any_of


def emit(page: ReviewPage, data: Mapping[str, Any], form: str, output: str | None) -> None:
    """Print the page in a form, or write it to a file; JSON carries `data` instead.

    Raises AdvisorError where Word was asked for and the extra `documents` is missing.
    """
    if form == "docx":
        from advisor.report.word_page import page_as_word

        write_files({Path(str(output)): page_as_word(page)})
        return
    to_terminal = output in (None, "-") and is_terminal()
    if form == "json":
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        text = as_html(page)
    elif form == "markdown":
        text = as_markdown(page)
    else:
        text = as_text(page, text_width(to_terminal=to_terminal))
    send(text, form, output)


def send(text: str, form: str, output: str | None) -> None:
    """Print a text, or write it to a file that is replaced whole or not at all."""
    if output in (None, "-"):
        print_text(text, form)
    else:
        write_files({Path(output): text})


def send_text_or_data(
    text: Callable[[int], str],
    data: Callable[[], Mapping[str, Any]],
    form: str | None,
    output: str | None,
    rules_folder: str | None,
) -> None:
    """Print or write what `text` makes for a width, or as JSON what `data` gives; books are never written to."""
    form = form_of(form, output, forms=("text", "json"))
    check_output(output, books=[rules_folder])
    if form == "json":
        written = json.dumps(data(), ensure_ascii=False, indent=2)
    else:
        written = text(text_width(to_terminal=output in (None, "-") and is_terminal()))
    send(written, form, output)


ENDINGS = {
    "text": (".txt",),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm"),
    "json": (".json",),
    "docx": (".docx",),
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "csv": (".csv",),
    "dot": (".dot", ".gv"),
}
"""The endings of a file that choose a form, by form."""
TEXTS = ("text", "markdown", "html", "json")
"""The forms that every page can be written in."""
_NO_TEXT = (".docx", ".odt", ".doc", ".rtf", ".pdf", ".xlsx", ".ods", ".xls", ".parquet", ".zip")
_CASES = (".yaml", ".yml")


def form_of(
    form: str | None,
    output: str | None,
    *,
    forms: Iterable[str] = TEXTS,
    otherwise: str = "text",
) -> str:
    """Return the form that was asked for, or what the ending of the file says.

    A file without an ending is written in the form `otherwise`. Raises OutputError for an ending
    that stands for none of `forms`; and, where a form was asked for, for an ending under which
    other programs, or this one, would take the file for what it is not.
    """
    ending = Path(output or "").suffix
    if form:
        _refuse_disguise(form, ending, str(output))
        return form
    if not ending:
        return otherwise
    allowed = {one: name for name in forms for one in ENDINGS[name]}
    found = allowed.get(ending.lower())
    if found is None:
        message = f"the ending '{ending}' stands for no form that this can be written in"
        hint: Suggestion | str = suggestion(ending, list(allowed))
        if ending.lower() in _CASES:
            hint = f"cases are kept under it; allowed: {', '.join(allowed)}"
        raise OutputError(Problem(Place(str(output)), message, hint))
    return found


def _refuse_disguise(form: str, ending: str, output: str) -> None:
    """See that a file's name doesn't promise what the form is not; other endings are the user's affair."""
    own, read = ENDINGS[form], ending.lower()
    if not read or read in own or (form in TEXTS and read not in (*_NO_TEXT, *_CASES)):
        return
    kept = ", under which cases are kept," if read in _CASES else ""
    message = f"the ending '{ending}'{kept} is none for the form '{form}'"
    raise OutputError(Problem(Place(output), message, f"end the name with {any_of(own)}"))
