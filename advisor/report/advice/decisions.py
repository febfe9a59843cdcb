"""The decisions as a report shows them: options side by side, each argument for and against."""

from __future__ import annotations

from typing import NamedTuple

from advisor.explanation.ahead import margin, runner_up, tie
from advisor.inference.advice import Advice, Argument, Basis, DecisionAdvice, Status
from advisor.knowledge.model import Decision, RuleBase
from advisor.report.advice.backing import known_behind, leaning, main_reason, mainly
from advisor.report.advice.openness import is_open, open_facts_behind
from advisor.report.advice.overturning import OverturningView, overturnings
from advisor.report.advice.parts import Grounds, grounds
from advisor.text import capital


class RuleWord(NamedTuple):
    """What one rule says on one option: signed points (0 when silent), or that it is ruled out."""

    option: str
    points: int
    rules_out: bool


class Reason(NamedTuple):
    """One rule's word on every option of a decision, in the order in which the options are shown."""

    grounds: Grounds
    words: tuple[RuleWord, ...]

    @property
    def spoken(self) -> tuple[RuleWord, ...]:
        """The options on which the rule says anything."""
        return tuple(word for word in self.words if word.points or word.rules_out)


class ReasonGroup(NamedTuple):
    """Reasons that pull the same way. `side` is for, against or beside: seen from the advice."""

    side: str
    reasons: tuple[Reason, ...]


class OptionArgument(NamedTuple):
    """An argument on one option. `told_under` names the option that already gave its reason."""

    grounds: Grounds
    points: int
    rules_out: bool
    told_under: str


class OptionView(NamedTuple):
    """An option with its points and both sides. `can_win` tells whether it can still be advised."""

    name: str
    meaning: str
    points: int
    points_for: int
    points_against: int
    recommended: bool
    ruled_out: bool
    ruled_out_by: tuple[str, ...]
    can_win: bool
    arguments_for: tuple[OptionArgument, ...]
    arguments_against: tuple[OptionArgument, ...]


class DecisionView(NamedTuple):
    """What is advised on one decision, how firm it is, and everything that speaks for and against.

    `mainly` holds the titles of the weightiest rules behind the advice, `main_reason` the reason of
    the first; `least_bad` tells that the advised option has less than no points, `leaning` that all
    rests on one argument and at most two known facts (`known_behind` counts them); `margin` is the distance to
    the next option; `tie` tells what decides between equal points ('' where none are), `close` that
    some decision of the books would call the lead close: the same lead reads the same in every
    decision, whatever margin its own book sets. `anything_open` tells of all facts, not just this decision's; `option_names`
    keep the order of the book. `could_change` are the facts of which a single answer could move the
    recommendation; where there are none, `together` are those of the fewest answers that were found
    to do it together, and where there are none either, `to_ask` are the open facts that still
    matter, those first for which most silent rules wait.
    """

    name: str
    title: str
    question: str
    group: str
    recommended: str
    meaning: str
    status: str
    exact: bool
    anything_open: bool
    anything_ruled_in: bool
    margin: int | None
    tie: str
    close: bool
    runner_up: str
    possible: tuple[str, ...]
    set_aside: tuple[str, ...]
    option_names: tuple[str, ...]
    options: tuple[OptionView, ...]
    reasons: tuple[ReasonGroup, ...]
    mainly: tuple[str, ...]
    main_reason: str
    least_bad: bool
    leaning: bool
    known_behind: int
    changes_tried: int
    changes_survived: int
    overturned_by: tuple[OverturningView, ...]
    could_change: tuple[str, ...]
    together: tuple[str, ...]
    waiting: tuple[str, ...]
    to_ask: tuple[str, ...]

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """The reasons of all groups, in their order."""
        return tuple(reason for group in self.reasons for reason in group.reasons)


def decision_views(advice: Advice, rules: RuleBase) -> tuple[DecisionView, ...]:
    """Return the decisions, first those on which most other rules rest; groups keep their order."""
    names = {decision.name for decision in rules.decisions}
    grouped = {decision.name for decision in rules.decisions if decision.group}
    readers = dict.fromkeys(names, 0)
    for rule in rules.rules:
        for name in set(rule.reads) & names:
            readers[name] += 1
    ordered = sorted(
        (decision for decision in advice.decisions if decision.name in names),
        key=lambda decision: 0 if decision.name in grouped else -readers[decision.name],
    )
    return tuple(_view(decision, advice, rules) for decision in ordered)


