"""Small charts of the report: points of the options, the plan in time, and the profile of the assessments.

They are laid out for 360 units of width like the organization chart, and tell by form, not by
colour: what speaks for is filled, what speaks against is an outline.
"""

from __future__ import annotations

from advisor.explanation.peers import Peers
from advisor.inference.advice import Advice
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import RuleBase
from advisor.report.advice.chart import (
    SMALL,
    WIDTH,
    Chart,
    ChartBox,
    ChartLine,
    ChartWord,
    fitted,
)
from advisor.report.advice.decisions import DecisionView
from advisor.report.advice.plan import PhaseSteps
from advisor.text import any_of, capital

_ROW = 34.0
_STEP = 15.0


def points_chart(decision: DecisionView) -> Chart | None:
    """Return the points for (to the right) and against (to the left) each option; None without any."""
    options = decision.options
    most = max(max(one.points_for, one.points_against) for one in options)
    if not most:
        return None
    zero, unit = WIDTH * 0.4, min(26.0, WIDTH * 0.38 / most)
    boxes: list[ChartBox] = []
    words: list[ChartWord] = []
    said = []
    for number, one in enumerate(options):
        top = number * _ROW
        told = f"{one.name}: {one.points_for} for, {one.points_against} against"
        told += ", ruled out" if one.ruled_out else ""
        said.append(f"{capital(told)}.")
        words.append(ChartWord(2, top + 12, fitted(told, WIDTH - 4, SMALL)[0], SMALL, left=True))
        if one.points_for:
            boxes.append(ChartBox(zero, top + 17, unit * one.points_for, 11, "digital"))
        if one.points_against:
            width = unit * one.points_against
            boxes.append(ChartBox(zero - width, top + 17, width, 11, "box"))
    height = len(options) * _ROW
    lines = tuple(
        ChartLine(((zero, number * _ROW + 15), (zero, number * _ROW + 30)), "line")
        for number in range(len(options))
    )
    title = f"{decision.title}: points for and against each option"
    return _chart(height, boxes, lines, words, title, said)


def plan_chart(plan: tuple[PhaseSteps, ...]) -> Chart | None:
    """Return how many steps each owner has in each phase, from left to right; None without a plan."""
    if not plan:
        return None
    owners = list(dict.fromkeys(one.owner for phase in plan for one in phase.owners))
    start = 126.0
    column = (WIDTH - start) / len(plan)
    words: list[ChartWord] = []
    boxes: list[ChartBox] = []
    lines: list[ChartLine] = []
    said = []
    head = max(len(fitted(phase.phase, column - 2, SMALL)) for phase in plan) * _STEP + 6
    top = head
    rows: dict[str, float] = {}
    for owner in owners:
        texts = fitted(capital(owner), start - 8, SMALL)
        for number, text in enumerate(texts):
            words.append(ChartWord(2, top + 15 + number * _STEP, text, SMALL, left=True))
        rows[owner] = top
        top += max(22.0, len(texts) * _STEP + 7)
        lines.append(ChartLine(((0, top), (WIDTH, top)), "line"))
    for number, phase in enumerate(plan):
        x = start + column * number
        for line, text in enumerate(fitted(phase.phase, column - 2, SMALL)):
            words.append(ChartWord(x + column / 2, 12 + line * _STEP, text, SMALL))
        for one in phase.owners:
            count = len(one.steps)
            boxes.append(ChartBox(x + 3, rows[one.owner] + 3, column - 6, 16, "digital"))
            words.append(
                ChartWord(x + column / 2, rows[one.owner] + 15, str(count), SMALL, on=True)
            )
            steps = "step" if count == 1 else "steps"
            said.append(f"{capital(phase.phase)}, {one.owner}: {count} {steps}.")
    return _chart(top + 2, boxes, tuple(lines), words, "The plan in time: steps by owner", said)


def profile_chart(advice: Advice, rules: RuleBase, peers: Peers | None = None) -> Chart | None:
    """Return where each assessment on a scale stands: what is still possible is filled; None without any.

    Below stands how many of the `peers` are on each level, where enough of them tell.
    """
    words: list[ChartWord] = []
    boxes: list[ChartBox] = []
    said = []
    top = 0.0
    for finding in advice.assessments:
        item = rules.items.get(finding.name)
        if item is None or item.domain.kind is not Kind.SCALE or not finding.determined:
            continue
        levels = item.domain.values
        if len(finding.values) == len(levels):
            continue
        told = f"{finding.name}: {any_of(finding.values)}"
        said.append(f"{capital(told)}.")
        text = fitted(capital(told), 196, SMALL)[0]
        words.append(ChartWord(2, top + 13, text, SMALL, left=True))
        width = 150 / len(levels)
        for number, level in enumerate(levels):
            kind = "digital" if level in finding.values else "box"
            boxes.append(ChartBox(206 + number * width, top + 4, width - 3, 11, kind))
        top += 20
        counts = peers.on(finding.name) if peers else ()
        if counts:
            others = f"of {sum(counts)} others"
            words.append(ChartWord(14, top + 10, others, SMALL, left=True))
            for number, one in enumerate(counts):
                x = 206 + number * width + (width - 3) / 2
                words.append(ChartWord(x, top + 10, str(one), SMALL))
            top += 18
    if not said:
        return None
    return _chart(top + 2, boxes, (), words, "Profile of the assessments, low to high", said)


def _chart(
    height: float,
    boxes: list[ChartBox],
    lines: tuple[ChartLine, ...],
    words: list[ChartWord],
    title: str,
    said: list[str],
) -> Chart:
    return Chart(height, tuple(boxes), lines, tuple(words), title, tuple(said), (), "")
