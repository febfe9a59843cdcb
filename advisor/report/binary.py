"""The forms that are no text: Word by docxtpl, and PDF by WeasyPrint from the page in HTML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from advisor.errors import NOWHERE, AdvisorError, Place, Problem, TemplateError
from advisor.explanation.peers import Peers
from advisor.files.refusals import explained, is_file
from advisor.inference.advice import Advice
from advisor.knowledge.model import RuleBase
from advisor.report.advice.view import report_view
from advisor.report.cleaning import as_property
from advisor.report.render import render
from advisor.report.scenarios import scenarios_page
from advisor.report.word_saving import word_bytes

BINARY_FORMATS = ("docx", "pdf")
WORD_TEMPLATE = "advice.docx"
MOST_BYTES = 20 * 1024 * 1024
"""How large a template of Word may be when it is unpacked, a hundred times ours."""

# What only this printer needs: widths of columns that it doesn't have to search for, which would
# take a third of its time.
_PRINT_STYLE = """
table { table-layout: fixed }
.names { columns: auto !important }
.annex > summary { display: block }
"""


def render_binary(
    advice: Advice,
    rules: RuleBase,
    format: str,  # noqa: A002 - the word that users know
    *,
    templates: str | Path | None = None,
    scenarios: Sequence[tuple[str, Advice]] = (),
    peers: Peers | None = None,
) -> bytes:
    """Return the advice as a Word document (`docx`) or as a tagged PDF (`pdf`).

    `scenarios` are pairs of a name and the advice, the first on this case; they become an annex.
    `peers` are governments of the same group, beside which the assessments are shown. `templates`
    is a folder with an advice.docx or advice.html.j2 of one's own. Raises AdvisorError where the extra `documents` is not installed, and TemplateError
    for a mistake in a template.
    """
    if format == "docx":
        return _word(advice, rules, Path(templates) if templates else None, scenarios, peers)
    return printed(
        render(advice, rules, "html", templates=templates, scenarios=scenarios, peers=peers)
    )


def missing(form: str, library: str) -> AdvisorError:
    """Return the error that tells how to get a library of the extra `documents`."""
    message = f"writing {form} needs {library}, which is not installed"
    hint = "install it with: pip install 'organization-advisor[documents]'"
    return AdvisorError(Problem(NOWHERE, message, hint))


# No browser prints these: they count the pages to which links lead. A list of entries is set by
# floats, since grids take this printer a third more time.
_PAGES_OF_LINKS = """
.entry dl { display: block !important }
.entry dl::after { content: ""; display: block; clear: both }
.entry dt { float: left; clear: left; width: 8.5rem; padding-top: 0 !important }
.entry dd { margin-left: 9rem !important }
.short .entry dt { width: 4.25rem }
.short .entry dd { margin-left: 4.6rem !important }
main a[href^="#"]::after { content: "\\a0(p.\\a0" target-counter(attr(href), page) ")"; font-size: .75em; color: #444 }
nav a[href^="#"]::after { content: leader(".") target-counter(attr(href), page); font-size: 1em }
"""


def printed(html: str, template: str = "advice.html.j2", *, pages_of_links: bool = False) -> bytes:
    """Print a page: tagged, with an outline and page numbers; nothing is fetched from anywhere.

    `template` is named where the page wants to fetch something. With `pages_of_links` each link
    inside the page tells the page to which it leads.
    """
    try:
        import weasyprint  # noqa: PLC0415 - heavy, and may be missing
    except (ImportError, OSError) as error:
        raise missing("PDF", "weasyprint") from error

    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    class Refusing(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Fetches nothing: a template may come from anybody, and the report holds all it needs."""

        def fetch(self, url: str, *_: object, **__: object) -> Any:
            raise FatalURLFetchingError(url)

    refusing = Refusing(fail_on_errors=True)
    try:
        page = weasyprint.HTML(string=html, url_fetcher=refusing)
        style = weasyprint.CSS(
            string=_PRINT_STYLE + (_PAGES_OF_LINKS if pages_of_links else ""), url_fetcher=refusing
        )
        printed: bytes = page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:
        message = f"a page that is printed may fetch nothing, and this one wants {error}"
        hint = "put the style sheet and the pictures into the template"
        raise TemplateError(Problem(Place(template), message, hint)) from None
    return printed


def _word(
    advice: Advice,
    rules: RuleBase,
    folder: Path | None,
    scenarios: Sequence[tuple[str, Advice]],
    peers: Peers | None,
) -> bytes:
    """Fill the template of Word."""
    try:
        from docxtpl import DocxTemplate  # noqa: PLC0415 - heavy, and may be missing
    except ImportError as error:
        raise missing("Word", "docxtpl") from error
    from advisor.report.environment import filled  # noqa: PLC0415 - heavy

    label = str(folder / WORD_TEMPLATE) if folder else f"templates/{WORD_TEMPLATE}"
    template = DocxTemplate(io.BytesIO(_template(folder, label)))
    report = report_view(advice, rules, peers)
    with filled(folder, WORD_TEMPLATE) as environment:
        page = scenarios_page(scenarios, rules) if scenarios else None
        context = {"report": report, "scenarios": page}
        template.render(context, environment, autoescape=True)
    about = template.docx.core_properties
    about.title = as_property(f"Advice on the digital organization of {report.case.name}")
    about.author = "organization advisor"
    about.comments = as_property(f"Rule base {report.version}, {report.hash}")
    return word_bytes(template)


def _template(folder: Path | None, label: str) -> bytes:
    """Read the template; raises TemplateError where it is missing, too large or no Word document."""
    if folder is None:
        return files("advisor.templates").joinpath(WORD_TEMPLATE).read_bytes()
    path = folder / WORD_TEMPLATE
    if not is_file(path):
        from advisor.report.environment import holds_templates  # noqa: PLC0415 - heavy

        if holds_templates(folder):
            return _template(None, label)
        hint = "write it, or leave out --templates to use the program's own"
        raise TemplateError(Problem(Place(label), "there is no such template", hint))
    with explained(path, "read", kind=TemplateError):
        content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            parts.getinfo("word/document.xml")
    except (zipfile.BadZipFile, KeyError) as error:
        hint = "save it from Word or LibreOffice as .docx"
        raise TemplateError(Problem(Place(label), "this is no Word document", hint)) from error
    if size > MOST_BYTES:
        message = f"the template is larger than {MOST_BYTES // 1024 // 1024} MiB when unpacked"
        raise TemplateError(Problem(Place(label), message, "take pictures out of it"))
    return content
