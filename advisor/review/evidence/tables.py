"""The tables that `make evidence` prints besides those of the documented cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from advisor.inference.advice import Status
from advisor.review.evidence.judge import table
from advisor.review.evidence.judgement import Agreement, ComparedCase
from advisor.review.evidence.measures import Measurements

_LEAST = 0.01
"""An option below this share is dead."""
_WEAKEST = 5
_DEFINITE = ("firm", "provisional or contested", "insufficient")


def vignettes_report(cases: Sequence[ComparedCase]) -> str:
    """Tell how the advice agrees with the expert, by decision, by warning and by firmness."""
    lines = [
        "Invented cases, held against an experienced adviser (expert judgement, not an outcome)",
        *_agreement(cases),
        "",
        *_warnings(cases),
        "",
        "Calibration: of the decisions called firm, how many agree with the expert?",
        *_calibration(cases),
        "",
        "Where the advice differs",
        *_differences(cases),
    ]
    return "\n".join(lines) + "\n"


def _agreement(cases: Sequence[ComparedCase]) -> list[str]:
    counts: dict[str, Counter[Agreement]] = {}
    for case in cases:
        for one in case.decisions:
            counts.setdefault(one.expert.decision, Counter())[one.agreement] += 1
    rows = [("decision", "judged", *(one.value for one in Agreement))]
    total = sum(counts.values(), Counter[Agreement]())
    for name, count in (*counts.items(), ("all", total)):
        rows.append((name, str(count.total()), *(str(count[one]) for one in Agreement)))
    return table(rows)


def _warnings(cases: Sequence[ComparedCase]) -> list[str]:
    every = [(case.case, warning, drawn) for case in cases for warning, drawn in case.warnings]
    drawn_count = sum(1 for _, _, drawn in every if drawn)
    both = sum(1 for case in cases if all(drawn for _, drawn in case.warnings))
    told = f"Of {len(every)} warnings that the expert names {drawn_count} are drawn"
    lines = [f"{told}, in {both} of {len(cases)} cases all. Not drawn:"]
    lines += [
        f"  {case}: {warning.text}"
        + (f" (named by {', '.join(warning.rules)})" if warning.rules else " (no rule names it)")
        for case, warning, drawn in every
        if not drawn
    ]
    return lines


def _calibration(cases: Sequence[ComparedCase]) -> list[str]:
    counts = {name: Counter[Agreement]() for name in _DEFINITE}
    for case in cases:
        for one in case.decisions:
            counts[_definite(one.status)][one.agreement] += 1
    rows = [("called", "judged", *(one.value for one in Agreement), "agree")]
    for name, count in counts.items():
        agreed = count[Agreement.EXACT] + count[Agreement.DEFENSIBLE]
        share = f"{100 * agreed / count.total():.0f} %" if count.total() else "-"
        rows.append((name, str(count.total()), *(str(count[one]) for one in Agreement), share))
    return table(rows)


def _definite(status: Status) -> str:
    if status is Status.FIRM:
        return _DEFINITE[0]
    return _DEFINITE[2] if status is Status.INSUFFICIENT else _DEFINITE[1]


def _differences(cases: Sequence[ComparedCase]) -> list[str]:
    return [
        f"  {case.case}: {one.expert.decision} {one.recommended or 'nothing'} ({one.status.value}), "
        f"expert: {one.expert.first}, {one.agreement.value}"
        for case in cases
        for one in case.decisions
        if one.agreement is not Agreement.EXACT
    ]


def measurements_report(name: str, measured: Measurements) -> str:
    """Tell what was measured over many cases; `name` says what kind of cases they are."""
    lines = [f"{measured.cases:,} complete cases, {name}", "  share of each option"]
    for decision, shares in measured.shares.items():
        told = ", ".join(
            f"{option} {100 * share:.1f} %" + ("" if share >= _LEAST else " (dead)")
            for option, share in shares.items()
        )
        lines.append(f"    {decision}: {told}; close {100 * measured.close[decision]:.0f} %")
    lines.append("  decisions changed in the mean by a step over a threshold")
    lines += [
        f"    {one.fact} from {one.below} to {one.at}: {one.changed:.2f}"
        for one in measured.borders
    ]
    dead = [fact for fact, share in measured.influence.items() if share == 0]
    weakest = sorted((s, f) for f, s in measured.influence.items() if s > 0)[:_WEAKEST]
    lines += [
        f"  facts that never change a decision: {', '.join(dead) or 'none'}",
        "  facts that seldom do: "
        + ", ".join(f"{fact} {100 * share:.1f} %" for share, fact in weakest),
        f"  actions a case: {measured.actions}; in the first 100 days: {measured.first_actions}",
        f"  misfits a case: {measured.misfits}",
        f"  misfits and actions in every case: {', '.join(measured.always) or 'none'}",
    ]
    return "\n".join(lines) + "\n"
