"""A small rule base without a flaw, and ways to change its text, for the tests of reviews."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge.library import load_rules
from advisor.knowledge.model import RuleBase

FACTS = """
# A sound rule base

- **Version** sound 1

## The place

### budget

- **Ask** How much can be paid for?
- **Answers** none < small < large
  - *none*: nothing beyond running costs
  - *small*: one project a year
  - *large*: a funded programme
- **Why** Money decides how many teams there can be.
- **Can change** within 2 years
- **Source** [book] 1

### skill

- **Ask** What can the staff do?
- **Answers** low < high
  - *low*: few can
  - *high*: most can
- **Why** Skill can't be bought in a day.
- **Can change** within 5 years
- **Source** [book] 2

### population

- **Ask** How many people live there?
- **Answers** number of inhabitants from 1 to 1,000,000
- **Why** Size decides what one team can do.
- **Can change** no
- **Source** [book] 3

### capacity

- **Scale** low < high
- **Why** Skill and money have to come together.
- **Source** [book] 4

| budget | skill | capacity |
| --- | --- | --- |
| none | | low |
| | low | low |
| | | high |

### pull

- **Scale** weak < strong
- **Cut points** strong from 2
- **Why** Many things pull a little.
- **Source** [book] 5

### Decision: structure

- **Question** Which structure fits?
- **Options** one office | offices apart
  - *one office*: one office decides
  - *offices apart*: each department decides
- **When equal** prefer one office
- **Close call** within 0 points
- **Source** [book] 6

## Arguments

### C01 · Money pulls

- **When** budget is large
- **Then** raise pull weakly
- **Because** money gives freedom.
- **Evidence** moderate
- **Source** [book] 7

### C02 · Size pulls

- **When** population is at least 20,000
- **Then** raise pull moderately
- **Because** the larger, the farther away is the centre.
- **Evidence** moderate
- **Source** [book] 7

### S01 · Scarce means are pooled

- **When** capacity is low
- **Then** favour one office strongly
- **Because** what is scarce does more in one place.
- **Evidence** guidance
- **Source** [book] 8

### S02 · Strong pull

- **When** pull is strong
- **When** capacity is high
- **Then** favour offices apart strongly
- **Because** they can and they want to.
- **Evidence** moderate
- **Source** [book] 8

### W01 · One office for a metropolis

- **When** structure is one office
- **When** population is at least 500,000
- **Warn** One office will be far from many residents.
- **Because** distance grows with size.
- **Evidence** moderate
- **Source** [book] 9

### A01 · Train first

- **When** skill is low
- **Advise** Train the staff.
- **Phase** first year
- **Owner** head of personnel
- **Because** skill comes before tools.
- **Evidence** guidance
- **Source** [book] 10

## Laws

### L01 · Low capacity keeps one office

- **Always** when capacity is low, structure is one office
- **Source** [book] 8

### L02 · Money never counts against offices apart

- **Raising** budget **never lowers** offices apart
- **Source** [book] 8

### L03 · Money never makes the pull weaker

- **Raising** budget **never lowers** pull
- **Source** [book] 7

## Sources

### book

- **Author** Somebody
- **Year** 2020
- **Title** A book
- **Venue** Somewhere
- **Address** none
"""


def changed(*changes: tuple[str, str]) -> str:
    """Return the sound book with pieces of its text replaced; each must occur exactly once."""
    text = FACTS
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} times: {old!r}"
        text = text.replace(old, new)
    return text


def folder(path: Path, *changes: tuple[str, str]) -> Path:
    """Write the changed book into a folder of its own and return the folder."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "book.md").write_text(changed(*changes), "utf-8")
    return path


def rule_base(path: Path, *changes: tuple[str, str]) -> RuleBase:
    """Return the changed rule base."""
    return load_rules(folder(path, *changes))
