"""The organization chart of what is advised: boxes, lines and words, laid out for 360 units of width.

The books declare which decision plays which part and how each option is drawn (**Drawn as**);
nothing here knows a decision or an option by name.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.inference.advice import Advice, DecisionAdvice
from advisor.knowledge.drawing import DrawnRole
from advisor.knowledge.model import Decision, RuleBase
from advisor.report.advice.chart_text import Outline, outline_of
from advisor.report.advice.parts import area
from advisor.text import capital

WIDTH = 360
LARGE, SMALL = 12.0, 10.5
_NARROW, _MIDDLE, _BROAD, _FULL = 0.42, 0.64, 0.8, 1.0
"""Widths of letters in sizes of the type: those of DejaVu Sans, the widest common typeface, or more."""
_BOX = 30
_GAP = 16


class ChartBox(NamedTuple):
    """A rectangle; `kind` tells its look: box, digital, shared or open."""

    x: float
    y: float
    width: float
    height: float
    kind: str


class ChartWord(NamedTuple):
    """A line of text around its middle `x`, or from `x` on where it is `left`."""

    x: float
    y: float
    text: str
    size: float
    on: bool = False
    left: bool = False


class ChartLine(NamedTuple):
    """A line through points; `kind` is line, common (rules or services) or loose."""

    points: tuple[tuple[float, float], ...]
    kind: str

    @property
    def path(self) -> str:
        """The line as SVG writes it."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


class Chart(NamedTuple):
    """The chart; `sentences` say the same in words, `tree` as pairs of a depth and a line, `short` in one."""

    height: float
    boxes: tuple[ChartBox, ...]
    lines: tuple[ChartLine, ...]
    words: tuple[ChartWord, ...]
    title: str
    sentences: tuple[str, ...]
    tree: tuple[tuple[int, str], ...]
    short: str


class _Sheet:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self.boxes: list[ChartBox] = []
        self.lines: list[ChartLine] = []
        self.words: list[ChartWord] = []

    def box(self, x: float, y: float, width: float, texts: tuple[str, ...], kind: str) -> float:
        """Draw a box with its name, and smaller lines below; return where it ends."""
        on = kind == "digital"
        lines = [(line, LARGE) for line in fitted(texts[0], width - 8, LARGE)]
        for text in texts[1:]:
            lines += [(line, SMALL) for line in fitted(text, width - 8, SMALL)]
        height = max(_BOX, 10 + sum(size + 3 for _, size in lines))
        self.boxes.append(ChartBox(x, y, width, height, kind))
        top = y + (height - sum(size + 3 for _, size in lines)) / 2
        for line, size in lines:
            top += size + 3
            self.words.append(ChartWord(x + width / 2, top - 4, line, size, on=on))
        return y + height

    def line(self, kind: str, *points: tuple[float, float]) -> None:
        """Draw a line through points."""
        self.lines.append(ChartLine(points, kind))


def text_width(text: str, size: float) -> float:
    """Return a width within which a text of this size stays."""
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter in "iljtfrI .,:;'|!()[]":
        return _NARROW
    if letter in "mwMW…@%" or ord(letter) > 0x17F:
        return _FULL
    return _BROAD if letter.isupper() else _MIDDLE


