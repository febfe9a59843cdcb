"""Who reads and writes what, as a graph in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.model import Rule, RuleBase
from advisor.report.review_pages.witnesses import rule_base_foot
from advisor.text import one_line

_LONGEST_LABEL = 60


def as_dot(rules: RuleBase) -> str:
    """Return the graph: facts, assessments, decisions and rules, with an arrow from what is read to what reads it.

    A rule points to what it argues on or concludes; a table points from its inputs to its
    assessment. A decision that keeps what there is today is reached by a dotted line from that fact.
    """
    lines = [
        f"// {one_line(rule_base_foot(rules), 200)}",
        "digraph rules {",
        "  rankdir=LR;",
        '  node [fontname="Helvetica", fontsize=10];',
        *_nodes(rules),
        *_edges(rules),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _nodes(rules: RuleBase) -> Iterator[str]:
    for fact in rules.facts:
        yield _node(
            fact.name, fact.name, fact.question, 'shape=box, style=filled, fillcolor="#eaf2f8"'
        )
    for one in rules.assessments:
        look = 'shape=box, style="rounded,filled", fillcolor="#f3efe0"'
        yield _node(one.name, one.name, one.why, look)
    for decision in rules.decisions:
        look = 'shape=box, style="filled,bold", fillcolor="#dcefdc"'
        yield _node(decision.name, decision.name, decision.question, look)
    for rule in rules.rules:
        yield _node(rule.id, rule.id, rule.title, _look(rule))


def _look(rule: Rule) -> str:
    if rule.warning:
        return "shape=octagon"
    return "shape=note" if rule.advice else "shape=ellipse"


def _node(name: str, label: str, tooltip: str, look: str) -> str:
    short = one_line(label, _LONGEST_LABEL)
    return f"  {_quoted(name)} [label={_quoted(short)}, tooltip={_quoted(one_line(tooltip, 300))}, {look}];"


def _edges(rules: RuleBase) -> Iterator[str]:
    for one in rules.assessments:
        for name in one.inputs:
            yield _edge(name, one.name)
    for decision in rules.decisions:
        if decision.keep:
            yield _edge(decision.keep, decision.name, "style=dotted")
    for rule in rules.rules:
        for name in rule.reads:
            yield _edge(name, rule.id)
        for target in dict.fromkeys(effect.target for effect in rule.effects):
            yield _edge(rule.id, target, "style=bold")


def _edge(source: str, to: str, look: str = "") -> str:
    return f"  {_quoted(source)} -> {_quoted(to)}{f' [{look}]' if look else ''};"


def _quoted(text: str) -> str:
    """Return a text as DOT quotes it; a backslash would begin an escape of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
