"""The sandbox in which templates run: they see the report and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2 import exceptions as jinja_errors
from jinja2.loaders import split_template_path
from markupsafe import Markup

from advisor.errors import Place, Problem, TemplateError
from advisor.files.refusals import explained, is_file, is_folder, resolved
from advisor.report.advice.parts import stopped
from advisor.report.cleaning import is_address
from advisor.report.compiled import CompiledTemplates
from advisor.report.sandbox import EndlessTemplateError, ReportSandbox, gathered, limited
from advisor.text import capital

BUILT_IN = "templates"
MOST_BYTES = 1024 * 1024
"""How large a template may be, twenty times the largest of our own."""
PREFIX = "advisor/"
"""A name that begins so is looked up among the program's own templates, whatever folder is given."""


class TemplateFolder(BaseLoader):
    """Finds templates in the user's folder, or among those of the program.

    What the folder does not hold comes from the program. A folder without any template is a slip,
    which is told.
    """

    def __init__(self, folder: Path | None, main: str) -> None:
        self.folder = folder
        self.main = main

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja gives it
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's text and the name under which errors show it."""
        own = template.startswith(PREFIX)
        parts = split_template_path(template.removeprefix(PREFIX))
        if self.folder is not None and not own:
            path = self.folder.joinpath(*parts)
            if is_file(path) or (template == self.main and not holds_templates(self.folder)):
                _check_inside(path, self.folder)
                return _text(path, str(path), template), str(path), None
        root: Traversable = files("advisor.templates")
        label = "/".join([BUILT_IN, *parts])
        return _text(root.joinpath(*parts), label, template), label, None


def holds_templates(folder: Path) -> bool:
    """Whether a folder holds a file that is named like a template of the program."""
    return any(is_file(folder / one.name) for one in files("advisor.templates").iterdir())


def check_templates(folder: Path, main: str) -> None:
    """See that a folder holds templates, and that one for a format can be read. Raises TemplateError."""
    _check_folder(folder, main)
    try:
        _environment(folder, main).get_template(main)
    except TemplateError:
        raise
    except Exception as error:  # a template can fail in any way, and it is never our traceback
        raise TemplateError(_problem(error, folder, main)) from error


def _check_folder(folder: Path, main: str) -> None:
    if not is_folder(folder):
        hint = f"name a folder that holds {main}"
        problem = Problem(Place(str(folder)), "there is no such folder of templates", hint)
        raise TemplateError(problem)


def _check_inside(path: Path, folder: Path) -> None:
    """Refuse what a link leads to outside the folder: a folder of templates may come from anybody."""
    with explained(path, "read", kind=TemplateError):
        if not resolved(path).is_relative_to(resolved(folder)):
            hint = "put the template itself into the folder"
            message = "the link leads out of the folder of templates"
            raise TemplateError(Problem(Place(str(path)), message, hint))


def _text(path: Traversable | Path, label: str, name: str) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            message = f"the template is larger than {MOST_BYTES // 1024} KiB"
            raise TemplateError(Problem(Place(label), message, "make it shorter"))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(Place(label), f"byte {error.start} is not UTF-8", "save it as UTF-8")
        raise TemplateError(problem) from error
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise jinja_errors.TemplateNotFound(name, f"{label} does not exist") from error
    except OSError as error:
        raise TemplateError(Problem(Place(label), f"can't be read: {error.strerror}")) from error


def render_template(name: str, folder: Path | None, context: dict[str, Any]) -> str:
    """Fill a template with the report; raises TemplateError with the file and line of a mistake."""
    if folder is not None:
        _check_folder(folder, name)
    environment = _environment(folder, name)
    try:
        template = environment.get_template(name)
        if folder is None:
            return template.render(context)
        with limited():
            return gathered(template.generate(context))
    except TemplateError:
        raise
    except Exception as error:  # a template can fail in any way, and it is never our traceback
        raise TemplateError(_problem(error, folder, name)) from error


