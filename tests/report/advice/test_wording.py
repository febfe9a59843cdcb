"""What a report says in words: the order of its parts, the four statuses, and what is not known."""

import re
from dataclasses import replace

import pytest

from advisor.cases.model import Answer, Case
from advisor.inference.advice import Basis, Overturn, Status
from advisor.inference.advise import advise
from advisor.knowledge.domains import Range
from advisor.report.advice.decisions import decision_views
from advisor.report.render import render
from tests.report import made
from tests.report.pages import read_page
from tests.support.books import facts_and_decision
from tests.support.generate import load_books

DOCUMENTS = ("text", "markdown", "html")
PARTS = (
    "1. What is advised, and how firm it is",
    "2. Misfits: what does not fit together",
    "3. Action plan, by phase and owner",
    "4. The arguments, decision by decision",
    "5. What was assumed or is unknown, and what could overturn the advice",
    "6. Tasks of the leader",
    "7. Training",
    "8. Sources cited",
)


LEAD = """### R1 · A claim

- **Then** favour left for side, favour right weakly for side, favour left for strict side, favour right weakly for strict side
- **Because** it is so.
- **Evidence** strong
- **Source** [deck] I
"""


def words(advice, form):
    """The document as one line of plain words, so that wrapping and markup don't matter."""
    shown = render(advice, made.RULES, form, width=160)
    if form == "html":
        shown = next(read_page(shown).every("body")).text
    if form == "markdown":
        shown = shown.replace("**", "").replace("&minus;", "\u2212")
    return " ".join(shown.split())


@pytest.mark.parametrize("form", DOCUMENTS)
def test_the_parts_stand_in_the_fixed_order_and_the_rule_base_at_the_end(form):
    shown = words(made.ADVICE, form)
    places = [shown.rindex(part) for part in PARTS]
    assert places == sorted(places)
    end = shown.rindex("Rule base 1.2")
    assert end > places[-1]
    assert "sha256:0123456789abcdef" in shown[end:]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_borders_weights_and_the_work_of_actions_are_told(form):
    shown = words(made.ADVICE, form)
    border = "The population of 49,999 lies at the border of 50,000: both sides were reckoned with."
    assert border in shown
    assert "grave" in shown[shown.rindex(PARTS[1]) :].casefold()
    assert shown.count("Moderate effort; needs the finance director.") == len(made.ADVICE.actions)
    bare = tuple(replace(one, effort=None, needs="", after=("A07",)) for one in made.ADVICE.actions)
    shown = words(replace(made.ADVICE, actions=bare, borders=()), form)
    assert "lies at the border" not in shown
    assert "effort" not in shown
    assert shown.count("After A07.") == len(bare)


def test_the_brief_tells_the_borders():
    shown = " ".join(render(made.ADVICE, made.RULES, full=False).split())
    assert "The population of 49,999 lies at the border of 50,000" in shown


SAYS = {
    Status.FIRM: "This stays the recommendation whatever the open answers turn out to be.",
    Status.PROVISIONAL: "This is the recommendation as things stand; this answer could change it: election",
    Status.CONTESTED: "No open answer can change the order, but centralized leads federal by only 1 point.",
    Status.INSUFFICIENT: "No rule argues yet. These answers matter most: digital",
}


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize("status", list(Status))
def test_each_status_is_told_in_words(form, status):
    decision = made.SILENT if status is Status.INSUFFICIENT else made.STRUCTURE
    answered = replace(
        made.with_structure(replace(decision, status=status)),
        unknown=("digital budget", "election soon"),
        case=made.CASE.without("digital budget"),
    )
    shown = words(answered, form)
    assert SAYS[status] in shown
    others = [sentence for other, sentence in SAYS.items() if other is not status]
    assert not [sentence for sentence in others if sentence in shown]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_advice_on_a_case_that_is_told_whole_speaks_of_no_open_answers(form):
    answers = (("digital budget", "low"), ("staff skill", "low"), ("election soon", "no"))
    case = replace(
        made.CASE,
        answers=(
            *(Answer(fact, (value,)) for fact, value in answers),
            Answer("population", (Range(900, 900),)),
        ),
    )
    decision = replace(made.STRUCTURE, status=Status.FIRM, overturned_by=(), open_facts=())
    whole = replace(made.with_structure(decision), case=case, unknown=())
    shown = words(whole, form)
    assert "This follows from the facts, which are all known." in shown
    assert "All 4 facts are known." in shown
    assert "open answers" not in shown
    assert "900 inhabitants" in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_bounds_are_told_honestly(form):
    bounded = replace(made.STRUCTURE, basis=Basis.BOUNDS)
    for status in (Status.FIRM, Status.PROVISIONAL):
        shown = words(made.with_structure(replace(bounded, status=status)), form)
        assert "too many combinations to check every one" in shown
        assert ("it was proved by bounds on the points" in shown) is (status is Status.FIRM)
        assert ("so it may be firmer than it looks" in shown) is (status is Status.PROVISIONAL)
    assert "too many combinations" not in words(made.ADVICE, form)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_tie_is_called_a_tie(form):
    tied = replace(
        made.STRUCTURE,
        status=Status.CONTESTED,
        scores=(("centralized", 2), ("federal", 2), ("decentralized", 0)),
    )
    shown = words(made.with_structure(tied), form)
    assert "centralized and federal have equal points; centralized is preferred, because " in shown


