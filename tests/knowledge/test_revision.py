"""A folder or a git revision: what is typed is never an option, and only the commit is read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from advisor.errors import RuleBaseError
from advisor.knowledge.revision import rules_of
from tests.conftest import Run
from tests.review.made import changed, folder


def git(place: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(place), *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two commits, of which the first holds the sound rules."""
    git(tmp_path, "init", "-q")
    folder(tmp_path / "rules")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    folder(tmp_path / "rules", ("- **Version** sound 1", "- **Version** sound 2"))
    git(tmp_path, "commit", "-qam", "two")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_revision_is_read_as_it_was(repository: Path) -> None:
    (repository / "rules" / "book.md").write_text("no rule base", "utf-8")
    assert rules_of("HEAD").version == "sound 2"
    assert rules_of("HEAD~1").version == "sound 1"
    assert rules_of("HEAD~1:rules").version == "sound 1"
    assert rules_of("HEAD~1:rules/").version == "sound 1"
    assert rules_of("HEAD:rules").rules[0].place.file == "HEAD:rules/book.md"


def test_a_folder_inside_the_repository_is_seen_from_its_top(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "deep").mkdir()
    monkeypatch.chdir(repository / "deep")
    assert rules_of("HEAD~1").version == "sound 1"


OPTIONS = [
    "HEAD:--output=PWNED.tar",
    "HEAD:--remote=host.invalid:x",
    "--output=PWNED",
    "--help",
    "-h:rules",
    "--end-of-options",
    "HEAD --output=PWNED",
    "HEAD:-o",
    ":rules",
    "HEAD:",
    "HEAD:../rules",
    "HEAD:rules/../../x",
    "nowhere",
    "HEAD^{tree}",
    "a\nb",
    "x" * 5000,
    "HEAD:rules\udcff",
    "HEAD:*",
    "HEAD::(top)rules",
]


@pytest.mark.parametrize("name", OPTIONS)
def test_nothing_that_is_typed_is_an_option_of_git(repository: Path, name: str) -> None:
    before = sorted(repository.rglob("*"))
    with pytest.raises(RuleBaseError) as caught:
        rules_of(name)
    assert str(caught.value)
    assert [path for path in sorted(repository.rglob("*")) if path not in before] == []


def test_an_absolute_folder_is_not_taken_for_the_one_of_the_revision(repository: Path) -> None:
    with pytest.raises(RuleBaseError, match="is no folder inside the repository"):
        rules_of(f"HEAD~1:{repository}/rules")


def test_links_of_a_revision_are_told_and_not_followed(repository: Path) -> None:
    secret = repository.parent / "secret.md"
    secret.write_text("secret", "utf-8")
    (repository / "rules" / "link.md").symlink_to(secret)
    (repository / "other").symlink_to("rules")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "links")
    for name in ("HEAD", "HEAD:other"):
        with pytest.raises(RuleBaseError, match="is a link, and no link of a revision") as caught:
            rules_of(name)
        assert "secret" not in str(caught.value)


def test_books_that_are_not_utf8_and_folders_without_books_are_told(repository: Path) -> None:
    (repository / "rules" / "bad.md").write_bytes(b"\xff\xfe")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "bad")
    with pytest.raises(RuleBaseError, match=r"HEAD:rules/bad\.md: byte 0 is not UTF-8"):
        rules_of("HEAD")
    with pytest.raises(RuleBaseError, match="holds no books in 'nowhere'"):
        rules_of("HEAD:nowhere")


def test_books_at_the_top_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "book.md").write_text(changed(), "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    monkeypatch.chdir(tmp_path)
    assert rules_of("HEAD:.").version == "sound 1"


def test_outside_of_a_repository_a_revision_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(RuleBaseError, match="neither a folder nor a git revision"):
        rules_of("HEAD")


def test_the_command_writes_nothing_by_what_is_typed(repository: Path, run: Run) -> None:
    here = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = run("rules", "diff", "HEAD:--output=PWNED.tar", "HEAD", cwd=repository, env=here)
    assert done.returncode == 2
    assert "holds no books in '--output=PWNED.tar'" in done.stderr
    assert not list(repository.rglob("PWNED*"))
