"""The advice that was given out: kept with the case, and with the hash of the rules it was made by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from advisor.cases.document import case_text
from advisor.inference.advice import Advice
from advisor.report.advice.document import advice_document
from advisor.web.database.tables import advices
from advisor.web.dossier.fold import case_hash
from advisor.web.dossier.records import Dossier
from advisor.web.dossier.store import now, number_of


@dataclass(frozen=True)
class StoredAdvice:
    """An advice as it was given out; `document` is its JSON form, `page` the signed report or ''."""

    id: int
    version: int
    at: str
    rules_version: str
    rules_hash: str
    case_hash: str
    case_text: str
    document: dict[str, Any]
    page: str


def keep_advice(connection: Connection, dossier: Dossier, advice: Advice, page: str = "") -> int:
    """Keep an advice on the version that is worked on, once for the same answers and rules; return its number."""
    digest = case_hash(advice.case)
    if not page:
        old = connection.execute(
            select(advices.c.id)
            .where(
                advices.c.case_id == dossier.id,
                advices.c.version == dossier.version.number,
                advices.c.rules_hash == advice.hash,
                advices.c.case_hash == digest,
            )
            .order_by(advices.c.id.desc())
        ).first()
        if old is not None:
            return int(old.id)
    made = connection.execute(
        insert(advices).values(
            case_id=dossier.id,
            version=dossier.version.number,
            at=now(),
            rules_version=advice.version,
            rules_hash=advice.hash,
            case_hash=digest,
            case_text=case_text(advice.case),
            document=json.dumps(advice_document(advice), ensure_ascii=False),
            page=page,
        )
    )
    return number_of(made)


def advices_of(connection: Connection, case: str) -> list[StoredAdvice]:
    """Return every advice on a case that was given out, the first one first."""
    found = connection.execute(
        select(advices).where(advices.c.case_id == case).order_by(advices.c.id)
    )
    return [
        StoredAdvice(
            one.id,
            one.version,
            one.at,
            one.rules_version,
            one.rules_hash,
            one.case_hash,
            one.case_text,
            json.loads(one.document),
            one.page,
        )
        for one in found
    ]
