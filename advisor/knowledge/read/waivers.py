"""Findings of the review that the books answer for: `- **Waive** never fires: reason`.

A waiver stands in the block of what the finding is about and names the kind of finding. The reason
is shown in the handbook; a waiver that waives nothing is itself a finding.
"""

from __future__ import annotations

from dataclasses import replace

from advisor.errors import suggestion
from advisor.knowledge.model import Waiver
from advisor.knowledge.read.entries import BookProblems
from advisor.knowledge.read.markdown import Block, Entry

FINDINGS = (
    "never fires",
    "never appears",
    "never applies",
    "never recommended",
    "never reached",
    "always true",
    "always false",
    "adds nothing",
    "says the same",
    "contained",
    "counted twice",
    "gap",
    "overlap",
    "not told apart",
    "never read",
    "contradiction",
    "never cited",
    "always appears",
    "rules out all",
    "part of another",
    "split rule",
    "threshold beside",
    "similar wording",
    "says nothing",
    "not argued for",
    "never matters",
    "moves nothing",
)
"""The kinds of findings that can be waived."""


def take_waivers(block: Block, problems: BookProblems) -> tuple[Block, list[Waiver]]:
    """Return a block without its **Waive** entries, and these read; what is wrong is noted."""
    taken = [entry for entry in block.entries if entry.key == "Waive"]
    if not taken:
        return block, []
    rest = replace(block, entries=tuple(one for one in block.entries if one.key != "Waive"))
    if not block.heading.raw:
        for entry in taken:
            hint = "move it into the block of the rule, fact, decision or source concerned"
            problems.add(entry.place, "**Waive** stands under no heading", hint)
        return rest, []
    about = _name(block)
    waivers = [_waiver(entry, about, problems) for entry in taken]
    return rest, [waiver for waiver in waivers if waiver is not None]


def _name(block: Block) -> str:
    """Return what the block is called: the id of a rule or law, or the name of everything else."""
    heading = block.heading.plain
    if heading.casefold().startswith("decision:"):
        return heading.partition(":")[2].strip()
    return heading.partition("·")[0].strip()


def _waiver(entry: Entry, about: str, problems: BookProblems) -> Waiver | None:
    finding, colon, reason = (part.strip() for part in entry.text.plain.partition(":"))
    if finding.casefold() not in FINDINGS:
        allowed = suggestion(finding, FINDINGS, limit=len(FINDINGS))
        problems.add(entry.text.place, f"there is no finding '{finding}' to waive", allowed)
        return None
    if not colon or not reason:
        hint = f"write '- **Waive** {finding}: why this is meant'"
        problems.add(entry.text.place, f"the waiver of '{finding}' gives no reason", hint)
        return None
    return Waiver(finding.casefold(), about, reason, entry.place)
