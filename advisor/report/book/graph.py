"""The picture of one decision: facts to assessments to the decision to misfits and actions.

Columns from left to right; within a column the order follows what the neighbours to the right are
wired to, so that few lines cross. The picture is made of plain numbers, and a template draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap

from advisor.knowledge.links import links_of
from advisor.knowledge.model import Assessment, Decision, Fact, RuleBase
from advisor.text import slug

TOP, BETWEEN = 34, 4
"""The room for the column heads, and the least room between boxes."""
LINE, PADDING = 13, 5
"""The height of a line of a label, and the room above and below it together."""
_LETTER = 7.0
"""How wide a letter of a label is at most on the average; fonts differ."""

_WIDTH = {"fact": 190, "assessment": 160, "decision": 150, "misfit": 290, "action": 290}
_GAP = 44


@dataclass(frozen=True)
class Node:
    """A box: what it says, whole and in lines, the entry it leads to, and where it stands."""

    kind: str
    full: str
    lines: tuple[str, ...]
    anchor: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Edge:
    """A line from box to box, as the four points of a curve. `kind` is that of its source."""

    path: str
    kind: str


@dataclass(frozen=True)
class Graph:
    """One decision's picture, with the same said in words for those who can't see it.

    `stages` are its columns under their heads, for where there is no room beside each other.
    """

    name: str
    anchor: str
    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    words: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, tuple[Node, ...]], ...]


def decision_graph(rules: RuleBase, decision: Decision) -> Graph:
    """Return the picture of a decision."""
    inputs = links_of(rules).reads
    depth: dict[str, int] = {decision.name: 0}
    waiting = [decision.name]
    while waiting:
        name = waiting.pop(0)
        if name != decision.name and isinstance(rules.items[name], Decision):
            continue  # an earlier decision has a picture of its own
        for read in inputs.get(name, {}):
            if depth.get(read, -1) < depth[name] + 1:
                depth[read] = depth[name] + 1
                waiting.append(read)
    columns = _columns(rules, decision, depth)
    first = (
        "Asked"
        if not any(
            name in rules.items and isinstance(rules.items[name], Decision) for name in columns[0]
        )
        else "Asked, or decided before"
    )
    heads = [first, *[""] * (len(columns) - 3), "Decided", "Misfits and actions that read it"]
    if len(columns) > 3:
        heads[1] = "Assessed" if len(columns) == 4 else "Assessed, step by step"
    return _Layout(rules, decision, inputs, columns).graph(heads)


def _columns(rules: RuleBase, decision: Decision, depth: Mapping[str, int]) -> list[list[str]]:
    """Sort everything into columns: facts and earlier decisions, assessments, the decision, its readers."""
    earlier = [one.name for one in rules.decisions if one.name in depth and one != decision]
    facts = [*(name for name in rules.fact_names if name in depth), *earlier]
    between: dict[int, list[str]] = {}
    for name in rules.order:
        if name in depth and name != decision.name and name not in earlier:
            between.setdefault(depth[name], []).append(name)
    middle = [between[level] for level in sorted(between, reverse=True)]
    readers = [
        rule.id
        for rule in rules.rules
        if decision.name in rule.reads and (rule.warning or rule.advice)
    ]
    return [facts, *middle, [decision.name], readers]


class _Layout:
    def __init__(
        self,
        rules: RuleBase,
        decision: Decision,
        inputs: Mapping[str, Mapping[str, int]],
        columns: list[list[str]],
    ) -> None:
        self._rules = rules
        self._decision = decision
        self._inputs = inputs
        self._columns = columns
        self._nodes: dict[str, Node] = {}

    def graph(self, heads: list[str]) -> Graph:
        """Place the boxes column by column from the left, and draw the lines."""
        self._sort()
        labels = {name: self._label(name) for column in self._columns for name in column}
        needed = [
            sum(_height(labels[name]) + BETWEEN for name in column) for column in self._columns
        ]
        height = TOP + max(needed) + 4
        x, placed = 4.0, []
        stages: list[tuple[str, tuple[Node, ...]]] = []
        for head, column, filled in zip(heads, self._columns, needed, strict=True):
            width = max((_WIDTH[self._kind(name)] for name in column), default=0)
            placed.append((x, head))
            # A short column is spread, so that its lines don't all run to one spot.
            room = (height - TOP - filled) / max(1, len(column))
            y = TOP + room / 2
            for name in column:
                self._nodes[name] = self._node(name, labels[name], x, y, width)
                y += self._nodes[name].height + BETWEEN + room
            if column:
                nodes = tuple(self._nodes[name] for name in column)
                stages.append((head or "Assessed from it", nodes))
            x += width + _GAP if column else 0
        edges = [
            self._edge(read, name)
            for name in self._nodes
            if name not in self._columns[0]
            for read in self._inputs.get(name, {})
            if read in self._nodes
        ]
        edges += [self._edge(self._decision.name, name) for name in self._columns[-1]]
        return Graph(
            self._decision.name,
            f"graph-{slug(self._decision.name)}",
            x - _GAP + 4,
            height,
            tuple((at, head) for at, head in placed if head),
            tuple(self._nodes.values()),
            tuple(edges),
            tuple(self._words()),
            tuple(stages),
        )

    def _sort(self) -> None:
        """Order each column by the middle of what it leads to, from the right to the left, twice."""
        for _ in range(2):
            rank: dict[str, float] = {}
            for column in reversed(self._columns[:-1]):
                leads: dict[str, list[float]] = {name: [] for name in column}
                for name, reads in self._inputs.items():
                    for read in reads:
                        if read in leads and name in rank:
                            leads[read].append(rank[name])
                column[:] = [
                    name for _, name in sorted((_mean(leads[name]), name) for name in column)
                ]
                rank |= {name: (index + 0.5) / len(column) for index, name in enumerate(column)}

    def _kind(self, name: str) -> str:
        item = self._rules.items.get(name)
        if item is None:
            return "misfit" if self._rules.rules_by_id[name].warning else "action"
        if isinstance(item, Fact):
            return "fact"
        return "assessment" if isinstance(item, Assessment) else "decision"

    def _label(self, name: str) -> tuple[str, ...]:
        """Return the label of a box in lines that its width can hold; nothing of it is cut off."""
        most = int((_WIDTH[self._kind(name)] - 12) / _LETTER)
        return tuple(wrap(self._full(name), most)) or ("",)

    def _full(self, name: str) -> str:
        rule = self._rules.rules_by_id.get(name)
        return f"{name} · {rule.title}" if rule and name not in self._rules.items else name

    def _node(self, name: str, lines: tuple[str, ...], x: float, y: float, width: float) -> Node:
        kind = self._kind(name)
        anchor = f"{'rule' if kind in ('misfit', 'action') else 'item'}-{slug(name)}"
        return Node(kind, self._full(name), lines, anchor, x, y, width, _height(lines))

    def _edge(self, source: str, to: str) -> Edge:
        one, two = self._nodes[source], self._nodes[to]
        x1, y1 = one.x + one.width, one.y + one.height / 2
        x2, y2 = two.x, two.y + two.height / 2
        bend = (x2 - x1) / 2
        path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
        return Edge(path, one.kind)

    def _words(self) -> Iterable[tuple[str, str]]:
        """Say in words who reads what."""
        for column in self._columns[1:-1]:
            for name in column:
                reads = ", ".join(sorted(self._inputs[name]))
                yield name, f"follows from {reads}" if reads else "follows from nothing"
        readers = ", ".join(self._columns[-1])
        yield "Misfits and actions", readers or "none reads it"


def _height(lines: tuple[str, ...]) -> int:
    return LINE * len(lines) + PADDING


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 1.0
