"""The books with something called otherwise, at every place where the reader itself has met the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from advisor.errors import ChangeError, Place, Problem, RuleBaseError
from advisor.knowledge.model import Book, Decision, RuleBase
from advisor.knowledge.read.books import names_used
from advisor.knowledge.read.entries import BookProblems, Mention
from advisor.knowledge.read.markdown import Block, Text, read_blocks
from advisor.knowledge.read.names import Names
from advisor.knowledge.read.sentences import SentenceError, parse
from advisor.review.writing.naming import Renaming
from advisor.review.writing.own_books import ChangedFiles, Edit, Lines, OwnText, edited, with_texts

_CODE = re.compile(r"`([^`\r\n]+)`")
_DEFINING = ("Answers", "Options", "Scale", "Hit policy", "Near", "Formerly")
"""The entries behind which an old name is told."""


def renamed_books(files: Sequence[OwnText], renamings: Sequence[Renaming]) -> ChangedFiles:
    """Return the change of the books; it is one by which every sentence says what it said.

    Raises RuleBaseError where the books can't be read as they are, and ChangeError where they
    could not be read, or would mean something else, afterwards.
    """
    books = [file.book for file in files]
    rules, mentions = names_used(books)
    texts = {
        file.name: edited(file.raw, _edits(file, rules, mentions, renamings)) for file in files
    }
    change = with_texts(files, texts)
    _check(rules, mentions, renamings, [after.book for _, after in change.pairs])
    return change


def _edits(
    file: OwnText, rules: RuleBase, mentions: Iterable[Mention], renamings: Sequence[Renaming]
) -> Iterator[Edit]:
    lines = Lines(file.raw)
    new_names = {(one.item, one.value): one.new for one in renamings}
    own = [one for one in mentions if one.place.file == file.name]
    for mention in (*own, *_in_prose(file, rules)):
        new = new_names.get((mention.item, mention.value))
        if new is not None:
            yield _edit(lines, mention, new)
    for renaming in renamings:
        yield from _formerly(file, lines, rules, renaming)


def _edit(lines: Lines, mention: Mention, new: str) -> Edit:
    """Return the edit of one spot, where the name may run over the end of a line."""
    start = lines.offset(mention.place)
    pattern = r"\s+".join(re.escape(word) for word in mention.read.split())
    found = re.compile(pattern, re.IGNORECASE).match(lines.raw, start)
    if found is None:
        message = f"'{mention.read}' is not where the reader has met it"
        mend = "write the name there without marks inside of it, and try again"
        raise ChangeError(Problem(mention.place, message, mend))
    return Edit(start, found.end(), new)


def _in_prose(file: OwnText, rules: RuleBase) -> Iterator[Mention]:
    """Yield the names between back-ticks, where these hold a name or a sentence of the language."""
    names = Names(rules.items.values(), BookProblems())
    items = {name.casefold(): name for name in rules.items}
    for number, line in enumerate(file.book.text.split("\n"), start=1):
        for found in _CODE.finditer(line):
            text = Text(found[1], Place(file.name, number, found.start(1) + 1))
            if text.plain.casefold() in items:
                yield Mention(items[text.plain.casefold()], "", text.place, text.raw)
            else:
                yield from _in_sentence(text, names)


def _in_sentence(text: Text, names: Names) -> Iterable[Mention]:
    for start in ("line", "effects"):
        scratch = names.apart()
        try:
            raw = parse(start, text)
        except SentenceError:
            continue
        if start == "line":
            scratch.line(raw, text, "")
        else:
            for part in raw:
                scratch.effect(part, text, "")
        if not scratch.problems.found:
            return scratch.problems.mentions
    return ()


def _block_of(renaming: Renaming, file: OwnText, rules: RuleBase) -> Block | None:
    place = rules.items[renaming.item].place
    if place.file != file.name:
        return None
    blocks = read_blocks(file.book.text, file.name)
    return next((one for one in blocks if one.heading.place == place), None)


def _formerly(file: OwnText, lines: Lines, rules: RuleBase, renaming: Renaming) -> Iterator[Edit]:
    """Yield the edits that tell the old name, so that old case files and workbooks can be read."""
    block = _block_of(renaming, file, rules)
    if block is None:
        return
    for entry in block.entries:
        if entry.key == "Formerly" and _says_nothing(entry.text.plain, renaming):
            line = entry.place.line
            yield Edit(lines.start(line), lines.start(line + 1), "")
    if renaming.old.casefold() == renaming.new.casefold():
        return
    told = f"{renaming.value} -> {renaming.new}" if renaming.value else renaming.item
    at = lines.start(_line_behind(block))
    yield Edit(at, at, f"- **Formerly** {told}{file.line_end}")


def _says_nothing(formerly: str, renaming: Renaming) -> bool:
    """Whether an old name is the one that comes back."""
    old, arrow, new = (part.strip().casefold() for part in formerly.partition("->"))
    if old != renaming.new.casefold() or bool(arrow) != bool(renaming.value):
        return False
    return not arrow or new == renaming.value.casefold()


def _line_behind(block: Block) -> int:
    """Return the line before which an old name is written: behind the answers and what belongs to them."""
    keys = [entry.key for entry in block.entries]
    last = max((at for at, key in enumerate(keys) if key in _DEFINING), default=-1)
    entry = block.entries[last + 1] if last + 1 < len(keys) else block.entries[0]
    return entry.place.line


def _check(
    rules: RuleBase,
    mentions: Sequence[Mention],
    renamings: Sequence[Renaming],
    books: Sequence[Book],
) -> None:
    """Hold what the books would say against what they say. Raises ChangeError where it is not the same."""
    try:
        new_rules, found = names_used(books)
    except RuleBaseError as error:
        message = "with the new name the books could not be read, so nothing was changed"
        problem = Problem(Place(""), message, "choose another name")
        raise ChangeError((problem, *error.problems)) from None
    before = Counter(_as_renamed(*pair, renamings) for pair in _said(mentions))
    if before != Counter(_said(found)) or not _keeps_the_same(rules, new_rules, renamings):
        message = "with the new name a sentence would mean something else, so nothing was changed"
        raise ChangeError(Problem(Place(""), message, "choose another name"))


def _said(mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    """Yield what is named, but for the names that are told to have been there before."""
    for one in mentions:
        if not one.former:
            yield one.item, one.value


def _as_renamed(item: str, value: str, renamings: Sequence[Renaming]) -> tuple[str, str]:
    """Return the names of an item and a value afterwards."""
    new_value = value
    for one in renamings:
        if one.item == item and one.value == value and value:
            new_value = one.new
    new_item = next((one.new for one in renamings if one.item == item and not one.value), item)
    return new_item, new_value


def _keeps_the_same(old: RuleBase, new: RuleBase, renamings: Sequence[Renaming]) -> bool:
    """Whether every decision keeps the answers of a fact that it kept, by their names."""
    return [
        [(_as_renamed(fact, value, renamings)) for fact, value in _kept(old, decision.name)]
        for decision in old.decisions
    ] == [list(_kept(new, decision.name)) for decision in new.decisions]


def _kept(rules: RuleBase, name: str) -> Iterator[tuple[str, str]]:
    decision = rules.items[name]
    if isinstance(decision, Decision) and decision.keep:
        for value in rules.items[decision.keep].domain.values:
            if decision.domain.code(value) is not None:
                yield decision.keep, value
