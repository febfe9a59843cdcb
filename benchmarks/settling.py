"""How soon an interview settles the main decisions, beside asking in the books' order and at random.

    python -m benchmarks.settling [GOVERNMENTS]

Answers come from the documented cases and the vignettes, with what they leave open drawn from the
books, and from a realistic population. Printed are the share of the interviews in which
all main decisions are settled after so many questions, how often this takes more questions than
in the books' order, and after how many all decisions are settled or sure enough.

*Settled* means proved: no answers that could still be given change a recommendation, however unlikely
they are. How few answers can do that at all is told beside it (`benchmarks.certificates`): what one
would need who knew all answers beforehand, and had only to prove them. *Agreed* means that all
likely completions that were drawn agree, which is what a sample can tell.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from advisor.cases.model import Case
from advisor.cases.population import WeightedCompletions, sample
from advisor.cases.read.case_file import read_case
from advisor.interview import session as moves
from advisor.interview import views
from advisor.interview.session import Session
from advisor.interview.sureness import ALL
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase
from benchmarks.certificates import certificate
from benchmarks.measure import ROOT, show

STEPS = (5, 10, 15, 20, 25, 30, 35, 40)

Answers = Mapping[str, str]
"""What one government answers; a fact that is missing, nobody knows."""

Choice = Callable[[Session, random.Random], str]


@dataclass(frozen=True)
class Course:
    """After how many questions all main decisions were settled.

    `agreed` and `enough` tell when all likely completions first agreed, and when enough of them did.
    """

    settled: int
    agreed: int
    enough: int


def by_worth(session: Session, _: random.Random) -> str:
    """Ask as the interview does."""
    question = moves.next_question(session)
    assert question is not None
    return question.fact.name


def by_books(session: Session, _: random.Random) -> str:
    """Ask what bears on an open main decision, in the order of the books."""
    return _bearing(session)[0]


def at_random(session: Session, chance: random.Random) -> str:
    """Ask anything that bears on an open main decision."""
    return chance.choice(_bearing(session))


def _bearing(session: Session) -> list[str]:
    waiting = [one for one in session.matter.pending.waiting if one.name in session.undecided]
    named = {fact for one in waiting for fact in one.facts}
    return [name for name in session.matter.questions if name in named]


ORDERS: Mapping[str, Choice] = {
    "by what it settles": by_worth,
    "in the books' order": by_books,
    "at random": at_random,
}


def course(rules: RuleBase, answers: Answers, choose: Choice, seed: int) -> Course:
    """Hold one interview until all main decisions are settled."""
    chance = random.Random(seed)
    session = moves.go_on(moves.start(rules, Case("simulated", ())))
    count, agreed, enough = 0, -1, -1
    while session.undecided:
        if enough < 0 and session.standing is moves.Standing.DECIDED:
            enough = count
        if agreed < 0 and all(one.likeliest[1] >= ALL for one in views.likelihoods(session)):
            agreed = count
        name = choose(session, chance)
        session = moves.answer(session, name, answers.get(name, "unknown"))
        count += 1
    return Course(count, count if agreed < 0 else agreed, count if enough < 0 else enough)


def documented(rules: RuleBase) -> list[Answers]:
    """Return the answers of the documented cases and the vignettes.

    What they leave open is drawn, as likely as it is for them: what nobody knows would settle
    nothing in any order.
    """
    paths = [*sorted((ROOT / "cases/real").glob("*.yaml"))]
    paths += sorted((ROOT / "cases/vignettes").glob("*.yaml"))
    chance = random.Random(16)
    found = []
    for path in paths:
        drawn = sample(rules, 100, read_case(path, rules), seed=16)
        (index,) = chance.choices(range(100), drawn.weights)
        found.append(_answers(rules, drawn, index))
    return found


def population(rules: RuleBase, count: int) -> list[Answers]:
    """Return the answers of governments that the books call likely."""
    drawn = sample(rules, count, seed=16)
    return [_answers(rules, drawn, index) for index in range(count)]


def _answers(rules: RuleBase, drawn: WeightedCompletions, index: int) -> Answers:
    answers = {}
    for fact in rules.facts:
        code = drawn.masks[fact.name][index].bit_length() - 1
        inside = f"{fact.domain.number_in(code):f}" if fact.domain.unit else ""
        answers[fact.name] = inside or fact.domain.values[code]
    return answers


def print_curves(name: str, rules: RuleBase, governments: Sequence[Answers]) -> None:
    """Print how soon interviews with some governments settle, in each order."""
    print(f"\nAll main decisions settled, {len(governments)} {name}; share after so many questions")
    show("order", "   ".join(f"{step:>3}" for step in STEPS), "median, most")
    courses = {}
    for order, choose in ORDERS.items():
        found = [course(rules, one, choose, seed) for seed, one in enumerate(governments)]
        courses[order] = found
        counts = [one.settled for one in found]
        shares = [sum(count <= step for count in counts) / len(counts) for step in STEPS]
        curve = "   ".join(f"{100 * share:3.0f}" for share in shares)
        show(order, curve, f"{median(counts):g}, {max(counts)}")
    best, books = (courses[name] for name in ("by what it settles", "in the books' order"))
    longer = sum(one.settled > other.settled for one, other in zip(best, books, strict=True))
    show("   interviews longer than in the books' order", f"{longer}", "0")
    found = [certificate(rules, one) for one in governments]
    least, most = median(one.least for one in found), median(one.most for one in found)
    show(
        "   fewest answers that can settle all, median",
        f"{least:g} to {most:g}",
        "knowing all of them",
    )
    agreed = median(one.agreed for one in best)
    show("   all likely completions agree, median", f"{agreed:g}", "20")
    enough = median(one.enough for one in best)
    show(f"   settled or sure to {100 * moves.ENOUGH:g} of 100, median", f"{enough:g}", "20")


def print_settling(governments: int = 40) -> None:
    """Print the curves of documented cases and of a realistic population."""
    rules = load_rules()
    real = documented(rules)
    real = real[:: max(1, len(real) // governments)]
    print_curves("documented cases and vignettes", rules, real)
    print_curves("governments of a realistic population", rules, population(rules, governments))


if __name__ == "__main__":
    print_settling(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
