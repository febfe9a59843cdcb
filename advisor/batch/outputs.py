"""Outputs of a batch as tables again, whatever they were written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from advisor.batch.former_names import todays_columns, todays_values
from advisor.batch.own_columns import MISFITS, RULE_BASE, RULES
from advisor.batch.places import TABLE_ENDINGS, ending_of
from advisor.batch.portion import FILE, ROW
from advisor.batch.read.workbook import SheetPlace, read_workbook, sheet_names
from advisor.batch.write.for_people import ANSWERS, RULED_OUT, SCORES
from advisor.batch.write.names import column_names
from advisor.batch.write.safety import safe_texts
from advisor.errors import CaseError, Place, Problem, suggestion
from advisor.knowledge.model import RuleBase
from advisor.text import one_line

_NO_OUTPUT = "this is no output of a batch"


class Output:
    """One output, of which columns are read when they are asked for; all but Parquet is in memory.

    `flags` are the columns that tell where a rule fired, by its id; where there are none, the
    rules stand in one text. `columns` are all others. `safe` says that texts which a spreadsheet
    would run are kept from it. Raises CaseError when it can't be read or is none.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        with _explained(path):
            self._table = _table(path)
            schema = self._table.collect_schema()
        self.flags = {
            name.split(" ", 1)[1]: name for name, kind in schema.items() if _is_flag(name, kind)
        }
        flags = set(self.flags.values())
        self.columns = [name for name in schema.names() if name not in flags]
        if not {"file", "row"} <= set(self.columns):
            raise CaseError(Problem(Place(path), f"{_NO_OUTPUT}: it has no file and row"))
        self.safe = ending_of(path) in (".csv", ".xlsx")
        self.cases = self.read(["row"]).height

    @property
    def traced(self) -> bool:
        """Whether it tells of all rules where they fired, and not of the misfits alone."""
        if self.flags:
            return any(name.startswith("rule ") for name in self.flags.values())
        return RULES in self.columns

    def only_misfits(self) -> None:
        """Leave out where rules fired that warn of nothing."""
        self.flags = {rule: name for rule, name in self.flags.items() if name.startswith("misfit ")}
        self.columns = [name for name in self.columns if name != RULES]

    def list_rules(self) -> None:
        """Let the ids of the rules that fired stand in one text, and those of misfits by themselves."""
        if self.flags:
            name = RULES if self.traced else MISFITS
            ids = [pl.when(column).then(pl.lit(rule)) for rule, column in self.flags.items()]
            one = pl.concat_str(ids, separator=" ", ignore_nulls=True).alias(name)
            self._table = self._table.with_columns(one)
            self.columns.append(name)
            self.flags = {}

    def fired(self, rules: Sequence[str]) -> pl.DataFrame:
        """Return for each rule where it fired: nowhere, if the output doesn't know it."""
        known = [pl.col(self.flags[rule]).alias(rule) for rule in rules if rule in self.flags]
        new = [pl.lit(value=False).alias(rule) for rule in rules if rule not in self.flags]
        with _explained(self._path):
            return self._table.select("row", *known, *new).collect()

    def call_as_today(self, rules: RuleBase) -> dict[str, str]:
        """Give columns and values the names of today; return the columns that had another one."""
        names = todays_columns(self.columns, rules)
        self.columns = [names.get(name, name) for name in self.columns]
        values = todays_values(self.columns, rules)
        self._table = self._table.rename(names).with_columns(values)
        return names

    def make_safe(self) -> None:
        """Let texts be as they are where a spreadsheet can't run them."""
        if not self.safe:
            self._table = self._table.with_columns(safe_texts())

    def read(self, names: Sequence[str]) -> pl.DataFrame:
        """Return some columns. Raises CaseError."""
        texts = [name for name in names if name in ("file", "row", "id")]
        with _explained(self._path):
            return self._table.select(names).with_columns(pl.col(texts).cast(pl.String)).collect()

    def doubled(self, name: str) -> str:
        """Say why a column doesn't tell each case apart from all others, '' where it does."""
        values = self.read([name])[name]
        if values.has_nulls():
            return f"some cases of {self._path} have none"
        if bool(values.is_unique().all()):
            return ""
        twice = one_line(str(values.filter(values.is_duplicated())[0]), 60)
        return f"'{twice}' stands twice in {self._path}"

    def rule_base(self) -> str:
        """Return the hash of the rule base of the first case, '' where there is none."""
        if RULE_BASE not in self.columns or not self.cases:
            return ""
        with _explained(self._path):
            return str(self._table.select(RULE_BASE).head(1).collect().item())


def _is_flag(name: str, kind: pl.DataType) -> bool:
    return kind == pl.Boolean and name.startswith(("rule ", "misfit "))


def _table(path: str) -> pl.LazyFrame:
    ending = ending_of(path)
    if ending not in TABLE_ENDINGS:
        hint = suggestion(ending or "no ending", TABLE_ENDINGS)
        raise CaseError(Problem(Place(path), _NO_OUTPUT, hint))
    if ending == ".parquet":
        return pl.scan_parquet(path, glob=False)
    if ending == ".csv":
        return pl.read_csv(path, infer_schema=False).lazy()
    if ending == ".xlsx":
        return _workbook(path).lazy()
    if not Path(path).stat().st_size:  # no case, and so no columns
        return pl.LazyFrame(schema={"file": pl.String, "row": pl.String})
    return _flat(pl.read_ndjson(path, infer_schema_length=None)).lazy()


def _workbook(path: str) -> pl.DataFrame:
    """Return the table of a workbook, of which answers and scores are sheets of their own."""
    sheets = sheet_names(path)
    if not {ANSWERS, SCORES} <= set(sheets):
        return read_workbook(path, typed=False)
    answers, scores = (
        read_workbook(path, typed=False, place=SheetPlace(name, 1)) for name in (ANSWERS, SCORES)
    )
    if answers.height != scores.height:
        message = f"its sheets '{ANSWERS}' and '{SCORES}' tell of {answers.height:,} and {scores.height:,} cases"
        raise ValueError(message)
    told_again = [name for name in scores.columns if name.endswith(RULED_OUT)]
    scores = scores.drop("file", "row", *told_again, strict=False)
    return pl.concat([answers, scores], how="horizontal")


@contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise CaseError(Problem(Place(path), f"can't be read: {error}")) from None


def _flat(table: pl.DataFrame) -> pl.DataFrame:
    """Turn the nested output into the columns of the table."""
    if not {"case", "decisions", MISFITS} <= set(table.columns):
        return table
    columns = [pl.col("facts").struct.unnest(), pl.col("rule_base").alias(RULE_BASE)]
    decisions = table.schema["decisions"]
    if isinstance(decisions, pl.Struct):
        for one in decisions.fields:
            nested = pl.col("decisions").struct.field(one.name)
            columns.append(nested.struct.field("recommended").alias(one.name))
            columns.append(nested.struct.field("status").alias(f"{one.name} status"))
    # Where no case has one, the lists are of nothing.
    fired = [name for name in (MISFITS, RULES) if name in table.columns]
    columns += [pl.col(name).cast(pl.List(pl.String)).list.join(" ") for name in fired]
    told = table.select(columns)
    case = table["case"].struct.unnest()
    ours = [name for name in (FILE, ROW) if name in case.columns]
    # What was carried along is called as in a table, where it can't be called like one of ours.
    names = [name for name in case.columns if name not in ours]
    free = column_names(names, [*ours, *told.columns, MISFITS, RULES])
    return case.select(*ours, *names).rename(dict(zip(names, free, strict=True))).hstack(told)
