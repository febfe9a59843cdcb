"""Reading one case file: YAML, JSON or a filled questionnaire in, one frozen Case out, or all its problems at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cases.model import Case
from advisor.cases.questionnaire import WORKBOOK
from advisor.cases.read.check import case_from_tree
from advisor.cases.read.files import decoded, read_bytes
from advisor.cases.read.tree import Node
from advisor.cases.read.yaml import yaml_tree
from advisor.errors import CaseError, Place, Problem, Suggestion, suggestion
from advisor.files.refusals import is_folder

if TYPE_CHECKING:
    from advisor.knowledge.model import RuleBase

ENDINGS = (".yaml", ".yml", ".json")
"""How the name of a case file may end; it tells how the file is written."""

READABLE = (*ENDINGS, WORKBOOK)
"""How the name of what is read as a case may end: a questionnaire is filled in as a workbook too."""


_PAGE = "name the file (.json) that the button of the questionnaire's page saves: the page holds no answers"
_PAPER = "fill in the workbook that 'advisor questionnaire -o FILE.xlsx' writes, or answer in 'advisor ask'"
_FORMS = {".html": _PAGE, ".htm": _PAGE, ".docx": _PAPER, ".pdf": _PAPER}
"""How to go on with a questionnaire that is no case."""


def read_case(path: str | Path, rules: RuleBase | None = None) -> Case:
    """Read a case file against a rule base, by default the one that comes with the program.

    Raises CaseError with every problem of the file: file, line, column, what was read, what is
    allowed, the nearest match. The file is only read, and never waited for. A questionnaire that was
    filled in as a workbook is read as well; places in it are a sheet and a cell.

    >>> from advisor import read_case
    >>> case = read_case("cases/examples/fictional-little-ford.yaml")
    >>> case.by_fact["sharing offer"].values
    ('higher tier',)
    """
    path = Path(path)
    if not path.suffix and not os.path.lexists(path):
        hint = f"a case file ends with {', '.join(READABLE)}"
        raise CaseError(Problem(Place(str(path)), "there is no such file or folder", hint))
    _check_ending(path)
    content = read_bytes(path)
    return parse_case(content, str(path), rules)


def parse_case(content: bytes | str, name: str, rules: RuleBase | None = None) -> Case:
    """Read a case from the content of a file; `name` tells by its ending how it is written.

    Raises CaseError as `read_case` does.
    """
    if rules is None:
        # Reading the books is dear, and most callers have done it.
        from advisor.knowledge.library import load_rules  # noqa: PLC0415

        rules = load_rules()
    return case_from_tree(case_tree(content, name, rules), rules, name, Path(name).stem)


def case_tree(content: bytes | str, name: str, rules: RuleBase) -> Node:
    """Return the plain tree of a case file's content; `name` tells by its ending how it is written.

    The rules only tell which answers of a questionnaire are numbers. Raises CaseError.
    """
    path = Path(name)
    _check_ending(path)
    ending = path.suffix.casefold()
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if ending == WORKBOOK:
        from advisor.cases.read.questionnaire import questionnaire_tree  # noqa: PLC0415 - rare

        return questionnaire_tree(raw, name, rules)
    text = decoded(raw, name)
    if ending == ".json":
        # Its grammar takes time to build, and most cases are YAML.
        from advisor.cases.read.json import json_tree  # noqa: PLC0415

        return json_tree(text, name)
    return yaml_tree(text, name)


def _check_ending(path: Path) -> None:
    if path.suffix.casefold() in READABLE:
        return
    if is_folder(path):
        hint = "name a case file in it"
        raise CaseError(Problem(Place(str(path)), "this is a folder and not a file", hint))
    ending = path.suffix or "no ending"
    allowed: Suggestion | str = _FORMS.get(ending.casefold()) or suggestion(ending, READABLE)
    message = f"can't tell how the file is written: its name has {ending}"
    raise CaseError(Problem(Place(str(path)), message, allowed))
