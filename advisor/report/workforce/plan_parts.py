"""What is planned: who takes what, sessions and cost, what is cut, the calendar, and posts to fill."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from advisor.report.page import Heading, Listing, PageTable, Paragraph
from advisor.report.workforce.model import StaffPart
from advisor.text import capital, counted
from advisor.workforce.model import MINUTES, Person
from advisor.workforce.plan.calendar import Obstacle
from advisor.workforce.plan.plan import CourseCost
from advisor.workforce.posts import PostProfile
from advisor.workforce.privacy import Disclosure
from advisor.workforce.study import StaffStudy


def money(cents: int) -> str:
    """Write an amount to the cent."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def hours(minutes: int) -> str:
    """Write a time in hours."""
    return f"{minutes / MINUTES:,.2f}".rstrip("0").rstrip(".")


def plan_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield what the plan costs and closes, course by course."""
    plan = study.plan
    parameters = plan.problem.parameters
    yield Heading("Sessions and cost")
    if not study.inputs.courses:
        yield Paragraph("There is no catalogue of courses, so nothing is planned.", "No courses")
        return
    yield Paragraph(_share_closed(study) if shown.public else _closed(study), "Planned")
    if study.priorities:
        yield Listing(
            tuple(f"{one.id} {one.title}: {capital(one.because)}" for one in study.priorities)
        )
    if not shown.public:
        limit = "no budget is given" if parameters.budget is None else money(parameters.budget)
        pays = "fees and paid hours" if parameters.hours_from_budget else "fees"
        yield PageTable(
            "Cost against the budget",
            ("what", "amount"),
            (
                ("fees", money(plan.fees)),
                ("paid hours", money(plan.hours)),
                ("together", money(plan.fees + plan.hours)),
                (f"the budget pays ({pays})", money(plan.from_budget)),
                ("budget", limit),
            ),
        )
    yield _courses(study, shown)


def _share_closed(study: StaffStudy) -> str:
    plan = study.plan
    tenths = round(10 * plan.points / plan.wanted) if plan.wanted else 10
    return f"About {10 * tenths} % of what courses could close, by weight, is closed by the plan."


def _closed(study: StaffStudy) -> str:
    plan = study.plan
    text = f"The plan was made by {plan.method}. It closes {plan.points:,} of {plan.wanted:,} points of gaps that courses could close"
    if plan.off_best is None:
        return f"{text}; how far from the best it is was not looked for."
    if not plan.off_best:
        return f"{text}; no plan closes more."
    return (
        f"{text}; no plan closes more than {plan.bound:,}, so it is at most "
        f"{100 * plan.off_best:.1f} % from the best."
    )


def _courses(study: StaffStudy, shown: Disclosure) -> PageTable:
    courses = study.plan.problem.courses
    header: tuple[str, ...] = ("course", "sessions", "participants", "hours in all")
    header += () if shown.public else ("fees", "paid hours")
    header += ("without a place", "for want of money")
    rows = []
    for one in study.plan.costs:
        row = [
            courses[one.course].key,
            "" if shown.public else f"{one.sessions:,}",
            shown.text(one.participants),
            "" if shown.public else hours(one.minutes),
        ]
        row += [] if shown.public else [money(one.fees), money(one.hours)]
        row += [shown.text(one.left), shown.text(one.left_by_budget)]
        rows.append(tuple(row))
    return PageTable("Courses", header, tuple(rows))


def cut_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield what has no place and why, and what would be cut first."""
    plan = study.plan
    if not study.inputs.courses:
        return
    yield Heading("What is cut first")
    yield Paragraph(
        "What closes fewest points for its money goes first; the points stand in the books "
        "(rules/workforce.md) and can be changed there."
    )
    reasons = Counter(reason for _, reason in plan.cut)
    if reasons:
        yield PageTable(
            "Without a place in the plan",
            ("reason", "places"),
            tuple(
                (reason.value, shown.text(reasons[reason]))
                for reason in Obstacle
                if reasons[reason]
            ),
        )
    if shown.public:
        return
    courses = plan.problem.courses
    kept = sorted(
        (one for one in plan.costs if one.participants and _priced(one, study)),
        key=lambda one: one.points / max(1, _priced(one, study)),
    )
    rows = [
        (
            str(number),
            courses[one.course].key,
            f"{one.participants:,}",
            f"{one.points:,}",
            money(_priced(one, study)),
            f"{100_000 * one.points / _priced(one, study):,.1f}",
        )
        for number, one in enumerate(kept, start=1)
    ]
    if rows:
        yield PageTable(
            "If the budget shrinks: the order in which courses go",
            ("order", "course", "participants", "points", "paid by the budget", "points for 1,000"),
            tuple(rows),
        )


def _priced(one: CourseCost, study: StaffStudy) -> int:
    return one.fees + (one.hours if study.plan.problem.parameters.hours_from_budget else 0)


