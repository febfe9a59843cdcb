"""Writing results: to the standard output, or to files that are replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.errors import OutputError, Place, Problem
from advisor.files import explained, replace_files, resolved

FILE_WIDTH = 80
LEAST_WIDTH = 40
MOST_WIDTH = 400


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


def print_text(text: str, *, utf8: bool = False) -> None:
    """Write to the standard output, ending with a line break.

    `utf8` is for formats that other programs read. Otherwise a character that the terminal's
    encoding lacks becomes a question mark. Raises OutputError, for example when the disk is full.
    """
    text = _whole_lines(text)
    encoding = "utf-8" if utf8 else sys.stdout.encoding or "utf-8"
    with explained("standard output"):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding, errors="replace"))
        sys.stdout.buffer.flush()


def write_files(contents: Mapping[Path, str], *, keep: Iterable[Path] = ()) -> None:
    """Write each text to its file as UTF-8: all of them are ready before the first one is replaced.

    A file that stood there keeps its permissions, and stays as it was when anything fails. Files
    in `keep` are never written. Raises OutputError.
    """
    kept = {resolved(path) for path in keep}
    for path in contents:
        with explained(path):
            if resolved(path) in kept:
                hint = "give another name with -o"
                raise OutputError(Problem(Place(str(path)), "is read and never written to", hint))
    replace_files({path: _whole_lines(text).encode() for path, text in contents.items()})


def _whole_lines(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
