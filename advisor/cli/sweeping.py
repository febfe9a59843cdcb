"""`advisor simulate --all`: the shares of outcomes in a whole space of scenarios."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from advisor.batch.simulate.sweep import ScenarioSpace
    from advisor.knowledge.model import RuleBase


def sweep_scenarios(  # noqa: PLR0913 - one for each option
    rules: RuleBase,
    cases: Sequence[str],
    changes: Sequence[str],
    *,
    scenarios: int | None,
    seed: int,
    jobs: int,
    form: str,
    output: str | None,
) -> None:
    """Print the shares of outcomes in the space that a case and changed answers leave open."""
    from advisor.batch.simulate.sweep import MOST_SCENARIOS, sweep_space
    from advisor.cli.output import show_progress
    from advisor.cli.pages import emit
    from advisor.report.sweep import sweep_data, sweep_page

    if form == "xlsx":
        message = "--all is written as text, markdown, html or json"
        raise click.UsageError(message)
    if len(cases) > 1:
        message = "--all takes at most one case, whose answers stay as they are"
        raise click.UsageError(message)
    space = _space(rules, cases, changes)
    if scenarios is None and space.size > MOST_SCENARIOS:
        message = (
            f"the space has {float(space.size):.2g} scenarios, and at most {MOST_SCENARIOS:,} are taken one by "
            "one: draw some with --scenarios N, or fix answers by a case or --set"
        )
        raise click.UsageError(message)
    told = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if told:
            show_progress(f"{done:,} of {total:,} scenarios")

    counts = sweep_space(space, scenarios, seed=seed, jobs=jobs, tell=tell)
    if told:
        show_progress("")
    emit(sweep_page(space, counts), sweep_data(space, counts), form, output)


def _space(rules: RuleBase, cases: Sequence[str], changes: Sequence[str]) -> ScenarioSpace:
    """Return what the answers of a case and of `changes` leave open."""
    from advisor.batch.simulate.measure import read_change
    from advisor.batch.simulate.sweep import ScenarioSpace
    from advisor.cases.read.case_file import read_case

    masks = {fact.name: fact.domain.everything for fact in rules.facts}
    if cases:
        masks.update(read_case(cases[0], rules).masks(rules))
    facts = {fact.name: fact for fact in rules.facts}
    for one in changes:
        change = read_change(one, rules, f"--set {one}")
        fact = facts[change.fact]
        masks[change.fact] = change.mask(fact) or fact.domain.everything
    return ScenarioSpace(rules, tuple(masks[fact.name] for fact in rules.facts))
