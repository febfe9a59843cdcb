"""How a recommendation follows: the tree from the decision through arguments and assessments to answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.explanation.ahead import tie
from advisor.explanation.contradiction import contradicted, contradiction_sentence
from advisor.inference.advice import Advice, Argument, DecisionAdvice, Finding
from advisor.knowledge.model import Assessment, Fact, Row, Rule, RuleBase
from advisor.knowledge.writer import term_text
from advisor.text import all_of, capital


@dataclass(frozen=True)
class Ground:
    """One step of a derivation: what it says, the rule that says it, and what that rests on.

    `kind` is decision, argument, assessment, rule, row, answer or contradiction (of answers). `points` are an argument's, None
    elsewhere. `repeated` tells that the same step stands unfolded further up. `contradiction` is a
    sentence where rules or answers contradict each other.
    """

    kind: str
    name: str
    text: str
    because: str = ""
    points: int | None = None
    sources: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    repeated: bool = False
    contradiction: str = ""


def how(rules: RuleBase, advice: Advice, decision: str) -> Ground:
    """Return how a decision's recommendation follows from the answers; each step is unfolded once.

    Arguments stand in the order of their weight for the recommended option, those against it last.
    """
    return _Derivation(rules, advice).decision(advice.by_decision[decision])


class _Derivation:
    """Unfolds what an advice recorded; nothing is reckoned again."""

    def __init__(self, rules: RuleBase, advice: Advice) -> None:
        self._rules = rules
        self._advice = advice
        self._firings = {firing.rule: firing for firing in advice.trace}
        self._rows: dict[str, Row] = {
            item.row_id(row): row for item in rules.assessments for row in item.rows
        }
        self._unfolded: set[str] = set()

    def decision(self, found: DecisionAdvice) -> Ground:
        """Unfold a decision down to the answers that its arguments rest on."""
        option = found.recommended
        arguments = sorted(
            (one for one in found.arguments if one.option == option or one.rules_out),
            key=lambda one: (one.rules_out, -one.points),
        )
        others = [one for one in found.arguments if one not in arguments]
        chosen = option or "no option"
        equal = tie(found, self._advice, self._rules)
        grounds = [self._argument(one) for one in (*arguments, *others)]
        return Ground(
            "decision",
            found.name,
            f"{found.name}: {chosen}",
            f"{capital(str(equal))}." if equal else "",
            grounds=(*grounds, *self._contradictions(grounds)),
        )

    def _contradictions(self, grounds: Sequence[Ground]) -> Iterator[Ground]:
        """Yield the warnings that answers on which the decision rests can hardly be true together."""
        answers = {one.name for ground in grounds for one in _every(ground) if one.kind == "answer"}
        for misfit in self._advice.misfits:
            rule = self._rules.rules_by_id[misfit.rule]
            facts = [pair for pair in misfit.read if pair[0] in self._advice.case.by_fact]
            if rule.contradiction and not answers.isdisjoint(name for name, _ in facts):
                said = all_of([f"{name} is {' or '.join(values)}" for name, values in facts])
                sentence = f"These answers contradict each other: {said}."
                yield Ground(
                    "contradiction", rule.id, misfit.text, misfit.because, contradiction=sentence
                )

    def _argument(self, argument: Argument) -> Ground:
        rule = self._rules.rules_by_id[argument.rule]
        if argument.rules_out:
            text = f"{argument.option} is ruled out"
        else:
            text = f"{'for' if argument.points > 0 else 'against'} {argument.option}"
        return Ground(
            "argument",
            rule.id,
            text,
            rule.because,
            None if argument.rules_out else argument.points,
            _cited(rule),
            self._read(rule.id, argument.read),
        )

    def _read(
        self, identifier: str, readings: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> tuple[Ground, ...]:
        if identifier in self._unfolded:
            return ()
        self._unfolded.add(identifier)
        return tuple(self._item(name, values) for name, values in readings)

    def _item(self, name: str, values: tuple[str, ...]) -> Ground:
        item = self._rules.items[name]
        if isinstance(item, Fact):
            answer = self._advice.case.by_fact.get(name)
            said = " or ".join(values) if answer is not None else "not known"
            return Ground("answer", name, f"{name}: {said}", answer.note if answer else "")
        repeated = name in self._unfolded
        text = f"{name}: {' or '.join(values)}"
        if repeated:
            return Ground("assessment", name, text, repeated=True)
        self._unfolded.add(name)
        if isinstance(item, Assessment):
            finding = self._advice.by_assessment[name]
            text = f"{name}: {' or '.join(values) if finding.determined else 'not known'}"
            torn = contradicted(finding, self._rules)
            return Ground(
                "assessment",
                name,
                text,
                grounds=self._finding(finding),
                contradiction=contradiction_sentence(finding, self._rules) if torn else "",
            )
        inner = self._advice.by_decision[name]
        wins = [one for one in inner.arguments if one.option == inner.recommended]
        grounds = tuple(self._argument(one) for one in wins)
        return Ground("decision", name, f"{name}: {inner.recommended or 'open'}", grounds=grounds)

    def _finding(self, finding: Finding) -> tuple[Ground, ...]:
        return tuple(self._reason(name) for name in finding.rules)

    def _reason(self, identifier: str) -> Ground:
        firing = self._firings.get(identifier)
        readings = firing.read if firing else ()
        row = self._rows.get(identifier)
        if row is not None:
            terms = " and ".join(term_text(term) for term in row.terms) or "in every other case"
            return Ground("row", identifier, terms, grounds=self._read(identifier, readings))
        rule = self._rules.rules_by_id[identifier]
        return Ground(
            "rule",
            rule.id,
            rule.title,
            rule.because,
            None,
            _cited(rule),
            self._read(rule.id, readings),
        )


def _every(ground: Ground) -> Iterator[Ground]:
    """Yield a step and all that it rests on."""
    yield ground
    for one in ground.grounds:
        yield from _every(one)


def _cited(rule: Rule) -> tuple[str, ...]:
    return tuple(f"{one.key}, {one.where}" if one.where else one.key for one in rule.sources)
