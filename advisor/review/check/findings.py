"""What a review found: the kind, what it is about, why it is so, a case that shows it, a waiver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from advisor.errors import NOWHERE, Place, ProblemKind, RuleBaseError
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase, Waiver


@dataclass(frozen=True)
class RuleFinding:
    """One finding. `about` names the block, `text` says what is wrong, `mend` what can be done.

    `shown_by` are cases that were played on the engine; where the finding says that something can
    never be, `proof` says how that is known. `waived` is the reason that the books give for it. A
    `hint` may well be meant as it is: it is told, and nothing fails by it.
    """

    kind: str
    about: str
    text: str
    mend: str
    proof: str = ""
    shown_by: tuple[Witness, ...] = ()
    waived: str = ""
    hint: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Checked:
    """All findings, and the questions that the solver could not answer in time."""

    findings: tuple[RuleFinding, ...]
    undecided: tuple[str, ...]

    @property
    def open(self) -> tuple[RuleFinding, ...]:
        """The findings that nobody has answered for, hints left out."""
        return tuple(one for one in self.findings if not one.waived and not one.hint)

    @property
    def hints(self) -> tuple[RuleFinding, ...]:
        """What may be meant as it is, and that nobody has answered for."""
        return tuple(one for one in self.findings if not one.waived and one.hint)


def with_waivers(
    findings: Iterable[RuleFinding], rules: RuleBase, *, complete: bool = True
) -> tuple[RuleFinding, ...]:
    """Attach the waivers of the books; a waiver that meets no finding is itself one.

    Unless the search was not `complete`: then the finding may be among what could not be decided.
    """
    waivers = {(waiver.finding, waiver.about.casefold()): waiver for waiver in rules.waivers}
    used: set[Waiver] = set()
    result: list[RuleFinding] = []
    for finding in findings:
        waiver = waivers.get((finding.kind, finding.about.casefold()))
        if waiver is not None:
            used.add(waiver)
            result.append(replace(finding, waived=waiver.reason))
        else:
            result.append(finding)
    result += [
        RuleFinding(
            "idle waiver",
            waiver.about,
            f"'{waiver.finding}' is waived here, and there is no such finding.",
            "take the waiver out",
            place=waiver.place,
        )
        for waiver in rules.waivers
        if complete and waiver not in used
    ]
    return tuple(sorted(result, key=lambda finding: (finding.place, finding.kind)))


def circles(error: RuleBaseError) -> tuple[RuleFinding, ...]:
    """Return the circles among the rules as findings, if nothing else is wrong with the books."""
    if any(problem.kind is not ProblemKind.CIRCLE for problem in error.problems):
        return ()
    return tuple(
        RuleFinding(
            "circle",
            problem.about,
            f"The rules lead in a circle, so nothing can be evaluated: {problem.read}.",
            problem.mend,
            "it follows from who reads what.",
            place=problem.place,
        )
        for problem in error.problems
    )