@contextmanager
def filled(folder: Path | None, name: str) -> Iterator[Environment]:
    """Give the sandbox to somebody who fills a template by it; raises TemplateError for a mistake."""
    try:
        with limited() if folder is not None else nullcontext():
            yield _environment(folder, name)
    except TemplateError:
        raise
    except Exception as error:  # a template can fail in any way, and it is never our traceback
        raise TemplateError(_problem(error, folder, name)) from error


@lru_cache(maxsize=8)
def _environment(folder: Path | None, name: str) -> Environment:
    """Build the sandbox for one format; in HTML and Markdown every value is escaped by itself."""
    environment = ReportSandbox(
        loader=TemplateFolder(folder, name),
        undefined=StrictUndefined,
        autoescape=name.endswith((".html.j2", ".md.j2", ".docx")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_markdown_value if name.endswith(".md.j2") else None,
        bytecode_cache=CompiledTemplates(name) if folder is None else None,
    )
    environment.ends = folder is not None
    environment.filters["sha256"] = _content_hash
    environment.filters["capital"] = capital
    environment.filters["stopped"] = stopped
    environment.filters["link"] = _link
    environment.filters["oneline"] = _one_line
    if name.endswith(".docx"):
        from advisor.report.word_drawing import drawing  # noqa: PLC0415 - only Word needs it

        environment.filters["drawing"] = drawing
    return environment


def _markdown_value(value: Any) -> Any:
    """Escape what is not yet Markdown. Macros give Markup, which stays as it is."""
    from advisor.report.markdown import escaped  # noqa: PLC0415 - only Markdown needs it

    if isinstance(value, Markup):
        return value
    # The rest of the escaping is done: Markup keeps Jinja from escaping for HTML as well.
    return Markup(escaped(str(value)))  # noqa: S704


def _link(address: str) -> str:
    """Return a web address that Markdown may take between angle brackets, else the escaped text."""
    from advisor.report.markdown import escaped  # noqa: PLC0415

    return Markup(address if is_address(address) else escaped(address))  # noqa: S704


def _one_line(text: str) -> str:
    """Return a macro's text as one line; what was escaped stays so."""
    return text.__class__(" ".join(str.split(text)))


def _content_hash(text: str) -> str:
    """Return what a Content-Security-Policy calls a text by."""
    import base64  # noqa: PLC0415 - only HTML needs it

    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _problem(error: Exception, folder: Path | None, name: str) -> Problem:
    """Say what is wrong in a template, and where."""
    if isinstance(error, jinja_errors.TemplateNotFound):
        wanted = str(error.name)
        label = str(folder / wanted) if folder else f"{BUILT_IN}/{wanted}"
        place, line = _place(error)
        hint = "write it, or leave out --templates to use the program's own"
        if wanted != name and place:
            return Problem(Place(place, line), f"there is no template '{wanted}'", hint)
        return Problem(Place(label), "there is no such template", hint)
    if isinstance(error, jinja_errors.TemplateSyntaxError):
        file = error.filename or f"{BUILT_IN}/{error.name or name}"
        message = error.message or "the template can't be read"
        return Problem(Place(file, error.lineno), message)
    place, line = _place(error)
    label = place or (str(folder / name) if folder else f"{BUILT_IN}/{name}")
    message, hint = _reason(error)
    return Problem(Place(label, line), message, hint)


def _reason(error: Exception) -> tuple[str, str]:
    """Say why a template fails while it is filled, and how to mend it."""
    if isinstance(error, jinja_errors.SecurityError):
        return (
            f"this is not allowed here: {error}",
            "a template may read the report and nothing else",
        )
    if isinstance(error, EndlessTemplateError):
        hint = "a template that uses only what the report holds ends by itself"
        return f"the template does not end: {error}", hint
    if isinstance(error, jinja_errors.UndefinedError):
        return str(error), "the program's own templates show what a report holds"
    return f"the template fails here: {type(error).__name__}: {error}", ""


def _place(error: BaseException) -> tuple[str, int]:
    """Return the innermost line of a template on the way to the error; ('', 0) without one."""
    found = ("", 0)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            found = (file, trace.tb_lineno)
        trace = trace.tb_next
    return found
