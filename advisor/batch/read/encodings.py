"""How a text is encoded, as far as its bytes tell it."""

from __future__ import annotations

import codecs
from pathlib import Path

_PIECE = 1 << 20
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

ENCODING_HINT = "name its encoding with --encoding, such as cp850 or cp1250, or save it as UTF-8"


class UnknownEncodingError(ValueError):
    """What was read is not UTF-8, and in no encoding that its bytes tell."""


def encoding_of(path: Path) -> tuple[str, str]:
    """Return the encoding of a file, and a note where its bytes leave room for another. Raises OSError.

    UTF-8 and UTF-16 are known for sure. What is neither is taken for Windows-1252, the encoding of
    older spreadsheets in Europe and America, unless most of it is UTF-8 or it has bytes that
    Windows-1252 lacks: then it stays UTF-8, and each row that is none is told.
    """
    with path.open("rb") as file:
        start = file.read(_PIECE)
        for mark, name in _WIDE.items():
            if start.startswith(mark):
                return name, ""
        decoder = codecs.getincrementaldecoder("utf-8")()
        piece = start
        while piece:
            try:
                if not piece.isascii() or decoder.getstate()[0]:
                    decoder.decode(piece)
            except UnicodeDecodeError:
                return _legacy(piece)
            piece = file.read(_PIECE)
    return "utf-8-sig", ""


def _legacy(piece: bytes) -> tuple[str, str]:
    whole = piece.decode("utf-8", "ignore")
    sound = sum(len(one.encode()) for one in whole if not one.isascii())
    strange = sum(byte > 127 for byte in piece) - sound
    try:
        piece.decode("cp1252")
    except UnicodeDecodeError:
        return "utf-8-sig", ""
    if sound > strange or b"\0" in piece:
        return "utf-8-sig", ""
    return (
        "cp1252",
        "is no UTF-8 and read as Windows-1252; name another with --encoding, or save it as UTF-8",
    )
