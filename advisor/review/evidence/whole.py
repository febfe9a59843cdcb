"""The evidence as one text: documented cases, what experts say of invented ones, many made-up ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.cases.read.collection import read_cases
from advisor.errors import CaseError, Place, Problem
from advisor.files.refusals import is_folder
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.review.evidence.causes import Cause, read_causes
from advisor.review.evidence.judge import judge, report
from advisor.review.evidence.judgement import NAME, compare, read_judgements


def documented(paths: Sequence[str], rules: RuleBase) -> str:
    """Hold the rules against choices that worked and choices that failed.

    Each path is a case file or a folder of them; why choices failed is read from the book of causes
    in the folder or the one above it. Raises CaseError.
    """
    causes: dict[str, Cause] = {}
    for path in paths:
        folder = Path(path) if is_folder(path) else Path(path).parent
        causes |= read_causes(folder, rules)
    cases = [one for one in read_cases(tuple(paths), rules) if one.chosen]
    return report([judge(rules, one, causes) for one in cases], causes)


def judged_by_experts(folder: Path, rules: RuleBase) -> str:
    """Hold the advice on a folder's invented cases against what an expert said of them. Raises CaseError."""
    from advisor.review.evidence.tables import vignettes_report  # noqa: PLC0415 - needs numpy

    judgements = read_judgements(folder, rules)
    if not judgements:
        message = "holds no judgement of an expert"
        raise CaseError(Problem(Place(str(folder / NAME)), message, "see cases/vignettes for one"))
    cases = {one.id: one for one in read_cases((str(folder),), rules)}
    missing = [name for name in judgements if name not in cases]
    if missing:
        message = f"judges {', '.join(missing)}, and the folder holds no such case"
        raise CaseError(Problem(Place(str(folder / NAME)), message))
    return vignettes_report(
        [compare(advise(rules, cases[name]), one) for name, one in judgements.items()]
    )


def made_up(count: int, rules: RuleBase) -> list[str]:
    """Measure the advice on `count` complete cases: each answer alike, and as the population says."""
    from advisor.inference.many.engine import bit_engine  # noqa: PLC0415 - needs numpy
    from advisor.review.evidence.measures import (  # noqa: PLC0415 - needs numpy
        likely_masks,
        measure,
        random_masks,
    )
    from advisor.review.evidence.tables import measurements_report  # noqa: PLC0415 - needs numpy

    engine = bit_engine(rules)
    names = [one.name for one in rules.judged or rules.decisions]
    kinds = {"each answer alike": random_masks(engine, count)}
    if rules.population:
        kinds["as likely as the population says"] = likely_masks(engine, count)
    return [
        measurements_report(kind, measure(engine, masks, names)) for kind, masks in kinds.items()
    ]
