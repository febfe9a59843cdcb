"""The program's own templates in compiled form, kept where Python keeps its own compiled modules.

Compiling a template costs about 70 ms, more than filling it. As with Python's modules, the copy
lies in a `__pycache__` folder beside the source, is passed over when the source has changed, and is
not written where the folder can't be written to or the user does not want it.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from advisor.files.replacing import replace_file


class CompiledTemplates(BytecodeCache):
    """Keeps the compiled form of the program's own templates, apart for each main template.

    The same partial is compiled differently for formats that escape and formats that do not.
    """

    def __init__(self, main: str) -> None:
        self.main = main

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket from the copy, if there is one; Jinja rejects a copy of other source."""
        path = self._path(bucket)
        if path is None:
            return
        with suppress(OSError, ValueError, EOFError, TypeError), path.open("rb") as stream:
            bucket.load_bytecode(stream)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the copy; nothing happens where that is not possible."""
        path = self._path(bucket)
        if path is None or sys.dont_write_bytecode:
            return
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            # The copy appears whole or not at all, also when two processes write it.
            replace_file(path, bucket.write_bytecode)

    def _path(self, bucket: Bucket) -> Path | None:
        folder = files("advisor.templates")
        if not isinstance(folder, Path):
            return None
        tag = f"{sys.implementation.cache_tag}-jinja-{jinja2.__version__}"
        return folder / "__pycache__" / f"{self.main}-{bucket.key}.{tag}.bin"
