"""A monotone law in runs of the reference engine: whether a breach is one there too, and how it is told."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.one.given import with_given
from advisor.inference.play import Witness, played, witness
from advisor.inference.program import DecisionStep, Voice
from advisor.knowledge.laws import MonotoneLaw
from advisor.knowledge.model import RuleBase
from advisor.review.proof.reading import Breach


class PlayedMonotone:
    """The law on two cases that the engine plays, which differ in its subject."""

    def __init__(self, rules: RuleBase, law: MonotoneLaw) -> None:
        self._rules = rules
        self._law = law
        self.subject = law.subject
        self.whole = compile_rules(rules)
        self.varies_freely = law.subject not in {name for name, _ in self.whole.facts}
        self.compiled = with_given(self.whole, [law.subject]) if self.varies_freely else self.whole
        self._target = law.decision or law.target
        self.names = tuple(dict.fromkeys((law.subject, self._target)))
        self._code = self._over = -1
        if law.decision:
            options = rules.items[law.decision].domain.values
            self._code = options.index(law.target)
            self._over = options.index(law.over) if law.over else -1

    @property
    def _grows(self) -> bool:
        return self._law.raising == self._law.never_lowers

    def _runs(self, breach: Breach) -> list[tuple[dict[str, int], SoFar]]:
        assert breach.step is not None  # noqa: S101 - a monotone law is broken by a step
        cases = [{**breach.case, self._law.subject: 1 << code} for code in breach.step]
        return [(case, played(self.compiled, case)) for case in cases]

    def confirmed(self, breach: Breach) -> bool:
        """Whether the reference engine breaks the law in these two cases too."""
        (_, low), (_, high) = self._runs(breach)
        return self.falls_from(low, high)

    def falls_from(self, low: SoFar, high: SoFar, only: Container[str] | None = None) -> bool:
        """Whether two runs, with the lower and the higher value of the subject, break the law.

        Of the rules that argue, `only` some count; None stands for all.
        """
        before, after = (low, high) if self._grows else (high, low)
        if self._law.decision:
            was, now = self._ruled_out(before, only), self._ruled_out(after, only)
            out = self._code in now and self._code not in was
            in_again = self._over in was and self._over not in now
            return self._points(after, only) < self._points(before, only) or out or in_again
        if any(run.findings[self._target].value is None for run in (before, after)):
            return False
        first, second = (run.findings[self._target].value or 0 for run in (before, after))
        least = (second & -second) < (first & -first)
        return least or second.bit_length() < first.bit_length()

    def _argue(self, run: SoFar, only: Container[str] | None) -> Iterator[Voice]:
        """Yield the rules that argue on the law's decision in a run, of those that count."""
        step = self.compiled.by_name[self._law.decision]
        assert isinstance(step, DecisionStep)  # noqa: S101 - the law names a decision
        fired = set(run.fired)
        return (
            voice
            for voice in step.voices
            if voice.id in fired and (only is None or voice.id in only)
        )

    def _ruled_out(self, run: SoFar, only: Container[str] | None = None) -> set[int]:
        return {code for voice in self._argue(run, only) for code in voice.rules_out}

    def _points(self, run: SoFar, only: Container[str] | None = None) -> int:
        given = [dict(voice.points) for voice in self._argue(run, only)]
        return sum(points.get(self._code, 0) - points.get(self._over, 0) for points in given)

    def witnesses(self, breach: Breach) -> tuple[Witness, ...]:
        """Return both cases in the words of the books, with what the law speaks of."""
        return tuple(self.told(case, run) for case, run in self._runs(breach))

    def told(self, case: Mapping[str, int], run: SoFar) -> Witness:
        """Return a case in words, with what a run of it makes of what the law speaks of."""
        found = witness(self._rules, case, run, self.names)
        if not self._law.decision:
            return found
        out = self._ruled_out(run)
        points = self._points(run)
        count = f"{points} {'point' if abs(points) == 1 else 'points'}"
        names = self._law.target
        if self._law.over:
            names, count = f"lead of {self._law.target} over {self._law.over}", f"{count}"
        told = f"{count}, ruled out" if self._code in out else count
        if self._over in out:
            told += f", {self._law.over} ruled out"
        return Witness(found.answers, (*found.shows, (names, told)))
