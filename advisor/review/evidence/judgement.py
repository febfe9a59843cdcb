"""What an experienced adviser would recommend to invented cases: tables in Markdown beside the case files.

This is expert judgement, neither evidence nor a documented outcome, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from advisor.errors import CaseError, Place, Problem, suggestion
from advisor.inference.advice import Advice, Status
from advisor.knowledge.model import Decision, RuleBase

NAME = "judgement.md"
_RECOMMENDATIONS = ("case", "decision", "first", "sure", "also fine", "why")
_WARNINGS = ("case", "warning", "misfits and actions that say so")


@dataclass(frozen=True)
class ExpertOption:
    """What the expert would recommend first in one decision, and what else can be defended.

    `sure` is the subjective probability that another good adviser would say the same.
    """

    decision: str
    first: str
    sure: float
    also_fine: tuple[str, ...]


@dataclass(frozen=True)
class ExpertWarning:
    """What the expert would warn of, and the ids of the misfits and actions that say so."""

    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ExpertJudgement:
    """The expert's view of one case."""

    options: tuple[ExpertOption, ...]
    warnings: tuple[ExpertWarning, ...]


class Agreement(StrEnum):
    """How a recommendation stands to the expert's."""

    EXACT = "exact"
    DEFENSIBLE = "defensible"
    CONTRARY = "contrary"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ComparedDecision:
    """One decision of one case, as advised and as the expert would have it."""

    expert: ExpertOption
    recommended: str
    status: Status
    agreement: Agreement


@dataclass(frozen=True)
class ComparedCase:
    """One case held against the expert; each warning with the rules that drew it."""

    case: str
    decisions: tuple[ComparedDecision, ...]
    warnings: tuple[tuple[ExpertWarning, tuple[str, ...]], ...]


def compare(advice: Advice, judgement: ExpertJudgement) -> ComparedCase:
    """Hold an advice against the expert's judgement of the same case."""
    decisions = []
    for option in judgement.options:
        advised = advice.by_decision[option.decision]
        agreement = _agreement(advised.recommended, option)
        recommended = advised.recommended or ""
        decisions.append(ComparedDecision(option, recommended, advised.status, agreement))
    said = {one.rule for one in advice.misfits} | {one.rule for one in advice.actions}
    warnings = tuple(
        (warning, tuple(rule for rule in warning.rules if rule in said))
        for warning in judgement.warnings
    )
    return ComparedCase(advice.case.id, tuple(decisions), warnings)


def _agreement(recommended: str | None, expert: ExpertOption) -> Agreement:
    if recommended is None:
        return Agreement.NOTHING
    if recommended == expert.first:
        return Agreement.EXACT
    return Agreement.DEFENSIBLE if recommended in expert.also_fine else Agreement.CONTRARY


def read_judgements(folder: Path, rules: RuleBase) -> Mapping[str, ExpertJudgement]:
    """Read `judgement.md` of a folder; return the judgements by case, empty without a file.

    Raises CaseError for a decision, an option or a rule that the rule base doesn't hold, and for a
    probability outside 0 to 1.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    return _Reader(path, rules).read()


class _Reader:
    def __init__(self, path: Path, rules: RuleBase) -> None:
        self._path = path
        self._rules = rules
        self._saying = [rule.id for rule in rules.rules if rule.warning or rule.advice]
        self._problems: list[Problem] = []

    def read(self) -> Mapping[str, ExpertJudgement]:
        options: dict[str, list[ExpertOption]] = {}
        warnings: dict[str, list[ExpertWarning]] = {}
        for number, heading, cells in _rows(self._path.read_text(encoding="utf-8")):
            if heading == _RECOMMENDATIONS:
                option = self._option(number, cells)
                if option is not None:
                    options.setdefault(cells[0], []).append(option)
            elif heading == _WARNINGS:
                named = tuple(part.strip() for part in cells[2].split(",") if part.strip())
                for rule in named:
                    if rule not in self._saying:
                        self._problem(
                            number, f"unknown misfit or action '{rule}'", rule, self._saying
                        )
                warnings.setdefault(cells[0], []).append(ExpertWarning(cells[1], named))
        if self._problems:
            raise CaseError(self._problems)
        names = list(dict.fromkeys([*options, *warnings]))
        return {
            name: ExpertJudgement(tuple(options.get(name, ())), tuple(warnings.get(name, ())))
            for name in names
        }

    def _option(self, number: int, cells: Sequence[str]) -> ExpertOption | None:
        _, decision, first, sure, also, _ = cells
        item = self._rules.items.get(decision)
        if not isinstance(item, Decision):
            names = [one.name for one in self._rules.decisions]
            self._problem(number, f"unknown decision '{decision}'", decision, names)
            return None
        fine = tuple(part.strip() for part in also.split(",") if part.strip())
        for option in (first, *fine):
            if option not in item.options:
                self._problem(
                    number, f"unknown option '{option}' of '{decision}'", option, item.options
                )
        try:
            probability = float(sure)
        except ValueError:
            probability = -1.0
        if not 0 <= probability <= 1:
            message = f"'{sure}' is no probability"
            self._problems.append(
                Problem(Place(str(self._path), number), message, "write a number from 0 to 1")
            )
        return ExpertOption(decision, first, probability, fine)

    def _problem(self, number: int, message: str, read: str, allowed: Sequence[str]) -> None:
        hint = suggestion(read, list(allowed))
        self._problems.append(Problem(Place(str(self._path), number), message, hint))


def _rows(text: str) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield the line number, the table's heading and the cells of each row of the tables."""
    heading: tuple[str, ...] | None = None
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            heading, inside = None, False
            continue
        cells = tuple(cell.strip() for cell in line.strip()[1:].rstrip("|").split("|"))
        if heading is None:
            heading = cells
        elif set("".join(cells)) <= {"-", ":"}:
            inside = True
        elif inside:
            filled = (*cells, *[""] * (len(heading) - len(cells)))
            yield number, heading, filled[: len(heading)]
