"""A small book with all that a workbook has to leave alone: prose, wrapped lines, an aligned table, odd blanks."""

from __future__ import annotations

from advisor.knowledge.library import rules_of_books
from advisor.knowledge.model import Book, RuleBase
from advisor.knowledge.sheets.filled import CameBack
from advisor.knowledge.sheets.layout import sheets_of
from advisor.knowledge.sheets.pieces import BookSheet, Grid

TOWN = """# Our rules

Prose of the office, which belongs to nobody's cell.   Two blanks   stay.

### budget

- **Ask** How much money is there for new work?
- **Answers** none < small < large
  - *none*: nothing at all
  - *small*: one project
    a year
  - *large*: a programme
- **Why** Without money
  nothing new is begun, and what was begun before waits for the next year.
- **Can change** within a year
- **Source** [deck] I

<!-- a remark of the office -->

### people

- **Ask** How many people live there?
- **Answers** whole number of people from 1 to 1,000,000
- **Near** a tenth
- **Why** Size decides.
- **Can change** no
- **Source** [deck] I

### means

- **Scale** low < high
- **Source** [deck] II

| budget         | people        | means |
| -------------- | ------------- | ----- |
| none           |               | low   |
|                | below 5,000   | low   |
|                |               | high  |

### pull

- **Scale** weak < strong
- **Cut points** strong from 2
- **Source** [deck] II

### side

- **Scale** left < right
- **Source** [deck] II

|budget|side|
|---|---|
|none|left|
||right|

### Decision: structure

- **Question** Which one?
- **Options** one office | many offices
- **Close call** within 0 points
- **Source** [deck] III

### S01 · Few means are pooled

- **When** means is low
- **When** budget is not large
- **Then** favour one office, raise pull
- **Because** what is short does more together.
- **Evidence** guidance
- **Source** [deck] III

### W01 · No money

- **When** budget is none
- **Warn** There is no money.
- **Weight** serious
- **Because** nothing comes of nothing.
- **Evidence** guidance
- **Source** [deck] III

### deck

- **Author** Somebody
- **Year** 2022
- **Title** A deck
- **Venue** none
- **Address** none
"""


def rule_base(text: str = TOWN) -> tuple[RuleBase, tuple[BookSheet, ...]]:
    """Return what the book says, and its sheets."""
    books = [Book("town/town.md", text)]
    rules = rules_of_books("town", books)
    return rules, sheets_of(books, rules)


def back(sheets: tuple[BookSheet, ...], **grids: Grid) -> dict[str, CameBack]:
    """Return a workbook as it was exported, with the sheets of some names as they are given."""
    return {
        sheet.name: CameBack("w.xlsx", sheet.name, grids.get(sheet.name, sheet.grid), sheet.grid)
        for sheet in sheets
    }
