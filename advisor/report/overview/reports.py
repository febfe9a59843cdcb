"""A report on each government of a batch, in a folder, under names that a second run gives again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from advisor.batch.portion import Portion
from advisor.batch.towns import towns_of
from advisor.files.replacing import replace_files
from advisor.inference.advise import advise
from advisor.knowledge.model import RuleBase
from advisor.report.binary import BINARY_FORMATS, render_binary
from advisor.report.render import render
from advisor.text import slug

REPORT_FORMATS = ("html", *BINARY_FORMATS)

_LONGEST = 60


class TownReports:
    """Writes reports of one form into a folder, which must be there."""

    def __init__(self, folder: Path, form: str, rules: RuleBase, templates: str | None) -> None:
        self._folder = folder
        self._form = form
        self._rules = rules
        self._templates = templates

    def write(self, portion: Portion, before: int) -> Sequence[str]:
        """Write a report on each case of a portion, of which so many came before; return the files' names.

        Each is there whole or not at all. Raises OutputError, TemplateError and, where the extra is
        missing, AdvisorError.
        """
        names = []
        for index, town in enumerate(towns_of(portion.carried)):
            case = portion.case(index)
            advice = advise(self._rules, replace(case, place=case.place or town))
            name = f"{before + index + 1:05}-{slug(town)[:_LONGEST] or 'government'}.{self._form}"
            content = (
                render_binary(advice, self._rules, self._form, templates=self._templates)
                if self._form in BINARY_FORMATS
                else render(advice, self._rules, self._form, templates=self._templates).encode()
            )
            replace_files({self._folder / name: content})
            names.append(name)
        return names
