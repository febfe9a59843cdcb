"""What a command reads is never written over: looked at before any work is done."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from advisor.errors import OutputError, Place, Problem
from advisor.files.refusals import explained, is_folder, resolved

_HINT = "give another name with -o"
_READ = "is read and never written to"


def check_output(
    *outputs: str | Path | None,
    books: Iterable[str | None] = (None,),
    cases: Iterable[str | Path | None] = (),
    templates: str | None = None,
    makes_folder: bool = False,
) -> None:
    """Refuse outputs that stand, or would stand, among what is read. Raises OutputError.

    `books` are folders of books (None is the program's own), `cases` files of any kind and folders of
    cases or tables, `templates` a folder of templates; what is no folder or file is left to who reads
    it. A folder that is missing is told here too, since the work may take minutes, unless the
    command `makes_folder`. Two outputs in one place are refused as well.
    """
    shelves = [Path(str(files("advisor.rules"))) if one is None else Path(one) for one in books]
    read = [Path(one) for one in cases if one is not None]
    taken: set[Path] = set()
    for output in outputs:
        if output is None or output == "-":
            continue
        path = Path(output)
        with explained(path):
            place = resolved(path)
            if is_folder(path):
                raise _refusal(path, "this is a folder", "name a file in it")
            if not makes_folder:
                path.parent.stat()
            if place in taken:
                raise _refusal(path, "two results would be written to this file")
            taken.add(place)
            for shelf in shelves:
                _check_book(path, place, shelf)
            if any(_is_read(place, one) for one in read):
                raise _refusal(path, _READ)
            if templates is not None and resolved(Path(templates)) in place.parents:
                raise _refusal(path, f"would stand among the templates in {templates}")


def _is_read(place: Path, read: Path) -> bool:
    """Whether a place is what is read, or would be from now on: folders are read by the endings in them."""
    found = resolved(read)
    if found == place:
        return True
    if found not in place.parents or not is_folder(read):
        return False
    from advisor.batch.places import TABLE_ENDINGS, WORKBOOK_ENDINGS
    from advisor.cases.read.case_file import READABLE

    return place.suffix.casefold() in {*READABLE, *TABLE_ENDINGS, *WORKBOOK_ENDINGS}


def _check_book(path: Path, place: Path, folder: Path) -> None:
    if not is_folder(folder):
        return
    if place in {resolved(book) for book in folder.glob("*.md")}:
        raise _refusal(path, _READ)
    if place.parent == resolved(folder) and place.suffix == ".md":
        message = f"would be read as a book of {folder} from now on"
        raise _refusal(path, message, "name a file in another folder")


def _refusal(path: Path, message: str, hint: str = _HINT) -> OutputError:
    return OutputError(Problem(Place(str(path)), message, hint))
