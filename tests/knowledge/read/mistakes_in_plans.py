"""Mistakes in borders, old names, ties that keep something, plans and the population, each with its message."""

from __future__ import annotations

from tests.knowledge.read.mistakes import FAVOUR, HASTE, NUMBER, WAY, Bad, bad, rule

_ACTION = ("- **Advise** do it", "- **Phase** later", "- **Owner** the mayor")
POPULATION = """### How often: size

- **Source** judgement: a guess

| median | spread |
| --- | --- |
| 50 | 2 |

### How often: speed

- **Source** [deck] I

| size | price | slow | fast |
| --- | --- | --- | --- |
| below 20 | low | 30 | 70 |
| at least 20 | | 50.5 | 49.5 |
| | | 0 | 100 |

### How often: price

- **Source** [deck] I

| low | high |
| --- | --- |
| 40 % | 60 |
"""


def _action(identifier: str, *more: str, phase: str = "later") -> str:
    lines = (*_ACTION[:1], f"- **Phase** {phase}", *_ACTION[2:], *more)
    return rule(*lines).replace("### S01", f"### {identifier}")


def _population(what: str, old: str, new: str, *message: str) -> Bad:
    assert old in POPULATION
    return bad(what, *message, size=NUMBER, pop=POPULATION.replace(old, new))


