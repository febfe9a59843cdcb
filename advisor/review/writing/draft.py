"""A new block while its parts are answered: its text, and what the reader of the books says of it.

Every answer is read at once together with all books. For what has not been asked yet something
stands there that can be read, so that whatever is told is about what was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.errors import NOWHERE, ChangeError, Place, Problem, RuleBaseError, suggestion
from advisor.knowledge.domains import Domain
from advisor.knowledge.drawing import DRAWN_SHAPES
from advisor.knowledge.model import Book, Rule, RuleBase
from advisor.knowledge.read.books import read_rule_base
from advisor.knowledge.read.entries import BookProblems, checked_name
from advisor.knowledge.read.markdown import Text, read_blocks
from advisor.knowledge.read.values import read_domain
from advisor.review.writing.own_books import Edit, Lines, OwnText, edited
from advisor.review.writing.parts import BlockPart, Given, NewKind, decision_of, parts
from advisor.review.writing.placing import inserted

NEW = "new"
"""What a rule is called until it has its id."""

_APART = "the new block"
"""What the block is called in messages, until it stands in a book."""

_FILLED = "..."


@dataclass(frozen=True)
class BlockDraft:
    """The books that a block is written for, and what has been answered so far."""

    kind: NewKind
    files: tuple[OwnText, ...]
    rules: RuleBase
    given: Given

    def parts(self) -> Iterator[BlockPart]:
        """Yield the parts that the block has, as far as they are known by now."""
        return parts(self.kind, self.rules, self.given, self._domain())

    def with_part(self, name: str, lines: Sequence[str]) -> BlockDraft:
        """Return the draft with one part answered."""
        return BlockDraft(self.kind, self.files, self.rules, {**self.given, name: tuple(lines)})

    def without_last(self) -> BlockDraft:
        """Return the draft without the part that was answered last."""
        given = dict(list(self.given.items())[:-1])
        return BlockDraft(self.kind, self.files, self.rules, given)

    def problems(self) -> tuple[Problem, ...]:
        """Return what the reader says of the block as far as it has been answered."""
        found = BookProblems()
        if self.kind is NewKind.FACT and "name" in self.given:
            # With a colon the block would be of another kind.
            checked_name(Text(self.given["name"][0], NOWHERE), found, "the fact's name")
        found.found += self._capitals() if not found.found else ()
        if found.found:
            return tuple(found.found)
        try:
            self._filled()
        except (RuleBaseError, ChangeError) as error:
            return tuple(self._without_place(one) for one in error.problems)
        return ()

    def _capitals(self) -> Iterator[Problem]:
        """Yield what is told of a name that begins as a sentence does; abbreviations keep their capitals."""
        part = {NewKind.FACT: "name", NewKind.OPTION: "option"}.get(self.kind, "")
        for name in self.given.get(part, ()):
            if len(name) > 1 and name[0].isupper() and name[1].islower():
                small = name[0].lower() + name[1:]
                message = f"the name '{name}' begins with a capital"
                mend = f"names are written in small letters, as in running text: {small}"
                yield Problem(NOWHERE, message, mend, read=name, meant=(small,))

    def rule(self) -> Rule | None:
        """Return the rule as it reads by now; None for what is no rule."""
        return self._filled().rules_by_id.get(self._identifier())

    @property
    def for_every_government(self) -> bool:
        """Whether it is a rule, misfit or action without a condition."""
        conditional = self.kind in (NewKind.RULE, NewKind.MISFIT, NewKind.ACTION)
        return conditional and not any(self.given.get("when", ()))

    def block(self) -> str:
        """Return the block as it will stand; what was not answered is left out.

        An option is no block of its own: what was answered is listed.
        """
        if self.kind is NewKind.OPTION:
            answered = ((name, line) for name, lines in self.given.items() for line in lines)
            return "".join(f"- **{name.capitalize()}** {line}\n" for name, line in answered)
        return self._text(self.given)

    def texts(self, file: str, section: str) -> Mapping[str, str]:
        """Return the texts of the books, by their names, that change when the block is written."""
        if self.kind is NewKind.OPTION:
            return self._with_option(self.given)
        book = next(one for one in self.files if one.name == file)
        return {file: inserted(book, section, self.block())}

    def _without_place(self, problem: Problem) -> Problem:
        """Return a problem without a place that nobody can look up yet; an option stands within a block that is there."""
        unwritten = self.kind is NewKind.OPTION or problem.place.file == _APART
        return replace(problem, place=NOWHERE) if unwritten else problem

    def _identifier(self) -> str:
        return "".join(self.given.get("id", ())) or NEW

    def _filled(self) -> RuleBase:
        """Read all books with the block, whose missing parts are filled."""
        given = {**{name: (text,) for name, text in self._filling()}, **self.given}
        books = [file.book for file in self.files]
        if self.kind is NewKind.OPTION:
            changed = self._with_option(given)
            books = [
                Book(book.name, _plain(changed[book.name])) if book.name in changed else book
                for book in books
            ]
        else:
            books.append(Book(_APART, self._text(given)))
        return read_rule_base(books, "draft")

    def _filling(self) -> Iterator[tuple[str, str]]:
        """Yield something that can be read for each part that has to be there."""
        source = self.rules.sources[0].key if self.rules.sources else _FILLED
        yield from (("source", f"[{source}]"), ("because", _FILLED), ("evidence", "guidance"))
        yield from (("title", _FILLED), ("why", _FILLED), ("can change", "no"), ("ask", _FILLED))
        if self.kind is NewKind.FACT:
            yield from (("name", "zz new fact"), ("answers", "zz one | zz two"))
            for value in domain.values if (domain := self._domain()) else ("zz one", "zz two"):
                yield f"anchor: {value}", _FILLED
        elif self.kind is NewKind.ACTION:
            yield from (("advise", _FILLED), ("phase", "later"), ("owner", _FILLED))
        elif self.kind is NewKind.OPTION:
            yield from (("option", "zz new option"), ("meaning", _FILLED))
            decision = decision_of(self.rules, self.given)
            if decision and decision.drawn:
                yield "shape", DRAWN_SHAPES[decision.drawn.role][0]
        elif self.kind is NewKind.MISFIT or not self.given.get("then"):
            yield "warn", _FILLED

    def _domain(self) -> Domain | None:
        """Return the answers of a new fact once they can be read."""
        if self.kind is not NewKind.FACT or "answers" not in self.given:
            return None
        text = Text(self.given["answers"][0], Place(_APART, 1, 1))
        return read_domain(text, BookProblems(), "", allow_number=True)

    def _text(self, given: Given) -> str:
        heading = "".join(given.get("name", ()))
        if self.kind is not NewKind.FACT:
            heading = f"{self._identifier()} · {''.join(given.get('title', ()))}"
        lines = [f"### {heading}", ""]
        # Parts that are filled are no parts yet, so each key is taken in the order of the books.
        filled = BlockDraft(self.kind, self.files, self.rules, given)
        for part in (*filled.parts(), *([_WARN] if self.kind is NewKind.RULE else [])):
            for line in given.get(part.name, ()):
                if part.name.startswith("anchor: "):
                    lines.append(f"  - *{part.name.removeprefix('anchor: ')}*: {line}")
                elif part.key and line:
                    lines.append(f"- **{part.key}** {line}")
        return "\n".join(lines) + "\n"

    def _with_option(self, given: Given) -> Mapping[str, str]:
        """Return the book of a decision with one more option. Raises ChangeError for a decision that is none."""
        decision = decision_of(self.rules, given)
        if decision is None:
            name = "".join(given.get("decision", ()))
            allowed = suggestion(name[:200], [one.name for one in self.rules.decisions])
            raise ChangeError(Problem(NOWHERE, f"no decision is called '{name}'", allowed))
        file = next(one for one in self.files if one.name == decision.place.file)
        blocks = read_blocks(file.book.text, file.name)
        block = next(one for one in blocks if one.heading.place == decision.place)
        option = "".join(given["option"])
        lines, edits = Lines(file.raw), []
        for entry in block.entries:
            end = lines.offset(entry.text.place) + len(entry.text.raw)
            if "\n" in entry.text.raw:
                last = entry.text.part(len(entry.text.raw), len(entry.text.raw)).place
                end = lines.offset(last)
            if entry.key == "Options":
                edits.append(Edit(end, end, f" | {option}"))
                if entry.anchors:
                    text = entry.anchors[-1][1]
                    behind = text.part(len(text.raw), len(text.raw)).place
                    at = lines.offset(behind)
                    told = f"{file.line_end}  - *{option}*: {''.join(given['meaning'])}"
                    edits.append(Edit(at, at, told))
            elif entry.key == "Drawn as":
                edits.append(Edit(end, end, f"; {option} as {''.join(given['shape'])}"))
        return {file.name: edited(file.raw, edits)}


_WARN = BlockPart("warn", "Warn", "")


def _plain(raw: str) -> str:
    return raw.replace("\r\n", "\n").replace("\r", "\n")