def _view(decision: DecisionAdvice, advice: Advice, rules: RuleBase) -> DecisionView:
    item = rules.items[decision.name]
    assert isinstance(item, Decision)  # noqa: S101 - narrows the type
    meanings = dict(item.meanings)
    options = _options(decision, item, rules)
    next_best = runner_up(decision, advice, rules)
    lead, equal = margin(decision, next_best), tie(decision, advice, rules)
    return DecisionView(
        name=decision.name,
        title=capital(decision.name),
        question=item.question,
        group=item.group,
        recommended=decision.recommended or "",
        meaning=meanings.get(decision.recommended or "", ""),
        status=decision.status.value,
        exact=decision.basis is Basis.EXACT,
        anything_open=any(is_open(fact, advice) for fact in rules.facts),
        anything_ruled_in=len(decision.ruled_out) < len(item.options),
        margin=lead,
        tie=str(equal) if equal else "",
        close=lead is not None and 0 < lead <= _close(rules),
        runner_up=next_best or "",
        possible=decision.possible,
        set_aside=decision.set_aside,
        option_names=item.options,
        options=options,
        reasons=_reasons(decision, options, rules),
        mainly=mainly(decision, rules),
        main_reason=main_reason(decision),
        least_bad=bool(decision.recommended) and decision.score(decision.recommended or "") < 0,
        leaning=leaning(decision, advice),
        known_behind=len(known_behind(decision, advice)),
        changes_tried=decision.survives.changes,
        changes_survived=decision.survives.same,
        overturned_by=overturnings(decision, rules),
        could_change=tuple(
            dict.fromkeys(one.fact for one in decision.overturned_by if not one.together_with)
        ),
        together=_together(decision),
        waiting=decision.waiting,
        to_ask=_to_ask(decision, advice, rules),
    )


def _close(rules: RuleBase) -> int:
    """Return the widest lead that any decision of the books calls close."""
    return max((one.close_call for one in rules.decisions), default=0)


def _to_ask(decision: DecisionAdvice, advice: Advice, rules: RuleBase) -> tuple[str, ...]:
    if decision.status not in (Status.INSUFFICIENT, Status.PROVISIONAL) or decision.overturned_by:
        return ()
    wanted = open_facts_behind(decision.waiting, advice, rules)
    waited_for = tuple(fact for fact in wanted if fact in decision.open_facts)
    others = (fact for fact in decision.open_facts if fact not in waited_for)
    return (*waited_for, *others) if decision.status is Status.PROVISIONAL else waited_for


def _together(decision: DecisionAdvice) -> tuple[str, ...]:
    """Return the facts of the first set of answers, where no answer does it alone."""
    first = next(iter(decision.overturned_by), None)
    if first is None or not first.together_with:
        return ()
    return (first.fact, *(fact for fact, _ in first.together_with))


def _options(decision: DecisionAdvice, item: Decision, rules: RuleBase) -> tuple[OptionView, ...]:
    """The recommended option first, then by points, at last what is ruled out."""
    meanings = dict(item.meanings)
    ranked = sorted(
        item.options,
        key=lambda option: (
            option != decision.recommended,
            option in decision.ruled_out,
            -decision.score(option),
        ),
    )
    told: dict[str, str] = {}
    views = []
    for option in ranked:
        mine = sorted(
            (argument for argument in decision.arguments if argument.option == option),
            key=lambda argument: (not argument.rules_out, -abs(argument.points)),
        )
        sides: dict[bool, list[OptionArgument]] = {True: [], False: []}
        for argument in mine:
            view = OptionArgument(
                grounds=_grounds(argument, rules),
                points=argument.points,
                rules_out=argument.rules_out,
                told_under=told.get(argument.rule, ""),
            )
            sides[argument.points > 0 and not argument.rules_out].append(view)
            told.setdefault(argument.rule, option)
        points = [argument.points for argument in mine]
        views.append(
            OptionView(
                name=option,
                meaning=meanings.get(option, ""),
                points=decision.score(option),
                points_for=sum(point for point in points if point > 0),
                points_against=-sum(point for point in points if point < 0),
                recommended=option == decision.recommended,
                ruled_out=option in decision.ruled_out,
                ruled_out_by=tuple(argument.rule for argument in mine if argument.rules_out),
                can_win=option in decision.possible,
                arguments_for=tuple(sides[True]),
                arguments_against=tuple(sides[False]),
            )
        )
    return tuple(views)


def _grounds(argument: Argument, rules: RuleBase) -> Grounds:
    return grounds(argument.rule, argument.because, argument.read, argument.sources, rules)


def _reasons(
    decision: DecisionAdvice, options: tuple[OptionView, ...], rules: RuleBase
) -> tuple[ReasonGroup, ...]:
    """One row a rule, grouped by how it bears on the recommended option, the weightiest first."""
    by_rule: dict[str, list[Argument]] = {}
    for argument in decision.arguments:
        by_rule.setdefault(argument.rule, []).append(argument)
    groups: dict[str, list[tuple[int, Reason]]] = {"for": [], "against": [], "beside": []}
    for mine in by_rule.values():
        words = tuple(_word(option.name, mine) for option in options)
        points = next((word.points for word in words if word.option == decision.recommended), 0)
        side = "for" if points > 0 else "against" if points < 0 else "beside"
        groups[side].append((points, Reason(_grounds(mine[0], rules), words)))
    return tuple(
        ReasonGroup(side, tuple(reason for _, reason in sorted(rows, key=lambda row: -abs(row[0]))))
        for side, rows in groups.items()
        if rows
    )


def _word(option: str, arguments: list[Argument]) -> RuleWord:
    mine = [argument for argument in arguments if argument.option == option]
    return RuleWord(
        option=option,
        points=sum(argument.points for argument in mine),
        rules_out=any(argument.rules_out for argument in mine),
    )
