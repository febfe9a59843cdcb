"""Checking the rule base: what can't be, what is said twice, what is left open, what nobody reads.

Every finding is either shown by a case that was played on the engine, or says that something can
never be, which is then proved. What the solver can't decide in time is told as such and is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from advisor.inference.experta.engine import SoFar
from advisor.inference.experta.play import ReplayError, Witness, played, witness
from advisor.inference.one.completions import clauses_of
from advisor.inference.one.given import with_given
from advisor.inference.planes.circuit import Wire
from advisor.inference.program import Clause, CompiledRules, Test, compile_rules
from advisor.knowledge.model import Assessment, Decision, Fact, Line, Rule, RuleBase
from advisor.knowledge.writer import line_text
from advisor.review.check.findings import Checked, Finding, with_waivers
from advisor.review.check.pairs import check_pairs
from advisor.review.check.tables import check_tables
from advisor.review.proof.reading import test_wires
from advisor.review.proof.situations import Scope
from advisor.review.proof.solver import UndecidedError
from advisor.review.proof.space import Shower, Space

PROVED = "z3 has proved that no case meets them, whatever is answered or unknown."
NO_OTHER = "z3 has proved that no case shows otherwise, whatever is answered or unknown."
NONE_DOES = "z3 has proved that no case does, whatever is answered or unknown."


class Review:
    """A rule base under review, with all its cases at hand. `seconds` bounds each question."""

    def __init__(self, rules: RuleBase, *, seconds: float = 10.0) -> None:
        self.rules = rules
        self.compiled: CompiledRules = compile_rules(rules)
        self.any = Space(self.compiled, Scope.ANY, seconds=seconds)
        self.complete = Space(self.compiled, Scope.COMPLETE, seconds=seconds)
        self.clauses: Mapping[str, Clause] = dict(self.compiled.clauses)
        self.undecided: list[str] = []
        self._shower: Shower | None = None
        self._seconds = seconds

    def proved_impossible(self, wire: Wire, question: str) -> bool:
        """Whether it is proved that no case does it; a question without an answer is noted."""
        try:
            return self.any.impossible(wire)
        except UndecidedError:
            self.undecided.append(question)
            return False

    def case(self, space: Space, wire: Wire, question: str) -> Mapping[str, int] | None:
        """Return a case in which a wire is true; None also for a question without an answer."""
        try:
            return space.case(wire)
        except UndecidedError:
            self.undecided.append(question)
            return None

    def shown(
        self,
        wanted: Callable[[Shower], Wire],
        confirmed: Callable[[SoFar], bool],
        show: tuple[str, ...] = (),
    ) -> tuple[Witness, ...]:
        """Return the smallest case that shows something, played on the engine; nothing without one."""
        self._shower = self._shower or Shower(self.compiled, seconds=self._seconds)
        try:
            case = self._shower.smallest(wanted(self._shower))
        except UndecidedError:
            return ()
        if case is None:
            return ()
        return (self.replayed(case, confirmed, show),)

    def replayed(
        self,
        case: Mapping[str, int],
        confirmed: Callable[[SoFar], bool],
        show: tuple[str, ...] = (),
    ) -> Witness:
        """Play a case on the engine and return it in words; the engine must confirm what it shows."""
        so_far = played(self.compiled, case)
        if not confirmed(so_far):
            message = f"the engine doesn't confirm what the case {case} was to show"
            raise ReplayError(message)
        return witness(self.rules, case, so_far, show)


def check(rules: RuleBase, *, seconds: float = 10.0) -> Checked:
    """Return all findings about a rule base, in the order of the books."""
    review = Review(rules, seconds=seconds)
    found = [
        *_rules_that_never_hold(review),
        *_conditions(review),
        *check_tables(review),
        *_never_recommended(review),
        *check_pairs(review),
        *_answers(review),
        *_sources(rules),
    ]
    undecided = tuple(dict.fromkeys(review.undecided))
    return Checked(with_waivers(found, rules, complete=not undecided), undecided)


def _rules_that_never_hold(review: Review) -> Iterator[Finding]:
    for rule in review.rules.rules:
        if not review.proved_impossible(review.any.state.holds[rule.id], f"can {rule.id} hold?"):
            continue
        kind, what = "never fires", "rule"
        if rule.warning:
            kind, what = "never appears", "misfit"
        elif rule.advice is not None:
            kind, what = "never appears", "action"
        yield Finding(
            kind,
            rule.id,
            f"The {what} {rule.id} · {rule.title} can never {'appear' if kind[6] == 'a' else 'fire'}: "
            f"its conditions can't all be met.{_blocked(review, rule)}{_if_chosen(review, rule)}",
            "take out or loosen a condition, or take out the rule",
            PROVED,
            place=rule.place,
        )


def _blocked(review: Review, rule: Rule) -> str:
    """Name the single condition without which the rule could hold, if there is one."""
    parts = _parts(review, rule)
    for index, (line, _) in enumerate(parts):
        rest = review.any.ones
        for other, (_, wire) in enumerate(parts):
            if other != index:
                rest = rest & wire
        if review.case(review.any, rest, f"can {rule.id} hold otherwise?") is not None:
            return f" Without '{line}' they could."
    return ""


def _if_chosen(review: Review, rule: Rule) -> str:
    """Say so if the rule can hold once a decision is taken otherwise than advised."""
    decisions = {decision.name for decision in review.rules.decisions}
    read = [name for name in rule.reads if name in decisions]
    if not read:
        return ""
    chosen = Space(with_given(review.compiled, read), Scope.ANY, count=256)
    if review.case(chosen, chosen.state.holds[rule.id], f"can {rule.id} hold by choice?") is None:
        return ""
    return f" It can only where {' and '.join(read)} is chosen otherwise than the rules advise."


def _parts(review: Review, rule: Rule) -> list[tuple[str, Wire]]:
    """Return each condition of a rule as a text, with where it is met."""
    state, clause = review.any.state, review.clauses[rule.id]
    parts: list[tuple[str, Wire]] = []
    for line, tests in zip(rule.when, clause.when, strict=True):
        met = state.zero
        for test in tests:
            met = met | test_wires(state, test)[0]
        parts.append((f"when {line_text(line)}", met))
    for line, tests in zip(rule.unless, clause.unless, strict=True):
        met = state.ones
        for test in tests:
            met = met & test_wires(state, test)[1]
        parts.append((f"unless {line_text(line)}", met))
    return parts


def _conditions(review: Review) -> Iterator[Finding]:
    """Yield conditions that are always met, never met, or already said by the rest of their rule."""
    space = review.any
    for rule in review.rules.rules:
        if review.case(space, space.state.holds[rule.id], f"can {rule.id} hold?") is None:
            continue
        yield from _terms(review, rule)
        parts = _parts(review, rule)
        for index, (text, wire) in enumerate(parts):
            if review.proved_impossible(space.negated(wire), f"does '{text}' of {rule.id} matter?"):
                yield _condition(review, rule, "always true", f"'{text}' is met by every case.")
                continue
            rest = space.negated(wire)
            for other, (_, met) in enumerate(parts):
                if other != index:
                    rest = rest & met
            if len(parts) > 1 and review.proved_impossible(rest, f"'{text}' of {rule.id}"):
                because = f"'{text}' is met whenever the other conditions are, so it adds nothing."
                yield _condition(review, rule, "adds nothing", because)


def _terms(review: Review, rule: Rule) -> Iterator[Finding]:
    """Yield the terms of a rule's lines that never hold: another term of the line has to."""
    clause, state = review.clauses[rule.id], review.any.state
    groups = [
        *zip(rule.when, clause.when, strict=True),
        *zip(rule.unless, clause.unless, strict=True),
    ]
    for line, tests in groups:
        if len(tests) == 1 and line in rule.when:
            continue  # the rule itself could then never hold
        for term, test in zip(line.terms, tests, strict=True):
            holds = test_wires(state, test)[0]
            text = line_text(Line((term,)))
            if review.proved_impossible(holds, f"can '{text}' of {rule.id} hold?"):
                yield _condition(review, rule, "always false", f"'{text}' is met by no case.")


