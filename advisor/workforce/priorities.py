"""What a gap weighs: by its level and standing, and more where the advice on the case says who or what comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.inference.advice import Advice
from advisor.knowledge.conditions import Line, Term
from advisor.knowledge.meaning import cut_by, meaning
from advisor.knowledge.model import Fact, RuleBase
from advisor.knowledge.words import Relation
from advisor.knowledge.workforce import LearnFirst, WorkforceBook, chosen
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import CompetencyStanding, Person


@dataclass(frozen=True)
class GapWeights:
    """The points of each kind of gap, and the priorities that add to them."""

    by_level: Mapping[tuple[str, CompetencyStanding], int]
    competencies: Mapping[str, int]
    categories: Mapping[str, int]
    active: tuple[LearnFirst, ...]

    def points(self, person: Person, key: str, matrix: RequiredMatrix) -> int:
        """What closing a person's gap is worth."""
        base = self.by_level.get((matrix.by_key[key].level, person.standing(key)), 1)
        return base + self.competencies.get(key, 0) + self.categories.get(person.category, 0)


def gap_weights(
    book: WorkforceBook, matrix: RequiredMatrix, rules: RuleBase, advice: Advice | None
) -> GapWeights:
    """Return the weights of the books; a priority counts where the advice surely says what it asks for."""
    active = tuple(one for one in book.priorities if advice and _holds(one, rules, advice))
    competencies: dict[str, int] = {}
    categories: dict[str, int] = {}
    for one in active:
        for key in chosen(one.first, matrix.competencies):
            competencies[key] = competencies.get(key, 0) + one.points
        for name in matrix.categories:
            if name.casefold() in {word.casefold() for word in one.first}:
                categories[name] = categories.get(name, 0) + one.points
    by_level = {}
    for weight in book.weights:
        by_level[weight.level, CompetencyStanding.MISSING] = weight.missing
        by_level[weight.level, CompetencyStanding.PARTLY] = weight.partly
    return GapWeights(by_level, competencies, categories, active)


def _holds(one: LearnFirst, rules: RuleBase, advice: Advice) -> bool:
    fired = {firing.rule for firing in advice.trace}
    return set(one.advised) <= fired and all(_line(line, rules, advice) for line in one.when)


def _line(line: Line, rules: RuleBase, advice: Advice) -> bool:
    return any(_term(term, line.terms, rules, advice) for term in line.terms)


def _term(term: Term, terms: Sequence[Term], rules: RuleBase, advice: Advice) -> bool:
    """Whether a term holds whatever is still open."""
    item = rules.items[term.subject]
    if isinstance(item, Fact):
        domain = cut_by(terms, item)
        answered = item.name in advice.case.by_fact
        if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
            return answered is (term.relation is Relation.KNOWN)
        if not answered:
            return False
        mask = advice.case.possible(item.name, domain)
    else:
        domain = item.domain
        found = advice.by_assessment.get(item.name)
        decided = advice.by_decision.get(item.name)
        values = found.values if found else (decided.recommended or "",) if decided else ()
        settled = len(values) == 1 and values[0] != ""
        if term.relation in (Relation.KNOWN, Relation.UNKNOWN):
            return settled is (term.relation is Relation.KNOWN)
        mask = domain.mask(values)
    return bool(mask) and not mask & ~meaning(term, domain)
