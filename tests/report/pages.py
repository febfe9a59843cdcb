"""A reader of HTML that is stricter than a browser: it notes what a browser would mend in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {"a", "b", "span"}
VOID = {"meta", "br", "hr", "img", "input", "link"}


@dataclass
class Element:
    """A tag with its attributes, what is in it, and its text."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Element]:
        """All elements below with one of these tags (all of them without tags), in order."""
        for part in self.parts:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                yield from part.every(*tags)

    @property
    def text(self) -> str:
        """The text of the element, blanks put together."""
        return " ".join(self._all_text().split())

    def _all_text(self) -> str:
        inner = "".join(part if isinstance(part, str) else part._all_text() for part in self.parts)
        return inner if self.tag in INLINE else f"{inner} "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> repeats an attribute")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.mistakes.append(f"</{tag}> closes <{self.open[-1].tag}>")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read_page(html: str) -> Element:
    """Read a page; fails where a tag is left open or closed out of turn."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    left = [element.tag for element in reader.open[1:]]
    assert not reader.mistakes, reader.mistakes
    assert not left, f"left open: {left}"
    return reader.root
