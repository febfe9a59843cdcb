"""The answers of `advisor explain` as pages: how, why not, rather than, to reach, and how sturdy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.explanation.contrast import Balance, Contrast
from advisor.explanation.how import Ground
from advisor.explanation.reach import ChangedAnswer, Remedies, Remedy
from advisor.explanation.sturdy import Overturning, Sturdy
from advisor.explanation.why_not import ConditionMissed, WhyNot
from advisor.explanation.why_not_option import WhyNotOption
from advisor.inference.advice import Advice, Argument
from advisor.knowledge.model import RuleBase
from advisor.report.page import Branch, Heading, Listing, Paragraph, Part, ReviewPage, Tree
from advisor.text import capital, counted


def explanation_page(
    rules: RuleBase, advice: Advice, title: str, parts: Iterable[Part]
) -> ReviewPage:
    """Return a page on one government, with what the rule base is called by."""
    name = advice.case.place or advice.case.id
    foot = f"Rule base {rules.version}, {rules.hash}"
    return ReviewPage(f"{title}: {name}", _standing(advice), tuple(parts), foot)


def _standing(advice: Advice) -> str:
    known = len(advice.facts)
    return (
        f"{counted(known, 'answer is', 'answers are')} known, "
        f"{counted(len(advice.unknown), 'is', 'are')} not."
    )


def how_parts(derivations: Iterable[Ground], *, folded: bool) -> Iterator[Part]:
    """Yield how each decision follows, down to answers and sources."""
    for ground in derivations:
        yield Heading(ground.text)
        if ground.because:
            yield Paragraph(ground.because)
        if ground.grounds:
            yield Tree(tuple(_branch(one) for one in ground.grounds), folded=folded)
        else:
            yield Paragraph("No rule argues yet.")


def _branch(ground: Ground) -> Branch:
    mark = f" ({ground.points:+d})" if ground.points is not None else ""
    name = f"{ground.name} " if ground.kind in ("argument", "rule", "contradiction") else ""
    text = f"{name}{ground.text}{mark}"
    if ground.repeated:
        text += " (as above)"
    note = " ".join(filter(None, (ground.contradiction, ground.because)))
    if ground.sources:
        note = f"{note} [{'; '.join(ground.sources)}]".strip()
    return Branch(text, note, tuple(_branch(one) for one in ground.grounds))


def why_not_rule_parts(rules: RuleBase, found: WhyNot | None, rule: str) -> Iterator[Part]:
    """Yield why a rule doesn't hold; None means that it does."""
    title = rules.rules_by_id[rule].title
    yield Heading(f"{rule} · {title}")
    if found is None:
        yield Paragraph("It holds: all its conditions are met.")
        return
    yield Listing(tuple(_missed(line) for line in found.missed))


def why_not_option_parts(rules: RuleBase, found: WhyNotOption) -> Iterator[Part]:
    """Yield what keeps an option from being recommended."""
    yield Heading(f"Why not {found.option} for {found.decision}")
    if found.recommended:
        yield Paragraph(
            f"{found.recommended} is advised with {counted(found.leader_points, 'point')}; "
            f"{found.option} has {counted(found.points, 'point')}"
            + (" and is ruled out." if found.excluded_by else ".")
        )
    else:
        yield Paragraph("No option is advised yet.")
    for title, arguments in (
        ("What rules it out", found.excluded_by),
        ("What speaks against it", found.against),
        ("What speaks for it all the same", found.in_favour),
    ):
        if arguments:
            yield Heading(title, 3)
            yield Listing(tuple(_argument(one) for one in arguments))
    if found.silent:
        yield Heading("What would speak for it and doesn't hold", 3)
        yield Tree(tuple(_silent(rules, one) for one in found.silent), folded=True)


def contrast_parts(found: Contrast) -> Iterator[Part]:
    """Yield two options held against each other."""
    if found.option is None:
        yield from _beside_nothing(found)
        return
    first = found.option
    yield Heading(f"{found.decision}: {first} rather than {found.other}")
    lead = counted(abs(found.lead), "point")
    if found.ruled_out_by:
        yield Paragraph(f"{found.other} is ruled out by {', '.join(found.ruled_out_by)}.")
    if found.lead > 0:
        yield Paragraph(f"{first} is {lead} ahead.")
    elif found.lead < 0:
        yield Paragraph(f"{found.other} has {lead} more.")
    else:
        yield Paragraph(f"{capital(found.tie)}." if found.tie else "Both have equal points.")
    for title, balances in (
        (f"What speaks for {first}", found.speaks_for),
        (f"What speaks for {found.other}", found.speaks_against),
    ):
        if balances:
            yield Heading(title, 3)
            yield Listing(tuple(_balance(one) for one in balances))
    yield Heading("What decides", 3)
    if found.decisive:
        yield Paragraph(
            "Without any one of these the lead would be gone: " + ", ".join(found.decisive) + "."
        )
    elif found.lead > 0:
        yield Paragraph("No rule decides by itself: the lead outlasts the loss of any one of them.")
    else:
        yield Paragraph("No rule decides between the two.")
    yield from _turns(found, f"Where it turns to {found.other}")


def _beside_nothing(found: Contrast) -> Iterator[Part]:
    """Yield what there is to say of an option while none is advised that it could be held against."""
    yield Heading(f"{found.decision}: {found.other}")
    yield Paragraph(
        f"No option is advised yet, so there is none that {found.other} could be held against."
    )
    if found.ruled_out_by:
        yield Paragraph(f"{found.other} is ruled out by {', '.join(found.ruled_out_by)}.")
    for title, balances in (
        (f"What speaks for {found.other}", found.speaks_against),
        (f"What speaks against {found.other}", found.speaks_for),
    ):
        if balances:
            yield Heading(title, 3)
            yield Listing(tuple(_balance(one) for one in balances))
    yield from _turns(found, f"Where {found.other} would be advised")


