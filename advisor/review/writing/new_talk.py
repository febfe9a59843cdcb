"""The talk in which a new block is written: each part asked, read at once, and asked again where it can't be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from advisor.errors import ChangeError, Place, Problem, RuleBaseError, suggestion
from advisor.knowledge.read.books import read_rule_base
from advisor.review.writing.draft import BlockDraft
from advisor.review.writing.own_books import ChangedFiles, own_books, with_texts
from advisor.review.writing.parts import BlockPart, NewKind, help_lines
from advisor.review.writing.placing import like, next_id, sections, usual_place

BACK = "<"
"""What is typed to go back to the part before."""

_HELP = "?"

_DROP = "-"
"""What is typed to go on without what is proposed."""

FOR_EVERY_GOVERNMENT = "Without a condition it holds for every government."


_HEADING = "Enter takes the heading in brackets, under which the most of its like stand."


class BlockTalk(Protocol):
    """Shows lines and asks for one. `scripted` tells that nobody is there to be asked again."""

    @property
    def scripted(self) -> bool:
        """Whether the lines come from a file or a pipe."""

    def say(self, text: str, label: str = "") -> None:
        """Show a paragraph."""

    def ask(self, prompt: str, words: Sequence[str] = (), default: str = "") -> str:
        """Return the line that is typed, or the default for an empty one. Raises EOFError at the end."""


class _BackError(Exception):
    """The part before is to be asked again."""


@dataclass(frozen=True)
class PlannedBlock:
    """A block as it was agreed in a talk, with the book and the section in which it will stand."""

    draft: BlockDraft
    file: str
    section: str
    change: ChangedFiles


class NewBlock:
    """A talk about one new block of the books of a folder.

    Raises RuleBaseError where the books can't be read as they are.
    """

    def __init__(self, talk: BlockTalk, folder: str, kind: NewKind) -> None:
        self._talk = talk
        self._files = own_books(folder)
        rules = read_rule_base([file.book for file in self._files], folder)
        self._refuse_without(kind, rules.facts and rules.decisions, folder)
        self.draft = BlockDraft(kind, self._files, rules, {})

    def _refuse_without(self, kind: NewKind, there: object, folder: str) -> None:
        if not there:
            message = f"the books have no facts and decisions that a new {kind.value} could go by"
            raise ChangeError(Problem(Place(folder), message, "copy books: advisor rules copy DIR"))

    def run(self) -> PlannedBlock:
        """Ask for all parts, for the place and the id, and return the change.

        Raises EOFError at the end of the input, and ChangeError where a line of a script can't be
        read or the books could not be read with the block.
        """
        kind = self.draft.kind
        self._talk.say(
            f"A new {kind.value}. '{BACK}' goes back, '{_HELP}' is help, Ctrl-C leaves; nothing is "
            "written before you agree at the end."
        )
        while True:
            self._ask_parts()
            try:
                file, section = self._placed()
            except _BackError:
                self.draft = self.draft.without_last()
            else:
                return self._planned(file, section)

    def _ask_parts(self) -> None:
        while True:
            part = next(
                (one for one in self.draft.parts() if one.name not in self.draft.given), None
            )
            if part is None:
                return
            try:
                self._ask(part)
            except _BackError:
                self.draft = self.draft.without_last()

    def _ask(self, part: BlockPart) -> None:
        """Ask for a part until its lines can be read."""
        self._talk.say("")
        left = (
            "" if part.needed else " Enter leaves it out." if not part.many else " Enter ends it."
        )
        self._talk.say(f"{part.asked}{left}")
        if part.told:
            self._talk.say(part.told)
        self.draft = self.draft.with_part(part.name, self._lines(part))
        if part.name == "when" and self.draft.for_every_government:
            self._talk.say(FOR_EVERY_GOVERNMENT)

    def _lines(self, part: BlockPart) -> list[str]:
        """Return the lines of a part, each of which can be read.

        Enter never loses a line that was refused: it takes what was proposed instead, and where nothing
        was it is asked for once more.
        """
        lines: list[str] = []
        proposed: tuple[str, ...] = ()
        refused = False
        while True:
            line = self._line(part, proposed[0] if proposed else part.default)
            if proposed and line == _DROP:
                proposed, refused = (), False
                continue
            if not line:
                if not lines and part.needed:
                    missing = Problem(Place(""), "this can't be left out", part.told)
                    self._wrong(missing, key=part.key)
                    continue
                if not refused:
                    return lines
                refused = False
                done = "ends it" if part.many else "leaves it out"
                self._talk.say(f"The line before was not taken. Enter once more {done}.")
                continue
            problems = self.draft.with_part(part.name, [*lines, line]).problems()
            if problems:
                self._wrong(*problems, key=part.key)
                proposed, refused = self._proposed(part, lines, line, problems[0]), True
                if proposed:
                    self._talk.say(f"Enter takes: {proposed[0]}. '{_DROP}' goes on without it.")
                continue
            lines.append(line)
            proposed, refused = proposed[1:] if line in proposed[:1] else (), False
            if not part.many:
                return lines

    def _proposed(
        self, part: BlockPart, lines: Sequence[str], line: str, problem: Problem
    ) -> tuple[str, ...]:
        """Return what was probably meant by a line that can't be read, if that can be."""
        meant = problem.meant
        if not meant and problem.nearest and line.count(problem.read) == 1:
            meant = (line.replace(problem.read, problem.nearest),)
        if not meant or (len(meant) > 1 and not part.many):
            return ()
        tried = self.draft.with_part(part.name, [*lines, *meant])
        return () if tried.problems() else meant

    def _line(self, part: BlockPart, default: str) -> str:
        typed = self._typed(
            part.prompt,
            part.words,
            default,
            lambda word: help_lines(part, self.draft.rules, word),
        )
        # A whole line of a book may be pasted as well.
        return re.sub(rf"^[-*]\s+\*\*{re.escape(part.key)}\*\*:?\s*", "", typed)

    def _typed(
        self,
        prompt: str,
        words: Sequence[str],
        default: str,
        helped: Callable[[str], Sequence[str]],
    ) -> str:
        """Return a line that is neither help nor the way back. Raises _BackError for the latter."""
        while True:
            typed = " ".join(self._talk.ask(prompt, words, default).split())
            if typed == BACK:
                if not self.draft.given:
                    self._talk.say("This is the first question.")
                    continue
                raise _BackError
            if typed.split(" ")[0] != _HELP:
                return typed
            for line in helped(typed[1:].strip()):
                self._talk.say(line, "  ")

    def _wrong(self, *problems: Problem, key: str = "") -> None:
        """Tell what is wrong with a line of an entry's key; that of a script ends the talk."""
        if self._talk.scripted:
            raise ChangeError([*problems, _NOTHING_WRITTEN])
        for problem in problems:
            self._talk.say(problem.message, "Not so: ")
            self._say_lines(problem.hint, f"- **{key}** ")

    def _say_lines(self, text: str, known: str) -> None:
        """Say a text line by line, without the beginning of an entry that the question stands for."""
        for line in text.splitlines():
            self._talk.say(line.strip().replace(known, ""), "  ")

    def _placed(self) -> tuple[str, str]:
        """Ask for the place and the id, and return the book and the section.

        Raises _BackError where the last part is to be asked again.
        """
        while True:
            file, section = self._place()
            if self.draft.kind in (NewKind.FACT, NewKind.OPTION):
                return file, section
            with suppress(_BackError):
                self._ask_id(file, section)
                return file, section

    def _place(self) -> tuple[str, str]:
        """Ask for the book and the section; what is typed anew begins a section."""
        draft = self.draft
        if draft.kind is NewKind.OPTION:
            return next(iter(draft.texts("", ""))), ""
        file, section = usual_place(draft.kind, draft.rules, draft.rule())
        files = [one for one in self._files if one.path.name != "README.md"] or list(self._files)
        names = [one.path.name for one in files]
        while True:
            book = files[names.index(self._book(names, Path(file).name))]
            there = sections(book)
            default = section if section in there else there[-1] if there else ""
            self._talk.say("Under which heading? A number, or a new heading.")
            for number, name in enumerate(there, start=1):
                self._talk.say(name, f"{number:>3}  ")
            with suppress(_BackError):
                typed = self._typed("Heading", there, default, lambda _: (_HEADING,))
                return book.name, like(there, typed) or typed.strip("# ")

    def _book(self, names: Sequence[str], usual: str) -> str:
        """Ask for a book by its name. Raises _BackError."""
        self._talk.say("")
        self._talk.say(f"In which book? {', '.join(names)}")
        told = f"One of {', '.join(names)}. Enter takes {usual}, where the most of its like stand."
        while True:
            typed = self._typed("Book", names, usual, lambda _: (told,))
            chosen = like(names, typed) or like(names, f"{typed}.md")
            if chosen:
                return chosen
            hint = suggestion(typed[:200], names)
            self._wrong(Problem(Place(""), f"no book is called '{typed}'", hint))

    def _ask_id(self, file: str, section: str) -> None:
        """Ask for the id. Raises _BackError."""
        proposed = next_id(self.draft.rules, file, section, self.draft.kind)
        told = f"Letters and a number by which others cite it. Enter takes {proposed}, the next free one."
        while True:
            typed = self._typed("Id", (), proposed, lambda _: (told,))
            tried = self.draft.with_part("id", [typed])
            problems = tried.problems()
            if not problems and typed:
                self.draft = tried
                return
            self._wrong(*problems)

    def _planned(self, file: str, section: str) -> PlannedBlock:
        """Return the change, which has been read with all books."""
        change = with_texts(self._files, self.draft.texts(file, section))
        try:
            read_rule_base([after.book for _, after in change.pairs], "after")
        except RuleBaseError as error:
            message = "with the new block the books could not be read; nothing was written"
            raise ChangeError([Problem(Place(""), message), *error.problems]) from None
        return PlannedBlock(self.draft, file, section, change)


_NOTHING_WRITTEN = Problem(
    Place(""), "nothing was written", "mend the line above in what is piped in, and run it again"
)
