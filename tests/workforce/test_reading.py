"""Tables as they come, and everything that is wrong with them told at once with row, column and nearest match."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.workforce.model import CompetencyStanding, Quarter, StaffInputs
from advisor.workforce.read.inputs import StaffFiles, read_inputs
from advisor.workforce.read.tables import StaffError
from tests.workforce.made import MATRIX, RULES, STAFF_HEAD, write

TODAY = date(2026, 11, 26)
ROW = ("P1", "Finance", "Clerk", "experts")


def read(staff: Path, **more: object) -> StaffInputs:
    return read_inputs(StaffFiles(staff, **more), RULES, MATRIX, TODAY)  # type: ignore[arg-type]


def problems(staff: Path, **more: object) -> list[str]:
    with pytest.raises(StaffError) as caught:
        read(staff, **more)
    return [str(one) for one in caught.value.problems]


def test_the_invented_list_is_read(root: Path) -> None:
    folder = root / "cases" / "workforce"
    found = read(
        folder / "fictional-staff.csv",
        courses=folder / "fictional-courses.csv",
        parameters=folder / "fictional-parameters.csv",
    )
    assert len(found.people) == 300
    assert found.parameters.budget == 9_000_000
    assert found.parameters.quarters == 8
    assert found.parameters.wanted("CB13") == 20
    assert found.notes == ()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    staff = write(
        tmp_path / "staff.csv",
        [
            (*STAFF_HEAD, "contract end", "retirement year", "CB01", "CB99"),
            (*ROW, "2027-02-30", "2041", "met", "met"),
            ("P1", "Finance", "Clerk", "expert", "", "20410", "mett", ""),
        ],
    )
    courses = write(
        tmp_path / "courses.csv",
        [("course", "competencies", "hours", "seats", "fee"), ("A", "CB1", "8", "x", "1.005")],
    )
    plan = tmp_path / "plan.yaml"
    plan.write_text("training budgt: 10\ndeadline: 2020-01-01\n")
    told = problems(staff, courses=courses, parameters=plan)
    text = "\n".join(told)
    assert f"{staff}:2:5: '2027-02-30' is no date in the calendar" in text
    assert f"{staff}:3:1: the pseudonym 'P1' stands here twice" in text
    assert f"{staff}:3:4: unknown job category 'expert'\n  did you mean 'experts'?" in text
    assert f"{staff}:3:6: '20410' is no year of retirement" in text
    assert f"{staff}:3:7: 'mett' tells nothing of CB01\n  did you mean 'met'?" in text
    assert f"{staff}:1:8: unknown competency 'CB99'\n  did you mean 'CB09'?" in text
    assert f"{courses}:2:2: unknown competency 'CB1'\n  did you mean" in text
    assert f"{courses}:2:4: 'x' is no number for 'seats'" in text
    assert f"{courses}:2:5: 1.005 can be read in two ways" in text or "two ways for 'fee'" in text
    assert "unknown parameter 'training budgt'\n  did you mean 'training budget'?" in text
    assert "quarters lie between" in text
    assert len(told) >= 11


@pytest.mark.parametrize("content", ["", "\n\n", ",".join(STAFF_HEAD) + "\n"])
def test_an_empty_list_is_refused(tmp_path: Path, content: str) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(content)
    assert any("the staff list is empty" in one for one in problems(staff))


@pytest.mark.parametrize("column", ["name", "First Name", "e-mail", "Date of birth", "Nachname"])
def test_columns_that_name_people_are_refused(tmp_path: Path, column: str) -> None:
    staff = write(tmp_path / "staff.csv", [(*STAFF_HEAD, column), (*ROW, "x")])
    (told,) = problems(staff)
    assert f"{staff}:1:5: the column '{column}' names people" in told
    assert "pseudonym" in told


@pytest.mark.parametrize("name", ["Anna Smith", "Smith", "smith@town.example", "O'Hara"])
def test_names_instead_of_pseudonyms_are_refused(tmp_path: Path, name: str) -> None:
    staff = write(tmp_path / "staff.csv", [STAFF_HEAD, (name, *ROW[1:])])
    (told,) = problems(staff)
    assert "may be a name and no pseudonym" in told
    assert "such as P017" in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    staff = tmp_path / "staff.csv"
    lines = [(*STAFF_HEAD, "CB01 to use ICTs"), ("P1", "Straßen", "Clerk", "Experts", "MET"), ()]
    staff.write_bytes("\r\n".join(separator.join(cells) for cells in lines).encode(encoding))
    found = read(staff)
    (one,) = found.people
    assert one.department == "Straßen"
    assert one.category == "experts"
    assert one.standing("CB01") is CompetencyStanding.MET
    assert one.standing("CB02") is CompetencyStanding.UNKNOWN
    assert any("Windows-1252" in note for note in found.notes) is (encoding == "cp1252")


def test_columns_of_ones_own(tmp_path: Path) -> None:
    head = ("Kürzel", "Abteilung", "position", "job_category")
    staff = write(tmp_path / "staff.csv", [head, ROW])
    found = read(staff, spellings={"Kürzel": "pseudonym", "Abteilung": "department"})
    assert found.people[0].pseudonym == "P1"
    assert found.people[0].department == "Finance"


def test_a_missing_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    staff = write(
        tmp_path / "staff.csv", [("pseudonym", "departement", "position", "job category"), ROW]
    )
    (told,) = problems(staff)
    assert "there is no column 'department'" in told
    assert "'departement'" in told


def test_self_assessments_on_scales(tmp_path: Path) -> None:
    staff = write(tmp_path / "staff.csv", [(*STAFF_HEAD, "CB01", "CA01"), (*ROW, "3", "3")])
    assert any("--scale" in one for one in problems(staff))
    (one,) = read(staff, scale="1 to 5").people
    assert one.standing("CB01") is CompetencyStanding.MET
    assert one.standing("CA01") is CompetencyStanding.PARTLY
    (one,) = read(staff, scale="digcomp").people
    assert one.standing("CA01") is CompetencyStanding.PARTLY
    (told,) = problems(staff, scale="1 to 6")[:1]
    assert "did you mean '1 to 5'?" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [("3", "out of range"), ("half", "is no number"), ("1.000", "in two ways")],
)
def test_numbers_that_are_none(tmp_path: Path, text: str, told: str) -> None:
    staff = write(tmp_path / "staff.csv", [(*STAFF_HEAD, "FTE"), (*ROW, text)])
    assert told in problems(staff)[0]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("90,000", 9_000_000),
        ("90k", 9_000_000),
        ("90 000", 9_000_000),
        ("12,5", 1_250),
        ("0.1", 10),
    ],
)
def test_amounts_as_people_write_them(tmp_path: Path, written: str, cents: int) -> None:
    staff = write(tmp_path / "staff.csv", [STAFF_HEAD, ROW])
    plan = write(tmp_path / "plan.csv", [("parameter", "value"), ("training budget", written)])
    assert read(staff, parameters=plan).parameters.budget == cents


def test_parts_of_a_cent_are_refused(tmp_path: Path) -> None:
    staff = write(tmp_path / "staff.csv", [STAFF_HEAD, ROW])
    plan = write(tmp_path / "plan.csv", [("parameter", "value"), ("training budget", "1.0050")])
    assert "parts of a cent" in problems(staff, parameters=plan)[0]


def test_a_cell_beyond_the_last_column_is_told(tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(f"{','.join(STAFF_HEAD)}\n{','.join(ROW)},x\n")
    assert f"{staff}:2:5: 'x' stands beyond the last column" in problems(staff)[0]


@pytest.mark.parametrize("name", ["none.csv", "staff.pdf"])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    assert len(problems(tmp_path / name)) == 1


def test_a_broken_workbook_is_told(tmp_path: Path) -> None:
    staff = tmp_path / "staff.xlsx"
    staff.write_bytes(b"PK no workbook")
    assert "the workbook can't be read" in problems(staff)[0]


def test_the_plan_begins_with_the_next_quarter(tmp_path: Path) -> None:
    staff = write(tmp_path / "staff.csv", [STAFF_HEAD, ROW])
    found = read(staff).parameters
    assert found.first == Quarter(2027, 1)
    assert (found.quarters, found.least_holders) == (8, 2)
    assert str(found.end) == "2028-12-31"
