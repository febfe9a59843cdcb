"""What is possible: sound bounds on every rule and every value, over all ways of filling in the unknowns.

A completion gives every fact one of its possible values. For each item the bounds hold the codes
that some completion may give it, and whether some completion may leave it undetermined; for each
rule whether it holds in every completion, in some, or in none. Bounds err only on the side of
'possible': what they exclude never happens.

They are reckoned on planes, one bit a case. A plane is anything with `&`, `|` and `^`: Python's
integers (one bit for one case), numpy arrays of words, or the wires of a circuit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from advisor.inference.planes.prospects import Outlook, Prospect, Prospects
from advisor.inference.planes.sums import PlaneT, at_least, beats, natural_offset, weighted_sum
from advisor.inference.program import (
    AssessmentStep,
    CompiledRules,
    DecisionStep,
    Hit,
    Step,
    planes_of,
)


class Bounds(Prospects[PlaneT]):
    """Bounds of many cases, reckoned item by item in the order of evaluation.

    `facts` hold for each fact the planes of its possible codes; `ones` has every case's bit.
    """

    def step(self, step: Step) -> Outlook[PlaneT]:
        """Return what an assessment or decision can be, and remember it."""
        if isinstance(step, AssessmentStep):
            outlook = self._assessment(step)
        else:
            outlook = self._decision(step)
        self.outlooks[step.name] = outlook
        return outlook

    def _assessment(self, step: AssessmentStep) -> Outlook[PlaneT]:
        below = self._table(step) if step.rows else self._points(step)
        if not step.concluding:
            return below
        codes, held = self._hits(step.concluding, step.size)
        free = self.no(held)
        both = [one | two for one, two in zip(codes, below.codes, strict=True)]
        blurred = below.several | (self.many(both) & self.some(codes))
        return Outlook(
            tuple(one | (free & two) for one, two in zip(codes, below.codes, strict=True)),
            free & below.undetermined,
            (held & self.many(codes)) | (free & blurred),
        )

    def _hits(self, hits: Iterable[Hit], size: int) -> tuple[list[PlaneT], PlaneT]:
        """Return the codes that hits may give, and where one always holds."""
        codes = [self.zero] * size
        always = self.zero
        for hit in hits:
            prospect = self.prospect(hit.id, hit.clause)
            codes[hit.code] = codes[hit.code] | self.no(prospect.never)
            always = always | prospect.always
        return codes, always

    def _table(self, step: AssessmentStep) -> Outlook[PlaneT]:
        total = self.ones if step.total else self.zero
        if not step.first:
            codes, always = self._hits(step.rows, step.size)
            return Outlook(tuple(codes), self.no(always | total), self.many(codes))
        codes = [self.zero] * step.size
        reach = self.ones
        for row in step.rows:
            prospect = self.prospect(row.id, row.clause)
            codes[row.code] = codes[row.code] | (reach & self.no(prospect.never))
            reach = reach & self.no(prospect.always)
        # A completion can leave several rows open only if it leaves an input open.
        names = dict.fromkeys(name for row in step.rows for name in row.clause.reads)
        inputs = [self.outlooks[name] for name in names]
        blur = self.some(one.undetermined | one.several for one in inputs)
        return Outlook(tuple(codes), reach & self.no(total), blur)

    def _points(self, step: AssessmentStep) -> Outlook[PlaneT]:
        prospects = [(self.prospect(one.id, one.clause), one.points) for one in step.adding]
        always = self.some(one.always for one, _ in prospects)
        sometimes = self.some(one.sometimes for one, _ in prospects)
        low = [(one.always if points > 0 else one.sometimes, points) for one, points in prospects]
        high = [(one.sometimes if points > 0 else one.always, points) for one, points in prospects]
        least, most = self._levels(low, step), self._levels(high, step)
        codes = [
            sometimes
            & most[code]
            & (self.no(least[code + 1]) if code + 1 < step.size else self.ones)
            for code in range(step.size)
        ]
        return Outlook(tuple(codes), self.no(always), self.zero)

    def _levels(self, terms: list[tuple[PlaneT, int]], step: AssessmentStep) -> list[PlaneT]:
        """Return where the sum reaches each code of the scale."""
        offset = natural_offset(terms)
        total = weighted_sum(terms, self.ones, offset)
        reached = [at_least(total, level + offset, self.ones) for level in step.levels]
        return [self.ones, *reached, *[self.zero] * (step.size - 1 - len(reached))]

    def _decision(self, step: DecisionStep) -> Outlook[PlaneT]:
        surely_out = [self.zero] * step.size
        maybe_out = [self.zero] * step.size
        speaking = argued = self.zero
        for voice in step.voices:
            prospect = self.prospect(voice.id, voice.clause)
            speaking = speaking | prospect.sometimes
            argued = argued | prospect.always
            for code in voice.rules_out:
                surely_out[code] = surely_out[code] | prospect.always
                maybe_out[code] = maybe_out[code] | prospect.sometimes
        rank = {code: place for place, code in enumerate(step.preference)}
        keeps = {hit.code: self.prospect(hit.id, hit.clause) for hit in step.keeps}
        codes = []
        for option in range(step.size):
            if option not in rank:
                codes.append(self.zero)
                continue
            wins = speaking & self.no(surely_out[option])
            for other in step.preference:
                if other != option:
                    ahead = self._can_beat(step, option, other, rank, keeps)
                    wins = wins & (surely_out[other] | maybe_out[other] | ahead)
            codes.append(wins)
        return Outlook(
            tuple(codes), self.no(argued) | self.every(maybe_out[code] for code in rank), self.zero
        )

    def _can_beat(
        self,
        step: DecisionStep,
        option: int,
        other: int,
        rank: Mapping[int, int],
        keeps: Mapping[int, Prospect[PlaneT]],
    ) -> PlaneT:
        """Return where the option can come out ahead of the other, each open rule taken at its best."""
        gains: list[tuple[PlaneT, int]] = []
        losses: list[tuple[PlaneT, int]] = []
        for identifier, lead in step.leads[option, other]:
            prospect = self.prospects[identifier]
            if lead > 0:
                gains.append((prospect.sometimes, lead))
            else:
                losses.append((prospect.always, -lead))
        best, worst = weighted_sum(gains, self.ones), weighted_sum(losses, self.ones)
        preferred = rank[option] < rank[other]
        if option not in keeps and not (preferred and other in keeps):
            return beats(best, worst, self.ones, wins_ties=preferred)
        ties = self.zero
        if preferred:
            ties = self.no(keeps[other].always) if other in keeps else self.ones
        if option in keeps:
            ties = ties | keeps[option].sometimes
        more = beats(best, worst, self.ones, wins_ties=False)
        return more | (ties & beats(best, worst, self.ones, wins_ties=True))


def bounds_of_case(masks: Mapping[str, int], sizes: Iterable[tuple[str, int]]) -> Bounds[int]:
    """Return the bounds of one case before their first step: each plane is one bit.

    `masks` are the possible codes of the facts, `sizes` their numbers of codes.
    """
    return Bounds(planes_of(masks, sizes), 1)


def possible_options(
    rules: CompiledRules,
    facts: Mapping[str, Sequence[PlaneT]],
    ones: PlaneT,
    only: Container[str] | None = None,
) -> dict[str, Sequence[PlaneT]]:
    """Return where the bounds leave each option of each decision possible.

    `only` names the steps that are wanted; they must include all that they read.
    """
    bounds = Bounds(facts, ones)
    found: dict[str, Sequence[PlaneT]] = {}
    for step in rules.steps:
        if only is None or step.name in only:
            outlook = bounds.step(step)
            if isinstance(step, DecisionStep):
                found[step.name] = outlook.codes
    return found
