"""Taking a decision or assessment as given, whatever the facts would lead to.

A choice that was really made, or that somebody wants to try, is put in the place of the
recommendation; what reads it then follows from it. The same serves laws, which vary an assessment
by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from advisor.cases.model import Case
from advisor.errors import NOWHERE, Problem, UnknownNameError, suggestion
from advisor.inference.compile import compile_rules
from advisor.inference.one.firmness import Foresight
from advisor.inference.planes.so_far import sweep
from advisor.inference.program import CompiledRules, DecisionStep, planes_of
from advisor.knowledge.model import Decision, Rule, RuleBase


@dataclass(frozen=True)
class Instead:
    """What follows when options are chosen instead of recommended.

    `chosen` pairs decisions with options. `misfits` and `actions` are the rules that hold then;
    `open_misfits` could hold once more is known. `recommended` pairs every other decision with
    the option that follows, '' where no rule argues.
    """

    chosen: tuple[tuple[str, str], ...]
    misfits: tuple[Rule, ...]
    open_misfits: tuple[Rule, ...]
    actions: tuple[Rule, ...]
    recommended: tuple[tuple[str, str], ...]


def with_given(rules: CompiledRules, names: Iterable[str]) -> CompiledRules:
    """Return the rules with some assessments or decisions turned into inputs, like facts.

    Rules that argue for them still hold or fail, and move nothing.
    """
    wanted = set(names)
    inputs = tuple((step.name, step.size) for step in rules.steps if step.name in wanted)
    steps = tuple(step for step in rules.steps if step.name not in wanted)
    return replace(rules, facts=(*rules.facts, *inputs), steps=steps)


def so_far(rules: CompiledRules, values: Mapping[str, int]) -> tuple[Mapping[str, int], set[str]]:
    """Return the value of every item as a mask and the ids of the rules that hold, for one case.

    `values` gives the mask of possible codes of every input.
    """
    return _follows(rules, values, Foresight(rules, values))


def _follows(
    rules: CompiledRules, values: Mapping[str, int], foresight: Foresight
) -> tuple[Mapping[str, int], set[str]]:
    planes = planes_of(values, rules.facts)
    state = sweep(rules, planes, 1, possible=foresight.possible_planes())
    masks = {
        name: sum(bit << code for code, bit in enumerate(bits))
        for name, bits in state.values.items()
    }
    return masks, {name for name, plane in state.holds.items() if plane}


def if_chosen(rules: RuleBase, case: Case, chosen: Mapping[str, str]) -> Instead:
    """Return what follows for a case when `chosen` (decision: option) is taken as decided.

    Raises UnknownNameError for a decision or option that the rule base doesn't hold.

    >>> from advisor import load_rules, read_case
    >>> rules = load_rules()
    >>> case = read_case("cases/real/seattle-2005-partial-consolidation.yaml", rules)
    >>> "W37" in [rule.id for rule in if_chosen(rules, case, {"structure": "centralized"}).misfits]
    True
    """
    compiled = with_given(compile_rules(rules), chosen)
    values = case.masks(rules)
    for name, option in chosen.items():
        values[name] = _mask(name, option, rules)
    foresight = Foresight(compiled, values)
    masks, holds = _follows(compiled, values, foresight)
    could = {name for name, one in foresight.bounds.prospects.items() if one.sometimes}
    warning = [rule for rule in rules.rules if rule.warning]
    return Instead(
        tuple(chosen.items()),
        tuple(rule for rule in warning if rule.id in holds),
        tuple(rule for rule in warning if rule.id not in holds and rule.id in could),
        tuple(rule for rule in rules.rules if rule.advice and rule.id in holds),
        tuple(
            (step.name, _only(rules, step.name, masks[step.name]))
            for step in compiled.steps
            if isinstance(step, DecisionStep)
        ),
    )


def _mask(name: str, option: str, rules: RuleBase) -> int:
    item = rules.items.get(name)
    if not isinstance(item, Decision):
        hint = suggestion(name, [decision.name for decision in rules.decisions])
        raise UnknownNameError(Problem(NOWHERE, f"'{name}' is no decision", hint))
    code = item.domain.code(option)
    if code is None:
        hint = suggestion(option, item.options)
        raise UnknownNameError(Problem(NOWHERE, f"'{option}' is no option of '{name}'", hint))
    return 1 << code


def _only(rules: RuleBase, name: str, mask: int) -> str:
    """Return the one option of a mask, or '' where several are left."""
    names = rules.items[name].domain.names(mask)
    return names[0] if len(names) == 1 else ""
