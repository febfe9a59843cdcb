"""The output as it grows: whole parts in a folder beside it, put together as they come.

Each part is written beside its name, flushed to the disk and then renamed, and its note is renamed
last: a part with a note is whole, whatever happened afterwards. Going on means skipping the
portions that have one.

The errors and the pages on a run appear before the output does. What they hold is noted first, so
that a run which was killed between them knows its own files from those of somebody else.

The folder has the draft of the output from its first moment on, and loses it when the output
appears: a folder without it is what a kill left of a finished run, and is removed. A folder that
holds anything else is somebody's own, and left alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from advisor.batch.places import SETTINGS
from advisor.errors import OutputError, Place, Problem
from advisor.files.lock import WriterLock
from advisor.files.refusals import explained, is_folder
from advisor.files.replacing import replace_files

PAGES = "pages.json"
"""What the files beside the output hold that appear before it, by their names and digests."""

DRAFT = "whole"

FAILURES = "failures"

OWN = re.compile(
    rf"(run|pages)\.(json|draft)|{DRAFT}|{FAILURES}|\d{{6,}}\.(part|errors|json|draft)"
    r"|(run|pages|\d{6,})\.\d+\.(part|errors|json)\.draft"
)
"""The names in a folder of parts."""

_GO_ON = "what is done so far is whole; go on with --resume"

Assemble = Callable[[Iterator[Path], Path], None]
"""Puts parts together in one file; the parts come as they are made."""


class _GivenUpError(Exception):
    """Ends the putting together of a run that doesn't come to its end."""


