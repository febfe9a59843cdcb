"""A report on a staff list as headings, texts, tables and a heat map, whatever it is then written as."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.report.page import Heading, Listing, PageTable, Paragraph, ReviewPage

SHADES = ("#b03a2e", "#dc7633", "#f4d03f", "#a9dfbf", "#1e8449")
"""From few who meet a competency to all; each step is a fifth."""
UNKNOWN_SHADE = "#d5d8dc"
NOT_ASKED_SHADE = "#ffffff"
_DARK = ("#b03a2e", "#1e8449")


@dataclass(frozen=True)
class HeatCell:
    """A field of the heat map: what stands in it, its colour, and what it says in full."""

    text: str
    shade: str
    told: str

    @property
    def ink(self) -> str:
        """A colour of the letters that can be read on the field."""
        return "#ffffff" if self.shade in _DARK else "#1c2833"


@dataclass(frozen=True)
class HeatRow:
    """A competency of the heat map."""

    key: str
    text: str
    level: str
    nature: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Competencies down, job categories across; `legend` pairs colours with words."""

    caption: str
    categories: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[str, str], ...]
    kind: str = "heatmap"

    @property
    def table(self) -> PageTable:
        """The same as a plain table."""
        return PageTable(
            self.caption,
            ("competency", "level", "nature", *self.categories),
            tuple(
                (f"{row.key} {row.text}", row.level, row.nature, *(one.text for one in row.cells))
                for row in self.rows
            ),
        )


@dataclass(frozen=True)
class PageBreak:
    """A new page begins here, where there are pages."""

    kind: str = "break"


StaffPart = Heading | Paragraph | Listing | PageTable | HeatMap | PageBreak


@dataclass(frozen=True)
class StaffPage:
    """A report: its title, what it found in a sentence, the parts, and what it rests on."""

    title: str
    summary: str
    parts: tuple[StaffPart, ...]
    foot: str

    @property
    def plain(self) -> ReviewPage:
        """The report without colours and page breaks."""
        parts = [
            part.table if isinstance(part, HeatMap) else part
            for part in self.parts
            if not isinstance(part, PageBreak)
        ]
        return ReviewPage(self.title, self.summary, tuple(parts), self.foot)


def shade(share: float | None) -> str:
    """Return the colour of a share from 0 to 1; None is unknown."""
    if share is None:
        return UNKNOWN_SHADE
    return SHADES[min(len(SHADES) - 1, int(share * len(SHADES)))]
