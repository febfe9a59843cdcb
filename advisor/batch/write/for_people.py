"""The sheets of a workbook on many governments: first what a mayor's office asks, then all that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from advisor.batch.own_columns import MISFITS, RULE_BASE, RULES, fact_names
from advisor.batch.portion import FILE, ROW, FailureKind
from advisor.batch.towns import TOWN, towns_of
from advisor.batch.write.book import BookSheet
from advisor.batch.write.safety import safe_texts
from advisor.knowledge.effects import RuleOut
from advisor.knowledge.model import Rule, RuleBase
from advisor.knowledge.words import Part, Phase, Weight

ANSWERS, SCORES = "answers", "scores"
"""The sheets that hold, beside each other, what the other forms of an output have in one table."""

RULED_OUT = " ruled out"
"""What ends the name of a column that only people read: options that can't win, whatever their points."""

FIRST = 3
"""How many warnings and steps stand on the first sheet."""

_LONG = 60


def sheets_of(
    table: pl.DataFrame, rules: RuleBase, problems: Sequence[Mapping[str, Any]], *, trace: bool
) -> list[BookSheet]:
    """Return the sheets: advice, answers, scores, warnings, actions and problems, all but what tells about them.

    `table` is an output in one table, with the rules that fired as ids. With `trace` these stay.
    """
    place = table.columns.index(RULE_BASE)
    towns = towns_of(table[:, :place])
    given = table.select(
        *table.columns[:place], *(one for one in table.columns if one in set(fact_names(rules))), RULE_BASE
    )  # fmt: skip
    concluded = [
        name
        for name in table.columns[place + 1 :]
        if name not in given.columns and (trace or name != RULES)
    ]
    scores = table.select(FILE, ROW, *concluded).with_columns(_ruled_out(table[RULES], rules))
    return [
        BookSheet("advice", _advice(table, towns, rules), {"how firm": 40, "first warnings": _LONG, "first steps": _LONG}),
        BookSheet(ANSWERS, given, frozen=min(place, 3)),
        BookSheet(SCORES, scores, frozen=2),
        BookSheet("warnings", _warnings(table, towns, rules), {"warning": 90}),
        BookSheet("actions", _actions(table, towns, rules), {"what to do": 90}),
        BookSheet("problems", _problems(problems), {"what is wrong": _LONG, "allowed": 40, "what to do": 40}),
    ]  # fmt: skip


def about_sheet(told: Mapping[str, str], rules: RuleBase, cases: int) -> BookSheet:
    """Return the sheet that tells where the others come from."""
    rows = [
        ("governments", f"{cases:,}"),
        ("rule base", rules.version),
        ("hash of the rule base", rules.hash),
        *told.items(),
        ("how firm", "firm: no open answer can change it; provisional: an open answer can; contested: two options are close or all are ruled out; insufficient: too little is known."),
        ("the same again", f"The sheet '{ANSWERS}' can be evaluated again, and two workbooks be compared: advisor batch --compare BEFORE AFTER."),
    ]  # fmt: skip
    table = pl.DataFrame(rows, schema=["about", "what"], orient="row")
    return BookSheet("about", table.with_columns(safe_texts()), {"what": 110})


def _advice(table: pl.DataFrame, towns: pl.Series, rules: RuleBase) -> pl.DataFrame:
    main = list(rules.main_names)
    warnings = _first_texts(table[MISFITS], lambda rule: rule.warning, _gravest(rules))
    steps = _first_texts(
        table[RULES], lambda rule: rule.advice.text if rule.advice else "", _earliest(rules)
    )
    return pl.DataFrame(
        [
            towns,
            *(table[name].cast(pl.String) for name in main),
            _how_firm(table, main),
            warnings.alias("first warnings"),
            steps.alias("first steps"),
        ]
    )


def _how_firm(table: pl.DataFrame, main: Sequence[str]) -> pl.Series:
    """Return in words how firm the main decisions are."""
    statuses = table.select(pl.col(f"{name} status").cast(pl.String) for name in main)
    distinct = statuses.unique(maintain_order=True)
    told = []
    for row in distinct.iter_rows():
        by_status: dict[str, list[str]] = {}
        for name, status in zip(main, row, strict=True):
            by_status.setdefault(status, []).append(name)
        if len(by_status) == 1:
            told.append(f"all {row[0]}")
        else:
            told.append("; ".join(f"{kind}: {', '.join(some)}" for kind, some in by_status.items()))
    words = distinct.with_columns(pl.Series("how firm", told, dtype=pl.String))
    return statuses.join(words, on=statuses.columns, how="left", maintain_order="left")["how firm"]


