"""Cases as the bit engine takes them, and what it says of one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from advisor.cases.model import Case
from advisor.inference.experta.engine import ReferenceEngine
from advisor.inference.experta.settle import settle_decision
from advisor.inference.many.engine import BitEngine, Findings
from advisor.inference.many.firmness import STATUSES, Firmness
from advisor.inference.many.machine import Masks, bits_of
from advisor.inference.one.firmness import Foresight, status_of
from tests.support.compare import masks


def columns(engine: BitEngine, some: Sequence[Case]) -> Masks:
    """Return cases as unsigned[facts, cases]; what is unknown is 0."""
    table = np.zeros((len(engine.facts), len(some)), engine.dtype)
    for index, case in enumerate(some):
        for row, fact in enumerate(engine.rules.facts):
            answer = case.by_fact.get(fact.name)
            table[row, index] = answer.mask(fact.domain) if answer else 0
    return table


def so_far_of_bits(engine: BitEngine, findings: Findings, index: int) -> dict[str, object]:
    """Tell what the bit engine found of one case."""
    names = [name for name, _ in engine.compiled.clauses]
    word, bit = divmod(index, 64)
    told: dict[str, object] = {
        "fired": {
            n for n, plane in zip(names, findings.fired, strict=True) if int(plane[word]) >> bit & 1
        }
    }
    for item in engine.rules.assessments:
        known = bool(findings.flags("determined", item.name)[index])
        told[item.name] = int(findings.mask("values", item.name)[index]) if known else None
    for item in engine.rules.decisions:
        sizes = range(len(item.options))
        told[item.name] = (
            int(findings.recommended(item.name)[index]),
            tuple(int(findings.score(item.name, code)[index]) for code in sizes),
            {code for code in sizes if findings.flags(f"ruled out {code}", item.name)[index]},
        )
    return told


def so_far_of_experta(
    engine: BitEngine, reference: ReferenceEngine, case: Case, *, told_possible: bool = True
) -> dict[str, object]:
    """Tell what the reference engine finds of one case, in the same words."""
    answers = masks(engine.rules, case)
    possible = Foresight(engine.compiled, answers).possible if told_possible else None
    so_far = reference.run(answers, possible)
    told: dict[str, object] = {"fired": set(so_far.fired) & set(engine.rules.rules_by_id)}
    for item in engine.rules.assessments:
        told[item.name] = so_far.findings[item.name].value
    for item in engine.rules.decisions:
        verdict = so_far.verdicts[item.name]
        winner = 0 if verdict.winner is None else verdict.winner + 1
        told[item.name] = (winner, verdict.scores, set(verdict.ruled_out))
    return told


def statuses_of_bits(firm: dict[str, Firmness], index: int) -> dict[str, tuple[str, str]]:
    """Tell status and basis of each decision of one case."""
    return {
        name: (str(STATUSES[one.status[index]]), "exact" if one.exact[index] else "bounds")
        for name, one in firm.items()
    }


def statuses_of_foresight(
    engine: BitEngine, findings: Findings, case: Case, index: int
) -> dict[str, tuple[str, str]]:
    """Tell the same by the evaluation of one case alone, as `advise` does it."""
    foresight = Foresight(engine.compiled, masks(engine.rules, case))
    held = {
        name
        for (name, _), plane in zip(engine.compiled.clauses, findings.fired, strict=True)
        if bits_of(plane, findings.cases)[index]
    }
    told = {}
    for step in engine.decisions:
        outcome = foresight.outcomes[step.name]
        kept = step.kept(foresight.answers)
        decided = settle_decision(step, held, outcome.mask, kept)
        status = status_of(decided, outcome.outlook, step.close_call)
        told[step.name] = (str(status), str(outcome.basis))
    return told
