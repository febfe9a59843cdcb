"""One case played on both rule bases by the reference engine, and what it is shown otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.cases.from_codes import answer_from_codes, answerable
from advisor.cases.model import Answer, Case
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.play import ReplayError, Witness, played
from advisor.inference.program import DecisionStep
from advisor.knowledge.domains import Range
from advisor.knowledge.model import Assessment, Decision, Fact, Rule
from advisor.review.change.answers import SIDES, SharedFact
from advisor.review.change.respects import (
    ASSESSMENTS,
    COMPARED,
    RECOMMENDATIONS,
    TOLD,
    Sides,
    known_to_both,
    shared_options,
)
from advisor.review.change.shown import (
    Moves,
    behind,
    moves,
    order_moves,
    orders,
    through,
    told_texts,
)


class Replayed:
    """A case, given as masks of the shared answers, on the old side and the new one."""

    def __init__(
        self, rules: Sides, shared: Mapping[str, SharedFact], case: Mapping[str, int]
    ) -> None:
        self._rules, self._shared, self._case = rules, shared, case
        self._runs = tuple(
            played(
                compile_rules(rules[side]),
                {
                    name: fact.mask(case[name], side)
                    for name, fact in shared.items()
                    if name in case and fact.masks[side]
                },
            )
            for side in SIDES
        )

    def witness(self, *about: str) -> Witness:
        """Return the case in words, and as a file may hold it if one may."""
        case = self._case
        answers = tuple((name, self._shared[name].names(mask)) for name, mask in case.items())
        return Witness(answers, case=self._in_file(about or COMPARED))

    def _in_file(self, about: Sequence[str]) -> Case | None:
        """Return the case as a file may hold it, if both engines, as their sides read it, differ too.

        A fact that only one side knows is answered as that side reads it.
        """
        answers: list[Answer] = []
        for name, mask in self._case.items():
            sides = [rules.items.get(name) for rules in self._rules]
            fact = next(one for one in sides if isinstance(one, Fact))
            answer = self._answer(fact, mask)
            if answer is None:
                return None
            answers.append(answer)
        found = Case("", tuple(answers))
        runs = tuple(played(compile_rules(rules), found.masks(rules)) for rules in self._rules)
        return found if self._moves(runs, about) else None

    def _answer(self, fact: Fact, mask: int) -> Answer | None:
        """Return the answer that a file may hold for a mask of the shared answers, or None."""
        shared = self._shared[fact.name]
        figures = tuple(Range(one, one) for one in shared.figures_of(mask))
        cells = mask & shared.domain.everything
        if not cells:
            return Answer(fact.name, figures)
        domain = shared.domain
        answer = answer_from_codes(replace(fact, domain=domain), answerable(domain, cells))
        return answer and replace(answer, values=(*answer.values, *figures))

    def through(self, moved: Moves) -> tuple[str, ...]:
        """Return what is behind what moved: changed tables that come out otherwise, then rules and rows."""
        old, new = self._rules
        able = behind(old, moved) | behind(new, moved)
        tables = [
            name
            for name in known_to_both(self._rules, Assessment)
            if name in able
            and old.items[name] != new.items[name]
            and self._runs[0].values[name] != self._runs[1].values[name]
        ]
        fired = [set(run.fired) for run in self._runs]
        return tuple(dict.fromkeys((*tables, *through(old, new, fired[0], fired[1], moved))))

    def moved(self, *about: str) -> Moves:
        """Return what the case is shown otherwise in some respects, or in all.

        Raises ReplayError if it is nothing, since the proof has said that there is something.
        """
        found = self._moves(self._runs, about or COMPARED)
        if not found:
            message = f"the engine doesn't confirm that {self._case} differs"
            raise ReplayError(message)
        return found

    def _moves(self, runs: Sequence[SoFar], about: Sequence[str]) -> Moves:
        found: Moves = ()
        for one in about:
            if one == TOLD:
                found += self._told(runs)
            else:
                found += moves(*(self._shown(side, runs[side], one) for side in SIDES))
        return found

    def _told(self, runs: Sequence[SoFar]) -> Moves:
        """Return the texts that only one side says, and what both say in another order."""
        speaking = [self._speaking(side, runs[side]) for side in SIDES]
        said = [{text for rule in rules for text in told_texts(rule)} for rules in speaking]
        shown: list[dict[str, str]] = []
        for side in SIDES:
            own = {
                rule.id: [text for text in told_texts(rule) if text not in said[1 - side]]
                for rule in speaking[side]
            }
            shown.append({name: "; ".join(texts) for name, texts in own.items() if texts})
        return moves(*shown) + order_moves(*(orders(rules) for rules in speaking))

    def _speaking(self, side: int, run: SoFar) -> list[Rule]:
        """Return the rules that have the report say something in a case."""
        return [one for one in self._rules[side].rules if one.id in run.fired and told_texts(one)]

    def _shown(self, side: int, run: SoFar, about: str) -> dict[str, str]:
        """Return in words what comes out of a case on one side, in one respect."""
        rules = self._rules[side]
        shown: dict[str, str] = {}
        if about == ASSESSMENTS:
            for name in known_to_both(self._rules, Assessment):
                values = rules.items[name].domain.names(run.values[name])
                known = run.findings[name].value is not None
                shown[name] = " or ".join(values) if known else "undetermined"
            return shown
        for name in known_to_both(self._rules, Decision):
            winner = run.verdicts[name].winner
            if about == RECOMMENDATIONS:
                options = rules.items[name].domain.values
                shown[name] = "nothing" if winner is None else options[winner]
            else:
                shown[name] = self._points(side, name, run)
        return shown

    def _points(self, side: int, name: str, run: SoFar) -> str:
        rules, verdict = self._rules[side], run.verdicts[name]
        options = rules.items[name].domain.values
        step = compile_rules(rules).by_name[name]
        margin = step.close_call if isinstance(step, DecisionStep) else 0
        close = verdict.margin is not None and verdict.margin <= margin
        told = [
            f"{options[codes[side]]} {verdict.scores[codes[side]]}"
            + (", ruled out" if codes[side] in verdict.ruled_out else "")
            for codes in shared_options(self._rules, name)
        ]
        return "; ".join([*told, *(["a close call"] if close else [])])