def calendar_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield the sessions, quarter by quarter, with the departments they take people from."""
    plan = study.plan
    if not plan.sessions:
        return
    yield Heading("Calendar")
    problem = plan.problem
    share = f"{100 * problem.parameters.absence:.0f} %"
    yield Paragraph(
        f"Sessions of a quarter are held at different times. No session takes more than {share} of "
        "a department (at least one person), none has more people than seats, and nobody learns longer "
        "than the hours that are free."
    )
    rows = []
    by_quarter: dict[str, set[int]] = defaultdict(set)
    for session in plan.sessions:
        course = problem.courses[session.course]
        by_quarter[str(session.quarter)] |= set(session.participants)
        departments = Counter(problem.people[at].department for at in session.participants)
        own = ", ".join(f"{name} {count}" for name, count in sorted(departments.items()))
        rows.append(
            (
                str(session.quarter),
                f"{course.key}, session {session.number}",
                f"{len(session.participants)} of {course.seats}",
                hours(course.minutes),
                own,
            )
        )
    yield PageTable(
        "People who learn in each quarter",
        ("quarter", "people"),
        tuple((name, shown.text(len(people))) for name, people in sorted(by_quarter.items())),
    )
    if not shown.public:
        header = ("quarter", "session", "people of seats", "hours", "from departments")
        yield PageTable("Sessions by quarter", header, tuple(rows))


def people_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield who takes which course in which order; nothing of it in what is published."""
    plan = study.plan
    if shown.public or not study.inputs.courses:
        return
    problem = plan.problem
    steps: dict[int, list[str]] = defaultdict(list)
    spent: dict[int, int] = defaultdict(int)
    left: dict[int, list[str]] = defaultdict(list)
    for need, quarter in plan.taken:
        course = problem.courses[need.course]
        level = study.matrix.levels[need.rank]
        steps[need.person].append(
            f"{course.key} ({level}; {', '.join(need.closes)}; {quarter}; {hours(course.minutes)} h)"
        )
        spent[need.person] += course.minutes
    for need, reason in plan.cut:
        left[need.person].append(f"{problem.courses[need.course].key}: {reason.value}")
    for at, key in problem.uncovered:
        left[at].append(f"{key}: no course")
    yield Heading("Who learns what, in which order")
    rows = [
        (
            person.pseudonym,
            person.department,
            person.category,
            "; ".join(f"{number}. {step}" for number, step in enumerate(steps[at], start=1)),
            hours(spent[at]) if spent[at] else "",
            "; ".join(left[at]),
        )
        for at, person in enumerate(problem.people)
        if steps[at] or left[at]
    ]
    header = (
        "person",
        "department",
        "job category",
        "courses in their order",
        "hours",
        "left open",
    )
    yield PageTable("People and their courses", header, tuple(rows))
    yield from _certificates(problem.people, study)


def _certificates(people: tuple[Person, ...], study: StaffStudy) -> Iterator[StaffPart]:
    end = study.inputs.parameters.end
    ending = sorted(
        (one.expires, one.pseudonym, one.certificate or "certificate")
        for one in people
        if one.expires and one.expires <= end
    )
    if ending:
        yield PageTable(
            "Certificates that end before the plan does",
            ("person", "certificate", "ends"),
            tuple((name, certificate, str(day)) for day, name, certificate in ending),
        )


def posts_part(study: StaffStudy, shown: Disclosure) -> Iterator[StaffPart]:
    """Yield what training cannot close in time, the posts that close it, and whether the case agrees.

    What too few people have is a small group, so nothing of it is published.
    """
    if shown.public:
        return
    yield Heading("Posts to recruit or borrow")
    if study.match is not None:
        yield _match(study)
    if not study.short:
        yield Paragraph(
            "When the plan ends, each competency has as many holders as are wanted.", "Nothing"
        )
        return
    by_key = study.matrix.by_key
    yield PageTable(
        "Competencies with fewer holders than wanted when the plan ends",
        ("competency", "wanted", "have it and stay", "learn it", "unknown", "what to do"),
        tuple(
            (
                f"{one.key} {by_key[one.key].text}",
                f"{one.wanted:,}",
                f"{one.now:,}",
                f"{one.trained:,}",
                f"{one.perhaps:,}",
                "look for holders outside" if one.certain else "ask those of whom it is unknown",
            )
            for one in study.short
        ),
    )
    for number, profile in enumerate(study.profiles, start=1):
        yield from _profile(number, profile, study)


def _match(study: StaffStudy) -> Paragraph:
    found = study.match
    assert found is not None  # noqa: S101 - asked before
    if not found.option:
        return Paragraph(f"The advice on the case recommends nothing for {found.decision}.")
    certain = any(one.certain for one in study.short)
    shows = "some competencies stay short" if certain else "training closes all that is wanted"
    text = f"The advice on {found.decision} is '{found.option}'; the list shows that {shows}."
    if found.agrees is None:
        return Paragraph(text)
    if found.agrees:
        return Paragraph(f"{text} They agree.", "The case")
    return Paragraph(f"{text} They do not go together: {found.because}", "Misfit")


def _profile(number: int, profile: PostProfile, study: StaffStudy) -> Iterator[StaffPart]:
    by_key = study.matrix.by_key
    yield Heading(f"Profile {number}: {profile.nature} ({profile.category})", 3)
    yield Paragraph(
        f"{counted(profile.posts, 'post')}, {profile.people_are}"
        + ("" if profile.cost is None else f", {money(profile.cost)} a year")
        + "."
    )
    yield Listing(tuple(f"{key} {by_key[key].text} ({by_key[key].level})" for key in profile.keys))
    pair = profile.colleague or "nobody in the list is near to it; name a deputy by hand"
    yield Paragraph(pair, "Pair with")
