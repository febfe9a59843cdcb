"""What a change of the books says: by book and block, the old words and the new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from advisor.knowledge.model import Book, Rule
from advisor.review.change.blocks import WrittenBlock, WrittenLine, written_blocks
from advisor.review.change.renamed import RenamedName, in_new_words

HOW = ("added", "removed", "renamed", "changed", "reworded", "moved")
"""How a block can have changed. One that is renamed or reworded says nothing else to the engine."""

_WORDING = {
    *("Because", "Evidence", "Source", "Ask", "Why", "Can change", "Question", "Anchor"),
    *("Title", "Text", "Statement", "Waive"),
}
"""Entries that a reader weighs and the engine doesn't read."""
_READ_ONLY = {"source", "statement", "goal", "preface", "text"}
"""Kinds of block of which only people read what they say."""
_PLACES = {"Book", "Under", "Place"}
NAMES = {"Name", "Value"}
"""Labels of what a block, or a value that it defines, is called."""
NAMED = ("fact", "assessment", "decision")
"""Kinds of block that are known by a name, and keep the one that they had."""


@dataclass(frozen=True)
class LineChange:
    """One sentence that differs, with its label; what only one side says is empty on the other."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class BookChange:
    """One block that changed: `how` is one of HOW; `lines` hold what differs."""

    how: str
    kind: str
    name: str
    title: str
    book: str
    lines: tuple[LineChange, ...]

    @property
    def before(self) -> tuple[tuple[str, str], ...]:
        """What only the old books say, with its labels."""
        return tuple((one.label, one.before) for one in self.lines if one.before)

    @property
    def after(self) -> tuple[tuple[str, str], ...]:
        """What only the new books say, with its labels."""
        return tuple((one.label, one.after) for one in self.lines if one.after)


def changes(
    old: Sequence[Book], new: Sequence[Book], renamed: Sequence[RenamedName] = ()
) -> tuple[BookChange, ...]:
    """Return what changed from some books to others, in the order of the new books.

    Line breaks and spaces don't count. The old books are given by the names of today; what is
    `renamed` is told at its block, and nowhere else where only its words were replaced.
    """
    before, after = (_by_key(written_blocks(books)) for books in (old, new))
    pairs = _paired(before, after)
    moved = _moved(before, after, pairs)
    found = [
        one
        for key, block in after.items()
        if (one := _change(before.get(pairs.get(key, ())), block, moved.get(key), renamed))
    ]
    kept = set(pairs.values())
    found += [
        BookChange(
            "removed", one.kind, one.name, one.title, one.book, tuple(_all(one, removed=True))
        )
        for key, one in before.items()
        if key not in kept
    ]
    books = list(dict.fromkeys(one.book for one in (*after.values(), *before.values())))
    return tuple(sorted(found, key=lambda one: books.index(one.book)))


_Key = tuple[str | int, ...]


def _by_key(blocks: Sequence[WrittenBlock]) -> dict[_Key, WrittenBlock]:
    """Name each block by its kind and name; prefaces also by their book, and doubles by a number."""
    found: dict[_Key, WrittenBlock] = {}
    for block in blocks:
        where = block.book if block.kind in ("preface", "text") else ""
        number = 0
        while (key := (block.kind, block.name, where, number)) in found:
            number += 1
        found[key] = block
    return found


def _paired(
    before: Mapping[_Key, WrittenBlock], after: Mapping[_Key, WrittenBlock]
) -> dict[_Key, _Key]:
    """Pair the blocks of the new books with those of the old ones.

    A block that is new by its name may say what it was called formerly, or say the very same.
    """
    pairs: dict[_Key, _Key] = {key: key for key in after if key in before}
    gone = {key: block for key, block in before.items() if key not in after}
    for key, block in after.items():
        if key in pairs:
            continue
        for other, was in gone.items():
            same = block.lines == was.lines and bool(block.lines)
            if block.kind == was.kind and (was.name in block.formerly or same):
                pairs[key] = other
                del gone[other]
                break
    return pairs


def _moved(
    before: Mapping[_Key, WrittenBlock],
    after: Mapping[_Key, WrittenBlock],
    pairs: Mapping[_Key, _Key],
) -> dict[_Key, LineChange]:
    """Return the blocks that stand after another one than before, the fewest that explain the order."""
    old = [key for key in before if key in set(pairs.values())]
    new = [pairs[key] for key in after if key in pairs]
    stay: set[_Key] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        stay |= set(old[block.a : block.a + block.size])
    found: dict[_Key, LineChange] = {}
    for key, other in pairs.items():
        if other not in stay and before[other].book == after[key].book:
            places = [_after(order, other, before) for order in (old, new)]
            found[key] = LineChange("Place", *places)
    return found


def _after(order: list[_Key], key: _Key, blocks: Mapping[_Key, WrittenBlock]) -> str:
    at = order.index(key)
    return f"after {blocks[order[at - 1]].name}" if at else "first"


def _change(
    old: WrittenBlock | None,
    new: WrittenBlock,
    moved: LineChange | None,
    renamed: Sequence[RenamedName],
) -> BookChange | None:
    about = (new.kind, new.name, new.title, new.book)
    if old is None:
        return BookChange("added", *about, tuple(_all(new)))
    lines = [
        LineChange(label, was, now)
        for label, was, now in (
            ("Name", old.name, new.name),
            ("Title", old.title, new.title),
            ("Book", old.book, new.book),
            ("Under", old.topic, new.topic),
        )
        if was != now and not (label == "Under" and new.kind == "preface")
    ]
    lines += [moved] if moved else []
    own = [one for one in renamed if new.kind in NAMED and one.item == new.name]
    differing = _differing(old.lines, new.lines)
    lines += [one for one in differing if not _only_renamed(one, new.kind, own, renamed)]
    if own:
        told = [LineChange("Value" if one.of_value else "Name", one.old, one.new) for one in own]
        lines = [*told, *lines]
    if not lines:
        return None
    labels = {one.label for one in lines}
    if own and labels <= NAMES:
        how = "renamed"
    elif labels <= _PLACES:
        how = "moved"
    elif labels <= _WORDING | _PLACES | (NAMES if own else set()) or (
        new.kind in _READ_ONLY and "Version" not in labels
    ):
        how = "reworded"
    else:
        how = "changed"
    return BookChange(how, *about, tuple(lines))


def _only_renamed(
    line: LineChange, kind: str, own: Sequence[RenamedName], renamed: Sequence[RenamedName]
) -> bool:
    """Whether a line differs by nothing but what was renamed: it keeps an old name, or a reader's words follow."""
    if own and line.label.startswith("Formerly"):
        return not line.before or line.before == line.after
    read = line.label in _WORDING or kind in _READ_ONLY
    return read and in_new_words(line.before, renamed) == line.after.casefold()


