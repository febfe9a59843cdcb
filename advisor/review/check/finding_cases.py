"""What shows a finding, as case files that `advise` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.cases.keep.made_up import MadeUpCase
from advisor.inference.play import Witness
from advisor.knowledge.model import RuleBase
from advisor.review.check.findings import RuleFinding


def finding_cases(rules: RuleBase, findings: Iterable[RuleFinding]) -> Iterator[MadeUpCase | str]:
    """Yield the cases that show findings, and the name of each that no case file may hold.

    Findings that are proved, and shown by no case, give none.
    """
    for finding in findings:
        name = f"{finding.kind} {finding.about}"
        several = len(finding.shown_by) > 1
        for number, witness in enumerate(finding.shown_by, 1):
            own = f"{name} {number}" if several else name
            if witness.case is None:
                yield own
            else:
                yield MadeUpCase(replace(witness.case, id=own), _comment(rules, finding, witness))


def _comment(rules: RuleBase, finding: RuleFinding, witness: Witness) -> str:
    lines = [f"This case shows the finding '{finding.kind}' about {finding.about}: {finding.text}"]
    if len(finding.shown_by) > 1:
        lines[0] = lines[0].replace("This case shows", "This case and the others of its name show")
    if witness.shows:
        shown = "; ".join(f"{name}: {value}" for name, value in witness.shows)
        lines.append(f"What comes of it so far: {shown}.")
    lines.append(f"Only the answers that are needed are given. Rule base {rules.label}.")
    return "\n".join(lines)