def test_the_same_lead_reads_the_same_whatever_margin_its_book_calls_close():
    """Of two decisions with a lead of one point each, only one has a book that calls it close."""
    wide = facts_and_decision()
    strict = wide["side.md"].replace("Decision: side", "Decision: strict side")
    wide["side.md"] = wide["side.md"].replace("within 0 points", "within 1 point")
    rules = load_books(wide | {"strict.md": strict, "rules.md": LEAD})
    shown = decision_views(advise(rules, Case("any", ())), rules)
    assert {one.margin for one in shown} == {1}
    assert {one.status for one in shown} == {"contested", "firm"}
    assert all(one.close for one in shown)
    text = " ".join(render(advise(rules, Case("any", ())), rules).split())
    assert text.count("eft leads right by only 1 point") == 2


@pytest.mark.parametrize("form", DOCUMENTS)
def test_it_is_said_when_every_option_is_ruled_out_for_good(form):
    nothing_left = replace(
        made.STRUCTURE,
        recommended=None,
        status=Status.CONTESTED,
        possible=(),
        ruled_out=made.STRUCTURES,
        overturned_by=(),
    )
    shown = words(made.with_structure(nothing_left), form)
    assert re.search("(?i)structure:? no recommendation (contested|What)", shown)
    assert "What is known rules out every option, and no open answer can lift that." in shown
    assert "No rule argues yet. These" not in shown
    assert "so far by" not in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_it_is_said_when_an_answer_can_lift_that_every_option_is_ruled_out(form):
    so_far = replace(
        made.STRUCTURE,
        recommended=None,
        possible=("federal",),
        ruled_out=made.STRUCTURES,
        arguments=(*made.ARGUMENTS, made.argument("S02", "federal", rules_out=True)),
    )
    shown = words(made.with_structure(so_far), form)
    assert re.search("(?i)structure:? no recommendation yet", shown)
    assert "As things stand every option is ruled out; this answer could change that:" in shown
    assert "It would become federal if election soon is yes" in shown
    assert "In some combination of the open answers federal comes out best." in shown
    assert "ruled out so far by S02" in shown
    assert "ruled out by S01" in shown
    assert "None" not in shown.replace("None was found among", "")
    assert "Only one argument" not in shown


FEW = (
    ((("S01", 3),), "Only one argument speaks for it, with 3 points."),
    ((("S01", 1),), "Only one argument speaks for it, with 1 point."),
    (((("S01", 2)), ("S02", 1)), ""),
    (
        (),
        "No argument speaks for it itself: it is the least bad, since the other options are ruled out, can't come out or have no more points.",
    ),
)


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize(("backing", "said"), FEW)
def test_it_is_said_when_a_recommendation_rests_on_one_argument_or_none(form, backing, said):
    """Whatever speaks against it, or for other options."""
    others = tuple(one for one in made.ARGUMENTS if one.option != "centralized" or one.points < 0)
    mine = tuple(made.argument(rule, "centralized", points) for rule, points in backing)
    for status in (Status.FIRM, Status.PROVISIONAL, Status.CONTESTED):
        advice = made.with_structure(
            replace(made.STRUCTURE, status=status, arguments=(*mine, *others))
        )
        shown = words(advice, form)
        assert (said in shown) if said else ("argument speaks for it" not in shown)


