"""Templates that somebody else wrote: they read nothing but the report, and they end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from advisor.errors import TemplateError
from advisor.report import sandbox
from advisor.report.environment import render_template

NAME = "advice.txt.j2"


def told(folder: Path, template: str) -> str:
    """Return how a template is refused."""
    (folder / NAME).write_text(template, "utf-8")
    with pytest.raises(TemplateError) as caught:
        render_template(NAME, folder, {"report": {}})
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of templates beside a secret."""
    (tmp_path / "secret.txt").write_text("SECRET")
    (tmp_path / "t").mkdir()
    return tmp_path / "t"


@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd"])
def test_a_link_out_of_the_folder_is_not_followed(folder: Path, target: str) -> None:
    (folder / "link.j2").symlink_to(target)
    message = told(folder, "{% include 'link.j2' %}")
    assert "the link leads out of the folder of templates" in message
    assert "SECRET" not in message


def test_also_the_main_template_may_be_no_such_link(folder: Path) -> None:
    (folder / NAME).symlink_to("../secret.txt")
    with pytest.raises(TemplateError, match="the link leads out"):
        render_template(NAME, folder, {})


def test_a_folder_on_the_way_may_be_no_such_link(folder: Path) -> None:
    (folder / "up").symlink_to("..")
    assert "the link leads out" in told(folder, "{% include 'up/secret.txt' %}")


def test_a_link_within_the_folder_is_followed_and_the_folder_may_be_one(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "part.j2").write_text("a part")
    (folder / "other.j2").symlink_to("part.j2")
    (folder / NAME).write_text("{% include 'other.j2' %}")
    (tmp_path / "link").symlink_to("t")
    assert render_template(NAME, tmp_path / "link", {}) == "a part"


def test_a_pipe_is_no_template(folder: Path) -> None:
    os.mkfifo(folder / "pipe.j2")
    assert "pipe.j2" in told(folder, "{% include 'pipe.j2' %}")


def test_a_template_is_of_bounded_size(folder: Path) -> None:
    assert "larger than 1024 KiB" in told(folder, "x" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{% for a in [1] * 999 %}{% for b in [1] * 9999 %}x{% endfor %}{% endfor %}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{{ loop([1]) }}{% endfor %}",
    ],
)
def test_a_template_ends_in_time(
    folder: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 0.3)
    begun = time.monotonic()
    message = told(folder, template)
    assert "the template does not end: it takes more than 0 seconds" in message or (
        "recursion" in message.casefold()
    )
    assert time.monotonic() - begun < 20


def test_a_document_is_of_bounded_length(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_LETTERS", 1000)
    message = told(folder, "{% for a in range(9999) %}{{ a }}{% endfor %}")
    assert "it writes more than 1,000 letters" in message
    assert NAME in message


@pytest.mark.parametrize(
    "expression",
    ["'x' * 10 ** 9", "10 ** 9 * 'x'", "[1] * 10000000", "9 ** 9999999", "7777777 ** 9"],
)
def test_no_single_step_fills_the_memory(folder: Path, expression: str) -> None:
    assert "too large" in told(folder, f"{{{{ {expression} }}}}")


def test_small_sums_are_allowed(folder: Path) -> None:
    (folder / NAME).write_text("{{ '=' * 20 }}{{ 3 * 4 }}{{ 2 ** 8 }}")
    assert render_template(NAME, folder, {}) == "=" * 20 + "12256"
