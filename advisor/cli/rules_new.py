"""`advisor rules new`: a new fact, rule, misfit, action or option, asked for part by part."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from advisor.cli.own_rules import own_folder, own_rules_option
from advisor.cli.talking import screen_for

if TYPE_CHECKING:
    from advisor.interview.screens import Screen
    from advisor.review.writing.new_talk import NewBlock

KINDS = ("fact", "rule", "misfit", "action", "option")


@click.command("new")
@click.argument("kind", default="")
@click.option("--plain", is_flag=True, help="Plain lines in and out, as for a screen reader.")
@own_rules_option
def new(kind: str, *, plain: bool, rules_folder: str | None) -> None:
    """Write a new block for the books: a fact, a rule, a misfit, an action, or an option of a decision.

    Each part is asked for in turn and read at once, as the books are read; what can't be is told with how
    to mend it, and asked again. At the end the block is shown with its book, and written once you
    agree. From a pipe each line answers one question, and a line that can't be read ends it.
    Exit code: 0 written, 1 not agreed to, 2 it can't be written.
    """
    from advisor.cli.output import print_text
    from advisor.errors import OutputError
    from advisor.review.writing.new_talk import FOR_EVERY_GOVERNMENT, NewBlock
    from advisor.review.writing.parts import NewKind

    kind = _kind(kind)
    folder = own_folder(rules_folder)
    talk = _ScreenTalk(screen_for(plain=plain))
    block = NewBlock(talk, folder, NewKind(kind))
    try:
        planned = block.run()
        talk.say("")
        print_text("\n".join(planned.change.diff()))
        talk.say(f"This goes into {planned.file}{_under(planned.section)}.")
        if planned.draft.for_every_government:
            talk.say(FOR_EVERY_GOVERNMENT)
        while (answer := talk.ask("Write it? y/n", ("y", "n")).strip().casefold()) == "?":
            talk.say("'y' writes it into the book, 'n' leaves all books as they are.")
        if answer not in ("y", "yes"):
            _not_written(block)
            raise SystemExit(1)
        planned.change.write(folder)
    except EOFError:
        _not_written(block)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        with suppress(OutputError):
            _not_written(block)
        raise
    print_text(f"Written. {_next(kind, folder)}")


def _kind(written: str) -> str:
    """Return the kind that is named. Raises UnknownNameError for none and for another one."""
    from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion

    kind = written.casefold()
    if kind in KINDS:
        return kind
    if not written:
        mend = f"name one of: {', '.join(KINDS)}; such as: advisor rules new rule"
        raise UnknownNameError(Problem(NOWHERE, "it is not said what is to be written", mend))
    message = f"nothing called '{written}' can be written anew"
    raise UnknownNameError(Problem(NOWHERE, message, suggestion(written[:200], KINDS)))


def _under(section: str) -> str:
    return f", under '{section}'" if section else ""


def _not_written(block: NewBlock) -> None:
    """Say so, and show what there is, so that nothing that was typed is lost."""
    from advisor.cli.output import print_text

    text = block.draft.block() if block.draft.given else ""
    print_text("\nNothing was written." + (f" What you have so far:\n\n{text}" if text else ""))


def _next(kind: str, folder: str) -> str:
    told = {
        "fact": "No rule reads it yet: advisor rules new rule",
        "option": "No rule favours it yet, and without one it is never recommended: advisor rules new rule",
    }
    check = f"advisor rules check --rules {folder}"
    return (
        f"{told[kind]} --rules {folder}" if kind in told else f"What it does to the rest: {check}"
    )


class _ScreenTalk:
    """A talk at a screen of the interview."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @property
    def scripted(self) -> bool:
        """Whether the lines come from a file or a pipe."""
        return self._screen.scripted

    def say(self, text: str, label: str = "") -> None:
        """Show a paragraph."""
        from advisor.interview.lines import SessionParagraph

        self._screen.say([SessionParagraph(text, label)])

    def ask(self, prompt: str, words: Sequence[str] = (), default: str = "") -> str:
        """Return the line that is typed, or the default for an empty one. Raises EOFError at the end."""
        return self._screen.ask(prompt, words=words, default=default)
