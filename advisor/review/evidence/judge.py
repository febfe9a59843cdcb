"""The rule base held against documented cases: what it advises, and what it warns of in the choice that was made.

A choice is judged by what was known at the time, and only by rules that do not rest on these
cases alone. Its misfits are those that hold when the choice is put in the place of the
recommendation. Where no rule argues the result is insufficient, and is counted as such, neither
for nor against the rule base.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from advisor.cases.model import Case
from advisor.inference.advise import advise
from advisor.inference.one.given import if_chosen
from advisor.knowledge.model import Decision, RuleBase
from advisor.knowledge.words import Judging
from advisor.review.evidence.causes import Cause
from advisor.review.evidence.standing import ChoiceStanding, standing

OWN_CASES = "real-cases"
"""The key under which rules cite the documented cases."""

WORKED = ("worked",)
FAILED = ("failed", "reversed")
VERDICTS = ("worked", "mixed", "failed", "reversed", "unknown")


@dataclass(frozen=True)
class Judgement:
    """One choice of one case: what was chosen, what is recommended, and how the choice stands.

    `main` tells that another recommendation counts as a warning of a choice that failed;
    `rank` is the decision's place in the books.
    """

    decision: str
    chosen: str
    recommended: str
    status: str
    standing: ChoiceStanding
    main: bool
    rank: int


@dataclass(frozen=True)
class ChoiceFinding:
    """One case: its choices judged, and the misfits that the choices draw.

    `named` are those misfits that name the cause which the source tells; `known` is the number
    of facts that were known.
    """

    case: Case
    judgements: tuple[Judgement, ...]
    misfits: tuple[str, ...]
    named: tuple[str, ...]
    known: int

    @property
    def verdict(self) -> str:
        """How the choice ended."""
        return self.case.outcome.verdict if self.case.outcome else "unknown"

    @property
    def advised_otherwise(self) -> bool:
        """Whether a main choice is not the one recommended.

        What is insufficient is not advised otherwise.
        """
        return any(
            judged.standing
            in (ChoiceStanding.CLOSE, ChoiceStanding.BEHIND, ChoiceStanding.RULED_OUT)
            for judged in self.judgements
            if judged.main
        )


@lru_cache(maxsize=4)
def independent(rules: RuleBase) -> RuleBase:
    """Return the rule base without the rules that cite nothing but the documented cases.

    What was drawn from the cases alone would be confirmed by them whatever they say.
    """
    kept = tuple(rule for rule in rules.rules if {one.key for one in rule.sources} != {OWN_CASES})
    return replace(rules, rules=kept)


def judge(rules: RuleBase, case: Case, causes: Mapping[str, Cause]) -> ChoiceFinding:
    """Judge the choices of one case by those rules that do not rest on documented cases alone."""
    rules = independent(rules)
    advice = advise(rules, case)
    judgements = []
    for name, option in case.chosen:
        item = rules.items[name]
        assert isinstance(item, Decision)  # noqa: S101 - case files name decisions only
        if item.judged is Judging.NO:
            continue
        advised = advice.by_decision[name]
        judgements.append(
            Judgement(
                name,
                option,
                advised.recommended or "",
                advised.status.value,
                standing(option, advised, item),
                item.judged is Judging.MAIN,
                rules.decisions.index(item),
            )
        )
    misfits = tuple(rule.id for rule in if_chosen(rules, case, dict(case.chosen)).misfits)
    cause = causes.get(case.id)
    named = tuple(one for one in misfits if cause and one in cause.misfits)
    return ChoiceFinding(case, tuple(judgements), misfits, named, len(case.answers))


def report(findings: Sequence[ChoiceFinding], causes: Mapping[str, Cause]) -> str:
    """Write the tables of `make evidence` as plain text."""
    lines = [
        "Choices that worked: is the choice what the rules recommend?",
        *_by_decision([one for one in findings if one.verdict in WORKED]),
        "",
        "Choices that failed or were reversed: do the rules recommend them?",
        *_by_decision([one for one in findings if one.verdict in FAILED]),
        "",
        "Choices that ended mixed",
        *_by_decision([one for one in findings if one.verdict == "mixed"]),
        "",
        *_failures([one for one in findings if one.verdict in FAILED], causes),
        "",
        *_misfits(findings),
        "",
        *_cases(findings),
    ]
    return "\n".join(lines) + "\n"


def _by_decision(findings: Iterable[ChoiceFinding]) -> list[str]:
    counts: dict[str, Counter[ChoiceStanding]] = {}
    every = (judged for finding in findings for judged in finding.judgements)
    for judged in sorted(every, key=lambda one: one.rank):
        counts.setdefault(judged.decision, Counter())[judged.standing] += 1
    rows = [("decision", "choices", *(one.value for one in ChoiceStanding))]
    rows += [_counted(name, count) for name, count in counts.items() if count]
    rows.append(_counted("all", sum(counts.values(), Counter[ChoiceStanding]())))
    return table(rows)


def _counted(name: str, count: Counter[ChoiceStanding]) -> tuple[str, ...]:
    return (name, str(count.total()), *(str(count[one]) for one in ChoiceStanding))


def _failures(findings: Sequence[ChoiceFinding], causes: Mapping[str, Cause]) -> list[str]:
    otherwise = [one for one in findings if one.advised_otherwise]
    named = [one for one in findings if one.named]
    either = [one for one in findings if one.advised_otherwise or one.named]
    count = len(findings)
    lines = [
        f"Of {count} cases that failed or were reversed:",
        f"  in {len(otherwise)} the rules recommend another structure or provision,",
        f"  in {len(named)} a misfit names the cause that the source tells,",
        f"  in {len(either)} at least one of the two. The others:",
    ]
    for finding in findings:
        if finding not in either:
            cause = causes.get(finding.case.id)
            told = cause.text if cause else "no cause is told"
            lines.append(f"    {finding.case.id} ({finding.known} facts known): {told}")
    return lines


def _misfits(findings: Sequence[ChoiceFinding]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        ("outcome", "cases", "misfits", "facts known", "misfits per 10 facts")
    ]
    groups = [(verdict, (verdict,)) for verdict in VERDICTS] + [("failed or reversed", FAILED)]
    for name, verdicts in groups:
        chosen = [one for one in findings if one.verdict in verdicts]
        if not chosen:
            continue
        drawn = sum(len(one.misfits) for one in chosen)
        known = sum(one.known for one in chosen)
        rows.append(
            (
                name,
                str(len(chosen)),
                f"{drawn / len(chosen):.2f}",
                f"{known / len(chosen):.1f}",
                f"{10 * drawn / known:.1f}" if known else "-",
            )
        )
    return ["Misfits that the choices draw, in the mean of the cases", *table(rows)]


def _cases(findings: Sequence[ChoiceFinding]) -> list[str]:
    lines = ["Case by case"]
    for finding in findings:
        lines.append(f"  {finding.case.id}: {finding.verdict}, {finding.known} facts known")
        for judged in finding.judgements:
            came = judged.recommended or "nothing"
            told = (
                "" if judged.standing is ChoiceStanding.RECOMMENDED else f", recommended is {came}"
            )
            lines.append(f"    {judged.decision}: {judged.chosen}; {judged.standing.value}{told}")
        drawn = ", ".join(
            f"{one} (names the cause)" if one in finding.named else one for one in finding.misfits
        )
        lines.append(f"    misfits: {drawn or 'none'}")
    return lines


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Align the cells of rows, the first column to the left and the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