class Parts:
    """The folder of parts of one output."""

    def __init__(self, output: Path) -> None:
        if is_folder(output) or not output.name:
            problem = Problem(Place(str(output)), "this is a folder", "name a file in it with -o")
            raise OutputError(problem)
        self.output = output
        self.errors = output.with_name(f"{output.name}.errors.jsonl")
        self.folder = output.with_name(f"{output.name}.parts")
        self.count = 0
        self.notes: list[dict[str, Any]] = []
        self._waiting: SimpleQueue[Path | type[_GivenUpError] | None] = SimpleQueue()
        self._whole: Future[None] = Future()

    def held(self) -> WriterLock:
        """Return the lock on the output, without which nobody may begin. Raises OutputError."""
        with explained(self.output):
            self.output.parent.stat()  # a lock would make the folder that is missing
        return WriterLock(self.folder, "another run works on this output")

    def begin(
        self,
        settings: Mapping[str, Any],
        *,
        resume: bool,
        force: bool,
        pages: Sequence[Path] = (),
    ) -> None:
        """Make the folder, or go on with the one that is there. Raises OutputError.

        `pages` are files that the run makes beside the output and its errors.
        """
        with explained(self.output):
            if self.folder.exists():
                self._check_owner()
                if not (self.folder / DRAFT).exists():
                    shutil.rmtree(self.folder)
            if self.output.exists() and not force:
                hint = "give --force to replace it, or another name with -o"
                message = "the output is finished already"
                raise OutputError(Problem(Place(str(self.output)), message, hint))
            if not force:
                self._check_free([self.errors, *pages], resume=resume)
            if self.folder.exists():
                if resume:
                    self._check(settings)
                    self._find()
                    return
                if not force:
                    hint = "give --resume to go on with it, or --force to begin anew"
                    message = "an earlier run was interrupted"
                    raise OutputError(Problem(Place(str(self.folder)), message, hint))
                (self.folder / DRAFT).unlink()
                shutil.rmtree(self.folder)
            self.folder.mkdir()
            (self.folder / DRAFT).touch()
            self._write(SETTINGS, json.dumps(settings).encode())

    def _check_owner(self) -> None:
        for one in sorted(self.folder.iterdir()):
            if not OWN.fullmatch(one.name):
                hint = "move it away, or give another name with -o"
                message = f"the parts of the output go here, but it holds '{one.name}' already"
                raise OutputError(Problem(Place(str(self.folder)), message, hint))

    def _check_free(self, files: Iterable[Path], *, resume: bool) -> None:
        """Refuse to write over files that aren't what this run has made of them before it was killed."""
        noted: dict[str, str] = {}
        if resume and (self.folder / PAGES).exists():
            with suppress(ValueError):
                noted = json.loads((self.folder / PAGES).read_bytes())
        for path in files:
            if path.exists() and noted.get(str(path)) != _digest(path.read_bytes()):
                hint = "give --force to replace it, or another name"
                raise OutputError(Problem(Place(str(path)), "this file is there already", hint))

    def _check(self, settings: Mapping[str, Any]) -> None:
        try:
            before = json.loads((self.folder / SETTINGS).read_bytes())
        except (OSError, ValueError):
            before = None
            if not any(self.folder.glob("*.json")):
                # It was interrupted before anything was done.
                self._write(SETTINGS, json.dumps(settings).encode())
                return
        now = json.loads(json.dumps(settings))
        if before == now:
            return
        changed = [
            key for key in now if not isinstance(before, dict) or before.get(key) != now[key]
        ]
        hint = "run it as it was begun, or give --force to begin anew"
        message = f"can't go on with the earlier run, whose {', '.join(changed)} differ"
        raise OutputError(Problem(Place(str(self.folder)), message, hint))

    def _find(self) -> None:
        while (note := self.folder / f"{self.count:06}.json").exists():
            try:
                self.notes.append(json.loads(note.read_bytes()))
            except ValueError:
                break
            self.count += 1

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Explain what goes wrong while parts are made. Raises OutputError."""
        with explained(self.output, hint=_GO_ON):
            yield

    def add(self, note: Mapping[str, Any]) -> None:
        """Note that the next part is there, with its errors: from now on it counts.

        Raises OutputError when it can't be written, or the parts can't be put together.
        """
        with explained(self.output, hint=_GO_ON):
            if self._whole.done():  # before the last part there is: it has failed
                self._whole.result()
            self._write(f"{self.count:06}.json", json.dumps(note).encode())
        self.notes.append(json.loads(json.dumps(note)))
        self.count += 1
        self._waiting.put(self.paths[-1])

    def _write(self, name: str, content: bytes) -> None:
        _write(self.folder / name, content)

    @property
    def paths(self) -> list[Path]:
        """The parts, in order."""
        return [self.folder / f"{number:06}.part" for number in range(self.count)]

    @contextmanager
    def growing(self, assemble: Assemble) -> Iterator[None]:
        """Put the output together in a thread of its own, while further parts are being made."""
        for path in self.paths:
            self._waiting.put(path)
        with ThreadPoolExecutor(max_workers=1) as worker:
            self._whole = worker.submit(assemble, self._coming(), self.folder / DRAFT)
            try:
                yield
            except BaseException:
                self._waiting.put(_GivenUpError)
                raise

    def _coming(self) -> Iterator[Path]:
        while (path := self._waiting.get()) is not None:
            if not isinstance(path, Path):
                raise path
            yield path

    def finish(self, pages: Mapping[Path, bytes] | None = None) -> None:
        """Wait for the output, put the errors together, and remove the folder.

        Errors and pages appear before the output, each whole or not at all; it comes last.
        """
        with explained(self.output, hint=_GO_ON):
            draft = self.folder / DRAFT
            self._waiting.put(None)
            self._whole.result()
            _sync(draft)
            failures = self.folder / FAILURES
            joined((self.folder / f"{number:06}.errors" for number in range(self.count)), failures)
            contents = dict(pages or {})
            if failures.stat().st_size:
                contents[self.errors] = failures.read_bytes()
            noted = {str(path): _digest(content) for path, content in contents.items()}
            self._write(PAGES, json.dumps(noted).encode())
        replace_files(contents)
        with explained(self.output, hint=_GO_ON):
            if self.errors not in contents:
                self.errors.unlink(missing_ok=True)
            draft.replace(self.output)
            shutil.rmtree(self.folder)


def write_part(
    folder: Path, number: int, errors: bytes, write: Callable[[IO[bytes]], None]
) -> None:
    """Write a part, what `write` puts out, and its errors; either is whole when it is there. Raises OSError."""
    _write(folder / f"{number:06}.part", write)
    _write(folder / f"{number:06}.errors", errors)


def _write(target: Path, content: bytes | Callable[[IO[bytes]], None]) -> None:
    # Two that do the same at once must not write into one draft.
    draft = target.with_name(f"{target.stem}.{os.getpid()}{target.suffix}.draft")
    with draft.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def joined(parts: Iterable[Path], target: Path) -> None:
    """Write files one after the other into one."""
    with target.open("wb") as whole:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, 1 << 20)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
