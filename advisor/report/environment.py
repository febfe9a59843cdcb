"""The sandbox in which templates run: they see the report and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2 import exceptions as jinja_errors
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from advisor.errors import Place, Problem, TemplateError
from advisor.report.advice.parts import stopped
from advisor.report.cleaning import is_address
from advisor.report.compiled import CompiledTemplates
from advisor.text import capital

BUILT_IN = "templates"
PREFIX = "advisor/"
"""A name that begins so is looked up among the program's own templates, whatever folder is given."""


class TemplateFolder(BaseLoader):
    """Finds templates in the user's folder, or among those of the program.

    The main template of a format has to be in the user's folder; what it includes may come from
    the program where the folder does not hold it.
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
            if path.is_file() or template == self.main:
                return _text(path, str(path), template), str(path), None
        root: Traversable = files("advisor.templates")
        label = "/".join([BUILT_IN, *parts])
        return _text(root.joinpath(*parts), label, template), label, None


def _text(path: Traversable | Path, label: str, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(Place(label), f"byte {error.start} is not UTF-8", "save it as UTF-8")
        raise TemplateError(problem) from error
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise jinja_errors.TemplateNotFound(name, f"{label} does not exist") from error
    except OSError as error:
        raise TemplateError(Problem(Place(label), f"can't be read: {error.strerror}")) from error


def render_template(name: str, folder: Path | None, context: dict[str, Any]) -> str:
    """Fill a template with the report; raises TemplateError with the file and line of a mistake."""
    if folder is not None and not folder.is_dir():
        hint = f"name a folder that holds {name}"
        problem = Problem(Place(str(folder)), "there is no such folder of templates", hint)
        raise TemplateError(problem)
    environment = _environment(folder, name)
    try:
        return environment.get_template(name).render(context)
    except TemplateError:
        raise
    except Exception as error:  # a template can fail in any way, and it is never our traceback
        raise TemplateError(_problem(error, folder, name)) from error


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which knows that the parts of a report are safe to read."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may read an attribute."""
        # The general check costs as much again as all the rest of filling a template.
        if type(obj).__module__.startswith("advisor.report."):
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)


@lru_cache(maxsize=8)
def _environment(folder: Path | None, name: str) -> Environment:
    """Build the sandbox for one format; in HTML and Markdown every value is escaped by itself."""
    environment = Sandbox(
        loader=TemplateFolder(folder, name),
        undefined=StrictUndefined,
        autoescape=name.endswith((".html.j2", ".md.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_markdown_value if name.endswith(".md.j2") else None,
        bytecode_cache=CompiledTemplates(name) if folder is None else None,
    )
    environment.filters["sha256"] = _content_hash
    environment.filters["capital"] = capital
    environment.filters["stopped"] = stopped
    environment.filters["link"] = _link
    environment.filters["oneline"] = _one_line
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
    if isinstance(error, jinja_errors.SecurityError):
        hint = "a template may read the report and nothing else"
        return Problem(Place(label, line), f"this is not allowed here: {error}", hint)
    if isinstance(error, jinja_errors.UndefinedError):
        hint = "the program's own templates show what a report holds"
        return Problem(Place(label, line), str(error), hint)
    return Problem(Place(label, line), f"the template fails here: {type(error).__name__}: {error}")


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
