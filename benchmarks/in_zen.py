"""The rule base as a decision graph of the ZEN engine (GoRules), for complete cases.

Stratum by stratum, one node of expressions tells which rules hold, tables of assessments are
decision tables, and another node of expressions adds points up and finds the winners. Rules as
rows of a table that collects its matches took two and a half times as long. An open item is null.
Several values of an item can't be said: see `conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import zen

from advisor.inference.many.machine import Masks
from advisor.inference.program import AssessmentStep, Clause, CompiledRules, DecisionStep, Step
from benchmarks.conclusions import Conclusions, codes_of, gathered
from benchmarks.conditions import Reading, identifiers

GRAPH = "rules"
FREE = "free"
"""The column of conditions that several items can satisfy."""

RULED_OUT = -1_000_000
"""Lower than the points of any option that is not ruled out."""

Node = dict[str, Any]
Expressions = Iterator[tuple[str, str]]


class Translation:
    """Loads a graph once, and evaluates one case after another."""

    name = "ZEN engine"

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        self._reading = Reading(rules)
        self._names = identifiers(self._reading.sizes, "_")
        self._by_level: dict[int, list[tuple[str, Clause]]] = {}
        self._held: dict[str, str] = {}
        for identifier, clause in rules.clauses:
            level = self._reading.level(clause)
            known = self._by_level.setdefault(level, [])
            self._held[identifier] = f"held_{level}[{len(known)}]"
            known.append((identifier, clause))
        # What a loader of this kind holds is compiled once; a graph given as content is slower.
        self._engine = zen.ZenEngine(
            {"loader": {"type": "static", "content": {GRAPH: self.graph()}}}
        )

    def prepare(self, masks: Masks) -> list[dict[str, int]]:
        """Return cases as the graph's inputs."""
        names = [self._names[fact] for fact, _ in self._rules.facts]
        return [dict(zip(names, case, strict=True)) for case in codes_of(masks).T.tolist()]

    def evaluate(self, cases: Sequence[dict[str, int]]) -> list[dict[str, Any]]:
        """Return for each case the items' values and the rules that fired."""
        evaluate = self._engine.evaluate
        return [evaluate(GRAPH, case)["result"] for case in cases]

    def conclusions(self, found: Sequence[Mapping[str, Any]]) -> Conclusions:
        """Return what `evaluate` found in the form in which it is compared."""
        names = [self._names[step.name] for step in self._rules.steps]
        values = [
            [0 if one.get(name) is None else 1 << int(one[name]) for name in names] for one in found
        ]
        return gathered(self._rules, [one["fired"] for one in found], np.array(values).T)

    def graph(self) -> dict[str, Any]:
        """Return the whole graph: one chain of nodes, stratum by stratum."""
        nodes: list[Node] = [{"id": "request", "type": "inputNode", "content": {}}]
        for level in range(1 + max(self._reading.levels.values())):
            conditions = ", ".join(self._formula(c) for _, c in self._by_level.get(level, []))
            nodes.append(_expressions(f"rules {level}", [(f"held_{level}", f"[{conditions}]")]))
            settled: list[tuple[str, str]] = []
            for step in self._rules.steps:
                if self._reading.levels[step.name] == level + 1:
                    if isinstance(step, AssessmentStep) and step.rows:
                        nodes.append(self._table(step))
                    settled += self._settle(step)
            nodes.append(_expressions(f"settle {level + 1}", settled))
        nodes.append(_expressions("conclusions", self._told(), only=True))
        nodes.append({"id": "response", "type": "outputNode", "content": {}})
        edges = [
            {"id": f"to {two['id']}", "type": "edge", "sourceId": one["id"], "targetId": two["id"]}
            for one, two in pairwise(nodes)
        ]
        nodes = [{"name": node["id"], "position": {"x": 0, "y": 0}} | node for node in nodes]
        return {"nodes": nodes, "edges": edges}

    def _told(self) -> Expressions:
        rules = ", ".join(f"{held} ? '{name}' : null" for name, held in self._held.items())
        yield "fired", f"filter([{rules}], # != null)"
        for step in self._rules.steps:
            yield self._names[step.name], self._names[step.name]

    def _table(self, step: AssessmentStep) -> Node:
        """Return an assessment's table, which takes the first row that matches."""
        name = self._names[step.name]
        cells = [self._cells(row.clause) for row in step.rows]
        columns = list(dict.fromkeys(column for row in cells for column in row))
        content = {
            "hitPolicy": "first",
            "passThrough": True,
            "executionMode": "single",
            "inputs": [
                {"id": one, "name": one, "field": None if one == FREE else one} for one in columns
            ],
            "outputs": [{"id": "value", "name": step.name, "field": name}],
            "rules": [
                {"_id": row.id, "value": str(row.code)}
                | {column: tested.get(column, "") for column in columns}
                for row, tested in zip(step.rows, cells, strict=True)
            ],
        }
        return {"id": f"table {name}", "type": "decisionTableNode", "content": content}

    def _cells(self, clause: Clause) -> dict[str, str]:
        condition = self._reading.condition(clause)
        cells = {
            self._names[item]: self._allowed("$", item, states)
            for item, states in condition.every.items()
            if not self._reading.is_everything(item, states)
        }
        if condition.either:
            cells[FREE] = " and ".join(self._some(line) for line in condition.either)
        return cells

    def _formula(self, clause: Clause) -> str:
        condition = self._reading.condition(clause)
        terms = [
            self._allowed(self._names[item], item, states)
            for item, states in condition.every.items()
            if not self._reading.is_everything(item, states)
        ]
        terms += [self._some(line) for line in condition.either]
        return f"({' and '.join(terms) or 'true'})"

    def _some(self, line: Mapping[str, int]) -> str:
        terms = [self._allowed(self._names[item], item, states) for item, states in line.items()]
        return f"({' or '.join(terms)})"

    def _allowed(self, name: str, item: str, states: int) -> str:
        codes = list(self._reading.codes(item, states))
        if self._reading.is_open(item, states):
            return f"({name} == null or {name} in {codes})"
        return f"{name} == {codes[0]}" if len(codes) == 1 else f"{name} in {codes}"

    def _settle(self, step: Step) -> Expressions:
        return self._winner(step) if isinstance(step, DecisionStep) else self._value(step)

    def _value(self, step: AssessmentStep) -> Expressions:
        name = self._names[step.name]
        below = name if step.rows else "null"
        if step.adding:
            yield f"{name}_sum", self._sum((one.id, one.points) for one in step.adding)
            below = "0"
            for code, least in enumerate(step.levels, 1):
                below = f"($.{name}_sum >= {least} ? {code} : {below})"
            below = f"({self._any(one.id for one in step.adding)} ? {below} : null)"
        for hit in step.concluding:
            below = f"({self._held[hit.id]} ? {hit.code} : {below})"
        if below != name:
            yield name, below

    def _winner(self, step: DecisionStep) -> Expressions:
        name = self._names[step.name]
        winner = "null"
        for place, option in enumerate(step.preference):
            points = self._sum(
                (one.id, dict(one.points)[option])
                for one in step.voices
                if option in dict(one.points)
            )
            against = self._any(one.id for one in step.voices if option in one.rules_out)
            # The preference breaks ties, so that the highest of these numbers is unique.
            yield (
                f"{name}_{option}",
                f"{against} ? {RULED_OUT} : ({points}) * {step.size} - {place}",
            )
            winner = f"($.{name}_{option} == $.{name}_best ? {option} : {winner})"
        yield f"{name}_best", f"max([{', '.join(f'$.{name}_{one}' for one in step.preference)}])"
        # In brackets, since '?' binds more tightly than 'and'.
        argued = f"({self._any(one.id for one in step.voices)} and $.{name}_best > {RULED_OUT})"
        yield name, f"{argued} ? {winner} : null"

    def _sum(self, terms: Iterable[tuple[str, int]]) -> str:
        return " + ".join(f"({self._held[name]} ? {points} : 0)" for name, points in terms) or "0"

    def _any(self, names: Iterable[str]) -> str:
        return f"({' or '.join(self._held[name] for name in names) or 'false'})"


def _expressions(title: str, expressions: Iterable[tuple[str, str]], *, only: bool = False) -> Node:
    """Return a node that adds named values to what it gets, or gives `only` them."""
    content = {
        "passThrough": not only,
        "executionMode": "single",
        "expressions": [{"id": key, "key": key, "value": value} for key, value in expressions],
    }
    return {"id": title, "type": "expressionNode", "content": content}
