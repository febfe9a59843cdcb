"""The private copy of a rule base: it is equal, it is private, and it never stands in the way."""

import os
import random
import stat
from pathlib import Path

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge import library
from advisor.knowledge.read import kept
from tests.support.books import load_anew

SOURCE = "### own\n\n- **Author** nobody\n- **Year** 2020\n- **Title** t\n- **Venue** v\n- **Address** none\n"
FACT = (
    "### money\n\n- **Ask** How much?\n- **Answers** little < much\n"
    "  - *little*: a purse\n  - *much*: a chest\n"
    "- **Why** it matters\n- **Can change** no\n- **Source** [own]\n"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "organization-advisor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    books = tmp_path / "books"
    books.mkdir()
    (books / "facts.md").write_text(f"# Facts\n\n{FACT}\n{SOURCE}", encoding="utf-8")
    return books


def test_the_copy_equals_what_was_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own rule base comes back from the copy as it was read, places included."""
    read = load_anew()
    assert list(cache.glob("*.json"))
    monkeypatch.setattr(library, "keep", lambda *_: pytest.fail("it was read again"))
    again = load_anew()
    assert again == read
    assert [rule.place for rule in again.rules] == [rule.place for rule in read.rules]


def test_the_copy_is_readable_by_its_owner_only(cache: Path, folder: Path) -> None:
    load_anew(folder)
    (copy,) = cache.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_a_changed_book_is_read_and_not_taken_from_the_copy(cache: Path, folder: Path) -> None:
    first = load_anew(folder)
    book = folder / "facts.md"
    book.write_text(book.read_text(encoding="utf-8").replace("How much?", "How little?"), "utf-8")
    second = load_anew(folder)
    assert second.facts[0].question == "How little?"
    assert second.hash != first.hash
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", ["", "[", "[0]", '["x"]', "[-1]", "[999, 1]", "{}", "null"])
def test_a_damaged_copy_is_passed_over(cache: Path, folder: Path, damage: str) -> None:
    read = load_anew(folder)
    (copy,) = cache.iterdir()
    copy.write_text(damage, encoding="utf-8")
    assert load_anew(folder) == read


def test_broken_books_are_not_kept(cache: Path, folder: Path) -> None:
    (folder / "more.md").write_text("### X01 · x\n\n- **Then** favour nothing\n", "utf-8")
    with pytest.raises(RuleBaseError):
        load_anew(folder)
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_does_no_harm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_anew(folder).facts[0].name == "money"


def test_only_a_few_copies_are_kept(cache: Path, folder: Path) -> None:
    for number in range(kept._MOST + 3):
        (folder / "note.md").write_text(f"# Note {number}\n", encoding="utf-8")
        load_anew(folder)
    assert len(list(cache.iterdir())) == kept._MOST


def test_the_hash_does_not_depend_on_where_the_folder_lies(folder: Path, cache: Path) -> None:
    other = folder.rename(folder.parent / "elsewhere")
    moved = load_anew(other)
    other.rename(folder)
    assert load_anew(folder).hash == moved.hash
    assert load_anew(folder).facts[0].place.file == f"{folder}/facts.md"


def _only(cache: Path) -> Path:
    (copy,) = cache.glob("*.json")
    return copy


def test_every_flipped_bit_is_noticed(cache: Path, folder: Path) -> None:
    """The books are read instead; a copy with another content is never taken for theirs."""
    read = load_anew(folder)
    copy = _only(cache)
    whole = copy.read_bytes()
    chance = random.Random(1)
    for _ in range(400):
        bit = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        assert kept.kept(read.hash, str(folder)) is None
    copy.write_bytes(whole)
    assert kept.kept(read.hash, str(folder)) == read


@pytest.mark.parametrize("rights", [0o620, 0o602, 0o666])
def test_a_copy_that_others_may_write_is_passed_over(
    cache: Path, folder: Path, rights: int
) -> None:
    read = load_anew(folder)
    _only(cache).chmod(rights)
    assert kept.kept(read.hash, str(folder)) is None
    assert load_anew(folder) == read


def test_a_folder_that_others_may_write_keeps_nothing(cache: Path, folder: Path) -> None:
    read = load_anew(folder)
    cache.chmod(0o777)
    assert kept.kept(read.hash, str(folder)) is None
    _only(cache).unlink()
    assert load_anew(folder) == read
    assert not list(cache.iterdir())


def test_a_copy_of_another_user_is_passed_over(
    cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load_anew(folder)
    assert kept.kept(read.hash, str(folder)) == read
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert kept.kept(read.hash, str(folder)) is None


def test_a_link_or_a_pipe_in_its_place_is_passed_over_at_once(cache: Path, folder: Path) -> None:
    read = load_anew(folder)
    copy = _only(cache)
    elsewhere = copy.rename(folder.parent / "copy")
    copy.symlink_to(elsewhere)
    assert kept.kept(read.hash, str(folder)) is None
    copy.unlink()
    os.mkfifo(copy)
    assert kept.kept(read.hash, str(folder)) is None
    assert load_anew(folder) == read


def test_the_copy_depends_on_the_fields_of_the_model(
    cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two versions of the program may have files of the same size and date."""
    load_anew(folder)
    before = kept._program()
    dataclasses, enumerations = kept._classes()
    kept._program.cache_clear()
    monkeypatch.setattr(kept, "_classes", lambda: (dataclasses[1:], enumerations))
    assert kept._program() != before
    kept._program.cache_clear()
