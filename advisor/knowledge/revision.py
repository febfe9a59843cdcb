"""The rules of a folder, or of a folder as it was in a revision of the git repository one stands in.

What the user typed never reaches git as an option: a revision is resolved to the name of a commit
first, and paths come after '--'. Only what that commit holds is read, and no link is followed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

from advisor.errors import NOWHERE, Place, Problem, ProblemKind, RuleBaseError
from advisor.knowledge.library import read_books, with_facts
from advisor.knowledge.model import Book, RuleBase

DEFAULT_FOLDER = "rules"
"""Where the books are, if a revision is named without a folder."""

LARGEST_BOOK = 10_000_000
"""The most bytes of a book in a revision."""

_HINT = "name a folder of books, or a revision of this repository: HEAD~1, HEAD~1:rules"
_LINK, _FILE = "120000", ("100644", "100755")


def rules_of(name: str) -> RuleBase:
    """Read the rules of a folder, or of 'REV' or 'REV:FOLDER' with the folder seen from the top.

    Raises RuleBaseError.
    """
    return with_facts(*books_of(name))


def books_of(name: str) -> tuple[str, list[Book]]:
    """Return the label and the books of a folder or of a revision, as `rules_of` reads them.

    Raises RuleBaseError.
    """
    if _is_folder(name):
        return read_books(name)
    revision, colon, folder = name.partition(":")
    folder = folder if colon else DEFAULT_FOLDER
    path = PurePosixPath(folder)
    if not folder or path.is_absolute() or ".." in path.parts:
        message = f"'{folder}' is no folder inside the repository"
        hint = "write the folder as it is seen from the top of the repository: HEAD~1:rules"
        raise RuleBaseError(Problem(NOWHERE, message, hint, about=name, read=folder))
    commit = _commit(revision, name)
    return f"{revision}:{path}", _books(commit, revision, path)


def _is_folder(name: str) -> bool:
    try:
        # Without a name it would be the folder one stands in.
        return bool(name) and Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _git(*words: str) -> bytes | None:
    """Return what a command of git prints, or None if it fails."""
    try:
        # The words are ours, names of objects, or stand behind --end-of-options or --.
        done = subprocess.run(["git", *words], capture_output=True, check=True)  # noqa: S603, S607
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return done.stdout


def _commit(revision: str, name: str) -> str:
    """Return the name of the commit that a revision means."""
    wanted = f"{revision}^{{commit}}"
    found = (
        _git("rev-parse", "--verify", "--quiet", "--end-of-options", wanted) if revision else None
    )
    commit = (found or b"").decode("ascii", "replace").strip()
    if not commit or set(commit) - set("0123456789abcdef"):
        message = f"'{name}' is neither a folder nor a git revision"
        kind = ProblemKind.UNKNOWN
        raise RuleBaseError(Problem(NOWHERE, message, _HINT, kind=kind, read=name))
    return commit


def _entries(commit: str, path: str) -> list[tuple[str, str, int, str]]:
    """Return what a commit holds at a path: mode, object, size and path of each entry."""
    words = ("ls-tree", "-z", "-l", "--full-tree", commit, "--", path)
    found = (_git("--literal-pathspecs", *words) or b"").decode("utf-8", "surrogateescape")
    entries: list[tuple[str, str, int, str]] = []
    for line in filter(None, found.split("\0")):
        about, _, entry = line.partition("\t")
        mode, _, thing, size = about.split()
        entries.append((mode, thing, int(size) if size.isdigit() else 0, entry))
    return entries


def _books(commit: str, revision: str, folder: PurePosixPath) -> list[Book]:
    for part in (folder, *folder.parents):
        if any(mode == _LINK for mode, *_ in _entries(commit, str(part))):
            raise RuleBaseError(_link(f"{revision}:{part}"))
    inside = "" if str(folder) == "." else f"{folder}/"
    entries = [
        entry
        for entry in _entries(commit, inside or ".")
        if entry[3].removeprefix(inside).endswith(".md")
    ]
    if not entries:
        message = f"the revision '{revision}' holds no books in '{folder}'"
        raise RuleBaseError(Problem(NOWHERE, message, _HINT, read=str(folder)))
    books: list[Book] = []
    problems: list[Problem] = []
    for mode, thing, size, path in sorted(entries, key=lambda entry: entry[3]):
        place = f"{revision}:{path}"
        if mode == _LINK:
            problems.append(_link(place))
        elif mode not in _FILE:
            problems.append(Problem(Place(place), "is no file", "a book is a file *.md"))
        elif size > LARGEST_BOOK:
            message = f"has {size:,} bytes, and a book at most {LARGEST_BOOK:,}"
            problems.append(Problem(Place(place), message, kind=ProblemKind.TOO_MUCH))
        else:
            try:
                text = (_git("cat-file", "blob", thing) or b"").decode("utf-8-sig")
            except UnicodeDecodeError as error:
                message = f"byte {error.start} is not UTF-8"
                problems.append(Problem(Place(place), message, "save the book as UTF-8"))
                continue
            books.append(Book(place, text.replace("\r\n", "\n").replace("\r", "\n")))
    if problems:
        raise RuleBaseError(problems)
    return books


def _link(place: str) -> Problem:
    hint = "put the book itself into the repository, or name a folder"
    return Problem(Place(place), "is a link, and no link of a revision is followed", hint)
