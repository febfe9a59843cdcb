"""Text that a stranger put into a case shows as it stands, and does nothing, in every format."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.cases.model import Answer, Outcome
from advisor.report.cleaning import plain
from advisor.report.markdown import escaped
from advisor.report.render import render
from tests.report import made
from tests.report.pages import read_page

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><h1>owned</h1>",
    "[bold]x[/bold] [link=http://evil.example]y[/link]",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    "a | b || c",
    "**bold** _so_ `code` ~~gone~~ # head",
    "[click](javascript:alert(1)) ![p](http://evil.example/p.png)",
    "www.evil.example and http://evil.example",
    "1. first - second + third",
    "back\\slash \\| pipe &lt; &amp; &#60;",
    "${x} $y^2$ %s {0}",
)


def told_everywhere(text):
    """The advice for a case that says the text wherever a case can say something."""
    return made.with_case(
        place=text,
        country=text,
        level=text,
        date=text,
        id=text,
        summary=text,
        answers=(
            Answer("digital budget", ("low",), text),
            Answer("staff skill", ("low", "moderate"), text),
        ),
        sources=(text, "javascript:alert(1)"),
        chosen=((text, text),),
        outcome=Outcome(text, text),
        notes=(("population", text),),
    )


class Text(HTMLParser):
    """Gathers text and notes tags and attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.links = "", set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_hostile_text_literally_and_runs_nothing(text):
    page = read_page(render(told_everywhere(text), made.RULES, "html"))
    body = next(page.every("body"))
    assert next(page.every("h1")).text == plain(text)
    assert body.text.count(plain(text)) >= 8
    tags = {element.tag for element in page.every()}
    assert not tags & {"script", "img", "iframe", "object", "form", "link"}
    assert len(list(page.every("h1"))) == 1
    for element in page.every():
        assert not [name for name in element.attributes if name.startswith("on")]
        assert not element.attributes.get("href", "").startswith("javascript:")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_hostile_text_literally_and_runs_nothing(text):
    document = render(told_everywhere(text), made.RULES, "markdown")
    shown = Text(MarkdownIt("commonmark").enable("table").enable("strikethrough").render(document))
    assert plain(text) in " ".join(shown.text.split())
    assert not shown.tags & {"script", "img", "s"}
    assert all("evil" not in link and "javascript" not in link for link in shown.links)
    rows = [line for line in document.splitlines() if line.startswith("| digital budget")]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_the_terminal_shows_hostile_text_literally(text):
    shown = render(told_everywhere(text), made.RULES, "text", width=160)
    assert plain(text) in " ".join(shown.split())


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_control_characters_and_turned_writing_do_not_come_through(form):
    evil = "a\x1b[31mred\x1b[0m\x07\x08\x00 b\u202ec\u2066d\r\n# e"
    shown = render(told_everywhere(evil), made.RULES, form)
    assert not set(shown) & set("\x1b\x07\x08\x00\r\u202e\u2066")


def test_a_newline_in_a_note_opens_no_new_block_in_markdown():
    noted = made.with_case(answers=(Answer("digital budget", ("low",), "one\n\n# two\n| three |"),))
    document = render(noted, made.RULES, "markdown")
    assert "\n# two" not in document
    assert "one \\# two \\| three \\|" in document


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=60))
def test_escaped_markdown_reads_as_the_text_itself(text):
    wanted = " ".join(text.split())
    shown = Text(MarkdownIt("commonmark").enable("table").render(f"x {escaped(text)}"))
    assert " ".join(shown.text.split()) == f"x {wanted}".strip()
    assert shown.tags <= {"p"}


@given(st.text(st.sampled_from("-+=#>*_`|1.) a\\[]&"), min_size=1, max_size=12))
def test_escaped_markdown_makes_no_block_at_the_start_of_a_line(text):
    shown = Text(MarkdownIt("commonmark").enable("table").render(escaped(text)))
    assert " ".join(shown.text.split()) == " ".join(text.split())
    assert shown.tags <= {"p"}


def test_the_address_of_a_source_is_no_link_unless_it_is_a_web_address():
    source = replace(made.RULES.sources[0], address="javascript:alert(1)")
    rules = replace(made.RULES, sources=(source, made.RULES.sources[1]))
    page = read_page(render(made.ADVICE, rules, "html"))
    assert not [link for link in page.every("a") if "javascript" in link.attributes["href"]]
    assert "](javascript" not in render(made.ADVICE, rules, "markdown")
