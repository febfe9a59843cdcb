"""The rows of a text with separators, and what a quotation mark that nobody closes would swallow."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from advisor.batch.read.texts import TextLines, TooLongError

QUOTE = '"'


class _Kept:
    """Lines that are remembered until their row is done. It goes on after TooLongError."""

    def __init__(self, text: TextLines) -> None:
        self._text = text
        self.lines: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self.lines.append(line)
        return line


def csv_rows(
    text: TextLines, separator: str, width: int, notes: list[str]
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row below the header that holds anything: its number and cells, or what is wrong with it.

    Blank rows are counted, as a spreadsheet does. Where a quotation mark isn't closed, the lines
    that it would swallow are rows of their own, which is noted.
    """
    kept = _Kept(text)
    rows = csv.reader(kept, delimiter=separator)
    number = 0
    while True:
        number += 1
        kept.lines.clear()
        wrong = ""
        cells: list[str] = []
        try:
            cells = next(rows)
        except StopIteration:
            return
        except (csv.Error, TooLongError) as error:
            wrong = f"the row can't be read: {error}"
        lines = kept.lines
        if (wrong or len(lines) > 1 or len(cells) < width) and _is_stray(lines, separator, width):
            last = number + len(lines) - 1
            swallowed = (
                f"; rows {number:,} to {last:,} are read line by line" if last > number else ""
            )
            notes.append(
                f"{text.file}: row {number:,} has a quotation mark that isn't closed{swallowed}"
            )
            for line in list(lines):
                plain = _plain(line, separator)
                if any(map(str.strip, plain)):
                    yield number, plain
                number += 1
            number -= 1
            continue
        if wrong:
            yield number, wrong
        elif any(map(str.strip, cells)):
            yield number, cells


def _is_stray(lines: Sequence[str], separator: str, width: int) -> bool:
    """Tell whether lines that were read as one row are rows of their own.

    So they are where quotation marks don't come in pairs and each line has the header's cells.
    """
    if not lines or not sum(line.count(QUOTE) for line in lines):
        return False
    odd = sum(line.count(QUOTE) for line in lines) % 2 == 1
    whole = [line.count(separator) == width - 1 for line in lines if line.strip()]
    return all(whole) if odd else len(whole) > 1 and all(whole) and width > 1


def _plain(line: str, separator: str) -> list[str]:
    return [cell.strip(QUOTE) for cell in line.rstrip("\r\n").split(separator)]