def _condition(review: Review, rule: Rule, kind: str, text: str) -> Finding:
    """Return a finding about a condition, with a case in which the rule holds."""
    shown = review.shown(
        lambda shower: shower.state.holds[rule.id],
        lambda so_far: rule.id in so_far.fired,
        rule.reads,
    )
    mend = "take the condition out, or write what was meant"
    return Finding(
        kind,
        rule.id,
        f"In {rule.id} · {rule.title}: {text}",
        mend,
        NO_OTHER,
        shown,
        place=rule.place,
    )


def _never_recommended(review: Review) -> Iterator[Finding]:
    """Yield options that no case recommends, and values that no case gives to an assessment."""
    state = review.any.state
    items: tuple[Decision | Assessment, ...] = (*review.rules.decisions, *review.rules.assessments)
    for item in items:
        decision = item in review.rules.decisions
        for code, value in enumerate(item.domain.values):
            reached = state.values[item.name][code] & state.determined[item.name]
            if review.proved_impossible(reached, f"can {item.name} be {value}?"):
                kind = "never recommended" if decision else "never reached"
                text = f"No case {'recommends' if decision else 'gives'} '{value}' for {item.name}."
                mend = f"argue for it, or take it out of the {'options' if decision else 'scale'}"
                yield Finding(kind, item.name, text, mend, NONE_DOES, place=item.place)


