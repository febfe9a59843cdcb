"""Parquet files, looked over before a library reads them: what their footers say of rows and sizes.

A file of a few kilobytes can unpack to gigabytes. The footer tells how much comes out of each
group of rows; it is read here, within bounds, and nothing else is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

MOST_ROWS = 2_000_000_000
"""How many rows a file may have."""

MOST_COLUMNS = 20_000
MOST_GROUPS = 200_000
"""How many groups of rows a file may have."""

MOST_GROUP_BYTES = 1 << 30
"""How many bytes a group of rows may unpack to, since a reader keeps a group in memory."""

MOST_LISTED = 10_000_000
"""How many values the lists of a column may have in a group of rows."""

MOST_FOOTER = 1 << 26
"""How many bytes the footer may have; one of ten million rows of a hundred columns has one million."""

_MARK = b"PAR1"
_END = 8
_DEEPEST = 16
_BOOLEANS = (1, 2)
_BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 3, 7, 8, 9, 10, 11, 12
_WHOLE = (4, 5, 6)
_LONG_LIST = 15

# The fields of the footer that are looked at, by their numbers in the format's definition.
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_GROUP_COLUMNS, _GROUP_ROWS = 1, 3
_CHUNK_DATA = 3
_CHUNK_PATH, _CHUNK_VALUES, _CHUNK_BYTES = 3, 5, 6


def check_parquet(path: Path) -> None:
    """Refuse a Parquet file that would unpack to more than memory holds. Raises ValueError and OSError."""
    footer = _footer(path)
    try:
        told = _Compact(footer).struct()
        _check(told)
    except (IndexError, KeyError, TypeError, AttributeError):
        message = "it is no whole Parquet file: its footer contradicts itself"
        raise ValueError(message) from None


def _footer(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < _END + len(_MARK):
            message = "it is no whole Parquet file: it is too short"
            raise ValueError(message)
        file.seek(size - _END)
        end = file.read(_END)
        if end[4:] != _MARK:
            message = "it is no whole Parquet file: its end is missing"
            raise ValueError(message)
        length = int.from_bytes(end[:4], "little")
        if length > size - _END - len(_MARK):
            message = "it is no whole Parquet file: its footer is longer than the file"
            raise ValueError(message)
        if length > MOST_FOOTER:
            message = f"its footer has {length // 2**20:,} MiB; split the file"
            raise ValueError(message)
        file.seek(size - _END - length)
        return file.read(length)


def _check(footer: dict[int, Any]) -> None:
    groups = footer.get(_GROUPS, [])
    _bound(len(footer[_SCHEMA]), MOST_COLUMNS, "columns")
    _bound(len(groups), MOST_GROUPS, "groups of rows")
    _bound(max(footer[_ROWS], sum(group[_GROUP_ROWS] for group in groups)), MOST_ROWS, "rows")
    for number, group in enumerate(groups, 1):
        chunks = [chunk[_CHUNK_DATA] for chunk in group[_GROUP_COLUMNS]]
        size = sum(chunk[_CHUNK_BYTES] for chunk in chunks)
        if size > MOST_GROUP_BYTES:
            message = (
                f"its group of rows {number:,} unpacks to {size // 2**20:,} MiB; at most "
                f"{MOST_GROUP_BYTES // 2**20:,} are read at once, so write it in smaller groups of rows"
            )
            raise ValueError(message)
        for chunk in chunks:
            if chunk[_CHUNK_VALUES] > max(MOST_LISTED, group[_GROUP_ROWS]):
                name = ".".join(one.decode("utf-8", "replace") for one in chunk[_CHUNK_PATH])
                message = (
                    f"the lists of its column '{name[:60]}' have {chunk[_CHUNK_VALUES]:,} values in the "
                    f"group of rows {number:,}; at most {MOST_LISTED:,} are read at once"
                )
                raise ValueError(message)


def _bound(count: int, most: int, what: str) -> None:
    if count > most:
        message = f"it has {count:,} {what}, and at most {most:,} are read; split the file"
        raise ValueError(message)


class _Compact:
    """Thrift's compact protocol, in which footers are written, as mappings by the fields' numbers.

    Raises IndexError where the bytes end too early, and ValueError where they can't be.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Read the fields of a structure."""
        if depth > _DEEPEST:
            message = "its footer is nested too deeply"
            raise ValueError(message)
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            kind, step = head & 15, head >> 4
            number = number + step if step else self._signed()
            fields[number] = kind == 1 if kind in _BOOLEANS else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in _WHOLE:
            return self._signed()
        if kind == _BINARY:
            return self._bytes(self._unsigned())
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_LIST, _SET):
            head = self._byte()
            count = head >> 4
            if count == _LONG_LIST:
                count = self._unsigned()
            return [self._value(head & 15, depth + 1) for _ in range(count)]
        if kind == _MAP:
            count = self._unsigned()
            kinds = self._byte() if count else 0
            pairs = (kinds >> 4, kinds & 15)
            return [[self._value(one, depth + 1) for one in pairs] for _ in range(count)]
        if kind not in (_DOUBLE, _BYTE, *_BOOLEANS):
            message = "its footer holds what can't be in one"
            raise ValueError(message)
        return self._bytes(8 if kind == _DOUBLE else 1)

    def _byte(self) -> int:
        byte = self._content[self._at]
        self._at += 1
        return byte

    def _bytes(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._content):
            raise IndexError
        found = self._content[self._at : end]
        self._at = end
        return found

    def _unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise IndexError

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)
