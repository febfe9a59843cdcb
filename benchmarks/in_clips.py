"""The rule base as a CLIPS program, for complete cases: one defrule a rule, settled stratum by stratum.

The facts of a case are one fact of a template. Rules fire as soon as what they read is settled;
they add to sums in globals. Rules of a lower salience settle an item, once nothing is left to fire
that it could depend on. Several values of an item can't be said: see `conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import clips
import numpy as np

from advisor.inference.many.machine import Masks
from advisor.inference.program import AssessmentStep, Clause, CompiledRules, DecisionStep
from benchmarks.conclusions import Conclusions, codes_of, gathered
from benchmarks.conditions import Reading, identifiers

OPEN = "open"


class Translation:
    """Builds an environment once, and runs it for one case after another."""

    name = "CLIPS"

    def __init__(self, rules: CompiledRules) -> None:
        self._rules = rules
        self._reading = Reading(rules)
        self._names = identifiers(self._reading.sizes, "-")
        self._facts = dict(rules.facts)
        self._environment = clips.Environment()
        for construct in self.constructs():
            self._environment.build(construct)
        self._case = self._environment.find_template("case")

    def prepare(self, masks: Masks) -> list[dict[str, int]]:
        """Return cases as the slots of the template."""
        slots = [self._names[fact] for fact in self._facts]
        return [dict(zip(slots, case, strict=True)) for case in codes_of(masks).T.tolist()]

    def evaluate(self, cases: Sequence[Mapping[str, int]]) -> list[str]:
        """Return for each case the items' values and the rules that fired, as CLIPS prints them."""
        environment, template = self._environment, self._case
        told: list[str] = []
        for case in cases:
            environment.reset()
            template.assert_fact(**case)
            environment.run()
            # One text is read from CLIPS much faster than a list of symbols.
            told.append(environment.call("conclusions"))
        return told

    def conclusions(self, told: Sequence[str]) -> Conclusions:
        """Return what `evaluate` told in the form in which it is compared."""
        words = [line.split() for line in told]
        count = len(self._rules.steps)
        values = [
            [0 if word == OPEN else 1 << int(word) for word in line[:count]] for line in words
        ]
        return gathered(self._rules, [line[count:] for line in words], np.array(values).T)

    def constructs(self) -> Iterator[str]:
        """Yield the program, construct by construct."""
        slots = " ".join(f"(slot {self._names[fact]})" for fact in self._facts)
        yield f"(deftemplate case {slots})"
        yield "(defglobal ?*fired* = (create$))"
        effects: dict[str, list[str]] = {name: [] for name, _ in self._rules.clauses}
        salience = 0
        for step in self._rules.steps:
            name = self._names[step.name]
            yield f"(defglobal ?*{name}* = {OPEN})"
            yield (
                f"(deffunction settle-{name} (?value)"
                f" (bind ?*{name}* ?value) (assert (settled {name} ?value)))"
            )
            if isinstance(step, DecisionStep):
                salience -= 1
                yield from self._decision(step, name, salience, effects)
            else:
                yield from self._assessment(step, name, salience, effects)
                salience -= len(step.rows) + 1
        for identifier, clause in self._rules.clauses:
            actions = " ".join(effects[identifier])
            yield (
                f"(defrule {identifier} {self._patterns(clause)} =>"
                f" (bind ?*fired* (create$ ?*fired* {identifier})) {actions})"
            )
        values = " ".join(f"?*{self._names[step.name]}*" for step in self._rules.steps)
        yield f"(deffunction conclusions () (implode$ (create$ {values} ?*fired*)))"

    def _assessment(
        self, step: AssessmentStep, name: str, salience: int, effects: dict[str, list[str]]
    ) -> Iterator[str]:
        for hit in step.concluding:
            effects[hit.id].append(f"(settle-{name} {hit.code})")
        unsettled = f"(not (settled {name} ?))"
        for number, row in enumerate(step.rows, 1):
            salience -= 1
            yield (
                f"(defrule {name}-row-{number} (declare (salience {salience}))"
                f" {unsettled} {self._patterns(row.clause)} => (settle-{name} {row.code}))"
            )
        below = OPEN
        if step.adding:
            yield f"(defglobal ?*{name}-sum* = 0 ?*{name}-held* = FALSE)"
            for one in step.adding:
                effects[one.id].append(f"(bind ?*{name}-sum* (+ ?*{name}-sum* {one.points}))")
                effects[one.id].append(f"(bind ?*{name}-held* TRUE)")
            below = "0"
            for code, least in enumerate(step.levels, 1):
                below = f"(if (>= ?*{name}-sum* {least}) then {code} else {below})"
            below = f"(if ?*{name}-held* then {below} else {OPEN})"
        yield (
            f"(defrule settle-{name} (declare (salience {salience - 1}))"
            f" {unsettled} => (settle-{name} {below}))"
        )

    def _decision(
        self, step: DecisionStep, name: str, salience: int, effects: dict[str, list[str]]
    ) -> Iterator[str]:
        yield f"(defglobal ?*{name}-argued* = FALSE)"
        for code in range(step.size):
            yield f"(defglobal ?*{name}-{code}* = 0 ?*{name}-{code}-out* = FALSE)"
        for voice in step.voices:
            actions = effects[voice.id]
            actions.append(f"(bind ?*{name}-argued* TRUE)")
            for code, points in voice.points:
                actions.append(f"(bind ?*{name}-{code}* (+ ?*{name}-{code}* {points}))")
            actions += [f"(bind ?*{name}-{code}-out* TRUE)" for code in voice.rules_out]
        # The preferred options come first, so that they win ties.
        options = " ".join(
            f"(if (and (not ?*{name}-{code}-out*)"
            f" (or (eq ?best {OPEN}) (> ?*{name}-{code}* ?most)))"
            f" then (bind ?best {code}) (bind ?most ?*{name}-{code}*))"
            for code in step.preference
        )
        yield (
            f"(defrule settle-{name} (declare (salience {salience})) =>"
            f" (bind ?best {OPEN}) (bind ?most 0) {options}"
            f" (settle-{name} (if ?*{name}-argued* then ?best else {OPEN})))"
        )

    def _patterns(self, clause: Clause) -> str:
        condition = self._reading.condition(clause)
        slots: list[str] = []
        patterns: list[str] = []
        for item, states in condition.every.items():
            if self._reading.is_everything(item, states):
                continue
            if item in self._facts:
                slots.append(f"({self._names[item]} {self._allowed(item, states)})")
            else:
                patterns.append(self._pattern(item, states))
        if slots:
            patterns.insert(0, f"(case {' '.join(slots)})")
        for line in condition.either:
            some = " ".join(self._pattern(item, states) for item, states in line.items())
            # Not 'or' alone, which would let the rule fire once for each that holds.
            patterns.append(f"(exists (or {some}))")
        return " ".join(patterns)

    def _pattern(self, item: str, states: int) -> str:
        name, allowed = self._names[item], self._allowed(item, states)
        return (
            f"(case ({name} {allowed}))" if item in self._facts else f"(settled {name} {allowed})"
        )

    def _allowed(self, item: str, states: int) -> str:
        allowed = [str(code) for code in self._reading.codes(item, states)]
        if self._reading.is_open(item, states):
            allowed.append(OPEN)
        return "|".join(allowed) or "never"