def _answers(review: Review) -> Iterator[Finding]:
    """Yield facts that nothing reads, and answers that nothing tells apart."""
    tests: dict[str, set[Test]] = {}
    clauses = [clause for _, clause in review.compiled.clauses]
    for step in review.compiled.steps:
        clauses += [clause for _, clause in clauses_of(step)]
    for clause in clauses:
        for test in clause.tests:
            tests.setdefault(test.item, set()).add(test)
    for fact in review.rules.facts:
        if fact.name not in tests:
            yield Finding(
                "never read",
                fact.name,
                f"Nothing reads the fact '{fact.name}': whatever is answered, the advice is the same.",
                "let a rule read it, or don't ask it",
                "no rule and no table names it; the cases with each of its answers come out alike.",
                _alike(review, fact, tuple(range(len(fact.domain.values)))),
                place=fact.place,
            )
            continue
        groups: dict[tuple[int, ...], list[int]] = {}
        for code in range(len(fact.domain.values)):
            signature = tuple(
                test.mask >> code & 1
                for test in sorted(tests[fact.name], key=lambda test: test.mask)
                if test.asks == "value"
            )
            groups.setdefault(signature, []).append(code)
        for codes in groups.values():
            if len(codes) > 1:
                names = ", ".join(f"'{fact.domain.values[code]}'" for code in codes)
                yield Finding(
                    "not told apart",
                    fact.name,
                    f"The answers {names} to '{fact.name}' always lead to the same advice.",
                    "let a rule tell them apart, or make them one answer",
                    "no condition of a rule or table tells them apart.",
                    _alike(review, fact, tuple(codes)),
                    place=fact.place,
                )


def _alike(review: Review, fact: Fact, codes: tuple[int, ...]) -> tuple[Witness, ...]:
    """Play cases with each of the answers and nothing else; they must come out alike."""
    runs = [played(review.compiled, {fact.name: 1 << code}) for code in codes]
    outcomes = [
        (run.fired, {name: value for name, value in run.values.items() if name != fact.name})
        for run in runs
    ]
    if any(outcome != outcomes[0] for outcome in outcomes):
        message = f"answers to {fact.name} that nothing tells apart come out differently"
        raise ReplayError(message)
    return tuple(
        Witness(
            ((fact.name, (fact.domain.values[code],)),),
            (("rules that fire", ", ".join(run.fired) or "none"),),
        )
        for code, run in list(zip(codes, runs, strict=True))[:2]
    )


def _sources(rules: RuleBase) -> Iterator[Finding]:
    """Yield the works that nothing cites."""
    cited: set[str] = set()
    for things in (rules.rules, rules.laws, rules.items.values(), rules.goals, rules.statements):
        cited.update(citation.key for thing in things for citation in thing.sources)
    for source in rules.sources:
        if source.key not in cited:
            yield Finding(
                "never cited",
                source.key,
                f"Nothing cites [{source.key}] {source.author} ({source.year}) {source.title}.",
                "cite it where it backs a rule, or take it out",
                "no rule, law, fact, assessment, decision, goal or statement names it.",
                place=source.place,
            )
