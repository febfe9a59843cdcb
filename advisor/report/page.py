"""What a review has to say, as a page of headings, texts and tables: printed as text, HTML or JSON."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.report.cleaning import plain, with_visible_texts
from advisor.report.environment import render_template
from advisor.report.markdown import escaped
from advisor.report.side_by_side import SideBySide, sides_markdown, sides_text
from advisor.text import wrapped

_EVERY_LEVEL = 99


@dataclass(frozen=True)
class Heading:
    """A heading of the second to fourth level. `mark` is one word that stands before it."""

    text: str
    level: int = 2
    mark: str = ""
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A text; `label` says what it tells."""

    text: str
    label: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Listing:
    """Texts of equal rank."""

    texts: tuple[str, ...]
    kind: str = "listing"


@dataclass(frozen=True)
class PageTable:
    """Rows under a header; in narrow text the first cell heads what the others say."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


@dataclass(frozen=True)
class Branch:
    """A node of a tree: its text, what is said of it in smaller print, and what it rests on."""

    text: str
    note: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Tree:
    """Nested texts. Where `folded`, text and Markdown show two levels, and HTML opens none at first."""

    branches: tuple[Branch, ...]
    folded: bool = True
    kind: str = "tree"


Part = Heading | Paragraph | Listing | PageTable | SideBySide | Tree


@dataclass(frozen=True)
class ReviewPage:
    """A page: its title, what it found in a sentence, and the parts; `foot` names the rule base."""

    title: str
    summary: str
    parts: tuple[Part, ...]
    foot: str


def as_text(page: ReviewPage, width: int) -> str:
    """Write the page for the terminal, never wider than `width`."""
    page = with_visible_texts(page)
    lines = [*wrapped(page.title, width), "=" * min(width, len(page.title)), ""]
    lines += wrapped(plain(page.summary), width)
    for part in page.parts:
        if isinstance(part, Heading):
            text = f"{part.mark}: {part.text}" if part.mark else part.text
            under = ["-" * min(width, len(text))] if part.level == 2 else []
            lines += ["", *wrapped(plain(text), width), *under]
        elif isinstance(part, Paragraph):
            label = f"{part.label}: " if part.label else ""
            lines += wrapped(plain(label + part.text), width, "  ", "    " if label else "  ")
        elif isinstance(part, Listing):
            for item in part.texts:
                lines += wrapped(plain(item), width, "  - ")
        elif isinstance(part, SideBySide):
            lines += sides_text(part, width)
        elif isinstance(part, Tree):
            for branch in part.branches:
                lines += _branch_text(branch, width, 1, 2 if part.folded else _EVERY_LEVEL)
        else:
            lines += _table_text(part, width)
    lines += ["", *wrapped(plain(page.foot), width)]
    return "\n".join(lines)


def _branch_text(branch: Branch, width: int, level: int, most: int) -> list[str]:
    indent = "  " * level
    more = " ..." if branch.branches and level >= most else ""
    lines = wrapped(plain(branch.text + more), width, f"{indent}- ", f"{indent}  ")
    if branch.note:
        lines += wrapped(plain(branch.note), width, f"{indent}  ", f"{indent}  ")
    if level < most:
        for inner in branch.branches:
            lines += _branch_text(inner, width, level + 1, most)
    return lines


def as_markdown(page: ReviewPage) -> str:
    """Write the page as Markdown; nothing of what users or books wrote makes markup of its own."""
    page = with_visible_texts(page)
    lines = [f"# {escaped(page.title)}", "", escaped(page.summary)]
    for part in page.parts:
        lines.append("")
        if isinstance(part, Heading):
            mark = f"**{escaped(part.mark)}:** " if part.mark else ""
            lines.append(f"{'#' * part.level} {mark}{escaped(part.text)}")
        elif isinstance(part, Paragraph):
            label = f"**{escaped(part.label)}:** " if part.label else ""
            lines.append(f"{label}{escaped(part.text)}")
        elif isinstance(part, Listing):
            lines += [f"- {escaped(item)}" for item in part.texts]
        elif isinstance(part, SideBySide):
            lines += sides_markdown(part)
        elif isinstance(part, Tree):
            for branch in part.branches:
                lines += _branch_markdown(branch, 1, 2 if part.folded else _EVERY_LEVEL)
        else:
            lines += [f"**{escaped(part.caption)}**", ""] if part.caption else []
            lines.append(_row_markdown(part.header))
            lines.append("|" + " --- |" * len(part.header))
            lines += [_row_markdown(row) for row in part.rows]
    lines += ["", escaped(page.foot)]
    return "\n".join(lines) + "\n"


def _branch_markdown(branch: Branch, level: int, most: int) -> list[str]:
    note = f" *{escaped(branch.note)}*" if branch.note else ""
    lines = [f"{'  ' * (level - 1)}- {escaped(branch.text)}{note}"]
    if level < most:
        for inner in branch.branches:
            lines += _branch_markdown(inner, level + 1, most)
    return lines


def _row_markdown(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _table_text(table: PageTable, width: int) -> list[str]:
    lines = ["", *wrapped(table.caption, width)] if table.caption else [""]
    for first, *others in table.rows:
        lines += wrapped(plain(first), width, "  ")
        for label, cell in zip(table.header[1:], others, strict=True):
            if cell:
                lines += wrapped(plain(f"{label}: {cell}"), width, "      ", "        ")
    return lines


def as_html(page: ReviewPage) -> str:
    """Write the page as one self-contained HTML file."""
    return render_template("book_review.html.j2", None, {"page": with_visible_texts(page)})
