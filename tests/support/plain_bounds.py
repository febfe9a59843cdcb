"""The bounds once more, for one case with masks and truth values: the oracle of `planes/bounds.py`.

What is possible: sound bounds on every rule and every value, over all ways of filling in the unknowns.

A completion gives every fact one of its possible values. For each item the bounds hold the codes
that some completion may give it, and whether some completion may leave it undetermined; for each
rule whether it holds in every completion, in some, or in none. Bounds err only on the side of
'possible': what they exclude never happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.inference.program import (
    AssessmentStep,
    Clause,
    CompiledRules,
    DecisionStep,
    Hit,
    Step,
    Test,
    Voice,
)


@dataclass(frozen=True)
class PlainOutlook:
    """What an item can be: the codes as a mask, and whether it can stay undetermined.

    `several` tells that one completion may leave more than one code possible.
    """

    mask: int
    undetermined: bool = False
    several: bool = False

    @property
    def settled(self) -> bool:
        """Whether every completion gives the same single value, or the same lack of one."""
        if self.undetermined:
            return not self.mask
        return self.mask.bit_count() == 1


@dataclass(frozen=True)
class PlainProspect:
    """What a condition can do: hold in every, in some completion; fail in every, in some."""

    always: bool
    sometimes: bool
    never: bool
    can_fail: bool

    @property
    def settled(self) -> bool:
        """Whether every completion gives the same."""
        return self.always or self.never


class PlainBounds:
    """Bounds of one case, reckoned item by item in the order of evaluation."""

    def __init__(self, rules: CompiledRules, answers: Mapping[str, int]) -> None:
        self._rules = rules
        self.everything = {
            **{name: (1 << size) - 1 for name, size in rules.facts},
            **{step.name: (1 << step.size) - 1 for step in rules.steps},
        }
        self._facts = frozenset(answers)
        self.outlooks: dict[str, PlainOutlook] = {
            name: PlainOutlook(mask) for name, mask in answers.items()
        }
        self.prospects: dict[str, PlainProspect] = {}

    def test(self, test: Test) -> PlainProspect:
        """Return what a term can do."""
        outlook = self.outlooks[test.item]
        if test.asks != "value":
            return self._knowledge_test(test, outlook)
        mask, everything = outlook.mask, self.everything[test.item]
        outside = mask & ~test.mask
        inside = mask & test.mask
        # While undetermined, a term holds only if it is true of everything.
        idle = outlook.undetermined
        trivial, empty = test.mask == everything, not test.mask
        return PlainProspect(
            always=not outside and (not idle or trivial),
            sometimes=bool(inside) or (idle and trivial),
            never=not inside and (not idle or empty),
            can_fail=bool(outside) or (idle and empty),
        )

    def _knowledge_test(self, test: Test, outlook: PlainOutlook) -> PlainProspect:
        """'is known' and 'is unknown': in a completion every fact is known."""
        if test.item in self._facts:
            known_always, known_sometimes = True, True
        else:
            known_always = not outlook.undetermined and not outlook.several
            known_sometimes = bool(outlook.mask)
        if test.asks == "known":
            return PlainProspect(
                known_always, known_sometimes, not known_sometimes, not known_always
            )
        return PlainProspect(not known_sometimes, not known_always, known_always, known_sometimes)

    def clause(self, clause: Clause) -> PlainProspect:
        """Return what the conditions of a rule or row can do."""
        when = [[self.test(test) for test in line] for line in clause.when]
        unless = [[self.test(test) for test in line] for line in clause.unless]
        return PlainProspect(
            always=all(any(one.always for one in line) for line in when)
            and all(all(one.never for one in line) for line in unless),
            sometimes=all(any(one.sometimes for one in line) for line in when)
            and all(all(one.can_fail for one in line) for line in unless),
            never=any(all(one.never for one in line) for line in when)
            or any(any(one.always for one in line) for line in unless),
            can_fail=any(all(one.can_fail for one in line) for line in when)
            or any(any(one.sometimes for one in line) for line in unless),
        )

    def prospect(self, identifier: str, clause: Clause) -> PlainProspect:
        """Return what a rule or row can do, and remember it."""
        found = self.prospects.get(identifier)
        if found is None:
            found = self.prospects[identifier] = self.clause(clause)
        return found

    def step(self, step: Step) -> PlainOutlook:
        """Return what an assessment or decision can be, and remember it."""
        if isinstance(step, AssessmentStep):
            outlook = self._assessment(step)
        else:
            outlook = self._decision(step)
        self.outlooks[step.name] = outlook
        return outlook

    def _assessment(self, step: AssessmentStep) -> PlainOutlook:
        mask, held = self._hits(step.concluding)
        if held:
            return PlainOutlook(mask, several=mask.bit_count() > 1)
        below = self._table(step) if step.rows else self._points(step)
        return PlainOutlook(
            mask | below.mask,
            below.undetermined,
            below.several or ((mask | below.mask).bit_count() > 1 and bool(mask)),
        )

    def _hits(self, hits: Iterable[Hit]) -> tuple[int, bool]:
        """Return the codes that hits may give, and whether one of them always holds."""
        mask, always = 0, False
        for hit in hits:
            prospect = self.prospect(hit.id, hit.clause)
            if not prospect.never:
                mask |= 1 << hit.code
            always = always or prospect.always
        return mask, always

    def _table(self, step: AssessmentStep) -> PlainOutlook:
        if not step.first:
            mask, always = self._hits(step.rows)
            return PlainOutlook(mask, not (always or step.total), several=mask.bit_count() > 1)
        mask = 0
        for row in step.rows:
            prospect = self.prospect(row.id, row.clause)
            if not prospect.never:
                mask |= 1 << row.code
            if prospect.always:
                return PlainOutlook(mask, several=self._rows_can_blur(step))
        return PlainOutlook(mask, not step.total, several=self._rows_can_blur(step))

    def _rows_can_blur(self, step: AssessmentStep) -> bool:
        """Whether a completion can leave several rows open: only if it leaves an input open."""
        return any(
            self.outlooks[name].undetermined or self.outlooks[name].several
            for row in step.rows
            for name in row.clause.reads
        )

    def _points(self, step: AssessmentStep) -> PlainOutlook:
        low = high = 0
        always = sometimes = False
        for rule in step.adding:
            prospect = self.prospect(rule.id, rule.clause)
            if prospect.always:
                low += rule.points
                high += rule.points
            elif prospect.sometimes:
                low += min(0, rule.points)
                high += max(0, rule.points)
            always = always or prospect.always
            sometimes = sometimes or prospect.sometimes
        if not sometimes:
            return PlainOutlook(0, undetermined=True)
        first, last = step.level(low), step.level(high)
        return PlainOutlook((1 << last + 1) - (1 << first), not always)

    def _decision(self, step: DecisionStep) -> PlainOutlook:
        voices = [(voice, self.prospect(voice.id, voice.clause)) for voice in step.voices]
        speaking = [(voice, prospect.always) for voice, prospect in voices if prospect.sometimes]
        if not speaking:
            return PlainOutlook(0, undetermined=True)
        surely_out = {code for voice, always in speaking if always for code in voice.rules_out}
        maybe_out = {code for voice, _ in speaking for code in voice.rules_out}
        rank = {code: place for place, code in enumerate(step.preference)}
        keeps = {hit.code: self.prospect(hit.id, hit.clause) for hit in step.keeps}
        mask = 0
        for option in step.preference:
            if option in surely_out:
                continue
            rivals = [other for other in step.preference if other not in (option, *surely_out)]
            if all(
                other in maybe_out
                or self._can_beat(
                    option, other, speaking, first=self._can_go_first(option, other, rank, keeps)
                )
                for other in rivals
            ):
                mask |= 1 << option
        argued = any(always for _, always in speaking)
        all_out = maybe_out.issuperset(step.preference)
        return PlainOutlook(mask, undetermined=not argued or all_out)

    def _can_beat(
        self,
        option: int,
        other: int,
        speaking: list[tuple[Voice, bool]],
        *,
        first: bool,
    ) -> bool:
        """Whether the option can come out ahead of the other, each open rule taken at its best."""
        lead = 0
        for voice, always in speaking:
            points = dict(voice.points)
            difference = points.get(option, 0) - points.get(other, 0)
            lead += difference if always else max(0, difference)
        return lead > 0 or (lead == 0 and first)

    def _can_go_first(
        self,
        option: int,
        other: int,
        rank: Mapping[int, int],
        keeps: Mapping[int, PlainProspect],
    ) -> bool:
        """Whether some completion puts the option first of the two at equal points."""
        if option in keeps and keeps[option].sometimes:
            return True
        kept = other in keeps and keeps[other].always
        return rank[option] < rank[other] and not kept
