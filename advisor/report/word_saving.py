"""A Word document as bytes, which are the same whenever the same is written."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def word_bytes(document: Any) -> bytes:
    """Return a document of python-docx or docxtpl as a file holds it; its parts bear no time of day."""
    written = io.BytesIO()
    document.save(written)
    timeless = io.BytesIO()
    with ZipFile(written) as parts, ZipFile(timeless, "w") as kept:
        for part in parts.infolist():
            # A part that is made anew bears the first day that the format knows.
            same = ZipInfo(part.filename)
            same.compress_type = ZIP_DEFLATED
            kept.writestr(same, parts.read(part))
    return timeless.getvalue()
