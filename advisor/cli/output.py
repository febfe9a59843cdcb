"""Writing results: to the standard output, or to files that are replaced whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from advisor.files.refusals import explained
from advisor.files.replacing import replace_files
from advisor.text import visible

FILE_WIDTH = 80
LEAST_WIDTH = 40
MOST_WIDTH = 400
MOST_LETTERS = 4_000
"""How much of one message is told."""

# In JSON these can only stand in a text, where they may as well be escaped.
_UNESCAPED = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def is_terminal() -> bool:
    """Return whether the standard output is a terminal."""
    return sys.stdout.isatty()


def text_width(*, to_terminal: bool) -> int:
    """Return the columns for text: those of the terminal, or 80 elsewhere; COLUMNS has precedence.

    Never below 40, where words no longer fit beside each other, nor above 400, where no eye
    finds the next line.
    """
    if to_terminal:
        width = shutil.get_terminal_size((FILE_WIDTH, 24)).columns
    else:
        wanted = os.environ.get("COLUMNS", "")
        width = int(wanted) if wanted.isdecimal() and int(wanted) else FILE_WIDTH
    return min(max(width, LEAST_WIDTH), MOST_WIDTH)


def wants_colour(*, to_terminal: bool) -> bool:
    """Return whether to use colour: only on a terminal that has it, and never with NO_COLOR set."""
    if not to_terminal or os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("TERM") != "dumb"


def print_text(text: str, form: str = "text") -> None:
    """Write a document of this form to the standard output, ending with a line break.

    What a terminal would obey is written out, but for the colours of our own texts. Forms that
    other programs read are UTF-8; in text, a character that the terminal's encoding lacks becomes a
    question mark. Raises OutputError, for example when the disk is full.
    """
    if form == "json":
        text = _UNESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    elif form == "text" or is_terminal():
        text = visible(text, styled=form == "text")
    encoding = sys.stdout.encoding or "utf-8" if form == "text" else "utf-8"
    with explained("standard output"):
        sys.stdout.flush()
        sys.stdout.buffer.write(_whole_lines(text).encode(encoding, errors="replace"))
        sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Write a message to the standard error, with all that a terminal would obey written out.

    Where nobody can be told anything more, nothing happens.
    """
    if len(text) > MOST_LETTERS:
        text = f"{text[:MOST_LETTERS]} ... ({len(text) - MOST_LETTERS:,} characters more)"
    with suppress(OSError, ValueError):
        sys.stderr.write(_whole_lines(visible(text)))
        sys.stderr.flush()


def show_progress(text: str) -> None:
    """Write over the line that stands on the terminal now; '' ends it."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"\r{visible(text)}" if text else "\n")
        sys.stderr.flush()


def write_files(contents: Mapping[Path, str | bytes], *, private: bool = False) -> None:
    """Write each text to its file as UTF-8, and what is no text as it is: all of them are ready before the first one is replaced.

    A file that stood there keeps its permissions, and stays as it was when anything fails; with
    `private` only its owner can read it from then on. That no file is one that is read was seen to
    before (`check_output`). Raises OutputError.
    """
    replace_files(
        {
            path: content if isinstance(content, bytes) else _whole_lines(content).encode()
            for path, content in contents.items()
        },
        private=private,
    )


def _whole_lines(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
