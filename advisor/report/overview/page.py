"""What a programme office wants to see of a run at a glance: bars for a page, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from advisor.batch.summary import NO_OPTION, Summary
from advisor.inference.advice import Status
from advisor.knowledge.model import RuleBase
from advisor.report.overview.geojson import Shape
from advisor.report.overview.town_map import town_map
from advisor.text import capital

MOST_BARS = 20
WIDTH = 100
"""How wide a full bar is: bars are drawn in per cent of the page, so that they fit a phone."""

_SHADES = {
    Status.FIRM: ("firm", "#1b4f72"),
    Status.CONTESTED: ("contested", "#b9770e"),
    Status.PROVISIONAL: ("provisional", "#85c1e9"),
    Status.INSUFFICIENT: ("insufficient", "#d5d8dc"),
}


@dataclass(frozen=True)
class BarPiece:
    """A part of a bar: where it begins and how wide it is, what it stands for, and how many."""

    label: str
    count: int
    start: float
    width: float
    colour: str


@dataclass(frozen=True)
class Bar:
    """A row of a chart; `text` says in words what it shows."""

    label: str
    count: int
    share: str
    pieces: tuple[BarPiece, ...]
    text: str


@dataclass(frozen=True)
class OverviewChart:
    """A chart with its title and, for who can't see it, its content as a sentence."""

    title: str
    bars: tuple[Bar, ...]
    note: str = ""

    @property
    def sentence(self) -> str:
        """The chart in words."""
        return "; ".join(bar.text for bar in self.bars)


def page(
    summary: Summary,
    rules: RuleBase,
    program: str = "advisor batch",
    *,
    links: str = "",
    shapes: Sequence[Shape] = (),
) -> dict[str, Any]:
    """Return what the template of the overview fills in.

    `links` is what stands before the names of reports, as a path from the page. `shapes` are the
    governments' areas or places, where a file tells them.
    """
    main = rules.main_decisions
    return {
        "summary": summary,
        "rules": rules,
        "program": program,
        "standing": _standings(summary),
        "legend": [(name, colour) for name, colour in _SHADES.values()],
        "decisions": [_decision(item.name, item.options, summary) for item in rules.decisions],
        "groups": _groups(summary, rules),
        "misfits": _ranked(
            "The most common warnings",
            {
                _misfit(rule.id, rules): summary.misfits[rule.id,]
                for rule in rules.rules
                if (rule.id,) in summary.misfits
            },
            summary.evaluated,
            "of all governments",
        ),
        "open": _ranked(
            "Unknown answers that would settle most",
            {
                capital(name): summary.open[name,]
                for name in rules.fact_names
                if (name,) in summary.open
            },
            summary.evaluated,
            "of all governments, where the answer is open and matters to a provisional recommendation",
        ),
        "main": [capital(item.name) for item in main],
        "towns": [(one, _address(links, one.report)) for one in summary.towns],
        "map": town_map(summary.towns, main[0].options, links, shapes),
        "map_title": capital(main[0].name),
    }


_STANDINGS = {
    Status.FIRM: "all main recommendations are firm",
    Status.CONTESTED: "nothing open matters, but at least one choice is close",
    Status.PROVISIONAL: "open answers could change at least one main recommendation",
    Status.INSUFFICIENT: "too little is known for at least one main recommendation",
}


def _standings(summary: Summary) -> list[tuple[int, str]]:
    """Return counts in which each government stands once, and what they count."""
    counts = [
        (summary.standing.get((str(status),), 0), text) for status, text in _STANDINGS.items()
    ]
    return [*counts, (summary.failed, "could not be read")]


def _misfit(identifier: str, rules: RuleBase) -> str:
    return f"{capital(rules.rules_by_id[identifier].title)} ({identifier})"


def _address(links: str, report: str) -> str:
    return f"{links}{quote(report)}" if report else ""


def _decision(name: str, options: Iterable[str], summary: Summary) -> OverviewChart:
    total = summary.evaluated
    bars = []
    for option in (*options, NO_OPTION):
        counts = {status: summary.advice.get((name, option, str(status)), 0) for status in _SHADES}
        count = sum(counts.values())
        if not count and option == NO_OPTION:
            continue
        bars.append(_bar(option, count, total, counts))
    return OverviewChart(capital(name), tuple(bars))


def _bar(label: str, count: int, total: int, counts: Mapping[Status, int]) -> Bar:
    start = 0.0
    pieces = []
    for status, part in counts.items():
        if part:
            width = WIDTH * part / max(total, 1)
            name, colour = _SHADES[status]
            pieces.append(BarPiece(name, part, round(start, 2), round(width, 2), colour))
            start += width
    told = ", ".join(f"{piece.count:,} {piece.label}" for piece in pieces)
    share = _share(count, total)
    text = f"{label}: {count:,} ({share}){': ' + told if told else ''}"
    return Bar(label, count, share, tuple(pieces), text)


def _ranked(title: str, counts: Mapping[str, int], total: int, of: str) -> OverviewChart:
    # What is as frequent stays in the order of the books, in which the questions are written.
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    bars = []
    for label, count in ranked[:MOST_BARS]:
        width = round(WIDTH * count / max(total, 1), 2)
        share = _share(count, total)
        piece = BarPiece(of, count, 0, width, "#1b4f72")
        bars.append(Bar(label, count, share, (piece,), f"{label}: {count:,} ({share} {of})"))
    more = len(ranked) - MOST_BARS
    return OverviewChart(title, tuple(bars), f"and {more:,} more" if more > 0 else "")


def _groups(summary: Summary, rules: RuleBase) -> list[dict[str, Any]]:
    """Return for each column a table for each decision: groups down, options across."""
    columns = dict.fromkeys(key[0] for key in summary.groups)
    tables = []
    for column in columns:
        sizes: dict[str, int] = {}
        first = rules.decisions[0].name
        for (own, value, decision, _), count in summary.groups.items():
            if own == column and decision == first:
                sizes[value] = sizes.get(value, 0) + count
        values = sorted(sizes, key=lambda value: (-sizes[value], value))
        shown = values[:MOST_BARS]
        decisions = []
        for item in rules.decisions:
            options = [
                option
                for option in (*item.options, NO_OPTION)
                if any(summary.groups.get((column, value, item.name, option)) for value in values)
            ]
            rows = [
                (
                    value,
                    sizes[value],
                    [
                        _cell(
                            summary.groups.get((column, value, item.name, option), 0), sizes[value]
                        )
                        for option in options
                    ],
                )
                for value in shown
            ]
            decisions.append({"name": capital(item.name), "options": options, "rows": rows})
        tables.append({"column": column, "decisions": decisions, "more": len(values) - len(shown)})
    return tables


def _cell(count: int, total: int) -> tuple[str, str]:
    return f"{count:,}", _share(count, total)


def _share(count: int, total: int) -> str:
    share = 100 * count / total if total else 0
    return f"{share:.0f}%" if share >= 1 or not count else "<1%"