SETS = (
    ((("staff skill", "high"), ("population", "below 5,000")), "but two together could, such as"),
    (
        (("staff skill", "high"), ("population", "below 5,000"), ("election soon", "yes")),
        "and the fewest found to do so are three that come together (part 5 names them).",
    ),
)


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize(("answers", "said"), SETS)
def test_answers_that_do_it_only_together_are_not_told_as_if_each_did(form, answers, said):
    (fact, value), *others = answers
    joint = replace(
        made.STRUCTURE, overturned_by=(Overturn(fact, value, "federal", tuple(others)),)
    )
    shown = words(made.with_structure(joint), form)
    assert "could change it:" not in shown
    assert f"no single open answer changes it, {said}" in shown
    assert "It would become federal if staff skill is high" in shown
    heading = "Only three or more answers together were found to change these:"
    assert (heading in shown) is (len(answers) > 2)
    part = shown[shown.rindex(PARTS[4]) : shown.rindex(PARTS[5])]
    assert "structure becomes federal" in part
    assert "No single answer, and no small set" not in part
    if len(answers) > 2:
        assert "population is below 5,000 inhabitants and election soon is yes" in part
    else:
        assert re.search(r"high, and population is below 5,000 inhabitants ?[:|]", part)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_pairs_with_the_same_answer_are_told_as_one(form):
    pairs = tuple(
        Overturn("staff skill", value, "federal", (other,))
        for value in ("low", "moderate")
        for other in (
            ("population", "below 5,000"),
            ("population", "at least 5,000, below 50,000"),
            ("election soon", "no"),
        )
    )
    shown = words(made.with_structure(replace(made.STRUCTURE, overturned_by=pairs)), form)
    told = "low or moderate, and any one of these: "
    told += "population is below 50,000 inhabitants; election soon is no"
    assert told in shown
    assert "certain answers come in pairs, for example staff skill is low or moderate" in shown


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize("name", ["structure", "data rights"])
def test_a_provisional_decision_without_such_answers_names_what_is_open(form, name):
    """The facts that silent rules wait for come first."""
    open_facts = ("staff skill", "election soon")
    advice = replace(
        made.ADVICE,
        decisions=tuple(
            replace(
                one,
                status=Status.PROVISIONAL,
                possible=(one.recommended or "",),
                overturned_by=(),
                waiting=("S02",),
                open_facts=open_facts,
            )
            if one.name == name
            else replace(one, status=Status.FIRM, overturned_by=())
            for one in made.ADVICE.decisions
        ),
    )
    shown = words(advice, form)
    expected = (
        "no answer was found that leads to another option, but these are open and bear on it: "
    )
    assert f"{expected}election soon, staff skill." in shown
    if name == "structure":
        none_left = "In some combination of the open answers no option is left to recommend."
        assert none_left in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_both_sides_of_an_option_are_told_with_points_reason_facts_and_source(form):
    shown = words(made.ADVICE, form)
    assert "Pooling helps." in shown
    assert "capacity: low" in shown
    assert re.search(r"\[?deck\\?\]? IV", shown)
    assert "+3" in shown
    assert re.search("against \u22121|-1 {1,2}S02", shown)
    assert "ruled out by S01" in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_an_unknown_that_a_rule_read_is_called_unknown(form):
    assert "election soon: unknown" in words(made.ADVICE, form)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_what_is_unknown_is_neither_a_no_nor_hidden(form):
    shown = words(made.ADVICE, form)
    assert "Of 4 facts 1 is known, 1 is not sure and 2 are unknown." in shown
    assert "What is unknown counts neither for nor against anything." in shown
    assert "low or moderate" in shown
    assert "population" in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_what_could_overturn_is_told_by_question_with_the_answers_it_takes(form):
    shown = words(made.ADVICE, form)
    assert "How about election soon?" in shown
    assert re.search(r"yes( \||:| \|) ?.{0,5}structure becomes federal", shown)
    assert "and population is below 5,000 inhabitants" in shown
    assert "It would become federal if election soon is yes" in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_decision_rights_stand_together_with_who_decides_and_why(form):
    shown = words(made.ADVICE, form)
    assert "Decision rights: who decides on what" in shown
    assert "One place knows." in shown
    assert "No rule argues yet." in shown
    assert "Data rights:" not in shown.split(PARTS[4])[0].split(PARTS[3])[1]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_actions_tell_their_phase_owner_goal_and_whether_they_are_provisional(form):
    shown = words(made.ADVICE, form)
    plan, tasks = shown.split(PARTS[5])[-2:]
    assert "First year" in plan
    assert "Mayor and council" in plan
    assert "SDG 16.6" in plan
    assert "Institutions that work." in plan
    assert "provisional" not in plan.split(PARTS[2])[-1].split(PARTS[3])[0]
    assert "provisional" in tasks.split(PARTS[6])[0]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_competencies_are_counted_by_level_and_job_category(form):
    shown = words(made.ADVICE, form)
    numbers = shown[shown.rindex("Digital competencies by") :]
    assert re.search(r"[Bb]asic \(1\)[ |]+1[ |]+1", numbers)
    assert re.search(r"[Ss]pecial \(1\)[ |]+0[ |]+1", numbers)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_only_cited_works_are_listed_and_no_full_stop_follows_a_question_mark(form):
    shown = words(made.ADVICE, form)
    sources = shown[shown.rindex(PARTS[7]) :]
    assert "UN (2022). The deck. training deck." in sources
    uncited = replace(made.ADVICE, misfits=(), decisions=(made.STRUCTURE,))
    assert "V. Sambamurthy (1999). Modes? MISQ." in sources or "zmud" not in sources
    assert "Sambamurthy" not in words(uncited, form)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_what_a_real_government_chose_stands_beside_the_advice(form):
    shown = words(made.ADVICE, form)
    assert "Structure: federal (advised: centralized)" in shown
    assert "How it ended: mixed. It took long." in shown


