"""What is said of the advice while it grows: why a question is asked, what it leans to, what an answer changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.explanation.difference import Difference
from advisor.explanation.why_asked import AnswerEffect, Move, WhyAsked
from advisor.inference.advice import Advice, DecisionAdvice, Status
from advisor.inference.one.matter import Matter, Progress
from advisor.inference.one.worth import Likelihood
from advisor.interview.lines import SessionParagraph, progress_text
from advisor.interview.sureness import share_text
from advisor.interview.views import Reopened
from advisor.knowledge.model import RuleBase
from advisor.knowledge.writer import rule_entries
from advisor.text import all_of, any_of, capital, counted

MOST_RULES = 6
"""How many waiting rules are told one by one."""

NOTHING = "nothing by itself; it counts together with other answers"
NOTHING_ALONE = "changes nothing by itself"


def why_lines(found: WhyAsked, rules: RuleBase, *, ids: bool = False) -> list[SessionParagraph]:
    """Write why a question is asked in two sentences; with `ids` also the rules and each answer by itself."""
    lines = [
        SessionParagraph(f"Why {found.fact} is asked", kind="title"),
        SessionParagraph(f"{_waiting_text(found, rules)} {_effects_text(found, rules)}"),
    ]
    if not ids:
        return lines
    lines.append(SessionParagraph(found.why))
    if found.rules:
        lines += [
            SessionParagraph(),
            SessionParagraph(f"{counted(len(found.rules), 'rule')} waiting:", kind="strong"),
        ]
        for name in found.rules[:MOST_RULES]:
            rule = rules.rules_by_id[name]
            when = "; ".join(text for key, text in rule_entries(rule) if key == "When")
            lines.append(SessionParagraph(f"{rule.title} (when {when})", f"{name}  "))
        if len(found.rules) > MOST_RULES:
            others = found.rules[MOST_RULES:]
            lines.append(SessionParagraph(f"and {', '.join(others)}"))
    lines += [
        SessionParagraph(),
        SessionParagraph("What each answer would do to the advice so far:", kind="strong"),
    ]
    for effect in found.effects:
        text = _effect_text(effect, rules) or NOTHING
        lines.append(SessionParagraph(text, f"{effect.value}: "))
    return lines


def _waiting_text(found: WhyAsked, rules: RuleBase) -> str:
    """Write the sentence on what waits for an answer."""
    through = f", by way of {all_of(found.through)}" if found.through else ""
    if found.decisions:
        aims = grouped(found.decisions, rules)
        return f"{capital(all_of(aims))} can still change with it{through}."
    if not found.rules:
        return "As the other answers stand, nothing hangs on it."
    said = [rules.rules_by_id[name] for name in found.rules]
    if all(rule.contradiction for rule in said):
        return "It can change nothing of the advice, and only show whether other answers are right."
    first = f"'{said[0].title}'"
    others = f" and {counted(len(said) - 1, 'other')}" if len(said) > 1 else ""
    return (
        f"No decision waits for it any more, only warnings and actions ({first}{others}){through}."
    )


def _effects_text(found: WhyAsked, rules: RuleBase) -> str:
    """Write the sentence on what each answer would do; those that do the same are told together."""
    alike: dict[str, list[str]] = {}
    main = rules.main_names
    moving = any(move.decision in main for effect in found.effects for move in effect.moves)
    for effect in found.effects:
        if moving:
            # Where main decisions move, the rest would only bury them.
            moves = [_move_text(move) for move in effect.moves if move.decision in main]
            text = all_of(moves) if moves else ""
        else:
            text = _effect_text(effect, rules)
        alike.setdefault(text, []).append(effect.value)
    quiet = alike.pop("", [])
    if not alike:
        return "No answer changes anything by itself; they count together with other answers."
    parts = [f"with {any_of(values)}, {text}" for text, values in alike.items()]
    if quiet:
        parts.append(f"{any_of(quiet)} {NOTHING_ALONE}")
    return f"{capital('; '.join(parts))}."


def grouped(names: Iterable[str], rules: RuleBase) -> list[str]:
    """Name decisions; those of a group by the group's name, once."""
    groups = {one.name: one.group for one in rules.decisions}
    return list(dict.fromkeys(groups.get(name) or name for name in names))


def hanging(decisions: Iterable[str], changing: Iterable[str], rules: RuleBase) -> list[str]:
    """Name what can change: decisions as `grouped` does, and how many of the rules are warnings and actions."""
    parts, named = grouped(decisions, rules), set(changing)
    warnings = sum(1 for name in named if rules.rules_by_id[name].warning)
    actions = len(named) - warnings
    parts += [counted(warnings, "warning")] if warnings else []
    return parts + ([counted(actions, "action")] if actions else [])


def waiting_text(matter: Matter, rules: RuleBase) -> str:
    """Tell what the questions that are left are for; '' where none is left."""
    changing = {
        one.name
        for question in matter.questions
        for one in matter.waiting_for[question]
        if not one.decision and not rules.rules_by_id[one.name].contradiction
    }
    order = [one.name for one in rules.decisions if one.name in matter.undecided]
    parts = hanging(order, changing, rules)
    return f"; they can still change {all_of(parts)}" if parts else ""


