"""The terminal's page: texts indented and set side by side, never wider than it but for commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.text import cells, padded, wrapped

_LEAST_COLUMN = 30
_GAP = 3
_MARK = 4


@dataclass(frozen=True)
class Page:
    """The terminal's page: its width and whether it has colour. Templates call its methods.

    Colour only repeats what the words already say.
    """

    width: int
    colour: bool = False

    def title(self, text: str) -> str:
        """The heading of the document."""
        lines = wrapped(text, self.width)
        line = "=" * min(self.width, max(cells(line) for line in lines))
        return self._styled([*lines, line], "bold")

    def heading(self, text: str) -> str:
        """The heading of a section."""
        lines = wrapped(text, self.width)
        line = "-" * min(self.width, max(cells(line) for line in lines))
        return self._styled([*lines, line], "bold cyan")

    def subheading(self, text: str, indent: int = 0) -> str:
        """The heading of a part of a section."""
        return self._styled(wrapped(text, self.width, " " * indent), "bold")

    def para(self, text: str, indent: int = 0) -> str:
        """A paragraph."""
        return "\n".join(wrapped(text, self.width, " " * indent))

    def item(self, text: str, mark: str = "-", indent: int = 0) -> str:
        """An item of a list: the mark, and the text hanging beside it."""
        return "\n".join(wrapped(text, self.width, f"{' ' * indent}{mark} "))

    def command(self, text: str, indent: int = 0) -> str:
        """A command to be copied: on one line, the only one that may be wider than the page."""
        return " " * indent + text

    def entry(self, label: str, text: str, indent: int = 0, column: int = 16) -> str:
        """A label and a text beside it; the text begins below where the label is too long."""
        start = " " * indent
        if indent + column > self.width // 2:
            lines = wrapped(f"{label}: {text}", self.width, start, start + "  ")
            return "\n".join(lines)
        hanging = " " * (indent + column)
        head = wrapped(label, indent + column - 1, start)
        body = wrapped(text, self.width, hanging)
        rows = max(len(head), len(body))
        head += [""] * (rows - len(head))
        body += [""] * (rows - len(body))
        return "\n".join(
            (self._style(padded(left, len(hanging)), "bold") + right[len(hanging) :]).rstrip()
            if left
            else right
            for left, right in zip(head, body, strict=True)
        )

    def beside(self, left: str, right: str, heads: tuple[str, str], indent: int = 0) -> str:
        """Two columns of items under their heads; one after the other where they would be narrow.

        Empty lines divide the items of a text. An item's first word is its mark, and its further
        lines are paragraphs that hang beside it. An empty side leaves its room to the other.
        """
        column = (self.width - indent - _GAP) // 2
        start = " " * indent
        sides = (_items(left), _items(right))
        if column < _LEAST_COLUMN or not all(sides):
            lines = []
            for head, side in zip(heads, sides, strict=True):
                if side:
                    lines.append(self._style(start + head, "underline"))
                    lines.extend(_item_lines(side, self.width, indent))
            return "\n".join(lines)
        first, second = (_item_lines(side, column, 0) for side in sides)
        rows = max(len(first), len(second))
        first += [""] * (rows - len(first))
        second += [""] * (rows - len(second))
        # The letters that make the style take no room on the screen.
        head_gap = " " * (column - cells(heads[0]) + _GAP)
        top = [self._style(head, "underline") for head in heads]
        lines = [f"{start}{top[0]}{head_gap}{top[1]}"]
        for one, other in zip(first, second, strict=True):
            lines.append(f"{start}{padded(one, column + _GAP)}{other}".rstrip())
        return "\n".join(lines)

    def row(self, texts: Sequence[str], indent: int = 0) -> str:
        """A row of a small table without lines; all columns are equally wide."""
        column = max(1, (self.width - indent + 2) // max(1, len(texts)) - 2)
        parts = [wrapped(text, column) for text in texts]
        lines = []
        for number in range(max(len(part) for part in parts)):
            pieces = (part[number] if number < len(part) else "" for part in parts)
            joined = "  ".join(padded(piece, column) for piece in pieces)
            lines.append((" " * indent + joined).rstrip())
        return "\n".join(lines)

    def _styled(self, lines: Sequence[str], style: str) -> str:
        return "\n".join(self._style(line, style) for line in lines)

    def _style(self, text: str, style: str) -> str:
        if not self.colour or not text.strip():
            return text
        from rich.color import ColorSystem  # noqa: PLC0415 - only where there is colour
        from rich.style import Style  # noqa: PLC0415

        bare = text.rstrip(" ")
        shown = Style.parse(style).render(bare, color_system=ColorSystem.STANDARD)
        return shown + text[len(bare) :]


def _items(text: str) -> list[list[str]]:
    """Return the items of a text, each as its paragraphs."""
    items = (block.strip().split("\n") for block in text.split("\n\n") if block.strip())
    return [[line.strip() for line in item if line.strip()] for item in items]


def _item_lines(items: list[list[str]], width: int, indent: int) -> list[str]:
    """Set items with their marks at the left and an empty line between them."""
    lines: list[str] = []
    hanging = " " * (indent + _MARK)
    for head, *others in items:
        if lines:
            lines.append("")
        mark, _, text = head.partition(" ")
        lines.extend(wrapped(text, width, " " * indent + padded(mark, _MARK), hanging))
        for other in others:
            lines.extend(wrapped(other, width, hanging))
    return lines
