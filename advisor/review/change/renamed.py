"""Old books under the names of new ones, so that a rename is told once and all else is compared.

The new books know what things were called (**Formerly**). By that the old books are renamed in memory,
as `advisor rules rename` would do it, and the rest is compared by the names of today.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import ChangeError, RuleBaseError
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Book, Item, RuleBase
from advisor.knowledge.read.books import read_rule_base
from advisor.review.writing.naming import Renaming
from advisor.review.writing.own_books import OwnText
from advisor.review.writing.renamed_books import renamed_books


@dataclass(frozen=True)
class RenamedName:
    """A thing that is called otherwise: `item` is its name of today, or that of the thing whose value it is."""

    item: str
    old: str
    new: str
    of_value: bool = False


@dataclass(frozen=True)
class BooksRenamed:
    """Old books and their rule base under the names of today, and what was called otherwise.

    The rule base bears the hash of the books as they stand.
    """

    books: tuple[Book, ...]
    rules: RuleBase
    names: tuple[RenamedName, ...]


def under_todays_names(books: Sequence[Book], old: RuleBase, new: RuleBase) -> BooksRenamed:
    """Return the books of an old rule base by the names that a new one gives to the same things.

    Where a name of today could not stand in the old books, they stay as they are.
    """
    wanted = tuple(_renamings(old, new))
    if wanted:
        files = [OwnText(Path(book.name), book.name, book.text.encode()) for book in books]
        try:
            pairs = renamed_books(files, wanted).pairs
            renamed = tuple(after.book for _, after in pairs)
            rules = read_rule_base(renamed, old.hash)
        except (ChangeError, RuleBaseError):
            return BooksRenamed(tuple(books), old, ())
        return BooksRenamed(renamed, rules, tuple(_named(wanted)))
    return BooksRenamed(tuple(books), old, ())


def books_by_todays_names(
    books: Sequence[Book], new: RuleBase
) -> tuple[Sequence[Book], tuple[RenamedName, ...]]:
    """Return books as `under_todays_names` does, and what was called otherwise; any that hold no rule base as they are."""
    try:
        old = read_rule_base(books, "")
    except RuleBaseError:
        return books, ()
    found = under_todays_names(books, old, new)
    return found.books, found.names


def in_new_words(text: str, names: Iterable[RenamedName]) -> str:
    """Return a text with each old name that stands in it by itself replaced, in small letters."""
    words = {one.old.casefold(): one.new.casefold() for one in names}
    if not words:
        return text.casefold()
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", lambda at: words[at[0]], text.casefold())


def _renamings(old: RuleBase, new: RuleBase) -> Iterator[Renaming]:
    """Yield what the new books call otherwise, as far as no two old things have become one."""
    pairs = [(was, item) for item in new.items.values() if (was := _before(item, old, new))]
    taken = Counter(was.name for was, _ in pairs)
    for was, item in pairs:
        if taken[was.name] > 1:
            continue
        if was.name != item.name:
            yield Renaming(was.name, "", item.name)
        yield from _values(was, item)


def _before(item: Item, old: RuleBase, new: RuleBase) -> Item | None:
    """Return what an item was in the old books: the thing of its name, or the only one of a former name.

    Either side may tell the other's name as a former one: a rename can be undone.
    """
    if item.name in old.items:
        found = [old.items[item.name]]
    else:
        found = [
            one
            for name, one in old.items.items()
            if name not in new.items and _known_as(item, one.name) | _known_as(one, item.name)
        ]
    return found[0] if len(found) == 1 and type(found[0]) is type(item) else None


def _known_as(item: Item, name: str) -> bool:
    return name.casefold() in [one.casefold() for one in (item.name, *item.formerly)]


def _values(was: Item, item: Item) -> Iterator[Renaming]:
    if was.domain.kind not in (Kind.SCALE, Kind.CHOICE) or was.domain.kind is not item.domain.kind:
        return
    alike = {name.casefold(): name for name in item.domain.values}
    today = {name.casefold(): old for old, name in was.former_values if old.casefold() in alike}
    today |= {old.casefold(): name for old, name in item.former_values} | alike
    called = [(name, today.get(name.casefold(), name)) for name in was.domain.values]
    # Where two values have become one, or one has taken in another, that is more than a name.
    taken = Counter(name.casefold() for _, name in called)
    for name, now in called:
        if name != now and taken[now.casefold()] == 1:
            yield Renaming(was.name, name, now)


def _named(renamings: Sequence[Renaming]) -> Iterator[RenamedName]:
    today = {one.item: one.new for one in renamings if not one.value}
    for one in renamings:
        yield RenamedName(today.get(one.item, one.item), one.old, one.new, bool(one.value))