def _move_text(move: Move) -> str:
    if not move.after:
        return f"{move.decision} is open again"
    return f"{move.decision} leans to {move.after}" + (
        f", not {move.before}" if move.before else ""
    )


def _effect_text(effect: AnswerEffect, rules: RuleBase) -> str:
    groups = {one.name: one.group for one in rules.decisions}
    parts = [_move_text(move) for move in effect.moves if not groups.get(move.decision)]
    inside: dict[str, int] = {}
    for move in effect.moves:
        if groups.get(move.decision):
            inside[groups[move.decision]] = inside.get(groups[move.decision], 0) + 1
    parts += [
        f"{count} of the {group} {'changes' if count == 1 else 'change'}"
        for group, count in inside.items()
    ]
    parts += [f"{name} becomes {value}" for name, value in effect.concluded]
    for names, verb in ((effect.rules, "new"), (effect.dropped, "gone")):
        warned = sum(1 for name in names if rules.rules_by_id[name].warning)
        if warned:
            parts.append(f"{counted(warned, 'warning')} {verb}")
        if len(names) - warned:
            parts.append(f"{counted(len(names) - warned, 'action')} {verb}")
    return ", ".join(parts)


def so_far_lines(
    advice: Advice, rules: RuleBase, progress: Progress, sure: Mapping[str, Likelihood]
) -> list[SessionParagraph]:
    """Write what the advice leans to, and how firmly; `sure` tells how likely open main decisions come out so."""
    lines = [SessionParagraph("So far", kind="title")]
    groups = {one.name: one.group for one in rules.decisions}
    shown = ""
    for decision in advice.decisions:
        if groups[decision.name] != shown:
            shown = groups[decision.name]
            lines += [SessionParagraph(), SessionParagraph(f"{capital(shown)}:", kind="strong")]
        likely = sure.get(decision.name)
        told = f"; {share_text(likely)}" if likely else ""
        lines.append(SessionParagraph(_leaning(decision) + told, f"{decision.name}: "))
    misfits, actions = len(advice.misfits), len(advice.actions)
    lines += [
        SessionParagraph(),
        SessionParagraph(
            f"{counted(misfits, 'warning')} and {counted(actions, 'action')} follow so far."
        ),
        SessionParagraph(capital(progress_text(progress)) + deciding_text(progress) + "."),
    ]
    return lines


def deciding_text(progress: Progress) -> str:
    """Tell how many of the questions that are left bear on a decision."""
    if not progress.at_most:
        return ""
    if not progress.deciding:
        return "; none of them can change a decision"
    return f"; at most {progress.deciding} can still change a decision"


def _leaning(decision: DecisionAdvice) -> str:
    others = [one for one in decision.possible if one != decision.recommended]
    if decision.status is Status.INSUFFICIENT:
        return "nothing speaks for any option yet"
    if decision.recommended is None:
        if decision.status is Status.CONTESTED:
            return "every option is ruled out"
        return f"every option is ruled out so far; could still be {any_of(others)}"
    if decision.status is not Status.PROVISIONAL:
        how = "firm" if decision.status is Status.FIRM else "a close call"
        return f"{decision.recommended}, {how}"
    if not others:
        return f"{decision.recommended}, provisional: it rests on answers that are open"
    return f"{decision.recommended}, provisional: could still be {any_of(others)}"


def difference_lines(found: Difference, heading: str) -> list[SessionParagraph]:
    """Write what an answer would change or has changed."""
    lines = [SessionParagraph(heading, kind="title")]
    if found.nothing:
        return [
            *lines,
            SessionParagraph("Nothing changes by itself; it may count together with others."),
        ]
    for change in found.decisions:
        if change.moved:
            before = change.before.recommended or "no recommendation"
            after = change.after.recommended or "no recommendation"
            text = f"{before} becomes {after}"
            if change.after.recommended:
                text += f" ({change.after.status})"
        else:
            kept = change.after.recommended or "no recommendation"
            text = f"{kept} stays; {change.before.status} becomes {change.after.status}"
        lines.append(SessionParagraph(text, f"{change.name}: "))
    lines += [SessionParagraph(one.text, "new warning: ") for one in found.new_misfits]
    lines += [SessionParagraph(one.text, "warning gone: ") for one in found.gone_misfits]
    lines += [SessionParagraph(one.text, "new action: ") for one in found.new_actions]
    lines += [SessionParagraph(one.text, "action gone: ") for one in found.gone_actions]
    return lines


def reopened_lines(found: Sequence[Reopened], rules: RuleBase) -> list[SessionParagraph]:
    """Write which questions a change has opened, and why."""
    if not found:
        return []
    many = len(found) > 1
    lines = [
        SessionParagraph(
            f"The change opens {counted(len(found), 'question')} that did not matter before:"
        )
        if many
        else SessionParagraph("The change opens a question that did not matter before:")
    ]
    for one in found:
        reasons = grouped(one.decisions, rules)
        reasons += [f"{name} ({rules.rules_by_id[name].title})" for name in one.rules[:2]]
        if len(one.rules) > 2:
            reasons.append(f"{len(one.rules) - 2} more rules")
        lines.append(SessionParagraph(f"it bears on {all_of(reasons)}", f"{one.fact}: "))
    return lines
