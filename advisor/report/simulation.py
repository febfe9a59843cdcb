"""A simulation as a page, as data for other programs, and as sheets of a workbook: measures side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from advisor.batch.simulate.effects import MeasureEffects
from advisor.batch.simulate.measure import NewAnswer, TownMeasure, told_briefly
from advisor.batch.simulate.sampled import DrawRange
from advisor.batch.simulate.study import Simulation
from advisor.batch.write.book import BookSheet
from advisor.batch.write.safety import safe_texts
from advisor.knowledge.model import RuleBase
from advisor.report.page import Heading, PageTable, Paragraph, Part, ReviewPage
from advisor.text import capital

_ROWS = 40
"""How many rows a table of the page has at most."""

_TOWNS = 200
"""How many governments the page names for a measure."""

Moves = Mapping[tuple[str, str, str], int]


def simulation_page(found: Simulation) -> ReviewPage:
    """Return the page on a simulation."""
    names = [one.name for one in found.measures]
    parts: list[Part] = []
    many = len(names) > 1
    if many:
        rows = [(label, *cells) for label, cells in _side_by_side(found)]
        parts += [Heading("Side by side"), PageTable("", ("governments", *names), tuple(rows))]
    for place, (measure, effects) in enumerate(zip(found.measures, found.effects, strict=True)):
        parts.append(Heading(measure.name if many else "What changes"))
        parts += [Paragraph(one) for one in _what(measure)]
        parts.append(Paragraph(_sentence(found, place)))
        parts += _measure_parts(found, place, effects, 3)
    told = [*_doubts(found), *found.notes]
    if told:
        parts.append(Heading("What to know"))
        parts += [Paragraph(one) for one in told]
    first = found.effects[0]
    summary = (
        f"{names[0]}: {first.changed:,} of {first.cases:,} governments would get other advice."
        if not many
        else f"{len(names)} measures for {first.cases:,} governments."
    )
    return ReviewPage("Simulation", summary, tuple(parts), _foot(found))


def _measure_parts(
    found: Simulation, place: int, effects: MeasureEffects, level: int
) -> Iterator[Part]:
    rules = found.rules
    ranges = found.ranges[place].moves if found.ranges else {}
    drawn = ("drawn",) if ranges else ()
    yield from _table(
        "Advice that moves",
        ("move", "governments", *drawn),
        [
            (_told(key), f"{count:,}", *([_range(ranges.get(key))] if ranges else ()))
            for key, count in _ranked(effects.moves, rules)
        ],
        level,
    )
    yield from _table(
        "How firm it is",
        ("move", "governments"),
        [(_told(key), f"{count:,}") for key, count in _ranked(effects.statuses, rules)],
        level,
    )
    yield from _table(
        "Warnings that come and go", ("warning", "come", "gone"),
        [(text, f"{come:,}", f"{gone:,}") for text, _, come, gone in warnings_of(found, place)],
        level,
    )  # fmt: skip
    yield from _table(
        "For whom", ("group", "governments", "meant", "other advice"),
        [(f"{column}: {value}", *(f"{one:,}" for one in counts)) for (column, value), counts in effects.groups.items()],
        level,
    )  # fmt: skip
    towns = [
        (one.town, "; ".join(f"{name}: {was} → {now}" for name, was, now in one.moves))
        for one in effects.towns[:_TOWNS]
    ]
    more = effects.changed - len(towns)
    yield from _table(
        "Which governments", ("government", "what moves"), towns, level, most=_TOWNS
    )  # fmt: skip
    if more > 0:
        yield Paragraph(f"And {more:,} more; the workbook (-o FILE.xlsx) names up to 50,000.")


def _table(
    title: str,
    header: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    level: int,
    most: int = _ROWS,
) -> Iterator[Part]:
    yield Heading(title, level)
    if not rows:
        yield Paragraph("Nothing.")
        return
    yield PageTable("", tuple(header), tuple(rows[:most]))
    if len(rows) > most:
        yield Paragraph(f"And {len(rows) - most:,} more kinds.")


def _told(move: tuple[str, str, str]) -> str:
    return f"{capital(move[0])}: {move[1]} → {move[2]}"


def _what(measure: TownMeasure) -> Iterator[str]:
    """Yield what a measure is, where its name is another one."""
    told = told_briefly(measure.changes, measure.where, new_rules=measure.rules is not None)
    if told != measure.name:
        yield f"The measure: {told}."


def _sentence(found: Simulation, place: int) -> str:
    effects = found.effects[place]
    told = (
        f"Meant are {effects.meant:,} of {effects.cases:,} governments; {effects.changed:,} get other "
        "advice on a main decision"
    )
    if effects.lost:
        told += f", {effects.lost:,} of them none any more on one"
    if found.ranges:
        told += (
            f", or {_range(found.ranges[place].changed)} where unknown answers are drawn {found.draws:,} "
            "times as they are likely"
        )
    for change in found.measures[place].changes:
        told += _already(change, effects)
    if effects.unclear:
        told += f". For {effects.unclear:,} it is open whether they are meant; they are left out"
    return f"{told}."


def _already(change: NewAnswer, effects: MeasureEffects) -> str:
    """Tell how many have an answer of the measure before it, or a higher one, '' if none."""
    same, higher = effects.already[change.fact], effects.lowered[change.fact]
    told = [f"{same:,} have this already"] if same else []
    told += [f"{higher:,} have more, which the measure lowers"] if higher else []
    if not told:
        return ""
    return f". Of those meant for '{change.fact} = {change.text}', {', and '.join(told)}"


def _side_by_side(found: Simulation) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "are meant", tuple(f"{one.meant:,}" for one in found.effects)
    yield "get other advice on a main decision", tuple(f"{one.changed:,}" for one in found.effects)
    yield "get no advice any more on one", tuple(f"{one.lost:,}" for one in found.effects)
    lowered = [sum(one.lowered.values()) for one in found.effects]
    yield "get a lower answer than they have", tuple(f"{one:,}" for one in lowered)
    if found.ranges:
        yield (
            "the same with unknown answers drawn",
            tuple(_range(one.changed) for one in found.ranges),
        )
    for item in found.rules.main_decisions:
        moved = [
            sum(count for (name, _, _), count in one.moves.items() if name == item.name)
            for one in found.effects
        ]
        yield f"get other advice on {item.name}", tuple(f"{one:,}" for one in moved)
    for label, comes in (("warnings that come", True), ("warnings that go", False)):
        counts = [
            sum(count for (_, come), count in one.warnings.items() if come is comes)
            for one in found.effects
        ]
        yield label, tuple(f"{one:,}" for one in counts)


def warnings_of(found: Simulation, place: int) -> list[tuple[str, str, int, int]]:
    """Return the warnings that come or go: title, id, how many come and go, the most frequent first."""
    effects = found.effects[place]
    bases = [found.measures[place].rules or found.rules, found.rules]
    rows = []
    for rule in dict.fromkeys(one for one, _ in effects.warnings):
        come, gone = effects.warnings[rule, True], effects.warnings[rule, False]
        if come or gone:
            title = next(base.rules_by_id[rule].title for base in bases if rule in base.rules_by_id)
            rows.append((f"{capital(title)} ({rule})", rule, come, gone))
    return sorted(rows, key=lambda row: (-row[2] - row[3], row[1]))


def _ranked(moves: Moves, rules: RuleBase) -> list[tuple[tuple[str, str, str], int]]:
    """Return moves by decision in the order of the books, the most frequent first."""
    order = {one.name: place for place, one in enumerate(rules.decisions)}
    return sorted(moves.items(), key=lambda one: (order.get(one[0][0], 0), -one[1], one[0]))


def _range(found: DrawRange | None) -> str:
    if found is None:
        return "0"
    low, middle, high = found
    return f"{middle:,} ({low:,} to {high:,})" if low != high else f"{middle:,}"


def _doubts(found: Simulation) -> Iterator[str]:
    if found.failed:
        yield f"{found.failed:,} cases could not be read and are left out."
    if found.cells:
        yield f"{found.cells:,} cells were not read for sure and count as unknown, unless a slip was taken."
    if found.draws:
        yield (
            f"Unknown answers were drawn {found.draws:,} times by the book of the population, given the "
            "answers that are known; ranges hold nine of ten draws. They tell nothing of how sure that book is."
        )
    else:
        yield "Unknown answers stay unknown before and after; --sample N draws them as they are likely."


def _foot(found: Simulation) -> str:
    foot = f"Rule base {found.rules.version}, {found.rules.hash}"
    others = {one.rules.hash: one.rules for one in found.measures if one.rules}
    return foot + "".join(f"; other rules {one.version}, {one.hash}" for one in others.values())


def simulation_data(found: Simulation) -> dict[str, Any]:
    """Return a simulation for other programs."""
    measures = []
    for place, (measure, effects) in enumerate(zip(found.measures, found.effects, strict=True)):
        told: dict[str, Any] = {
            "name": measure.name,
            "set": {one.fact: one.text for one in measure.changes},
            "where": measure.where.text,
            "rule_base": measure.rules.hash if measure.rules else found.rules.hash,
            "cases": effects.cases,
            "meant": effects.meant,
            "unclear": effects.unclear,
            "changed": effects.changed,
            "lost": effects.lost,
            "already": dict(effects.already),
            "lowered": dict(effects.lowered),
            "moves": [_moved(*one) for one in _ranked(effects.moves, found.rules)],
            "statuses": [_moved(*one) for one in _ranked(effects.statuses, found.rules)],
            "warnings": [
                {"rule": rule, "come": come, "gone": gone}
                for _, rule, come, gone in warnings_of(found, place)
            ],
            "groups": [
                dict(zip(("column", "value", "cases", "meant", "changed"), (*key, *counts), strict=True))
                for key, counts in effects.groups.items()
            ],
            "towns": [
                {"town": one.town, "moves": [dict(zip(("decision", "today", "then"), move, strict=True)) for move in one.moves]}
                for one in effects.towns
            ],
        }  # fmt: skip
        if found.ranges:
            told["drawn"] = {
                "times": found.draws,
                "changed": found.ranges[place].changed,
                "moves": [
                    {**_moved(key, 0), "governments": counts}
                    for key, counts in found.ranges[place].moves.items()
                ],
            }
        measures.append(told)
    return {"rule_base": found.rules.hash, "failed": found.failed, "measures": measures}


def _moved(key: tuple[str, str, str], count: int) -> dict[str, Any]:
    return {"decision": key[0], "today": key[1], "then": key[2], "governments": count}


def simulation_sheets(found: Simulation) -> list[BookSheet]:
    """Return the sheets of the workbook: all measures in each, told apart by a column."""
    names = [one.name for one in found.measures]
    side = [(label, *cells) for label, cells in _side_by_side(found)]
    moves, firm, warned, groups, towns = [], [], [], [], []
    for place, (name, effects) in enumerate(zip(names, found.effects, strict=True)):
        ranges = found.ranges[place].moves if found.ranges else {}
        for key, count in _ranked(effects.moves, found.rules):
            moves.append((name, *key, count, *ranges.get(key, (None, None, None))))
        firm += [(name, *key, count) for key, count in _ranked(effects.statuses, found.rules)]
        warned += [(name, *row) for row in warnings_of(found, place)]
        groups += [(name, *key, *counts) for key, counts in effects.groups.items()]
        towns += [(name, one.town, *move) for one in effects.towns for move in one.moves]
    measures = [f"{one.name}: {what}" for one in found.measures for what in _what(one)]
    sentences = [f"{name}: {_sentence(found, place)}" for place, name in enumerate(names)]
    about = [*measures, *sentences, *_doubts(found), *found.notes, _foot(found)]
    return [
        _sheet("measures", ["governments", *(f"{place}. {name}" for place, name in enumerate(names, 1))], side),
        _sheet("advice", ["measure", "decision", "today", "then", "governments", "least drawn", "middle", "most drawn"], moves, numbers=4),
        _sheet("how firm", ["measure", "decision", "today", "then", "governments"], firm, numbers=4),
        _sheet("warnings", ["measure", "warning", "rule", "come", "gone"], warned, numbers=3),
        _sheet("groups", ["measure", "by", "value", "governments", "meant", "other advice"], groups, numbers=3),
        _sheet("governments", ["measure", "town", "decision", "today", "then"], towns),
        _sheet("about", ["about"], [(one,) for one in about]),
    ]  # fmt: skip


def _sheet(
    name: str, header: Sequence[str], rows: Sequence[tuple[Any, ...]], numbers: int | None = None
) -> BookSheet:
    """Return a sheet; `numbers` is the first column of numbers."""
    first = len(header) if numbers is None else numbers
    schema = [
        (title, pl.String if place < first else pl.Int64) for place, title in enumerate(header)
    ]
    table = pl.DataFrame(rows, schema=schema, orient="row").with_columns(safe_texts())
    return BookSheet(name, table)