def fitted(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of at most this width; a longer word is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        while text_width(word, size) > width:
            word = word[: max(1, len(word) - 2)] + "…" if len(word) > 2 else word[:1]  # noqa: PLW2901
            if len(word) <= 2:
                break
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def chart_of(advice: Advice, rules: RuleBase) -> Chart | None:
    """Return the chart of what is advised; None where no decision tells where digital staff sits."""
    outline = outline_of(_drawn(advice, rules), _rights(advice, rules), _chief(rules))
    return drawn_chart(outline) if outline else None


def _drawn(advice: Advice, rules: RuleBase) -> dict[DrawnRole, tuple[str, str]]:
    """Return the advised option and its shape for each role; '' for both while nothing is advised."""
    found: dict[DrawnRole, tuple[str, str]] = {}
    for decision in advice.decisions:
        item = rules.items.get(decision.name)
        if isinstance(item, Decision) and item.drawn is not None:
            option = decision.recommended
            shape = item.drawn.shape(option) if option else ""
            found.setdefault(item.drawn.role, (option or "", shape))
    return found


def _rights(advice: Advice, rules: RuleBase) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return who decides on what: pairs of a shape and the areas."""
    found: dict[str, list[str]] = {"by the office": [], "together": [], "by each": []}
    for decision in advice.decisions:
        shape = _right(decision, rules)
        item = rules.items.get(decision.name)
        if shape and isinstance(item, Decision):
            found[shape].append(area(decision.name, item.group))
    return tuple((shape, tuple(areas)) for shape, areas in found.items() if areas)


def _chief(rules: RuleBase) -> str:
    """Return what the books call the top official."""
    for item in rules.decisions:
        if item.drawn is not None and item.drawn.role is DrawnRole.SUPERIOR:
            for option, shape in item.drawn.shapes:
                if shape == "chief":
                    return option
    return ""


def _right(decision: DecisionAdvice, rules: RuleBase) -> str:
    item = rules.items.get(decision.name)
    if not isinstance(item, Decision) or item.drawn is None or not decision.recommended:
        return ""
    return item.drawn.shape(decision.recommended) if item.drawn.role is DrawnRole.RIGHTS else ""


def drawn_chart(outline: Outline) -> Chart:
    """Lay the outline out: the government at the left, who is outside at the right, departments below."""
    sheet = _Sheet()
    left, width = 16.0, 166.0
    middle = left + width / 2
    head_end = sheet.box(40, 1, 142, ("Head of government",), "box")
    chief_y = head_end + _GAP
    board = outline.superior_shape == "board"
    name = capital(outline.chief)
    chief = (capital(outline.superior), f"with the {outline.chief}") if board else (name,)
    chief_end = sheet.box(40, chief_y, 172, chief, "box")
    sheet.line("line", (middle, head_end), (middle, chief_y))
    top, above = chief_end + _GAP, chief_end
    if outline.superior_shape == "officer":
        officer_end = sheet.box(left, top, width, (capital(outline.superior),), "box")
        sheet.line("line", (middle, above), (middle, top))
        top, above = officer_end + _GAP, officer_end
    leader_y = top
    leader = (capital(outline.leader) or "Digital leader", outline.leader_note)
    kind = {"": "open", "shared post": "shared"}.get(outline.leader_shape, "box")
    end = sheet.box(left, top, width, tuple(filter(None, leader)), kind)
    if outline.leader_shape == "two posts":  # a double border
        sheet.boxes.append(ChartBox(left + 3, top + 3, width - 6, end - top - 6, kind))
    _report(sheet, outline, head_end, above, leader_y, middle)
    if outline.has_office:
        office_y = end + _GAP
        sheet.line("line", (middle, end), (middle, office_y))
        end = sheet.box(left, office_y, width, outline.office_texts, "digital")
    else:
        office_y = leader_y
    _outside(sheet, outline, office_y, left + width, chief_y)
    bus = max(end, _lowest(sheet)) + _GAP
    end = _departments(sheet, outline, bus, chief_end, (left, office_y + _BOX / 2))
    end = _deciding(sheet, outline, end)
    return Chart(
        round(end + 2, 1),
        tuple(sheet.boxes),
        tuple(sheet.lines),
        tuple(sheet.words),
        outline.title,
        outline.sentences,
        outline.tree,
        outline.short,
    )


def _lowest(sheet: _Sheet) -> float:
    return max(box.y + box.height for box in sheet.boxes)


def _report(
    sheet: _Sheet, outline: Outline, head_end: float, above: float, top: float, middle: float
) -> None:
    """Draw the reporting line of the leader: around the chief executive where it is the head's."""
    if outline.superior_shape == "head":
        sheet.line("line", (40, head_end - _BOX / 2), (28, head_end - _BOX / 2), (28, top))
    else:
        sheet.line("line" if outline.superior_shape else "loose", (middle, above), (middle, top))


def _outside(
    sheet: _Sheet, outline: Outline, office_y: float, office_right: float, chief_y: float
) -> None:
    """Draw who outside runs the services, and the line along which they come."""
    if not outline.provider_texts:
        return
    x, width = 236.0, 122.0
    y = office_y + _BOX / 2
    if outline.provider_shape == "above":
        end = sheet.box(x, 1, width, outline.provider_texts, "digital")
        sheet.line("common", (x + width / 2, end), (x + width / 2, y), (office_right, y))
    else:
        place = max(chief_y + _BOX + _GAP, office_y - 12)
        end = sheet.box(x, place, width, outline.provider_texts, "digital")
        sheet.line("common", (x, y), (office_right, y))


def _departments(
    sheet: _Sheet, outline: Outline, bus: float, chief_end: float, start: tuple[float, float]
) -> float:
    """Draw the departments under the chief executive, and what joins them with the digital office."""
    trunk, width, gap = 200.0, 80.0, 8.0
    lefts = [14 + number * (width + gap) for number in range(4)]
    top = bus + 14
    sheet.line("line", (trunk, chief_end), (trunk, bus))
    sheet.line("line", (lefts[0] + width / 2, bus), (lefts[-1] + width / 2, bus))
    end = top
    for x in lefts:
        sheet.line("line", (x + width / 2, bus), (x + width / 2, top))
        inner = 22 if outline.has_units else 0
        height = _BOX + (inner + 6 if inner else 0)
        sheet.boxes.append(ChartBox(x, top, width, height, "box"))
        sheet.words.append(ChartWord(x + width / 2, top + 19, "Department", SMALL))
        if inner:
            sheet.boxes.append(ChartBox(x + 4, top + _BOX, width - 8, inner, "digital"))
            sheet.words.append(
                ChartWord(x + width / 2, top + _BOX + 15, "digital unit", SMALL, on=True)
            )
        end = top + height
    below = end + 12
    kind = "common" if outline.has_office else "loose"
    first, y = start
    around = ((first, y), (4.0, y), (4.0, below)) if outline.has_leader_line else ((4.0, below),)
    sheet.line(kind, *around, (lefts[-1] + width / 2, below))
    for x in lefts:
        sheet.line(kind, (x + width / 2, below), (x + width / 2, end))
    sheet.words.append(ChartWord(16, below + 14, outline.bond, SMALL, left=True))
    return below + 18


def _deciding(sheet: _Sheet, outline: Outline, end: float) -> float:
    """Write who decides on what below the chart."""
    for who, areas in outline.deciding:
        for number, line in enumerate(fitted(f"{who}: {', '.join(areas)}", WIDTH - 24, SMALL)):
            end += SMALL + 4
            sheet.words.append(ChartWord(16 + (10 if number else 0), end, line, SMALL, left=True))
    return end + 4
