"""What a review has to say, as a page of headings, texts and tables: printed as text, HTML or JSON."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.report.cleaning import plain
from advisor.report.environment import render_template
from advisor.text import wrapped


@dataclass(frozen=True)
class Heading:
    """A heading of the second or third level. `mark` is one word that stands before it."""

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
class Table:
    """Rows under a header; in narrow text the first cell heads what the others say."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


Part = Heading | Paragraph | Listing | Table


@dataclass(frozen=True)
class ReviewPage:
    """A page: its title, what it found in a sentence, and the parts; `foot` names the rule base."""

    title: str
    summary: str
    parts: tuple[Part, ...]
    foot: str


def as_text(page: ReviewPage, width: int) -> str:
    """Write the page for the terminal, never wider than `width`."""
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
        else:
            lines += _table_text(part, width)
    lines += ["", *wrapped(plain(page.foot), width)]
    return "\n".join(lines)


def _table_text(table: Table, width: int) -> list[str]:
    lines = ["", *wrapped(table.caption, width)] if table.caption else [""]
    for first, *others in table.rows:
        lines += wrapped(plain(first), width, "  ")
        for label, cell in zip(table.header[1:], others, strict=True):
            if cell:
                lines += wrapped(plain(f"{label}: {cell}"), width, "      ", "        ")
    return lines


def as_html(page: ReviewPage) -> str:
    """Write the page as one self-contained HTML file."""
    return render_template("book_review.html.j2", None, {"page": page})
