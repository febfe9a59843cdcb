"""Rules and arguments told apart by the cases in which they hold, and not by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.inference.planes.circuit import Wire
from advisor.inference.planes.so_far import Run, Sweep
from advisor.inference.planes.sums import at_least, natural_offset, weighted_sum
from advisor.inference.program import DecisionStep, Points, Step, Voice

ArgumentKey = tuple[int, tuple[tuple[int, int], ...], tuple[int, ...]]
"""The node of where rules hold, the points by option's code, and the codes that they rule out."""


@dataclass(frozen=True)
class Arguments:
    """What argues on a decision: rules that hold in the same cases are one voice. In order of their keys."""

    keys: tuple[ArgumentKey, ...]
    voices: tuple[Voice, ...]


def arguments(run: Run[Wire], step: DecisionStep) -> Arguments:
    """Return the voices of a decision, those that hold in the same cases joined."""
    joined: dict[int, Voice] = {}
    for voice in step.voices:
        node = run.rule(voice.id, voice.clause).node
        joined[node] = _joined(joined[node], voice) if node in joined else voice
    found: list[tuple[ArgumentKey, Voice]] = []
    for node, voice in sorted(joined.items(), key=lambda pair: pair[0]):
        points = tuple(sorted((code, one) for code, one in voice.points if one))
        out = tuple(sorted(voice.rules_out))
        found.append(((node, points, out), replace(voice, points=points, rules_out=out)))
    return Arguments(tuple(key for key, _ in found), tuple(voice for _, voice in found))


def _joined(one: Voice, other: Voice) -> Voice:
    points = dict(one.points)
    for code, more in other.points:
        points[code] = points.get(code, 0) + more
    out = tuple({*one.rules_out, *other.rules_out})
    return replace(one, points=tuple(points.items()), rules_out=out)


def in_order(run: Run[Wire], adding: Iterable[Points]) -> tuple[Points, ...]:
    """Return the rules that move an assessment by points, those that hold in the same cases joined."""
    joined: dict[int, Points] = {}
    for rule in adding:
        node = run.rule(rule.id, rule.clause).node
        before = joined.get(node)
        joined[node] = (
            rule if before is None else replace(before, points=before.points + rule.points)
        )
    return tuple(rule for _, rule in sorted(joined.items(), key=lambda pair: pair[0]))


def reckon(run: Run[Wire], step: Step) -> None:
    """Write down an item, with its rules in an order that both sides have in common."""
    if isinstance(step, DecisionStep):
        run.decision(replace(step, voices=arguments(run, step).voices))
    else:
        run.assessment(replace(step, adding=in_order(run, step.adding)))


def unequal(sides: Sequence[Sequence[tuple[Wire, Voice]]], ones: Wire) -> Wire:
    """Return where two groups of voices give other points, rule out other options, or only one argues."""
    zero = ones ^ ones
    argued = [zero, zero]
    out: list[dict[int, Wire]] = [{}, {}]
    terms: dict[int, list[tuple[Wire, int]]] = {}
    for side, voices in enumerate(sides):
        for plane, voice in voices:
            argued[side] = argued[side] | plane
            for code in voice.rules_out:
                out[side][code] = out[side].get(code, zero) | plane
            for code, points in voice.points:
                terms.setdefault(code, []).append((plane, points if side else -points))
    differ = argued[0] ^ argued[1]
    for code in {*out[0], *out[1]}:
        differ = differ | (out[0].get(code, zero) ^ out[1].get(code, zero))
    for one in terms.values():
        differ = differ | other_sum(one, ones)
    return differ


def other_sum(terms: Sequence[tuple[Wire, int]], ones: Wire) -> Wire:
    """Return where the terms don't add up to nothing; equal wires are taken together first."""
    weights: dict[int, int] = {}
    wires: dict[int, Wire] = {}
    for wire, points in terms:
        wires[wire.node] = wire
        weights[wire.node] = weights.get(wire.node, 0) + points
    left = [(wires[node], points) for node, points in weights.items() if points]
    if not left:
        return ones ^ ones
    offset = natural_offset(left)
    total = weighted_sum(left, ones, offset)
    more = at_least(total, offset + 1, ones)
    return more | (ones ^ at_least(total, offset, ones))


def nodes_of(planes: Iterable[Wire]) -> list[int]:
    """Return the nodes of planes, which are equal where the planes are proved to be."""
    return [plane.node for plane in planes]


def take_over(old: Sweep[Wire], new: Sweep[Wire], name: str) -> None:
    """Let an item of the new side have the planes that it has on the old side."""
    new.values[name] = old.values[name]
    new.determined[name] = old.determined[name]
    if name in old.scores:
        new.scores[name], new.offsets[name] = old.scores[name], old.offsets[name]
        new.ruled_out[name], new.argued[name] = old.ruled_out[name], old.argued[name]


def any_of_them(wires: Sequence[Wire], zero: Wire) -> Wire:
    """Return where at least one of the wires is true."""
    found = zero
    for wire in wires:
        found = found | wire
    return found
