"""What the list shows: coverage, gaps, training points, guides, answers that follow, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.report.page import Heading, Listing, PageTable, Paragraph
from advisor.report.workforce.model import (
    NOT_ASKED_SHADE,
    SHADES,
    UNKNOWN_SHADE,
    HeatCell,
    HeatMap,
    HeatRow,
    PageBreak,
    StaffPart,
    shade,
)
from advisor.text import all_of, capital, counted
from advisor.workforce.coverage import CoverageCell, GroupGaps
from advisor.workforce.privacy import Disclosure
from advisor.workforce.read.staff import EVIDENCE
from advisor.workforce.study import StaffStudy

NOT_DEMANDED = "not demanded"


def matrix_part(study: StaffStudy) -> Iterator[StaffPart]:
    """Yield how the matrix is read."""
    matrix = study.matrix
    yield Heading("How the matrix is read")
    sums = [f"{name} {len(matrix.required(name))}" for name in matrix.categories]
    yield Paragraph(
        f"Of {len(matrix.competencies)} competencies the matrix requires, by job category: "
        f"{', '.join(sums)}. Reading: {matrix.reading}.",
        "Required",
    )
    yield Paragraph(
        "A field without a tick says that the matrix does not demand the competency there. It does "
        "not say that nobody there needs it.",
        "No tick",
    )
    for reading in study.book.readings:
        if reading.name == matrix.reading:
            yield Paragraph(
                f"{capital(reading.level)} competencies are also asked of {all_of(reading.adds)}: "
                f"{reading.because}",
                "A reading of ours",
            )
        else:
            yield Paragraph(
                f"{reading.because} To see it: --reading '{reading.name}'.", "Another reading"
            )
    if study.book.doubtful and not matrix.file:
        cells = [f"{key} for {category}" for key, category in study.book.doubtful]
        yield Paragraph(f"{all_of(cells)}: {study.book.doubt}", "Doubtful print")


def heat_map(study: StaffStudy, shown: Disclosure) -> HeatMap:
    """Return the coverage, 41 by 4 for the matrix of the books."""
    cells = {(one.competency, one.category): one for one in study.coverage}
    matrix = study.matrix
    rows = tuple(
        HeatRow(
            one.key,
            one.text,
            one.level,
            one.nature,
            tuple(_heat_cell(cells[one.key, name], shown) for name in matrix.categories),
        )
        for one in matrix.competencies
    )
    fifths = [f"{20 * step} to {20 * step + 20} %" for step in range(len(SHADES))]
    legend = (
        *zip(SHADES, fifths, strict=True),
        (UNKNOWN_SHADE, "unknown, or hidden"),
        (NOT_ASKED_SHADE, NOT_DEMANDED),
    )
    return HeatMap(
        "How many meet what is required of them: met of required (partly, not, unknown)",
        matrix.categories,
        rows,
        legend,
    )


def _heat_cell(cell: CoverageCell, shown: Disclosure) -> HeatCell:
    if not cell.demanded:
        return HeatCell("-", NOT_ASKED_SHADE, "the matrix does not demand it")
    if not cell.required:
        return HeatCell("0", UNKNOWN_SHADE, "nobody of this job category is in the list")
    parts = [cell.partly, cell.missing, cell.unknown]
    met, required = shown.count(cell.met), shown.count(cell.required)
    share = cell.share_met
    if shown.public:
        known = shown.count(cell.known)
        share = None if met is None or not known else min(1.0, met / known)
    text = (
        f"{shown.text(cell.met)} of {shown.text(cell.required)} "
        f"({', '.join(shown.text(part) for part in parts)})"
    )
    if required is None:
        text = f"under {shown.least} people"
    told = (
        f"{cell.competency}, {cell.category}: required of {shown.text(cell.required)}, met by "
        f"{shown.text(cell.met)}, partly by {shown.text(cell.partly)}, not by "
        f"{shown.text(cell.missing)}, unknown of {shown.text(cell.unknown)}"
    )
    return HeatCell(text, shade(share), told)


def coverage_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield the heat map under its heading, and on how many tests and words of people it rests."""
    yield Heading("Coverage")
    yield Paragraph(
        "Shares are of those of whom it is known; what nobody knows is never counted as missing."
    )
    yield heat_map(study, shown)
    rests = Counter(one.evidence or "not told" for one in study.inputs.people)
    yield PageTable(
        "What the standings rest on",
        ("evidence", "people"),
        tuple((name, shown.text(rests[name])) for name in (*EVIDENCE, "not told") if rests[name]),
    )


