"""Writing results: to the standard output, or to files that are replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from advisor.errors import OutputError, Place, Problem

FILE_WIDTH = 80
LEAST_WIDTH = 40
MOST_WIDTH = 400


def is_terminal() -> bool:
    """Return whether the standard output is a terminal."""
    return sys.stdout.isatty()


def text_width(*, to_terminal: bool) -> int:
    """Return the columns for text: those of the terminal, or 80 elsewhere; COLUMNS has precedence.

    Never below 40, where words no longer fit beside each other, nor above 400, where no eye
    finds the next line.
    """
    if to_terminal:
        width = shutil.get_terminal_size((FILE_WIDTH, 24)).columns
    else:
        wanted = os.environ.get("COLUMNS", "")
        width = int(wanted) if wanted.isdecimal() and int(wanted) else FILE_WIDTH
    return min(max(width, LEAST_WIDTH), MOST_WIDTH)


def wants_colour(*, to_terminal: bool) -> bool:
    """Return whether to use colour: only on a terminal that has it, and never with NO_COLOR set."""
    if not to_terminal or os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("TERM") != "dumb"


def print_text(text: str, *, utf8: bool = False) -> None:
    """Write to the standard output, ending with a line break.

    `utf8` is for formats that other programs read. Otherwise a character that the terminal's
    encoding lacks becomes a question mark. Raises OutputError, for example when the disk is full.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    encoding = "utf-8" if utf8 else sys.stdout.encoding or "utf-8"
    with _explained(Path("standard output")):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding, errors="replace"))
        sys.stdout.buffer.flush()


def write_files(contents: Mapping[Path, str], *, keep: Iterable[Path] = ()) -> None:
    """Write each text to its file as UTF-8: all of them are ready before the first one is replaced.

    A file that stood there keeps its permissions, and stays as it was when anything fails. Files
    in `keep` are never written. Raises OutputError.
    """
    kept = {path.resolve() for path in keep}
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, text in contents.items():
            if path.resolve() in kept:
                hint = "give another name with -o"
                raise OutputError(Problem(Place(str(path)), "is read and never written to", hint))
            with _explained(path):
                content = (text if text.endswith("\n") else f"{text}\n").encode()
                target = path.resolve()
                if target.exists() and not target.is_file():
                    # A device or pipe has nothing to lose and can't be replaced.
                    target.write_bytes(content)
                else:
                    drafts.append((_draft(target, content), path))
        while drafts:
            draft, path = drafts[0]
            with _explained(path):
                draft.replace(path.resolve())
            drafts.pop(0)
    finally:
        for draft, _ in drafts:
            with suppress(OSError):
                draft.unlink()


def _draft(target: Path, content: bytes) -> Path:
    """Write a private file beside the target and return it."""
    handle, name = mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
    except BaseException:
        draft.unlink()
        raise
    return draft


def _umask() -> int:
    """Return the process's mask; the system tells it only to those who set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn a failure of the system into an OutputError about this path."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"can't be written: {error.strerror or error}"
        missing = isinstance(error, FileNotFoundError)
        hint = f"there is no folder '{path.parent}'; make it first" if missing else ""
        raise OutputError(Problem(Place(str(path)), message, hint)) from None
