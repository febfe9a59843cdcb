"""Where the books are, and the copy that is kept of what was read from them."""

from __future__ import annotations

import errno
import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from advisor.errors import Place, Problem, ProblemKind, RuleBaseError
from advisor.files.reading import read_regular
from advisor.files.refusals import explanation
from advisor.knowledge.model import Book, RuleBase
from advisor.knowledge.read.kept import keep, kept

LARGEST_BOOK = 4 * 1024 * 1024
"""How many bytes a book may have; our largest has a tenth of one million."""

MOST_BOOKS = 1_000
"""How many books a folder may hold."""


def load_rules(folder: str | Path | None = None) -> RuleBase:
    """Read the books of a folder, or the rule base that comes with the program.

    Raises RuleBaseError with every problem of every book: file, line, column, what is allowed,
    the nearest match.

    >>> from advisor import load_rules
    >>> rules = load_rules()
    >>> rules.items["digital budget"].domain.values
    ('none', 'small', 'moderate', 'comfortable')
    """
    return with_facts(*read_books(folder))


def read_anew(folder: str | Path) -> tuple[list[Book], RuleBase]:
    """Return the books of a folder and what they hold, past the kept copy: of books that change by the minute none is kept.

    Raises RuleBaseError.
    """
    from advisor.knowledge.read.books import read_rule_base  # noqa: PLC0415 - as below

    label, books = read_books(folder)
    return books, _holding_facts(label, read_rule_base(books, _digest(books)))


def with_facts(label: str, books: list[Book]) -> RuleBase:
    """Read books as `rules_of_books` does. Raises RuleBaseError also where none of them holds a fact."""
    return _holding_facts(label, rules_of_books(label, books))


def _holding_facts(label: str, found: RuleBase) -> RuleBase:
    if not found.facts:
        # Else every fact of every case would be told as unknown.
        hint = "name the folder of a rule base: one of its books holds the facts (### name, - **Ask** ...)"
        raise RuleBaseError(Problem(Place(label), "holds no books with facts", hint))
    return found


def rules_of_books(label: str, books: list[Book]) -> RuleBase:
    """Read the rule base that books hold, or take the copy that is kept of it; `label` names their folder.

    Raises RuleBaseError.
    """
    return _rule_base(label, _digest(books), tuple(books))


@lru_cache(maxsize=8)
def _rule_base(label: str, digest: str, books: tuple[Book, ...]) -> RuleBase:
    # The same books give the same object, by which engines find what they have compiled of it.
    found = kept(digest, label)
    if found is None:
        # Reading takes a parser and a grammar, which a start with a kept copy needn't wait for.
        from advisor.knowledge.read.books import read_rule_base  # noqa: PLC0415

        found = read_rule_base(books, digest)
        keep(found, label)
    return found


def _unreadable(place: Place, error: OSError) -> Problem:
    if error.errno == errno.EFBIG:
        most = f"{LARGEST_BOOK // 1024 // 1024} MiB"
        message = f"is larger than {most}, which no book is"
        return Problem(place, message, "split it into several books", kind=ProblemKind.TOO_MUCH)
    if error.errno == errno.EINVAL:
        mend = "a book is a file; rename what is none, or move it elsewhere"
        return Problem(place, "is a folder, a pipe or a device and no book", mend)
    return explanation(error, place.file, "read")


def _digest(books: list[Book]) -> str:
    """Identify the text of the books, wherever their folder lies."""
    digest = hashlib.sha256()
    for book in books:
        name = book.name.rpartition("/")[2]
        # The name of a file need not be UTF-8.
        whole = f"{name}\n{len(book.text)}\n{book.text}"
        digest.update(whole.encode("utf-8", "surrogateescape"))
    return f"sha256:{digest.hexdigest()}"


def read_books(folder: str | Path | None = None) -> tuple[str, list[Book]]:
    """Return the folder's name and its books, sorted by name; without one, those of the program.

    Raises RuleBaseError where there are none or one can't be read.
    """
    if folder is None:
        root: Traversable | Path = files("advisor.rules")
        label = "rules"
    else:
        root = Path(folder)
        label = str(folder).rstrip("/") or "/"
        if not root.is_dir():
            hint = "name a folder that holds the books (*.md)"
            raise RuleBaseError(Problem(Place(label), "there is no such folder of rules", hint))
    books: list[Book] = []
    problems: list[Problem] = []
    try:
        entries = sorted(
            (path for path in root.iterdir() if path.name.endswith(".md")),
            key=lambda path: path.name,
        )
    except OSError as error:
        raise RuleBaseError(explanation(error, label, "read")) from None
    if len(entries) > MOST_BOOKS:
        message = f"holds {len(entries):,} books, and {MOST_BOOKS:,} are the most"
        raise RuleBaseError(Problem(Place(label), message, "name the folder of one rule base"))
    for entry in entries:
        place = Place(f"{label}/{entry.name}")
        try:
            content = (
                read_regular(entry, LARGEST_BOOK) if isinstance(entry, Path) else entry.read_bytes()
            )
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            hint = "save the book as UTF-8"
            problems.append(Problem(place, f"byte {error.start} is not UTF-8", hint))
        except OSError as error:
            problems.append(_unreadable(place, error))
        else:
            # Old and foreign line ends count as lines, as Markdown has it.
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            books.append(Book(place.file, text))
    if problems:
        raise RuleBaseError(problems)
    if not books:
        raise RuleBaseError(Problem(Place(label), "holds no books", "a book is a file *.md"))
    return label, books
