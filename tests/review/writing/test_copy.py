"""Books are copied into a new folder of one's own, and into nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import ChangeError
from advisor.review.writing.own_books import copy_books


def test_what_is_no_new_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").touch()
    for folder, message in (
        ("", "the name of the folder is empty"),
        (str(tmp_path / "link"), "is a link"),
        (str(tmp_path / "nowhere"), "is a link"),
        (str(tmp_path / "used"), "is there already"),
    ):
        with pytest.raises(ChangeError, match=message):
            copy_books(folder)
    assert not any((tmp_path / "target").iterdir())
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["mine.txt"]