IN_PLANS: tuple[Bad, ...] = (
    bad(
        "near of a scale",
        "rules/x.md:10:3: **Near** belongs to a number",
        "  leave it out; only a number has thresholds",
        x=HASTE + "- **Near** a tenth\n",
    ),
    bad(
        "near no share",
        "rules/x.md:8:12: can't read 'often' as a share",
        "  write a share such as 'a tenth' or '5 %'",
        x=NUMBER + "- **Near** often\n",
    ),
    bad(
        "near too wide",
        "rules/x.md:8:12: '50 %' is no sensible border",
        "  allowed: above 0 and below 50 %",
        x=NUMBER + "- **Near** 50 %\n",
    ),
    bad(
        "near ambiguous",
        "rules/x.md:8:12: '1.000' can be read in two ways",
        "  write 1,000 for thousands, 1.0000 for decimals",
        x=NUMBER + "- **Near** 1.000 %\n",
    ),
    bad(
        "formerly nothing",
        "rules/x.md:10:16: **Formerly** names nothing",
        "  write an old name, or 'old value -> value'",
        x=HASTE + "- **Formerly** x ->\n",
    ),
    bad(
        "formerly today",
        "rules/x.md:10:16: 'Slow' is a name of 'haste' or of a value already",
        "  leave it out",
        x=HASTE + "- **Formerly** Slow -> fast\n",
    ),
    bad(
        "formerly no value",
        "rules/x.md:10:16: 'fst' is no value of 'haste'",
        "  did you mean 'fast'? Allowed: slow, fast",
        x=HASTE + "- **Formerly** quick -> fst\n",
    ),
    bad(
        "keep unknown",
        "rules/x.md:7:23: unknown fact 'sped' in decision 'way'",
        "  did you mean 'speed' (rules/facts.md:1:5)?",
        x=WAY.replace("prefer that", "keep sped, then prefer that"),
    ),
    bad(
        "keep decision",
        "rules/x.md:7:23: 'side' is no fact, so decision 'way' can't keep it",
        "  name the fact that tells what there is today",
        x=WAY.replace("prefer that", "keep side"),
    ),
    bad(
        "keep other answers",
        "rules/x.md:7:23: no answer to 'speed' is an option of decision 'way'",
        "  its answers have to bear the options' names: this, that",
        x=WAY.replace("prefer that", "keep speed"),
    ),
    bad(
        "group by",
        "rules/x.md:10:16: unknown group by 'often'",
        "  allowed: yes, no",
        x=HASTE + "- **Group by** often\n",
    ),
    bad(
        "judge by",
        "rules/x.md:10:16: unknown judge by 'yess'",
        "  did you mean 'yes'? Allowed: no, yes, main",
        x=WAY + "- **Judge by** yess\n",
    ),
    bad(
        "drawn role",
        "rules/x.md:10:16: unknown role 'ofice' in **Drawn as** of decision 'way'",
        "  did you mean 'office'? Allowed: office, leader, superior, provider, rights",
        x=WAY + "- **Drawn as** ofice: this as units\n",
    ),
    bad(
        "drawn without a shape",
        "rules/x.md:10:16: can't read 'this' in **Drawn as** of decision 'way'",
        "  write 'ROLE: OPTION as SHAPE; OPTION as SHAPE'",
        x=WAY + "- **Drawn as** office: this\n",
    ),
    bad(
        "drawn option",
        "rules/x.md:10:16: unknown option 'thus' in **Drawn as** of decision 'way'",
        "  did you mean 'this'? Allowed: this, that",
        x=WAY + "- **Drawn as** office: thus as units\n",
    ),
    bad(
        "drawn shape",
        "rules/x.md:10:16: unknown shape 'unit' of 'this' in decision 'way'",
        "  did you mean 'units'? Allowed: one office, office and units, units",
        x=WAY + "- **Drawn as** office: this as unit\n",
    ),
    bad(
        "drawn twice",
        "rules/x.md:10:16: 'this' is drawn twice in decision 'way'",
        "  keep one of them",
        x=WAY + "- **Drawn as** office: this as units; this as units\n",
    ),
    bad(
        "drawn in part",
        "rules/x.md:10:16: **Drawn as** of decision 'way' lacks that",
        "  add '; that as SHAPE', one of: one office, office and units, units",
        x=WAY + "- **Drawn as** office: this as units\n",
    ),
    bad(
        "weight alone",
        "rules/x.md:4:3: **Weight** in rule S01 belongs to a **Warn**",
        "  add '- **Warn** ...', or leave this line out",
        x=rule(FAVOUR, "- **Weight** grave"),
    ),
    bad(
        "weight",
        "rules/x.md:4:14: unknown weight 'heavy'",
        "  allowed: grave, serious, minor",
        "  such as: - **Weight** grave",
        x=rule("- **Warn** w", "- **Weight** heavy"),
    ),
    bad(
        "effort alone",
        "rules/x.md:4:3: **Effort** in rule S01 belongs to an **Advise**",
        "  add '- **Advise** ...', or leave this line out",
        x=rule(FAVOUR, "- **Effort** small"),
    ),
    bad(
        "effort",
        "rules/x.md:6:14: unknown effort 'smal'",
        "  did you mean 'small'? Allowed: small, moderate, large",
        "  such as: - **Effort** small",
        x=_action("S01", "- **Effort** smal"),
    ),
    bad(
        "after nothing",
        "rules/x.md:6:18: no action is called 'S03' in rule S01",
        "  did you mean 'S02'? Allowed: S01, S02",
        x=_action("S01", "- **After** S02, S03") + _action("S02"),
    ),
    bad(
        "after no action",
        "rules/x.md:6:13: no action is called 'S02' in rule S01",
        "  did you mean 'S01'? Allowed: S01",
        x=_action("S01", "- **After** S02") + rule(FAVOUR).replace("S01", "S02"),
    ),
    bad(
        "after a later phase",
        "rules/x.md:6:13: S01 is due in the first year, and S02 after it",
        "  S02 is due in the phase 'later'; move one of them",
        x=_action("S01", "- **After** S02", phase="first year") + _action("S02"),
    ),
    bad(
        "plan circle",
        "rules/x.md:1:5: the actions wait for each other in a circle: S01 after S03, S03 after S02, S02 after S01",
        "  take one **After** out",
        x=_action("S01", "- **After** S03")
        + _action("S02", "- **After** S01")
        + _action("S03", "- **After** S02"),
    ),
    bad(
        "ambiguous condition",
        "rules/x.md:3:26: '50.000' can be read in two ways in rule S01",
        "  write 50,000 for thousands, 50.0000 for decimals",
        size=NUMBER,
        x=rule("- **When** size is above 50.000", FAVOUR),
    ),
    bad(
        "ambiguous range",
        "rules/size.md:4:42: '1.000' can be read in two ways",
        "  write 1,000 for thousands, 1.0000 for decimals",
        size=NUMBER.replace("to 100\n", "to 1.000\n"),
    ),
    _population(
        "population gap",
        "| | | 0 | 100 |\n",
        "",
        "rules/pop.md:13:1: no row of how often 'speed' is answered holds for size below 20, price high",
        "  add a row, or end the table with one whose conditions are empty",
    ),
    _population(
        "population sum",
        "49.5",
        "50.5",
        "rules/pop.md:16:19: the shares add up to 101 in how often 'speed' is answered",
        "  let each row add up to 100",
    ),
    _population(
        "population circle",
        "| low | high |\n| --- | --- |\n| 40 % | 60 |",
        "| speed | low | high |\n| --- | --- | --- |\n| | 40 | 60 |",
        "rules/pop.md:9:5: the population leads in a circle: speed goes by price, price goes by speed",
        "  let one of them go by something else",
    ),
    _population(
        "population answer",
        "slow | fast",
        "slow | fst",
        "rules/pop.md:13:25: 'fst' is no answer to 'speed'",
        "  did you mean 'fast'? Allowed: slow, fast",
    ),
    _population(
        "population answer twice",
        "slow | fast",
        "slow | slow",
        "rules/pop.md:13:25: the answer 'slow' has a second column",
        "  keep one of them",
    ),
    _population(
        "population judgement",
        "judgement: a guess",
        "judgement",
        "rules/pop.md:3:14: the judgement of how often 'size' is answered gives no reason",
        "  write 'judgement: ' and what it rests on",
    ),
    _population(
        "population spread",
        "| 50 | 2 |",
        "| 50 | 0.5 |",
        "rules/pop.md:7:3: no number can be spread like this in how often 'size' is answered",
        "  the median is above 0; the spread is a factor of 1 or more: two thirds lie within it",
    ),
    _population(
        "population range",
        "| median | spread |",
        "| 1 to 20 | 30 to 100 |",
        "rules/pop.md:5:1: the ranges of 'size' leave a gap or overlap at 30",
        "  let each begin where the one before ends",
    ),
    _population(
        "population range outside",
        "| median | spread |",
        "| 1 to 20 | 20 to 101 |",
        "rules/pop.md:5:13: '20 to 101' is no range of 'size'",
        "  write '1 to 5,000' with the lower number first, within 1 to 100",
    ),
    _population(
        "population no ranges",
        "| median | spread |",
        "| mean | spread |",
        "rules/pop.md:5:1: no range of 'size' has a column",
        "  write a column for each range, such as '1 to 5,000', or the columns median and spread",
    ),
    _population(
        "population given twice",
        "| size | price |",
        "| size | size |",
        "rules/pop.md:13:3: how often 'speed' is answered goes by 'size', which stands in the table already",
        "  take the column out",
        "rules/pop.md:13:10: how often 'speed' is answered goes by 'size', which stands in the table already",
        "  take the column out",
    ),
    _population(
        "population unknown fact",
        "How often: price",
        "How often: prices",
        "rules/pop.md:19:16: unknown fact 'prices' in how often 'prices' is answered",
        "  did you mean 'price' (rules/facts.md:11:5)?",
    ),
    _population(
        "population of a decision",
        "How often: price",
        "How often: side",
        "rules/pop.md:19:16: 'side' is no fact in how often 'side' is answered",
        "  name a fact; everything else is concluded from facts",
    ),
    _population(
        "population twice",
        "How often: price",
        "How often: size",
        "rules/pop.md:23:1: no range of 'size' has a column",
        "  write a column for each range, such as '1 to 5,000', or the columns median and spread",
    ),
    _population(
        "population share",
        "| 40 % |",
        "| many |",
        "rules/pop.md:25:3: 'many' is no number in how often 'price' is answered",
        "  write a share in per cent, such as 12 or 2.5",
    ),
    _population(
        "population below zero",
        "| 40 % | 60 |",
        "| -40 | 140 |",
        "rules/pop.md:25:3: -40 is below zero in how often 'price' is answered",
        "  write a share in per cent, such as 12 or 2.5",
    ),
    _population(
        "population no table",
        "\n| low | high |\n| --- | --- |\n| 40 % | 60 |\n",
        "",
        "rules/pop.md:19:5: how often 'price' is answered has no table",
        "  add a table with a column for each answer",
    ),
)