@pytest.mark.parametrize("form", DOCUMENTS)
def test_place_country_and_date_are_shown(form):
    shown = words(made.ADVICE, form)
    head = shown[: shown.index(PARTS[0])]
    assert all(word in head for word in ("Smallville", "Freedonia", "2024", "A small town."))


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_case_without_a_place_goes_by_its_id(form):
    assert "smallville" in words(made.with_case(place=""), form)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_an_empty_advice_has_all_parts_and_no_gap(form):
    empty = replace(
        made.ADVICE,
        case=replace(made.CASE, answers=(), chosen=(), outcome=None, sources=()),
        facts=(),
        decisions=(made.SILENT, *made.RIGHTS),
        assessments=(),
        misfits=(),
        actions=(),
    )
    shown = words(empty, form)
    assert "None was found among the facts that are known." in shown
    assert "No action follows from what is known." in shown
    assert all(part in shown for part in PARTS)


def test_an_argument_is_told_in_full_once_and_referred_to_after_that():
    shown = words(made.ADVICE, "text")
    arguments = shown.split(PARTS[3])[-1].split(PARTS[4])[0]
    assert arguments.count("Pooling helps.") == 1
    assert "Scarce means are pooled (see centralized)" in arguments


def test_the_terminal_says_the_same_without_colour():
    coloured = render(made.ADVICE, made.RULES, "text", colour=True)
    plain = render(made.ADVICE, made.RULES, "text")
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_every_document_ends_with_exactly_one_newline():
    for form in (*DOCUMENTS, "json"):
        shown = render(made.ADVICE, made.RULES, form)
        assert shown.endswith("\n")
        assert not shown.endswith("\n\n")


@pytest.mark.parametrize("option", ["centralized", "federal"])
def test_a_leaning_is_told_by_its_only_argument_and_not_denied_in_the_same_breath(option):
    """The argument speaks for the option that is advised, or on another one only."""
    alone = replace(made.STRUCTURE, arguments=(made.argument("S01", option, 3),))
    shown = render(made.with_structure(alone), made.RULES, "text", full=False)
    shown = " ".join(shown.split())
    assert "Too early to say, leaning to centralized" in shown
    assert "No argument speaks for it itself" not in shown
    assert ("is not one for it" in shown) == (option != "centralized")


def test_what_open_answers_do_is_told_apart_from_what_given_ones_do():
    joint = Overturn("staff skill", "high", "federal", (("election soon", "yes"),))
    advice = made.with_structure(replace(made.STRUCTURE, overturned_by=(joint,)))
    shown = " ".join(render(advice, made.RULES, "text", full=False).split())
    assert "no single open answer changes it, several of them together could." in shown
    assert (
        "Had one of the given answers been misjudged, the advice would change in 1 of 3 such cases."
        in shown
    )


@pytest.mark.parametrize("scenarios", [(), (("here", made.ADVICE), ("there", made.ADVICE))])
def test_the_contents_name_every_part_of_the_page_and_its_numbers_leave_none_out(scenarios):
    page = read_page(render(made.ADVICE, made.RULES, "html", scenarios=scenarios))
    heads = list(page.every("h2"))
    numbers = [int(head.text.split(".")[0]) for head in heads]
    assert numbers == list(range(1, 10 + bool(scenarios)))
    contents = next(one for one in page.every("nav") if one.attributes["aria-label"] == "Contents")
    linked = [link.attributes["href"] for link in contents.every("a")]
    assert linked == [f"#{head.attributes['id']}" for head in heads]
