"""Competencies that training cannot close in time, as profiles of posts; and whether the case's decision agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.inference.advice import Advice
from advisor.knowledge.workforce import AgreesWhere, WorkforceBook
from advisor.workforce.matrix import RequiredMatrix
from advisor.workforce.model import CompetencyStanding, Parameters, Person
from advisor.workforce.plan.plan import TrainingPlan


@dataclass(frozen=True)
class ShortCompetency:
    """A competency with fewer holders than wanted when the plan ends.

    `now` have it and stay, `trained` will have learnt it by then; `perhaps` are those who are
    required to have it and of whom it is unknown: where they could make up for it, ask them first.
    """

    key: str
    wanted: int
    now: int
    trained: int
    perhaps: int

    @property
    def short(self) -> int:
        """How many holders are missing for sure to the number that is wanted, if nobody unknown has it."""
        return self.wanted - self.now - self.trained

    @property
    def certain(self) -> bool:
        """Whether holders would be missing even if everybody of whom it is unknown had it."""
        return self.short > self.perhaps


@dataclass(frozen=True)
class PostProfile:
    """A post to be filled from outside: what it has to bring, for which job category, how many, and whom to pair it with.

    `cost` is that of a year in cents, or None; `colleague` is a pseudonym, or ''.
    """

    nature: str
    category: str
    keys: tuple[str, ...]
    posts: int
    cost: int | None
    people_are: str
    colleague: str


@dataclass(frozen=True)
class OptionMatch:
    """The decision of the case beside what the list shows. `agrees` is None where nothing is recommended."""

    decision: str
    option: str
    agrees: bool | None
    because: str


def short_competencies(plan: TrainingPlan, matrix: RequiredMatrix) -> tuple[ShortCompetency, ...]:
    """Return the competencies with fewer holders than wanted at the end of the plan."""
    parameters, people = plan.problem.parameters, plan.problem.people
    staying = [at for at, one in enumerate(people) if _stays(one, parameters)]
    gained = plan.gained
    found = []
    for one in matrix.competencies:
        wanted = parameters.wanted(one.key)
        now = sum(people[at].standing(one.key) is CompetencyStanding.MET for at in staying)
        trained = sum(at in gained.get(one.key, ()) for at in staying)
        perhaps = sum(
            people[at].standing(one.key) is CompetencyStanding.UNKNOWN
            for at in staying
            if people[at].category in one.job_categories
        )
        if now + trained < wanted:
            found.append(ShortCompetency(one.key, wanted, now, trained, perhaps))
    return tuple(found)


def _stays(person: Person, parameters: Parameters) -> bool:
    return person.leaves is None or person.leaves > parameters.end


def profiles(
    short: Sequence[ShortCompetency],
    plan: TrainingPlan,
    matrix: RequiredMatrix,
    people_are: str,
) -> tuple[PostProfile, ...]:
    """Return a profile for each nature of competencies that are short for sure."""
    parameters, people = plan.problem.parameters, plan.problem.people
    certain = [one for one in short if one.certain]
    found = []
    for nature in matrix.natures:
        own = [one for one in certain if matrix.by_key[one.key].nature == nature]
        if not own:
            continue
        keys = tuple(one.key for one in own)
        posts = max(one.short - one.perhaps for one in own)
        category = max(
            matrix.categories,
            key=lambda name: sum(key in matrix.required(name) for key in keys),
        )
        cost = None if parameters.salary is None else posts * parameters.salary
        pair = _colleague(people, keys, parameters)
        found.append(PostProfile(nature, category, keys, posts, cost, people_are, pair))
    return tuple(found)


def _colleague(people: Sequence[Person], keys: Sequence[str], parameters: Parameters) -> str:
    """Return who of those that stay is nearest to the profile: the most of it met, then partly met."""

    def near(person: Person) -> tuple[int, int]:
        standings = [person.standing(key) for key in keys]
        return (
            standings.count(CompetencyStanding.MET),
            standings.count(CompetencyStanding.PARTLY),
        )

    staying = [one for one in people if _stays(one, parameters)]
    best = max(staying, key=near, default=None)
    return best.pseudonym if best and any(near(best)) else ""


def match(
    book: WorkforceBook, advice: Advice | None, *, something_short: bool
) -> OptionMatch | None:
    """Return whether the decision that the books compare agrees with the list; None without a case."""
    if advice is None or not book.compared:
        return None
    option = advice.by_decision[book.compared].recommended
    if option is None:
        return OptionMatch(book.compared, "", None, book.compared_because)
    agreement = next((one for one in book.agreements if one.option == option), None)
    if agreement is None:
        return OptionMatch(book.compared, option, None, book.compared_because)
    agrees = {
        AgreesWhere.ALWAYS: True,
        AgreesWhere.SOMETHING_STAYS_SHORT: something_short,
        AgreesWhere.TRAINING_CLOSES_ALL: not something_short,
    }[agreement.agrees]
    return OptionMatch(book.compared, option, agrees, book.compared_because)


def ways(book: WorkforceBook, found: OptionMatch | None) -> str:
    """Return how people are found: as the case's option says, else either way."""
    for one in book.agreements:
        if found and one.option == found.option:
            return one.people_are
    every = dict.fromkeys(one.people_are for one in book.agreements)
    return " or ".join(every) or "found outside"
