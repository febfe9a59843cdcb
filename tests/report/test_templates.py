"""Templates of one's own: what they may do, and what is said when they are wrong."""

import pytest

from advisor.errors import TemplateError
from advisor.report.render import render
from tests.report import made


@pytest.fixture
def folder(tmp_path):
    def write(text, name="advice.txt.j2"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def failure(folder, form="text"):
    """The one problem that rendering with these templates ends in."""
    with pytest.raises(TemplateError) as caught:
        render(made.ADVICE, made.RULES, form, templates=folder)
    (problem,) = caught.value.problems
    return problem


def test_a_template_of_ones_own_replaces_the_programs(folder):
    own = folder("{{ report.case.name }}: {{ report.decisions[0].recommended }}\n")
    assert render(made.ADVICE, made.RULES, templates=own) == "Smallville: centralized\n"


def test_the_folder_may_be_given_as_text(folder):
    own = folder("{{ report.version }}\n")
    assert render(made.ADVICE, made.RULES, templates=str(own)) == "1.2\n"


def test_partials_of_the_program_can_be_used_and_its_pages_extended(folder):
    own = folder('{% import "wording.j2" as say %}{{ say.points(1) }}\n')
    assert render(made.ADVICE, made.RULES, templates=own) == "1 point\n"
    folder(
        '{% extends "advisor/advice.md.j2" %}{% block misfits %}## 2. None of it\n{% endblock %}',
        "advice.md.j2",
    )
    shown = render(made.ADVICE, made.RULES, "markdown", templates=own)
    assert "## 2. None of it" in shown
    assert "## 3. Action plan" in shown
    assert "Wishes cost money" not in shown


def test_html_of_ones_own_is_escaped_all_the_same(folder):
    own = folder("<p>{{ report.case.name }}</p>", "advice.html.j2")
    hostile = made.with_case(place="<b>")
    assert render(hostile, made.RULES, "html", templates=own) == "<p>&lt;b&gt;</p>"


def test_a_mistake_in_the_syntax_is_told_with_file_and_line(folder):
    own = folder("one\ntwo {% if %}\n")
    problem = failure(own)
    assert problem.place.file == str(own / "advice.txt.j2")
    assert problem.place.line == 2


def test_a_name_that_a_report_does_not_hold_is_told_with_file_and_line(folder):
    own = folder("one\n\n{{ report.colour }}\n")
    problem = failure(own)
    assert (problem.place.file, problem.place.line) == (str(own / "advice.txt.j2"), 3)
    assert "colour" in problem.message


def test_an_unknown_variable_is_an_error_and_not_an_empty_place(folder):
    assert "'reprot' is undefined" in failure(folder("{{ reprot }}")).message


def test_a_failing_expression_is_told_with_file_and_line(folder):
    own = folder("one\n{{ 1 / 0 }}\n")
    problem = failure(own)
    assert (problem.place.file, problem.place.line) == (str(own / "advice.txt.j2"), 2)
    assert "ZeroDivisionError" in problem.message


def test_a_folder_without_any_template_is_told(tmp_path):
    problem = failure(tmp_path)
    assert problem.place.file == str(tmp_path / "advice.txt.j2")
    assert "no such template" in problem.message


def test_what_a_folder_with_templates_lacks_comes_from_the_program(tmp_path):
    (tmp_path / "advice.html.j2").write_text("mine")
    assert "mine" not in render(made.ADVICE, made.RULES, "text", templates=tmp_path)


def test_a_missing_partial_is_told_where_it_is_asked_for(folder):
    own = folder("one\n{% include 'foot.j2' %}\n")
    problem = failure(own)
    assert (problem.place.file, problem.place.line) == (str(own / "advice.txt.j2"), 2)
    assert "foot.j2" in problem.message


def test_a_missing_folder_is_told(tmp_path):
    problem = failure(tmp_path / "nowhere")
    assert "no such folder" in problem.message


def test_a_template_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "advice.txt.j2").write_bytes(b"caf\xe9")
    problem = failure(tmp_path)
    assert "not UTF-8" in problem.message
    assert problem.place.file == str(tmp_path / "advice.txt.j2")


@pytest.mark.parametrize(
    "escape",
    [
        "{{ report.__class__ }}",
        "{{ report.case.__class__.__mro__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ page.__init__.__globals__ }}",
        "{{ report._replace(version='9') }}",
        "{{ page._style('x', 'bold') }}",
        "{{ '{0.__class__}'.format(report) }}",
        "{% set x = [].append(1) %}",
        "{% for i in range(10000000) %}{% endfor %}",
        "{% include '../secret' %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_can_read_the_report_and_nothing_else(folder, escape):
    assert failure(folder(escape)).place.file.endswith(("advice.txt.j2", "secret", "passwd"))


def test_an_unknown_format_is_told_with_the_nearest(folder):
    with pytest.raises(TemplateError, match="did you mean 'markdown'"):
        render(made.ADVICE, made.RULES, "markdwon")
