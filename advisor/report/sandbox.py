"""Jinja's sandbox for templates that somebody else wrote: they read the report and nothing else, and they end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_SECONDS = 20.0
"""How long a template may take; the longest of our own takes two."""
MOST_LETTERS = 20_000_000
"""How long a document may become, about a hundred times the whole handbook."""
MOST_REPEATED = 1_000_000

_END = ContextVar("_END", default=float("inf"))


class EndlessTemplateError(Exception):
    """A template runs on for longer, or writes more, than any document needs."""


@contextmanager
def limited() -> Iterator[None]:
    """Let what templates do in here end in time."""
    token = _END.set(time.monotonic() + MOST_SECONDS)
    try:
        yield
    finally:
        _END.reset(token)


def gathered(pieces: Iterator[str]) -> str:
    """Join the pieces of a document. Raises EndlessTemplateError when it becomes too long."""
    done: list[str] = []
    letters = 0
    for piece in pieces:
        letters += len(piece)
        done.append(piece)
        if letters > MOST_LETTERS:
            raise EndlessTemplateError(f"it writes more than {MOST_LETTERS:,} letters")
        check_time()
    return "".join(done)


def check_time() -> None:
    """Raise EndlessTemplateError when the time is over."""
    if time.monotonic() > _END.get():
        raise EndlessTemplateError(f"it takes more than {MOST_SECONDS:.0f} seconds")


class ReportSandbox(ImmutableSandboxedEnvironment):
    """A sandbox that knows that the parts of a report are safe to read.

    With `ends`, every turn of a loop and every call of a macro looks at the time; our own templates
    are known to end and go without.
    """

    intercepted_binops = frozenset({"*", "**"})
    ends = False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may read an attribute."""
        # The general check costs as much again as all the rest of filling a template.
        if type(obj).__module__.startswith("advisor.report."):
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply, but make no text or list that fills the memory, and no number of endless digits."""
        sizes = [len(one) for one in (left, right) if hasattr(one, "__len__")]
        numbers = [abs(one) for one in (left, right) if isinstance(one, int | float)]
        too_long = sizes and numbers and max(sizes) * max(numbers) > MOST_REPEATED
        if too_long or (operator == "**" and max(numbers, default=0) > MOST_REPEATED**0.5):
            raise SecurityError("the result would be too large")
        return super().call_binop(context, operator, left, right)

    def look_at_time(self) -> str:
        """Do what a loop does at each turn; it writes nothing."""
        check_time()
        return ""

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - Jinja's signature
    ) -> str:
        """Turn a template into Python; where it has to end, each turn looks at the time first."""
        if self.ends:
            repeated: Iterable[Any] = source.find_all((nodes.For, nodes.Macro, nodes.CallBlock))
            for node in repeated:
                look = nodes.EnvironmentAttribute("look_at_time", lineno=node.lineno)
                call = nodes.Call(look, [], [], None, None, lineno=node.lineno)
                node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))
            source.set_environment(self)
        return super()._generate(source, name, filename, defer_init)