def _all(block: WrittenBlock, *, removed: bool = False) -> Iterator[LineChange]:
    for line in block.lines:
        yield (
            LineChange(line.label, line.text, "")
            if removed
            else LineChange(line.label, "", line.text)
        )


def _differing(old: Sequence[WrittenLine], new: Sequence[WrittenLine]) -> Iterator[LineChange]:
    """Yield the lines that differ, those of one group in pairs, in the order of the block."""
    for group in dict.fromkeys(line.group for line in (*new, *old)):
        was, now = ([line for line in side if line.group == group] for side in (old, new))
        yield from _pairs(was, now)


def _pairs(old: Sequence[WrittenLine], new: Sequence[WrittenLine]) -> Iterator[LineChange]:
    gone: list[WrittenLine] = []
    come: list[WrittenLine] = []
    couples: list[tuple[WrittenLine, WrittenLine]] = []
    was, now = ([line.text for line in side] for side in (old, new))
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(b - a, d - c)
        couples += zip(old[a : a + both], new[c : c + both], strict=True)
        gone += old[a + both : b]
        come += new[c + both : d]
    # What stands elsewhere in the same words has only moved.
    left = [line for pair in couples for line in pair[:1]] + gone
    added = [line for pair in couples for line in pair[1:]] + come
    for line in list(added):
        same = next((one for one in left if one.text == line.text), None)
        if same is not None:
            left.remove(same)
            added.remove(line)
            yield _line(same, line)
    kept = [(one, two) for one, two in couples if one in left and two in added]
    for one, two in kept:
        left.remove(one)
        added.remove(two)
        yield _line(one, two)
    for index in range(max(len(left), len(added))):
        yield _line(*(side[index] if index < len(side) else None for side in (left, added)))


def _line(old: WrittenLine | None, new: WrittenLine | None) -> LineChange:
    labels = [line.label for line in (old, new) if line is not None]
    label = labels[0] if len(set(labels)) == 1 else f"{labels[0]}, now {labels[1].lower()}"
    if old and new and old.text == new.text and old.label == new.label:
        label += ", in another order"
    return LineChange(label, old.text if old else "", new.text if new else "")


def same_meaning(one: Rule, two: Rule) -> bool:
    """Whether two rules hold for the same reasons and conclude the same, as they are written."""
    parts = [
        (rule.when, rule.unless, rule.effects, rule.warning, rule.weight, rule.advice)
        for rule in (one, two)
    ]
    return parts[0] == parts[1]
