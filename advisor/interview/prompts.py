"""Prompts that are no question of the interview: q leaves there and h is help, as everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.interview.lines import SessionParagraph
from advisor.interview.screens import Screen

LEAVING = ("q", "quit", "leave", "exit")
"""What leaves the session."""

HELPING = ("h", "help", "?")
"""What asks for help."""


class LeaveError(Exception):
    """The session is to be left; everything is kept."""


def ask_at(
    screen: Screen,
    prompt: str,
    help_text: str,
    *,
    words: Sequence[str] = (),
    default: str = "",
    answers: Sequence[str] = (),
) -> str:
    """Return the line that is typed at a prompt, which is none of the keys but one of `answers` or any other.

    Raises LeaveError where the session is to be left, and EOFError at the end.
    """
    taken = {one.casefold() for one in answers}
    while True:
        text = screen.ask(prompt, words=words, default=default)
        folded = text.strip().casefold()
        if folded not in taken and folded in LEAVING:
            raise LeaveError
        if folded in taken or folded not in HELPING:
            return text
        screen.say([SessionParagraph(help_text)])