def _ruled_out(fired: pl.Series, rules: RuleBase) -> list[pl.Series]:
    """Return for each decision the options that are ruled out so far, since they may lead by points."""
    out = {
        rule.id: [one for one in rule.effects if isinstance(one, RuleOut)] for rule in rules.rules
    }
    distinct = fired.drop_nulls().unique()
    columns = []
    for item in rules.decisions:
        texts = {}
        for ids in distinct:
            barred = {
                one.option
                for identifier in ids.split()
                for one in out[identifier]
                if one.decision == item.name
            }
            texts[ids] = ", ".join(option for option in item.options if option in barred)
        told = fired.replace_strict(texts, default="", return_dtype=pl.String)
        columns.append(told.alias(f"{item.name}{RULED_OUT}"))
    return columns


def _first_texts(
    fired: pl.Series, text: Callable[[Rule], str], order: Mapping[str, Rule]
) -> pl.Series:
    """Return the first few of the texts of the rules that fired, one a line."""
    ranks = {identifier: rank for rank, identifier in enumerate(order)}
    texts: dict[str, str] = {}
    for ids in fired.drop_nulls().unique():
        first = sorted((one for one in ids.split() if one in ranks), key=ranks.__getitem__)[:FIRST]
        texts[ids] = "\n".join(f"\u2022 {text(order[one])}" for one in first)
    return fired.replace_strict(texts, default="", return_dtype=pl.String)


def _gravest(rules: RuleBase) -> dict[str, Rule]:
    """Return the rules that warn, the gravest first."""
    weights = list(Weight)
    warning = [rule for rule in rules.rules if rule.warning]
    warning.sort(key=lambda rule: weights.index(rule.weight) if rule.weight else len(weights))
    return {rule.id: rule for rule in warning}


def _earliest(rules: RuleBase) -> dict[str, Rule]:
    """Return the rules whose actions are steps of the plan, the earliest first."""
    phases = list(Phase)
    steps = [
        (phases.index(rule.advice.phase), rule)
        for rule in rules.rules
        if rule.advice
        and rule.advice.part is Part.ACTION_PLAN
        and rule.advice.phase is not Phase.CHECKLIST
    ]
    return {rule.id: rule for _, rule in sorted(steps, key=lambda step: step[0])}


def _listed(table: pl.DataFrame, towns: pl.Series, ids: str, told: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each government and each of its rules that `told` tells of, in the order of `told`."""
    fired = pl.DataFrame([towns, table[ROW], table[ids].alias("rule")]).with_row_index("\0case")
    fired = fired.with_columns(pl.col("rule").str.split(" ")).explode("rule")
    ranked = told.with_row_index("\0rank")
    joined = fired.join(ranked, on="rule", how="inner").sort("\0case", "\0rank")
    return joined.drop("\0case", "\0rank").select(TOWN, ROW, *told.columns)


def _warnings(table: pl.DataFrame, towns: pl.Series, rules: RuleBase) -> pl.DataFrame:
    rows = [
        (rule.weight.value if rule.weight else None, rule.warning, rule.id)
        for rule in _gravest(rules).values()
    ]
    told = _texts(rows, ["how grave", "warning", "rule"])
    return _listed(table, towns, MISFITS, told)


def _actions(table: pl.DataFrame, towns: pl.Series, rules: RuleBase) -> pl.DataFrame:
    """Return the actions of each government; what holds for most of them alike (the checklist) is left out."""
    phases = list(Phase)
    rows = [
        (
            step.phase.value,
            step.text,
            step.owner,
            step.effort.value if step.effort else None,
            rule.id,
        )
        for rule in rules.rules
        if (step := rule.advice) is not None and step.phase is not Phase.CHECKLIST
    ]
    rows.sort(key=lambda row: phases.index(Phase(row[0])))
    names = ["when", "what to do", "who", "how much work", "rule"]
    return _listed(table, towns, RULES, _texts(rows, names))


def _problems(problems: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    rows = [tuple(_problem(one)) for one in problems]
    names = ["kind", TOWN, "file", "row", "sheet", "cell", "fact", "read", "what is wrong", "allowed", "what to do"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=[(name, pl.String) for name in names], orient="row")
    return frame.with_columns(safe_texts()).with_columns(pl.col("row").cast(pl.Int64, strict=False))


def _problem(one: Mapping[str, Any]) -> Iterator[str | None]:
    names = (
        "kind", "town", "file", "row", "sheet", "cell", "fact", "read", "message", "allowed",
    )  # fmt: skip
    yield from (str(one[name]) if one[name] else None for name in names)
    mend = one["hint"]
    if not mend and one["nearest"]:
        mend = f"did you mean '{one['nearest']}'?"
    if not mend and one["kind"] == FailureKind.CELL:
        mend = "put one of the allowed answers in the cell, or empty it"
    yield mend or None


def _texts(rows: Sequence[tuple[str | None, ...]], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=[(name, pl.String) for name in names], orient="row")
