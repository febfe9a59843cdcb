"""Where rules or answers contradict each other, as facts and as sentences."""

from __future__ import annotations

from advisor.inference.advice import Finding
from advisor.knowledge.effects import Conclude
from advisor.knowledge.model import Assessment, RuleBase
from advisor.text import all_of


def values_given(finding: Finding, rules: RuleBase) -> dict[str, str]:
    """Return what each rule or row that holds gives an assessment, by its id."""
    item = rules.items.get(finding.name)
    rows = (
        {item.row_id(row): row.value for row in item.rows} if isinstance(item, Assessment) else {}
    )
    given = {name: rows[name] for name in finding.rules if name in rows}
    for name in finding.rules:
        if name in rules.rules_by_id:
            for effect in rules.rules_by_id[name].effects:
                if isinstance(effect, Conclude) and effect.assessment == finding.name:
                    given[name] = effect.value
    return given


def contradicted(finding: Finding, rules: RuleBase) -> bool:
    """Whether rules or rows that hold give an assessment different values.

    No answer mends that: a table with unique rows has two that overlap, or two rules conclude
    what can't both be.
    """
    return len(set(values_given(finding, rules).values())) > 1


def contradiction_sentence(finding: Finding, rules: RuleBase) -> str:
    """Tell which rules contradict each other on an assessment, and what each of them says."""
    said = [f"{name} says {value}" for name, value in values_given(finding, rules).items()]
    return (
        f"The rules contradict each other: {all_of(said)}. No answer can settle that; "
        "each is reckoned with as possible."
    )