def gaps_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield the gaps by level, nature, job category and department."""
    yield Heading("Gaps")
    yield Paragraph(
        "A gap is a required competency that somebody meets partly or not. Open are people without a "
        "known gap of whom something is unknown."
    )
    gaps = study.gaps
    for name, groups in (
        ("level", gaps.by_level),
        ("nature", gaps.by_nature),
        ("job category", gaps.by_category),
        ("department", gaps.by_department),
    ):
        yield _gap_table(name, groups, shown)


def _gap_table(name: str, groups: Iterable[GroupGaps], shown: Disclosure) -> PageTable:
    header = (
        name,
        "people",
        "with a gap",
        "open",
        "full-time equivalents",
        "of these with a gap",
        "gaps",
    )
    rows = [
        (
            one.group,
            shown.text(one.people),
            shown.text(one.with_gaps),
            shown.text(one.open),
            shown.amount_text(one.full_time, one.people),
            shown.amount_text(one.full_time_with_gaps, one.with_gaps),
            shown.amount_text(one.gaps, one.with_gaps),
        )
        for one in groups
        if not shown.public or one.people >= shown.least
    ]
    return PageTable(f"Gaps by {name}", header, tuple(rows))


def points_part(study: StaffStudy) -> Iterator[StaffPart]:
    """Yield the training points, each with what serves it."""
    yield Heading("The training points")
    empty = [one for one in study.points if not one.served_by]
    if empty:
        numbers = all_of([str(one.number) for one in empty])
        point = "point" if len(empty) == 1 else "points"
        yield Paragraph(f"Nothing in the catalogue serves {point} {numbers}.", "Empty")
    rows = [
        (
            str(one.number),
            one.title,
            one.asks_for,
            "; ".join(one.served_by) or "EMPTY: nothing serves this point",
        )
        for one in study.points
    ]
    yield PageTable(
        "What serves each training point",
        ("point", "what it is", "asks for", "served by"),
        tuple(rows),
    )


def answers_part(study: StaffStudy) -> Iterator[StaffPart]:
    """Yield the answers that follow for a case."""
    yield Heading("What follows for the case")
    yield Paragraph(
        "Offered as answers, each with its reckoning; no case is changed. --answers FILE writes "
        "them in the form of a case file."
    )
    rows = [
        (one.fact, one.answer or "too little is known", one.reckoning, one.case_says)
        for one in study.answers
    ]
    yield PageTable(
        "Answers that follow", ("fact", "answer", "reckoning", "the case says"), tuple(rows)
    )


def change_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield what changed between two lists, under the goals that the books name."""
    change = study.change
    if change is None:
        return
    yield Heading("Before and after")
    before, after = shown.text(change.people_before), shown.text(change.people_after)
    yield Paragraph(f"{before} people before, {after} after.", "The lists")
    yield Listing(tuple(f"{key}: {target}" for key, target in change.serves))
    rows = []
    for one in change.changes:
        earlier, later = shown.count(one.met_before), shown.count(one.met_after)
        both = earlier is not None and later is not None
        rows.append(
            (
                f"{one.key} {study.matrix.by_key[one.key].text}",
                shown.text(one.met_before),
                shown.text(one.met_after),
                f"{(later or 0) - (earlier or 0):+,}" if both else "hidden",
            )
        )
    gained = sum(one.change for one in change.changes)
    if not shown.public:
        yield Paragraph(
            f"{counted(gained, 'more competency is', 'more competencies are', signed=True)} met than "
            "before, over all people.",
            "In all",
        )
    yield PageTable(
        "Met before and after", ("competency", "before", "after", "change"), tuple(rows)
    )


def guides_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield a guide of one page for each kind of position."""
    guides = [one for one in study.guides if not shown.public or one.people >= shown.least]
    if guides:
        yield PageBreak()
        yield Heading("Guides for each kind of position")
    for guide in guides:
        yield PageBreak()
        yield Heading(f"{guide.position} ({guide.category})", 3)
        yield Paragraph(
            f"{shown.text(guide.people)} people. Required of this job category: "
            f"{counted(len(guide.lines), 'competency', 'competencies')}."
        )
        by_key = study.matrix.by_key
        yield PageTable(
            f"{guide.position}: what is needed, and where it is learnt",
            ("competency", "level", "learnt in", "met", "not or partly", "unknown"),
            tuple(
                (
                    f"{one.key} {by_key[one.key].text}",
                    by_key[one.key].level,
                    ", ".join(one.courses) or "no course yet",
                    shown.text(one.met),
                    shown.text(one.lacking),
                    shown.text(one.unknown),
                )
                for one in guide.lines
            ),
        )
