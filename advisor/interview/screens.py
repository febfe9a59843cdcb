"""Where the session is shown and answered: a full terminal, or plain lines in and out.

Plain lines serve screen readers, simple terminals and pipes: nothing is drawn twice, no cursor
moves, no colour, every prompt is a line of text.
"""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from advisor.cases.read.tree import forbidden_character
from advisor.errors import NOWHERE, Problem
from advisor.files.refusals import explained
from advisor.interview.lines import SessionParagraph
from advisor.interview.session import AnswerError
from advisor.text import capital, cells, visible
from advisor.text import wrapped as text_lines

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import Application

LEAST_WIDTH = 40
MOST_WIDTH = 100


class Screen(Protocol):
    """Shows lines and asks for one. `scripted` tells that nobody is there to be asked again."""

    scripted: bool

    def say(self, lines: Iterable[SessionParagraph]) -> None:
        """Show paragraphs."""

    def show(self, text: str) -> None:
        """Show a text as it is, such as a report."""

    def ask(
        self,
        prompt: str,
        *,
        words: Sequence[str] = (),
        keys: str = "",
        default: str = "",
        again: Sequence[SessionParagraph] = (),
    ) -> str:
        """Return the line that is typed. Raises EOFError at the end, KeyboardInterrupt on Ctrl-C.

        An empty line means `default`. `words` can be completed, `keys` is shown below where the
        screen has a place for it; `again` is what the prompt asks for, shown anew when a window that
        is drawn upon changes its size.
        """

    @property
    def width(self) -> int:
        """The columns that there are now."""


def wrapped(line: SessionParagraph, width: int) -> list[str]:
    """Break a paragraph into lines of at most `width` cells; what runs over hangs behind its label."""
    label = visible(line.label)
    hang = cells(label) if cells(label) <= width // 3 else 4
    return text_lines(visible(line.text), width, label, " " * hang)


class LineReader(ABC):
    """Asks for a line until it is one that a case file can hold."""

    scripted = False

    @abstractmethod
    def say(self, lines: Iterable[SessionParagraph]) -> None:
        """Show paragraphs."""

    @abstractmethod
    def _typed(
        self, prompt: str, words: Sequence[str], keys: str, again: Sequence[SessionParagraph]
    ) -> str:
        """Return the line that is typed at a prompt. Raises EOFError at the end."""

    def ask(
        self,
        prompt: str,
        *,
        words: Sequence[str] = (),
        keys: str = "",
        default: str = "",
        again: Sequence[SessionParagraph] = (),
    ) -> str:
        """Read one line. Raises AnswerError where nobody can be asked again for one without control characters."""
        shown = f"{prompt} [{default}]" if default else prompt
        while True:
            text = self._typed(f"{shown}: ", words, keys, again)
            problem = _unwritable(text)
            if problem is None:
                return text or default
            if self.scripted:
                raise AnswerError(problem)
            text = f"{capital(problem.message)}. {capital(problem.hint)}."
            self.say([SessionParagraph(text, "Not kept: ", "warning")])


def _unwritable(text: str) -> Problem | None:
    """Return what is wrong with a line that no case file may hold, or None."""
    name = forbidden_character(text)
    if not name:
        return None
    if name.startswith("U+DC"):  # how Python keeps a byte that is no text
        message = (
            f"the line holds the byte 0x{name[-2:]}, which is no text in the terminal's encoding"
        )
        return Problem(NOWHERE, message, "type or send it as UTF-8", read=visible(text))
    message = f"the line holds the invisible character {name}"
    return Problem(NOWHERE, message, "type it again without that", read=visible(text))


class PlainScreen(LineReader):
    """Lines in and lines out. `typed` tells that a person types them, who sees what is typed."""

    def __init__(self, source: TextIO, out: TextIO, *, typed: bool) -> None:
        self._source = source
        self._out = out
        self.scripted = not typed

    @property
    def width(self) -> int:
        """The columns of the terminal, or 80."""
        columns = shutil.get_terminal_size((80, 24)).columns if self._out.isatty() else 80
        return max(LEAST_WIDTH, min(columns, MOST_WIDTH))

    def say(self, lines: Iterable[SessionParagraph]) -> None:
        """Print paragraphs; warnings and titles are words like all others."""
        for line in lines:
            for text in wrapped(line, self.width):
                self._write(f"{text}\n")

    def show(self, text: str) -> None:
        """Print a text as it is."""
        self._write(text if text.endswith("\n") else f"{text}\n", styled=True)

    def _typed(
        self,
        prompt: str,
        words: Sequence[str],  # noqa: ARG002 - help tells them
        keys: str,  # noqa: ARG002 - the same
        again: Sequence[SessionParagraph],  # noqa: ARG002 - nothing is drawn twice here
    ) -> str:
        self._write(prompt)
        line = self._source.readline()
        if not line:
            self._write("\n")
            raise EOFError
        text = line.rstrip("\r\n")
        if self.scripted:
            # A protocol of a script reads like one of a session.
            self._write(f"{text}\n")
        return text

    def _write(self, text: str, *, styled: bool = False) -> None:
        encoding = self._out.encoding or "utf-8"
        with explained("standard output"):
            self._out.write(
                visible(text, styled=styled).encode(encoding, "replace").decode(encoding)
            )
            self._out.flush()


