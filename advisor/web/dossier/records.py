"""What the tables hold of one case, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class PersonPart(StrEnum):
    """What somebody may do with a case: all, answer apart, or look and check."""

    OWNER = "owner"
    RESPONDENT = "respondent"
    CHECKER = "checker"


class RowKind(StrEnum):
    """What a row of the history tells."""

    ANSWER = "answer"
    """An answer, a remark, or that nobody knows; nothing at all takes it back."""
    PASSED = "passed"
    """The question was passed over for now."""
    GO_ON = "go on"
    """The questions go on although every main decision is settled or sure enough."""
    RECONCILED = "reconciled"
    """The owner decided between different answers, with a reason."""
    TOLD = "told"
    """What is told of the case besides its facts: place, country, level, date, summary."""


class SignatureMeaning(StrEnum):
    """What a signature says."""

    ANSWERED = "answered"
    CHECKED = "checked"


@dataclass(frozen=True)
class CasePerson:
    """Somebody who takes part; no `topics` means all of them. Times are ISO 8601 in UTC."""

    id: str
    name: str
    part: PersonPart
    topics: tuple[str, ...]
    made_at: str
    expires_at: str
    revoked: bool


@dataclass(frozen=True)
class HistoryRow:
    """One row of the history. `old` and `new` are entries as `fold.entry_text` writes them."""

    id: int
    person: str
    version: int
    at: str
    kind: RowKind
    fact: str
    old: str
    new: str


@dataclass(frozen=True)
class CaseVersion:
    """A version; `signed_at` is '' while it is open. `advice` is the number of the stored advice."""

    number: int
    opened_at: str
    signed_at: str
    advice: int | None


@dataclass(frozen=True)
class CaseSignature:
    """Who stands for a version, under which rules, and for which answers (`case_hash`)."""

    person: str
    version: int
    at: str
    meaning: SignatureMeaning
    name: str
    rules_version: str
    rules_hash: str
    case_hash: str


@dataclass(frozen=True)
class Dossier:
    """All that is kept of one case; rows are in the order in which they were written."""

    id: str
    made_at: str
    rules_version: str
    rules_hash: str
    imported: str
    people: tuple[CasePerson, ...]
    rows: tuple[HistoryRow, ...]
    versions: tuple[CaseVersion, ...]
    signatures: tuple[CaseSignature, ...]

    @cached_property
    def owner(self) -> CasePerson:
        """Who began the case."""
        return next(one for one in self.people if one.part is PersonPart.OWNER)

    @property
    def version(self) -> CaseVersion:
        """The version that is worked on, or that was signed last."""
        return self.versions[-1]

    @property
    def frozen(self) -> bool:
        """Whether nothing may be changed until a new version is opened."""
        return bool(self.version.signed_at)

    @property
    def last_row(self) -> int:
        """The number of the last row, 0 for none."""
        return self.rows[-1].id if self.rows else 0

    def signed_hash(self, number: int, today: str) -> str:
        """Return the hash of the answers that a check of a version must be on to count.

        Those of a signed version are the ones that were signed; of an open one those of `today`.
        """
        signed = (
            one.case_hash
            for one in self.signatures
            if one.version == number and one.meaning is SignatureMeaning.ANSWERED
        )
        return next(signed, today)

    def person(self, person_id: str) -> CasePerson:
        """Return who has an id in this case. Raises StopIteration for a stranger."""
        return next(one for one in self.people if one.id == person_id)

    def name_of(self, person_id: str) -> str:
        """Return the name of a person of this case."""
        return self.person(person_id).name
