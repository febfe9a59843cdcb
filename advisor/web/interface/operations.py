"""What other programs can ask: advice, explanations, many cases at once, the rules, the schemas."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.responses import Response, StreamingResponse

from advisor.cases.model import Case
from advisor.cases.read.case_file import parse_case
from advisor.cases.schema import case_schema
from advisor.errors import NOWHERE, AdvisorError, CaseError, Place, Problem, suggestion
from advisor.inference.advise import advise as advise_on
from advisor.report.advice.document import advice_document, advice_schema
from advisor.report.answering import ExplainQuestion
from advisor.report.answering import explain as explain_advice
from advisor.report.book.showing import show
from advisor.web.interface.description import description
from advisor.web.refusals import RefusedError
from advisor.web.security.limits import WorkTime
from advisor.web.visit import Visit

JSON = "application/json"
YAML = ("application/yaml", "text/yaml", "application/x-yaml")
TABLES: Mapping[str, str] = {
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
}
"""The kinds of tables that are taken, with how their files end."""

EXPLAIN_KEYS = ("case", "question", "decision", "name")
RULES = "/api/v1/rules"
AT_ONCE = 1_000
"""How many cases are evaluated before their lines are sent."""

WIDTH = 100


def advise(visit: Visit) -> Response:
    """Advise on one case: the same document as `advisor advise --format json`."""
    advice = advise_on(visit.rules, _case(visit))
    return _json(advice_document(advice))


def explain(visit: Visit) -> Response:
    """Answer one question about the advice on a case: the same document as `advisor explain --format json`."""
    told = _object(visit)
    for key in told:
        if key not in EXPLAIN_KEYS:
            raise CaseError(
                Problem(NOWHERE, f"unknown key '{key[:100]}'", suggestion(key[:200], EXPLAIN_KEYS))
            )
    if "case" not in told:
        raise CaseError(Problem(NOWHERE, "the case is missing", "give it under 'case'"))
    asked, decision, name = (_text(told, key) for key in ("question", "decision", "name"))
    asked = asked or ExplainQuestion.HOW.value
    if asked not in list(ExplainQuestion):
        hint = suggestion(asked[:200], [one.value for one in ExplainQuestion])
        raise CaseError(Problem(NOWHERE, f"unknown question '{asked[:100]}'", hint))
    case = _parsed(json.dumps(told["case"], ensure_ascii=True), "case.json", visit)
    advice = advise_on(visit.rules, case)
    found = explain_advice(
        visit.rules, advice, ExplainQuestion(asked), decision=decision or None, name=name
    )
    return _json(
        {
            "case": case.id,
            "rules": {"version": visit.rules.version, "hash": visit.rules.hash},
            "question": found.title,
            "answers": [asdict(one) if one is not None else None for one in found.results],
        }
    )


def batch(visit: Visit) -> Response:
    """Advise on many cases: JSON Lines or CSV in, JSON Lines out while they are evaluated."""
    ending = TABLES.get(visit.content_type)
    if ending is None:
        hint = f"send one of {', '.join(TABLES)}"
        raise RefusedError(415, "the body is no table that is taken here", hint)
    if not visit.body.strip():
        raise CaseError(Problem(NOWHERE, "the table is empty", "send a row for each government"))
    work = WorkTime(visit.services.settings.limits.working, visit.left.is_set)
    lines = work.counted(_batch_lines(visit, ending, work))
    first = next(lines)  # what makes the whole table unreadable is told as a problem
    return StreamingResponse(_chained(first, lines), media_type="application/jsonl")


def rules(visit: Visit) -> Response:
    """List the rule base: its hash, facts with their answers, decisions with their options, rules."""
    base = visit.rules
    return _json(
        {
            "version": base.version,
            "hash": base.hash,
            "facts": [
                {
                    "name": fact.name,
                    "topic": fact.topic,
                    "question": fact.question,
                    "answers": list(fact.domain.values),
                    "unit": fact.domain.unit,
                }
                for fact in base.facts
            ],
            "decisions": [
                {"name": one.name, "question": one.question, "options": list(one.options)}
                for one in base.decisions
            ],
            "rules": [{"id": one.id, "title": one.title} for one in base.rules],
        }
    )


def rule(visit: Visit) -> Response:
    """Show a rule, a fact, a decision or a source in full."""
    name = visit.path["name"].strip("/ ")
    if not name:
        return rules(visit)
    try:
        text = show(visit.rules, [name], WIDTH)
    except AdvisorError as error:
        problem = error.problems[0]
        hint = problem.mend if problem.nearest else f"GET {RULES} lists what it holds"
        refused = RefusedError(404, problem.message, hint)
        raise refused from None
    return _json({"name": name, "text": text})


def schema(visit: Visit) -> Response:
    """Give the JSON Schema of a case, or of an advice."""
    kind = visit.path["kind"]
    if kind == "case":
        return _json(case_schema(visit.rules))
    if kind == "advice":
        return _json(advice_schema())
    hint = suggestion(kind[:200], ["advice", "case"])
    raise RefusedError(404, f"there is no schema of '{kind[:100]}'", str(hint))


def openapi(visit: Visit) -> Response:
    """Give the description of all this, as OpenAPI 3.1."""
    return _json(description(visit.rules))


def _case(visit: Visit) -> Case:
    if visit.content_type == JSON:
        return _parsed(visit.body, "case.json", visit)
    if visit.content_type in YAML:
        return _parsed(visit.body, "case.yaml", visit)
    hint = f"send {JSON} or {YAML[0]}"
    raise RefusedError(415, "the body is no case file that is taken here", hint)


def _parsed(content: bytes | str, name: str, visit: Visit) -> Case:
    return parse_case(content, name, visit.rules)


def _object(visit: Visit) -> dict[str, Any]:
    if visit.content_type != JSON:
        raise RefusedError(415, "the body is not JSON", f"send it as {JSON}")
    try:
        told = json.loads(visit.body)
    except (ValueError, RecursionError):
        hint = "send one object in UTF-8"
        raise CaseError(Problem(NOWHERE, "the body can't be read as JSON", hint)) from None
    if not isinstance(told, dict):
        hint = "send an object with 'case' and 'question'"
        raise CaseError(Problem(NOWHERE, "the body is no object", hint))
    return told


def _text(told: Mapping[str, Any], key: str) -> str:
    given = told.get(key, "")
    if not isinstance(given, str):
        raise CaseError(Problem(NOWHERE, f"'{key}' is no text", "write a text", about=key))
    return given


def _json(told: Any) -> Response:
    return Response(json.dumps(told, ensure_ascii=False), media_type=JSON)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _batch_lines(visit: Visit, ending: str, work: WorkTime) -> Iterator[bytes]:
    """Yield a line for each case, each problem, and at the end the counts; first nothing, once the table could be opened.

    Raises CaseError before that.
    """
    from advisor.batch.portion import failure  # noqa: PLC0415
    from advisor.batch.read.encoder import Encoder  # noqa: PLC0415 - brings polars
    from advisor.batch.read.sources import Reader  # noqa: PLC0415
    from advisor.batch.write.table import Evaluated  # noqa: PLC0415
    from advisor.inference.many.engine import bit_engine  # noqa: PLC0415

    engine = bit_engine(visit.rules)
    cases = failed = cells = 0
    opened = False
    with tempfile.TemporaryDirectory(prefix="advisor-batch-") as folder:
        source = Path(folder) / f"table{ending}"
        source.write_bytes(visit.body)
        visit.body = b""
        try:
            reader = Reader(Encoder(engine), [str(source)], AT_ONCE, watch=work.check)
            for portion in reader.portions():
                if not opened:
                    _check_opened(portion.cases, portion.failures)
                    opened = True
                    yield b""
                cases += portion.cases
                failed += portion.failed
                cells += portion.cells
                if portion.cases:
                    for document in Evaluated(engine, portion).documents().to_dicts():
                        document["case"] |= {"file": ""}
                        yield _line({"kind": "advice", **document})
                for one in portion.failures:
                    yield _line({**one, "kind": f"problem with a {one['kind']}", "file": ""})
        except RefusedError as error:
            if not opened:
                raise
            # The answer has begun, so that its status can't tell any more that it ends early.
            told = error.problems[0]
            one = failure("", 0, told.message, hint=str(told.hint))
            yield _line({**one, "kind": f"problem with a {one['kind']}"})
        except AdvisorError as error:
            raise CaseError([one.renamed(str(source), "table") for one in error.problems]) from None
    if not opened:
        yield b""
    yield _line(
        {
            "kind": "end",
            "evaluated": cases,
            "failed": failed,
            "cells": cells,
            "rule_base": visit.rules.hash,
        }
    )


def _check_opened(cases: int, failures: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a table of which nothing at all can be read. Raises CaseError."""
    whole = [one for one in failures if one["kind"] == "file"]
    if whole and not cases:
        raise CaseError(
            [
                Problem(Place("table"), one["message"], one["hint"], read=one["read"])
                for one in whole
            ]
        )


def _line(told: Mapping[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace")
