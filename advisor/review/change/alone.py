"""One changed block by itself: two rule bases that differ in nothing else.

Most are the new rules with the block and without it, or with it as it was. Of a block that is gone
they are the old rules. So what two changes do together isn't put down to either of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge.conditions import Term
from advisor.knowledge.domains import Kind
from advisor.knowledge.model import Assessment, Decision, Rule, RuleBase
from advisor.knowledge.order import evaluation_order
from advisor.review.change.mutants import cut_by

Sides = tuple[RuleBase, RuleBase]


def alone(rules: Sides, name: str) -> Sides | None:
    """Return two rule bases that differ in one rule, assessment or decision of two others, the earlier first.

    None where neither side can hold the other's block, since it speaks of what is not there.
    """
    old, new = rules
    before, after = _block(old, name), _block(new, name)
    if before is None or after is None:
        if isinstance(before, Rule):
            return _in_order(old, _without(old, before))
        return _in_order(_without(new, after), new) if isinstance(after, Rule) else None
    if _fits(before, old, new):
        return _in_order(_with(new, before), new)
    return _in_order(old, _with(old, after)) if _fits(after, new, old) else None


_Block = Rule | Assessment | Decision


def _block(rules: RuleBase, name: str) -> _Block | None:
    found = rules.rules_by_id.get(name) or rules.items.get(name)
    return found if isinstance(found, Rule | Assessment | Decision) else None


def _without(rules: RuleBase, rule: Rule) -> RuleBase:
    kept = tuple(one for one in rules.rules if one.id != rule.id)
    return replace(rules, rules=kept, hash=f"{rules.hash} without {rule.id}")


def _with(rules: RuleBase, block: _Block) -> RuleBase:
    """Return a rule base in which a block says what it says in another one; the numbers are cut for it."""
    if isinstance(block, Rule):
        own = tuple(block if one.id == block.id else one for one in rules.rules)
        changed = replace(rules, rules=own)
    elif isinstance(block, Assessment):
        tables = tuple(block if one.name == block.name else one for one in rules.assessments)
        changed = replace(rules, assessments=tables)
    else:
        decisions = tuple(block if one.name == block.name else one for one in rules.decisions)
        changed = replace(rules, decisions=decisions)
    cut = cut_by(changed, _terms(block))
    return replace(cut, hash=f"{rules.hash} with another {_name(block)}")


def _in_order(before: RuleBase, after: RuleBase) -> Sides | None:
    """Return both with their items in an order for evaluation; None where one has a circle."""
    sides: list[RuleBase] = []
    for rules in (before, after):
        order, strata, wrong = evaluation_order(rules.assessments, rules.decisions, rules.rules)
        if wrong:
            return None
        sides.append(replace(rules, order=order, strata=tuple(sorted(strata.items()))))
    return sides[0], sides[1]


def _name(block: _Block) -> str:
    return block.id if isinstance(block, Rule) else block.name


def _terms(block: _Block) -> Iterator[Term]:
    if isinstance(block, Rule):
        yield from block.terms
    elif isinstance(block, Assessment):
        for row in block.rows:
            yield from row.terms


def _fits(block: _Block, home: RuleBase, there: RuleBase) -> bool:
    """Whether all that a block speaks of has the same values there, so that it can stand there."""
    names = {term.subject for term in _terms(block)}
    if isinstance(block, Rule):
        names |= {effect.target for effect in block.effects}
    else:
        names.add(block.name)
    if isinstance(block, Decision) and block.keep:
        names.add(block.keep)
    for name in names:
        mine, theirs = home.items.get(name), there.items.get(name)
        if mine is None or theirs is None or type(mine) is not type(theirs):
            return False
        kinds = mine.domain.kind, theirs.domain.kind
        numbers = kinds == (Kind.NUMBER, Kind.NUMBER)
        same = kinds[0] is kinds[1] and mine.domain.values == theirs.domain.values
        if not (numbers or same):
            return False
    return True
