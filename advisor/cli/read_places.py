"""What a command reads is never written over: looked at before any work is done."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from advisor.errors import OutputError, Place, Problem
from advisor.files.refusals import explained, is_folder, resolved

_CASES = (".yaml", ".yml", ".json")
_HINT = "give another name with -o"


def check_output(
    output: str | None,
    *,
    books: Iterable[str | None] = (None,),
    cases: Iterable[str | Path] = (),
    templates: str | None = None,
) -> None:
    """Refuse an output that stands, or would stand, among what is read. Raises OutputError.

    `books` are folders of books (None is the program's own), `cases` files and folders of cases,
    `templates` a folder of templates. What is no folder or file is left to who reads it. A folder that
    is missing is told here too, since the work may take minutes.
    """
    if output in (None, "-"):
        return
    path = Path(str(output))
    with explained(path):
        place = resolved(path)
        if is_folder(path):
            raise OutputError(Problem(Place(str(path)), "this is a folder", "name a file in it"))
        path.parent.stat()
        for folder in books:
            _check_book(
                path, place, Path(str(files("advisor.rules"))) if folder is None else Path(folder)
            )
        for one in map(Path, cases):
            inside = resolved(one) in place.parents and place.suffix.casefold() in _CASES
            if resolved(one) == place or (is_folder(one) and inside):
                raise OutputError(Problem(Place(str(path)), "is read and never written to", _HINT))
        if templates is not None and resolved(Path(templates)) in place.parents:
            message = f"would stand among the templates in {templates}"
            raise OutputError(Problem(Place(str(path)), message, _HINT))


def _check_book(path: Path, place: Path, folder: Path) -> None:
    if not is_folder(folder):
        return
    if place in {resolved(book) for book in folder.glob("*.md")}:
        raise OutputError(Problem(Place(str(path)), "is read and never written to", _HINT))
    if place.parent == resolved(folder) and place.suffix == ".md":
        message = f"would be read as a book of {folder} from now on"
        raise OutputError(Problem(Place(str(path)), message, "name a file in another folder"))
