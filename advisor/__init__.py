"""Organization advisor for local governments in digital transformation.

Four names do what the command does:

>>> from advisor import advise, load_rules, read_case, render
>>> rules = load_rules()
>>> case = read_case("cases/real/nevada-county-ca-2001.yaml", rules)
>>> advice = advise(rules, case)
>>> print(render(advice, rules, "markdown").splitlines()[0].startswith("#"))
True

Two more serve many governments at once: `advise_many(cases)`, and `advise_frame(frame)` for a
polars or pandas data frame (both need the extra `batch`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.batch.frames import advise_frame, advise_many
    from advisor.cases.read.case_file import read_case
    from advisor.inference.advise import advise
    from advisor.knowledge.library import load_rules
    from advisor.report.render import render

__all__ = ["advise", "advise_frame", "advise_many", "load_rules", "read_case", "render"]

_HOMES = {
    "advise": "advisor.inference.advise",
    "advise_frame": "advisor.batch.frames",
    "advise_many": "advisor.batch.frames",
    "load_rules": "advisor.knowledge.library",
    "read_case": "advisor.cases.read.case_file",
    "render": "advisor.report.render",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `advisor --help` needn't wait for engines."""
    if name not in _HOMES:
        raise AttributeError(f"module 'advisor' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
