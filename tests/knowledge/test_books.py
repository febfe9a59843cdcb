"""The folder of books: which are read, in which order, and how a rule base is told from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge.library import load_rules
from advisor.knowledge.model import (
    RuleBase,
)
from tests.support.books import PRICE, SPEED
from tests.support.generate import SOURCES_BOOK


def test_the_books_are_read_in_the_order_of_the_readme(tmp_path: Path) -> None:
    """Books that it doesn't list come after, by name; without it, all by name."""
    texts = {"a.md": PRICE, "b.md": SPEED, "c.md": SPEED.replace("### speed", "### haste")}
    for name, text in (texts | {"s.md": SOURCES_BOOK}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_rules(tmp_path).fact_names == ("price", "speed", "haste")
    readme = tmp_path / "README.md"
    readme.write_text("- **Version** 2\n- **Books** c, a\n", encoding="utf-8")
    rules = load_rules(tmp_path)
    assert rules.fact_names == ("haste", "price", "speed")
    assert rules.version == "2"


def test_the_hash_tells_the_text_of_the_books_and_not_where_they_lie(tmp_path: Path) -> None:
    """Any change of any book, of a name or of the order of the text, is another hash."""

    def read(folder: str, texts: dict[str, str]) -> RuleBase:
        (tmp_path / folder).mkdir()
        for name, text in texts.items():
            (tmp_path / folder / name).write_bytes(text.encode())
        return load_rules(tmp_path / folder)

    texts = {"a.md": SPEED, "b.md": PRICE, "s.md": SOURCES_BOOK}
    first = read("one", texts)
    assert first.hash.startswith("sha256:")
    assert len(first.hash) == len("sha256:") + 64
    assert read("two", texts).hash == first.hash
    assert read("dos", {name: text.replace("\n", "\r\n") for name, text in texts.items()}) == first
    changed = [
        texts | {"a.md": SPEED + "\nProse.\n"},
        {"c.md": SPEED, "b.md": PRICE, "s.md": SOURCES_BOOK},
        {"a.md": f"{SPEED}\n{PRICE}", "s.md": SOURCES_BOOK},
        texts | {"README.md": "- **Version** 2\n"},
    ]
    hashes = {read(f"changed {number}", one).hash for number, one in enumerate(changed)}
    assert len(hashes | {first.hash}) == len(changed) + 1
    assert first.version == "unversioned"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Places still count lines and columns as an editor shows them."""
    book = SPEED.replace("slow < fast", "slow < slow").replace("\n", "\r\n")
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf" + book.encode())
    with pytest.raises(RuleBaseError) as caught:
        load_rules(tmp_path)
    assert str(caught.value.problems[0].place).endswith("a.md:4:22")


def test_a_folder_without_books_is_refused(tmp_path: Path) -> None:
    """As are a folder that isn't there and a book that isn't UTF-8."""
    for folder, message in (
        (tmp_path / "nowhere", "nowhere: there is no such folder of rules"),
        (tmp_path, "holds no books"),
    ):
        with pytest.raises(RuleBaseError, match=message):
            load_rules(folder)
    (tmp_path / "a.md").write_text("# Cases\n\nThey are written as YAML.\n", "utf-8")
    with pytest.raises(RuleBaseError, match="holds no books with facts"):
        load_rules(tmp_path)
    (tmp_path / "a.md").write_bytes(b"# M\xfcnchen\n")
    with pytest.raises(
        RuleBaseError, match=r"a\.md: byte 3 is not UTF-8\n  save the book as UTF-8"
    ):
        load_rules(tmp_path)
