"""From advice to a document: text for the terminal, Markdown, HTML or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import NOWHERE, Problem, TemplateError, suggestion
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase

if TYPE_CHECKING:
    from advisor.explanation.peers import Peers
    from advisor.report.page import ReviewPage

FORMATS = ("text", "markdown", "html", "json")
LEAST_WIDTH = 40
SCREEN_LINES = 60
"""The most lines of a brief at 80 columns; where it would have more it says less."""
_TEMPLATES = {"text": "advice.txt.j2", "markdown": "advice.md.j2", "html": "advice.html.j2"}


def render(  # noqa: PLR0913 - a document has so many sides
    advice: Advice,
    rules: RuleBase,
    format: str = "text",  # noqa: A002 - the word that users know
    *,
    width: int | None = None,
    colour: bool = False,
    full: bool = True,
    templates: str | Path | None = None,
    scenarios: Sequence[tuple[str, Advice]] = (),
    peers: Peers | None = None,
    command: str = "",
) -> str:
    """Return the advice as a document: `text`, `markdown`, `html` or `json`.

    The text is the brief, one screen, unless `full` asks for everything; the other forms hold both.
    `width` (80 cells unless it is given, at least 40) and `colour` matter to text only. `templates`
    is a folder whose templates replace the program's own. Raises TemplateError for a mistake in
    them, and for a format that does not exist. `scenarios` are pairs of a name and the advice, the
    first on this case; they are compared side by side in an annex, in JSON under `scenarios`.
    `peers` are other governments of the same group, beside which the assessments are shown.
    `command` is what the brief names to be typed for everything else.
    """
    if format == "json":
        from advisor.report.advice.document import advice_json  # noqa: PLC0415 - quicker without Jinja

        return advice_json(advice, _document(scenarios, rules), peers)
    if format not in _TEMPLATES:
        message = f"there is no format '{format}'"
        raise TemplateError(Problem(NOWHERE, message, suggestion(format, FORMATS)))
    from advisor.report.advice.view import report_view  # noqa: PLC0415
    from advisor.report.environment import render_template  # noqa: PLC0415 - heavy

    beside = _page(scenarios, rules)
    context: dict[str, Any] = {"report": report_view(advice, rules, peers), "scenarios": beside}
    context["command"] = command
    folder = Path(templates) if templates else None
    if format == "text":
        from advisor.report.layout import Page  # noqa: PLC0415

        context["page"] = Page(max(LEAST_WIDTH, width or 80), colour)
        text = (
            render_template(_TEMPLATES[format], folder, context)
            if full
            else _one_screen(folder, context)
        )
    else:
        text = render_template(_TEMPLATES[format], folder, context)
    return text + _annex(beside, format, width) if beside else text


def _page(scenarios: Sequence[tuple[str, Advice]], rules: RuleBase) -> ReviewPage | None:
    if not scenarios:
        return None
    from advisor.report.scenarios import scenarios_page  # noqa: PLC0415 - only with scenarios

    return scenarios_page(scenarios, rules)


def _document(scenarios: Sequence[tuple[str, Advice]], rules: RuleBase) -> dict[str, Any]:
    if not scenarios:
        return {}
    from advisor.report.scenarios import scenarios_document  # noqa: PLC0415 - only with scenarios

    return scenarios_document(scenarios, rules)


def _annex(page: ReviewPage, form: str, width: int | None) -> str:
    """Write the scenarios behind the text; the page in HTML has them in its midst."""
    from advisor.report.page import as_markdown, as_text  # noqa: PLC0415 - only with scenarios

    if form == "html":
        return ""
    return "\n\n" + (
        as_markdown(page)
        if form == "markdown"
        else as_text(page, max(LEAST_WIDTH, width or 80)) + "\n"
    )


def _one_screen(folder: Path | None, context: dict[str, Any]) -> str:
    """Fill the template of the brief, saying less until it fits a screen; at last it is what it is."""
    from advisor.report.environment import render_template  # noqa: PLC0415 - heavy

    text = ""
    for brevity in range(5):
        text = render_template("brief.txt.j2", folder, context | {"brevity": brevity})
        if text.count("\n") <= SCREEN_LINES:
            break
    return text
