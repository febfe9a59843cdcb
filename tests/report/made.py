"""A small rule base and advice on it, made by hand, so that every status and oddity can be shown."""

from __future__ import annotations

from dataclasses import replace

from advisor.cases.borders import Border
from advisor.cases.model import Answer, Case, Outcome
from advisor.inference.advice import (
    Action,
    Advice,
    Argument,
    Basis,
    DecisionAdvice,
    Finding,
    Firing,
    Misfit,
    Overturn,
    Status,
    Survival,
)
from advisor.knowledge.conditions import Citation, Line, Term
from advisor.knowledge.domains import Cut, Domain, Kind, with_cuts, yes_no
from advisor.knowledge.effects import Advise, Argue, Effect, RuleOut
from advisor.knowledge.model import Assessment, Decision, Fact, Rule, RuleBase
from advisor.knowledge.words import Effort, Evidence, Phase, Relation, Strength, Weight
from advisor.knowledge.works import Competency, Goal, Source

DECK = (Citation("deck", "IV"),)
LEVELS = Domain(Kind.SCALE, ("low", "moderate", "high"))
PEOPLE = with_cuts(Domain(Kind.NUMBER, (), "inhabitants", 1, 50_000_000), {Cut(5_000), Cut(50_000)})


def _fact(name: str, domain: Domain) -> Fact:
    return Fact(name, f"How about {name}?", domain, (), "It counts.", "in a year", DECK)


def _decision(name: str, options: tuple[str, ...], group: str = "") -> Decision:
    return Decision(
        name=name,
        question=f"Which {name}?",
        domain=Domain(Kind.CHOICE, options),
        meanings=tuple((option, f"the way of {option}") for option in options),
        preference=options,
        close_call=1,
        sources=DECK,
        group=group,
    )


def _rule(rule_id: str, title: str, reads: str, value: str, *effects: Effect) -> Rule:
    return Rule(
        id=rule_id,
        title=title,
        when=(Line((Term(reads, Relation.IS, (value,)),)),),
        unless=(),
        effects=effects,
        warning="",
        advice=None,
        because=f"{title.lower()} for a reason.",
        evidence=Evidence.MODERATE,
        sources=DECK,
    )


STRUCTURES = ("centralized", "federal", "decentralized")
RULES = RuleBase(
    version="1.2",
    hash="sha256:0123456789abcdef",
    facts=(
        _fact("digital budget", LEVELS),
        _fact("staff skill", LEVELS),
        _fact("election soon", yes_no()),
        _fact("population", PEOPLE),
    ),
    assessments=(
        Assessment("capacity", LEVELS, "", DECK, inputs=("digital budget", "staff skill")),
    ),
    decisions=(
        _decision("structure", STRUCTURES),
        _decision("data rights", ("centre", "departments"), "decision rights"),
        _decision("staff rights", ("centre", "departments"), "decision rights"),
    ),
    rules=(
        _rule(
            "S01",
            "Scarce means are pooled",
            "capacity",
            "low",
            Argue("structure", "centralized", Strength.STRONGLY, favours=True),
            Argue("structure", "federal", Strength.MODERATELY, favours=True),
            RuleOut("structure", "decentralized"),
        ),
        _rule(
            "S02",
            "Elections slow centres",
            "election soon",
            "yes",
            Argue("structure", "centralized", Strength.WEAKLY, favours=False),
        ),
        _rule(
            "Q01",
            "A centre holds the data",
            "structure",
            "centralized",
            Argue("data rights", "centre", Strength.MODERATELY, favours=True),
        ),
        replace(
            _rule("A01", "Count first", "capacity", "low"),
            advice=Advise("Count what you have.", Phase.FIRST_YEAR, "mayor and council"),
        ),
    ),
    laws=(),
    goals=(Goal("SDG 16.6", "Institutions that work.", DECK), Goal("SDG 4.4", "Skills.", DECK)),
    sources=(
        Source("deck", "UN", "2022", "The deck", "training deck", "none"),
        Source("zmud", "V. Sambamurthy", "1999", "Modes?", "MISQ", "https://example.org/a?b=1&c=2"),
    ),
    competencies=(
        Competency("B01", "to write mail", "basic", "communication", ("managers", "experts")),
        Competency("X01", "to build systems", "special", "technical", ("experts",)),
    ),
    statements=(),
    order=("capacity", "structure", "data rights", "staff rights"),
    strata=(),
)

LOW_CAPACITY = (("capacity", ("low",)),)
ARGUMENTS = (
    Argument(
        "S01",
        "centralized",
        3,
        rules_out=False,
        because="pooling helps.",
        read=LOW_CAPACITY,
        sources=("deck",),
    ),
    Argument(
        "S01",
        "federal",
        2,
        rules_out=False,
        because="pooling helps.",
        read=LOW_CAPACITY,
        sources=("deck",),
    ),
    Argument(
        "S01",
        "decentralized",
        0,
        rules_out=True,
        because="pooling helps.",
        read=LOW_CAPACITY,
        sources=("deck",),
    ),
    Argument(
        "S02",
        "centralized",
        -1,
        rules_out=False,
        because="mandates end.",
        read=(("election soon", ("no", "yes")),),
        sources=("deck",),
    ),
)


