"""Where a conversation with the user takes place."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.interview.screens import Screen


def screen_for(*, plain: bool) -> Screen:
    """Return what a conversation is shown on: lines at a pipe or where `plain` asks for them, else a terminal's screen."""
    from advisor.interview.screens import FullScreen, PlainScreen

    typed = sys.stdin.isatty()
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace")):
        # What is no text in this encoding is told where it is typed, and never ends the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    if plain or not typed or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return PlainScreen(sys.stdin, sys.stdout, typed=typed)
    return FullScreen()