def _turns(found: Contrast, title: str) -> Iterator[Part]:
    yield Heading(title, 3)
    if found.turns:
        yield Listing(tuple(_turn(one) for one in found.turns))
    else:
        yield Paragraph(
            "No single answer does that, of those that are unknown or that somebody can change."
        )


def reach_parts(found: Remedies) -> Iterator[Part]:
    """Yield the smallest changes that lead to an option, or that there are none."""
    yield Heading(f"What it takes for {found.decision} to become {found.option}")
    if found.impossible:
        yield Paragraph(
            "Nothing that can be changed leads there: this was proved for all answers that the "
            "books call changeable or that are not known."
        )
        return
    if not found.found:
        yield Paragraph(
            f"None was found. All changes of up to {counted(found.certain, 'answer')} were tried; "
            "that no larger one exists could not be proved."
        )
        return
    size = len(found.found[0].answers)
    smaller = (
        "none is smaller, but there may be others of that size"
        if size == found.certain + 1
        else "there may be a smaller one"
    )
    if size <= found.certain:
        yield Paragraph(
            f"{_needed(found)}; no smaller change exists. "
            f"{counted(found.count, 'such change leads', 'such changes lead')} there"
            + (
                f", of which these are {len(found.found)}:"
                if found.count > len(found.found)
                else ":"
            )
        )
    else:
        yield Paragraph(
            f"All changes of up to {counted(found.certain, 'answer')} were tried and don't lead there. "
            f"One of {size} answers does, each of which is needed; {smaller}:"
        )
    for number, remedy in enumerate(found.found, start=1):
        yield Heading(f"Way {number}", 3)
        yield Listing(tuple(_changed(one) for one in remedy.answers))
        if remedy.close:
            yield Paragraph(_close(found.option, remedy.lead or 0))


def sturdy_parts(results: Iterable[Sturdy]) -> Iterator[Part]:
    """Yield how sturdy each recommendation is, with the nearest answers that overturn it."""
    for found in results:
        yield Heading(f"{found.decision}: {found.option or 'no recommendation'}")
        if not found.changes:
            yield Paragraph("Nothing is known that could have been misjudged.")
            continue
        share = 100 * found.same // found.changes
        text = (
            f"Of {counted(found.changes, 'single change')} of what was answered, {found.same:,} "
            f"leave it as it is ({share} in 100)."
        )
        if found.pairs:
            text += (
                f" Of {counted(found.pairs, 'change')} of two answers at once, {found.pairs_same:,} do "
                f"({100 * found.pairs_same // found.pairs} in 100)."
            )
        yield Paragraph(text)
        others = tuple(one for one in found.overturning if one not in found.tipping)
        for title, turning in (
            ("The nearest answers that would move it", others),
            ("Numbers at which it tips", found.tipping),
        ):
            if turning:
                yield Heading(title, 3)
                yield Listing(tuple(_overturning(one) for one in turning))


def _argument(argument: Argument) -> str:
    weight = "" if argument.rules_out else f" ({argument.points:+d})"
    read = "; ".join(f"{name}: {' or '.join(values)}" for name, values in argument.read)
    return f"{argument.rule}{weight}: {argument.because} ({read})"


def _balance(balance: Balance) -> str:
    return f"{balance.rule} ({abs(balance.points)}): {balance.because}"


def _silent(rules: RuleBase, missed: WhyNot) -> Branch:
    rule = rules.rules_by_id[missed.rule]
    return Branch(
        f"{rule.id} {rule.title}", "", tuple(Branch(_missed(line)) for line in missed.missed)
    )


def _missed(line: Iterable[ConditionMissed]) -> str:
    return " or ".join(
        f"{one.subject} {one.needed} (it is {' or '.join(one.read) or 'not known'})" for one in line
    )


def _turn(remedy: Remedy) -> str:
    text = "; ".join(_changed(one) for one in remedy.answers)
    if not remedy.close:
        return text
    lead = f"a lead of only {counted(remedy.lead, 'point')}" if remedy.lead else "equal points"
    return f"{text}; with {lead}"


def _changed(one: ChangedAnswer) -> str:
    if not one.open:
        by_whom = f" ({one.can_change})" if one.can_change else ""
        return f"{one.fact} from {one.now} to {one.to}{by_whom}"
    known = f"told as {one.now}" if one.now else "unknown so far"
    nobody, _, but = one.can_change.partition(",")
    if nobody.strip().casefold() == "no":
        otherwise = f"; nobody can change it{',' if but else ''}{but}"
    else:
        otherwise = f"; if not, it can change: {one.can_change}" if one.can_change else ""
    return f"{one.fact}, {known}, turns out to be {one.to} (it may be so already{otherwise})"


def _needed(found: Remedies) -> str:
    """Say how many answers it takes, and whether they have to change or only to turn out so."""
    size = counted(len(found.found[0].answers), "answer")
    if not any(one.open for remedy in found.found for one in remedy.answers):
        return f"{size} would have to change"
    return f"{size} would have to change, or to turn out so where that is not known"


def _close(option: str, lead: int) -> str:
    """Say that an option would come out by no more than a close call."""
    if not lead:
        return (
            f"That is only a tie: {option} would have as many points as the next option and be "
            "preferred for another reason. Weigh the arguments yourselves."
        )
    return (
        f"That is a close call: {option} would be only {counted(lead, 'point')} ahead. Weigh the "
        "arguments yourselves."
    )


def _overturning(one: Overturning) -> str:
    becomes = one.becomes or "no recommendation"
    return f"{one.answer.fact}: {one.answer.to} instead of {one.answer.now}: {becomes}"