class FullScreen(LineReader):
    """A terminal with completion, history of what was typed, and the keys in a bar below."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession  # noqa: PLC0415 - heavy, and not for pipes
        from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415
        from rich.console import Console  # noqa: PLC0415

        self._console = Console(highlight=False)
        self._session: PromptSession[str] = PromptSession(history=InMemoryHistory())
        self._redraw = _Redraw(self._session.app, self.say)

    @property
    def width(self) -> int:
        """The columns of the terminal now: it may have been resized since."""
        return max(LEAST_WIDTH, min(self._console.width, MOST_WIDTH))

    def say(self, lines: Iterable[SessionParagraph]) -> None:
        """Print paragraphs, some of them bold or dim; the words tell the same without that."""
        from rich.text import Text  # noqa: PLC0415

        styles = {"title": "bold underline", "strong": "bold", "quiet": "dim", "warning": "bold"}
        for line in lines:
            for text in wrapped(line, self.width):
                # Text and not a string: an answer's brackets are no markup.
                self._console.print(Text(text, style=styles.get(line.kind, "")), soft_wrap=True)

    def show(self, text: str) -> None:
        """Print a text as it is, with the colours that it brings."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()

    def _typed(
        self, prompt: str, words: Sequence[str], keys: str, again: Sequence[SessionParagraph]
    ) -> str:
        from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415
        from prompt_toolkit.formatted_text import FormattedText  # noqa: PLC0415
        from prompt_toolkit.styles import Style  # noqa: PLC0415

        bar = (lambda: FormattedText([("", fitted(keys, self.width))])) if keys else None
        with self._redraw.during(again):
            return self._session.prompt(
                prompt,
                completer=WordCompleter(list(words), ignore_case=True, sentence=True),
                complete_while_typing=False,
                bottom_toolbar=bar,
                style=Style.from_dict({"bottom-toolbar": "noreverse"}),
            )


class _Redraw:
    """Shows what stands above a prompt again once the window has another size and keeps it.

    The prompt itself is drawn anew by its library, which knows nothing of the lines above.
    """

    STILL = 0.2
    """How many seconds a window's size has to stand still; while its border is pulled nothing is drawn."""

    def __init__(
        self, app: Application[str], say: Callable[[Sequence[SessionParagraph]], None]
    ) -> None:
        self._app = app
        self._say = say
        self._size: object = None
        self._again: Sequence[SessionParagraph] = ()
        self._waiting: TimerHandle | None = None
        app.before_render += self._look

    @contextmanager
    def during(self, again: Sequence[SessionParagraph]) -> Iterator[None]:
        """Look at the window for as long as a prompt stands below these paragraphs."""
        self._size, self._again = self._app.output.get_size(), again
        try:
            yield
        finally:
            self._again = ()
            if self._waiting:
                self._waiting.cancel()
                self._waiting = None

    def _look(self, app: Application[str]) -> None:
        size = app.output.get_size()
        if not self._again or size == self._size or app.loop is None:
            return
        if self._waiting:
            self._waiting.cancel()
        self._size = size
        self._waiting = app.loop.call_later(self.STILL, self._draw)

    def _draw(self) -> None:
        from prompt_toolkit.application import run_in_terminal  # noqa: PLC0415

        self._waiting = None
        run_in_terminal(lambda: self._say(self._again))


def fitted(keys: str, width: int) -> str:
    """Return the keys on as many lines as they take, broken between keys."""
    lines = [""]
    for part in keys.split(" · "):
        joint = " · " if lines[-1] else ""
        if cells(lines[-1] + joint + part) >= width:
            lines.append(part)
        else:
            lines[-1] += joint + part
    return "\n".join(lines)