def argument(rule: str, option: str, points: int = 0, *, rules_out: bool = False) -> Argument:
    """A rule's word on an option."""
    return Argument(rule, option, points, rules_out, "it is so.", LOW_CAPACITY, ("deck",))


STRUCTURE = DecisionAdvice(
    name="structure",
    recommended="centralized",
    status=Status.PROVISIONAL,
    basis=Basis.EXACT,
    possible=("centralized", "federal"),
    scores=(("centralized", 3), ("federal", 2), ("decentralized", 0)),
    ruled_out=("decentralized",),
    survives=Survival(3, 2, (Overturn("digital budget", "comfortable", "federal"),)),
    overturned_by=(
        Overturn("election soon", "yes", "federal"),
        Overturn("staff skill", "high", "federal", (("population", "below 5,000"),)),
    ),
    arguments=ARGUMENTS,
    waiting=("S02",),
    open_facts=("staff skill", "election soon", "population"),
)
SILENT = replace(
    STRUCTURE,
    recommended=None,
    status=Status.INSUFFICIENT,
    scores=tuple((option, 0) for option in STRUCTURES),
    ruled_out=(),
    survives=Survival(3, 2, (Overturn("digital budget", "comfortable", "federal"),)),
    overturned_by=(),
    arguments=(),
    waiting=("S01",),
    open_facts=("digital budget", "staff skill"),
    possible=STRUCTURES,
)


def _right(name: str, recommended: str | None, arguments: tuple[Argument, ...]) -> DecisionAdvice:
    return DecisionAdvice(
        name=name,
        recommended=recommended,
        status=Status.FIRM if recommended else Status.INSUFFICIENT,
        basis=Basis.EXACT,
        possible=(recommended,) if recommended else ("centre", "departments"),
        scores=(("centre", 2 if recommended else 0), ("departments", 0)),
        ruled_out=(),
        overturned_by=(),
        survives=Survival(0, 0, ()),
        arguments=arguments,
        waiting=(),
        open_facts=(),
    )


RIGHTS = (
    _right(
        "data rights",
        "centre",
        (
            Argument(
                "Q01",
                "centre",
                2,
                rules_out=False,
                because="one place knows.",
                read=(("structure", ("centralized",)),),
                sources=("zmud",),
            ),
        ),
    ),
    _right("staff rights", None, ()),
)
CASE = Case(
    id="smallville",
    answers=(
        Answer("digital budget", ("low",), "The treasurer says so."),
        Answer("staff skill", ("low", "moderate")),
    ),
    place="Smallville",
    country="Freedonia",
    level="town",
    date="2024",
    summary="A small town.",
    sources=("https://example.org/report", "a letter"),
    chosen=(("structure", "federal"),),
    outcome=Outcome("mixed", "It took long."),
)


def action(part: str, text: str, *, provisional: bool = False) -> Action:
    """An action of a part of the report."""
    return Action(
        rule="A01",
        phase=Phase.FIRST_YEAR,
        owner="mayor and council",
        part=part,
        text=text,
        because="numbers persuade.",
        serves=("SDG 16.6",),
        provisional=provisional,
        read=LOW_CAPACITY,
        sources=("deck",),
        effort=Effort.MODERATE,
        needs="the finance director",
    )


ADVICE = Advice(
    version=RULES.version,
    hash=RULES.hash,
    case=CASE,
    facts=(("digital budget", ("low",)), ("staff skill", ("low", "moderate"))),
    assessments=(Finding("capacity", ("low",), True, ("capacity, row 1",), ("low",)),),
    decisions=(STRUCTURE, *RIGHTS),
    misfits=(
        Misfit(
            rule="W01",
            text="You want much and pay little.",
            because="wishes cost money.",
            provisional=True,
            read=LOW_CAPACITY,
            sources=("zmud",),
            weight=Weight.GRAVE,
        ),
    ),
    actions=(
        action("action plan", "Count what you have."),
        action("leader's task", "Speak with the council.", provisional=True),
        action("training point", "Teach the basics."),
    ),
    unknown=("election soon", "population"),
    trace=(Firing("S01", 2, LOW_CAPACITY, (("structure", ("centralized",)),)),),
    borders=(Border("population", 49_999.0, (50_000.0,)),),
)


def with_structure(decision: DecisionAdvice) -> Advice:
    """The advice with another word on the structure."""
    return replace(ADVICE, decisions=(decision, *RIGHTS))


def with_case(**changes: object) -> Advice:
    """The advice for a case that is told otherwise."""
    return replace(ADVICE, case=replace(CASE, **changes))  # type: ignore[arg-type]
