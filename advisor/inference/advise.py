"""From a rule base and a case to the advice: the reference engine's run, and what could still change it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.cases.answers import value_text
from advisor.cases.borders import borders
from advisor.cases.model import Answer, Case
from advisor.inference.advice import (
    Action,
    Advice,
    Argument,
    DecisionAdvice,
    Finding,
    Firing,
    Misfit,
    Overturn,
    Readings,
    Status,
    Survival,
)
from advisor.inference.compile import compile_rules
from advisor.inference.experta.engine import SoFar
from advisor.inference.one.changes import Change, single_changes, tried, winners
from advisor.inference.one.firmness import Foresight, status_of
from advisor.inference.one.overturns import Overturns
from advisor.inference.play import reference_engine
from advisor.inference.program import AssessmentStep, Clause, CompiledRules, DecisionStep
from advisor.knowledge.domains import Kind
from advisor.knowledge.effects import Adjust, Argue, Conclude, RuleOut
from advisor.knowledge.model import Assessment, Decision, Fact, Rule, RuleBase


def advise(rules: RuleBase, case: Case) -> Advice:
    """Return the explained advice that the rule base gives for a case.

    The recommendation is what follows from what is known; its status tells what the unknown
    facts could still do to it.

    Safe to call from several threads at once, and after a call that was broken off by Ctrl-C, an
    alarm or an error: nothing of one case is left to the next.

    >>> from advisor import advise, load_rules, read_case
    >>> advice = advise(load_rules(), read_case("cases/real/nevada-county-ca-2001.yaml"))
    >>> advice.by_decision["structure"].recommended in ("centralized", "federal")
    True
    """
    compiled = compile_rules(rules)
    answers = case.masks(rules)
    foresight = Foresight(compiled, answers)
    so_far = reference_engine(compiled).run(answers, foresight.possible)
    return _Account(compiled, case, so_far, foresight).advice()


_MOST_OVERTURNING = 12
"""How many of the answers that would overturn a recommendation are kept, the nearest first."""


class _Account:
    """Turns one run into advice, naming what the engine knows in codes."""

    def __init__(
        self, compiled: CompiledRules, case: Case, so_far: SoFar, foresight: Foresight
    ) -> None:
        self._compiled = compiled
        self._rules = compiled.source
        self._case = case
        self._so_far = so_far
        self._foresight = foresight
        self._overturns = Overturns(foresight)
        self._clauses = dict(compiled.clauses)
        self._rows = {
            row.id: (step, row)
            for step in compiled.steps
            if isinstance(step, AssessmentStep)
            for row in step.rows
        }
        answers = {name: so_far.values[name] for name, _ in compiled.facts}
        self._changes = single_changes(compiled, answers, case.by_fact)
        # The case as it stands comes first, so that all are taken alike.
        self._changed = tried(compiled, answers, [(), *self._changes], possible={})
        self._fired = [name for name in so_far.fired if name in self._clauses]

    def advice(self) -> Advice:
        """Put the parts together, in the order of the books."""
        case, rules = self._case, self._rules
        fired = set(self._fired)
        return Advice(
            version=rules.version,
            hash=rules.hash,
            case=case,
            facts=tuple(
                (fact.name, self._given(case.by_fact[fact.name], fact))
                for fact in rules.facts
                if fact.name in case.by_fact
            ),
            assessments=tuple(self._finding(item) for item in rules.assessments),
            decisions=tuple(
                self._decision(step)
                for item in rules.decisions
                for step in self._compiled.steps
                if isinstance(step, DecisionStep) and step.name == item.name
            ),
            misfits=tuple(
                self._misfit(rule) for rule in rules.rules if rule.id in fired and rule.warning
            ),
            actions=tuple(
                self._action(rule, fired)
                for rule in rules.rules
                if rule.id in fired and rule.advice
            ),
            unknown=tuple(name for name in rules.fact_names if name not in case.by_fact),
            trace=self._trace(),
            borders=borders(rules, case),
        )

    def _values(self, name: str, mask: int | None = None) -> tuple[str, ...]:
        item = self._rules.items[name]
        return item.domain.names(self._so_far.values[name] if mask is None else mask)

    def _read(self, clause: Clause) -> Readings:
        """Tell what the conditions read: a number as it was given, everything else by its values."""
        readings = []
        for name in clause.reads:
            answer = self._case.by_fact.get(name)
            item = self._rules.items[name]
            if answer is not None and isinstance(item, Fact) and item.domain.kind is Kind.NUMBER:
                readings.append((name, self._given(answer, item)))
            else:
                readings.append((name, self._values(name)))
        return tuple(readings)

    def _given(self, answer: Answer, fact: Fact) -> tuple[str, ...]:
        return tuple(value_text(value, fact.domain) for value in answer.values)

    def _finding(self, item: Assessment) -> Finding:
        settled = self._so_far.findings[item.name]
        outcome = self._foresight.outcomes[item.name]
        return Finding(
            item.name,
            self._values(item.name),
            settled.value is not None,
            settled.by,
            item.domain.names(outcome.mask),
        )

    def _decision(self, step: DecisionStep) -> DecisionAdvice:
        verdict = self._so_far.verdicts[step.name]
        outcome = self._foresight.outcomes[step.name]
        item = self._rules.items[step.name]
        assert isinstance(item, Decision)  # noqa: S101 - the step was compiled from a decision
        status = status_of(verdict, outcome.outlook, step.close_call)
        overturned_by: Iterable[Overturn] = ()
        if status is Status.PROVISIONAL:
            overturned_by = (
                self._overturn(change, item.options[code])
                for change, code in self._overturns.of(step.name, verdict.winner)
            )
        fired = set(self._fired)
        return DecisionAdvice(
            name=step.name,
            recommended=None if verdict.winner is None else item.options[verdict.winner],
            status=status,
            basis=outcome.basis,
            set_aside=tuple(item.options[code] for code in verdict.set_aside),
            possible=item.domain.names(outcome.mask),
            scores=tuple(zip(item.options, verdict.scores, strict=True)),
            ruled_out=tuple(item.options[code] for code in sorted(verdict.ruled_out)),
            overturned_by=tuple(overturned_by),
            survives=self._survives(step.name, item),
            arguments=tuple(self._arguments(step, fired)),
            waiting=tuple(voice.id for voice in step.voices if self._waits(voice.id, fired)),
            open_facts=self._open_facts(step.name),
        )

    def _survives(self, name: str, item: Decision) -> Survival:
        """Tell what each other answer to what is known would do to a decision."""
        winner, *after = winners(self._changed, name, len(self._changes) + 1)
        moved = [
            (change, code)
            for change, code in zip(self._changes, after, strict=True)
            if code != winner
        ]
        return Survival(
            len(after),
            len(after) - len(moved),
            tuple(
                self._overturn(change, "" if code is None else item.options[code])
                for change, code in moved[:_MOST_OVERTURNING]
            ),
        )

    def _open_facts(self, decision: str) -> tuple[str, ...]:
        open_facts = {one.fact for one in self._foresight.outcomes[decision].dimensions}
        return tuple(name for name in self._rules.fact_names if name in open_facts)

    def _waits(self, identifier: str, fired: set[str]) -> bool:
        """Whether a rule doesn't hold now but could once more is known."""
        return identifier not in fired and bool(
            self._foresight.bounds.prospects[identifier].sometimes
        )

    def _overturn(self, change: Change, to: str) -> Overturn:
        answers = [(fact, self._values(fact, 1 << code)[0]) for fact, code in change]
        (fact, value), *others = answers
        return Overturn(fact, value, to, tuple(others))

    def _arguments(self, step: DecisionStep, fired: set[str]) -> Iterable[Argument]:
        for voice in step.voices:
            if voice.id not in fired:
                continue
            rule = self._rules.rules_by_id[voice.id]
            for effect in rule.effects:
                if isinstance(effect, Argue | RuleOut) and effect.decision == step.name:
                    yield Argument(
                        rule.id,
                        effect.option,
                        effect.points if isinstance(effect, Argue) else 0,
                        isinstance(effect, RuleOut),
                        rule.because,
                        self._read(voice.clause),
                        _keys(rule),
                    )

    def _provisional(self, rule: Rule) -> bool:
        """Whether an open answer could take away what the rule concludes."""
        return not self._foresight.bounds.prospects[rule.id].always

    def _misfit(self, rule: Rule) -> Misfit:
        return Misfit(
            rule.id,
            rule.warning,
            rule.because,
            self._provisional(rule),
            self._read(self._clauses[rule.id]),
            _keys(rule),
            rule.weight,
        )

    def _action(self, rule: Rule, fired: set[str]) -> Action:
        advice = rule.advice
        assert advice is not None  # noqa: S101 - only rules that advise come here
        return Action(
            rule.id,
            advice.phase,
            advice.owner,
            advice.part.value,
            advice.text,
            rule.because,
            advice.serves,
            self._provisional(rule),
            self._read(self._clauses[rule.id]),
            _keys(rule),
            tuple(before for before in advice.after if before in fired),
            advice.effort,
            advice.needs,
        )

    def _trace(self) -> tuple[Firing, ...]:
        """Return what fired and counted, stratum by stratum, in the order of firing."""
        stratum = self._rules.stratum
        counted = {name for settled in self._so_far.findings.values() for name in settled.by}
        steps = []
        for name in self._so_far.fired:
            if name in self._clauses:
                rule = self._rules.rules_by_id[name]
                concluded = _conclusions(rule)
                steps.append(
                    Firing(name, stratum[name], self._read(self._clauses[name]), concluded)
                )
            elif name in counted:
                step, row = self._rows[name]
                value = self._values(step.name, 1 << row.code)
                reading = self._read(row.clause)
                steps.append(Firing(name, stratum[step.name], reading, ((step.name, value),)))
        return tuple(sorted(steps, key=lambda firing: firing.stratum))


def _keys(rule: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.key for citation in rule.sources))


def _conclusions(rule: Rule) -> Readings:
    """Tell what a rule concluded, by the item that it speaks about."""
    said: dict[str, list[str]] = {}
    for effect in rule.effects:
        if isinstance(effect, Argue):
            said.setdefault(effect.decision, []).append(f"{effect.option} {effect.points:+d}")
        elif isinstance(effect, RuleOut):
            said.setdefault(effect.decision, []).append(f"{effect.option} ruled out")
        elif isinstance(effect, Adjust):
            said.setdefault(effect.assessment, []).append(f"{effect.points:+d}")
        elif isinstance(effect, Conclude):
            said.setdefault(effect.assessment, []).append(effect.value)
    if rule.warning:
        said["misfit"] = [rule.warning]
    if rule.advice is not None:
        said["action"] = [rule.advice.text]
    return tuple((name, tuple(values)) for name, values in said.items())
