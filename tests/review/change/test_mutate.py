"""Small wrong changes: which are made, and who notices them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

from advisor.cases.read.case_file import read_case
from advisor.inference.planes.again import EvaluatedCases
from advisor.knowledge.writer import line_text
from advisor.review.change.judging import HANDFUL, asked_of
from advisor.review.change.mutant_effect import EffectSearch, MutantEffect
from advisor.review.change.mutants import mutants, mutated, widened
from advisor.review.change.mutation import Mutation, Notice, mutate
from advisor.review.change.proposals import proposals
from advisor.review.change.trial import CaseTrial, MutantSubject, facts_of
from advisor.review.evidence.expectations import differences
from tests.conftest import Run
from tests.review.made import folder, rule_base


def notices(found: Mutation) -> dict[tuple[str, str], Notice]:
    return {(one.about, one.text): one.notice for one in found.tried}


def test_thresholds_conditions_and_conclusions_are_changed_one_at_a_time(tmp_path: Path) -> None:
    made = list(mutants(rule_base(tmp_path)))
    texts = {(one.about, one.text) for one in made}
    assert ("S01", "'when capacity is low' dropped") in texts
    assert ("S01", "'when capacity is low' becomes 'capacity is high'") in texts
    assert ("S01", "'favour one office strongly' becomes 'oppose one office strongly'") in texts
    assert ("S01", "'favour one office strongly' becomes 'favour offices apart strongly'") in texts
    assert ("S01", "'favour one office strongly' becomes 'favour one office'") in texts
    assert (
        "C02",
        "'when population is at least 20,000' becomes 'population is at least 40,000'",
    ) in texts
    assert ("pull", "'strong from 2' becomes 'from 3'") in texts
    assert ("capacity", "row 1: gives 'high' for 'low'") in texts
    assert ("capacity", "row 1: 'budget is none' dropped") in texts
    assert len(texts) == len(made)


def test_each_mutant_differs_in_one_rule_or_table_only(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    for one in mutants(rules):
        other = mutated(rules, one)
        assert other.hash != rules.hash
        rules_changed = sum(a != b for a, b in zip(rules.rules, other.rules, strict=True))
        tables = sum(a != b for a, b in zip(rules.assessments, other.assessments, strict=True))
        assert rules_changed + tables == 1, one.text


def test_a_moved_threshold_of_a_number_cuts_anew(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    [one] = [one for one in mutants(rules) if "40,000" in one.text]
    other = mutated(rules, one)
    population = other.items["population"].domain
    assert any(cut.at == 40_000 for cut in population.cuts)
    assert line_text(other.rules_by_id["C02"].when[0]) == "population is at least 40,000"


def test_laws_expectations_and_cases_notice_and_the_rest_is_listed(tmp_path: Path) -> None:
    rules = rule_base(tmp_path / "rules")
    village = tmp_path / "village.yaml"
    village.write_text(
        "place: V\nfacts:\n  budget: none\n  skill: low\n  population: 300\nexpect:\n  structure: one office\n",
        "utf-8",
    )
    found = mutate(rules, [read_case(village, rules)], seconds=60)
    assert len(found.tried) == found.total
    notice = notices(found)
    assert notice["S01", "'when capacity is low' becomes 'capacity is high'"] is Notice.EXPECTED
    assert notice["C01", "'raise pull weakly' becomes 'lower pull weakly'"] is Notice.LAW
    assert notice["A01", "'when skill is low' becomes 'skill is high'"] is Notice.SEEN
    big = "'when population is at least 500,000' becomes 'population is at least 1,000,000'"
    assert notice["W01", big] is Notice.NOBODY
    assert found.noticed + len(found.of(Notice.NOBODY)) == found.counted
    assert found.counted + len(found.of(Notice.EQUIVALENT)) == found.total
    assert all(one.decided for one in found.tried)


def test_equivalent_are_those_that_no_set_of_answers_tells_apart(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    every = list(mutants(rules))
    subject = MutantSubject(widened(rules, every))
    sets = [range(1, 1 << size) for _, size in subject.compiled.facts]
    names = [name for name, _ in subject.compiled.facts]
    cases = [dict(zip(names, masks, strict=True)) for masks in product(*sets)]
    facts = facts_of(subject.compiled, cases)
    evaluated = EvaluatedCases(subject.compiled, facts, (1 << len(cases)) - 1)
    equivalence = EffectSearch(subject)
    effects = set()
    for one in every:
        patch = subject.patch(one)
        found = equivalence.of(one, patch)
        told = subject.differs(evaluated, evaluated.under(patch))
        assert found.effect is (MutantEffect.SOME if told else MutantEffect.NONE), (
            one.about,
            one.text,
        )
        effects.add(found.effect)
    assert effects == {MutantEffect.SOME, MutantEffect.NONE}


def test_the_solver_and_a_random_sample_say_the_same(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    every = list(mutants(rules))
    subject = MutantSubject(widened(rules, every))
    sampling, asking = EffectSearch(subject), EffectSearch(subject, count=1)
    for one in every[::3]:
        patch = subject.patch(one)
        assert sampling.of(one, patch).effect is asking.of(one, patch).effect, one.text


def test_the_cases_that_are_proposed_notice_what_nobody_noticed(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    before = mutate(rules, [], seconds=60)
    told: dict[str, list[tuple[int, int]]] = {}

    def telling(text: str) -> Callable[[int, int], None]:
        steps = told.setdefault(text, [])
        return lambda done, total: steps.append((done, total))

    made = proposals(rules, before)
    assert made
    after = mutate(rules, [one.case for one in made], seconds=60)
    assert not after.of(Notice.NOBODY)
    assert len(after.of(Notice.EXPECTED)) > len(before.of(Notice.NOBODY)) / 2
    assert all(not differences(rules, one.case) for one in made)
    [most] = proposals(rules, before, most=1, telling=telling)
    assert [text.partition(" ")[0] for text in told] == ["topics", "cases"]
    for steps in told.values():
        assert [done for done, _ in steps] == list(range(steps[0][1] + 1))
    assert len(most.shows) == max(len(one.shows) for one in made)


def test_a_proposed_case_says_less_without_any_of_its_answers(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    before = mutate(rules, [], seconds=60)
    subject = MutantSubject(widened(rules, mutants(rules)))
    by = {f"{one.about}: {one.text}": subject.patch(one.mutant) for one in before.tried}
    for one in proposals(rules, before):
        for answer in one.case.answers:
            trial = CaseTrial(subject, [one.case.without(answer.fact)])
            assert not all(trial.noticed(by[text], trial.complete)[0] for text in one.shows)


def test_a_person_is_asked_about_a_handful_with_the_words_of_the_rules(tmp_path: Path) -> None:
    rules = rule_base(tmp_path)
    made = proposals(rules, mutate(rules, [], seconds=60))
    for one in made:
        assert one.case.expect is not None
        assert len(one.asks) == asked_of(one.case.expect) <= HANDFUL
        named = [rule for rule in rules.rules if f"{rule.id} ({rule.title})" in " ".join(one.asks)]
        assert named or "because no rule speaks for one?" in " ".join(one.asks)
    asked = " ".join(text for one in made for text in one.asks)
    assert "because what is scarce does more in one place" in asked
    assert "is warned by W01" in asked or "is not warned by W01" in asked


def test_a_proposal_that_is_confirmed_as_described_is_read_and_leaves_less_to_propose(
    tmp_path: Path, run: Run
) -> None:
    books, new, own = folder(tmp_path / "rules"), tmp_path / "new", tmp_path / "own"
    assert run("rules", "mutate", "--rules", books, "--propose", new).returncode == 0
    own.mkdir()
    for path in new.iterdir():
        kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        text = "\n".join(["checked by: 'A. Reader, 2026-05-03'", *kept, ""])
        (own / path.name).write_text(text, "utf-8")
    assert run("case", "test", own, "--rules", books).returncode == 0
    done = run("rules", "mutate", own, "--rules", books, "--propose", tmp_path / "more")
    assert "no case to write" in done.stderr
    assert "What nobody notices, no case was found to notice." in done.stdout


def test_without_cases_only_laws_notice(tmp_path: Path) -> None:
    found = mutate(rule_base(tmp_path), [], seconds=60)
    assert found.of(Notice.LAW)
    assert not found.of(Notice.SEEN)
    assert not found.of(Notice.EXPECTED)


def test_the_command_is_bounded_and_has_a_floor(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path)
    done = run("rules", "mutate", "--rules", books, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["tried"] == found["total"] == sum(found["noticed"].values())
    assert found["noticed"]["equivalent"] == found["equivalent"]
    done = run("rules", "mutate", "--rules", books, "--fail-under", "100")
    assert done.returncode == 1
    assert "Nobody notices" in done.stdout
    assert "Proved to change nothing that is told" in done.stdout
    done = run("rules", "mutate", "--rules", books, "--seconds", "0.1", "--format", "html")
    assert done.returncode == 0


def test_the_command_writes_the_cases_that_it_proposes(tmp_path: Path, run: Run) -> None:
    books = folder(tmp_path / "rules")
    new = tmp_path / "new"
    done = run("rules", "mutate", "--rules", books, "--propose", new, "--most", "2")
    assert done.returncode == 0, done.stderr
    assert "2 case files written" in done.stderr
    assert "next: open each file" in done.stderr
    assert "Cases that would notice" in done.stdout
    assert "Nobody notices" not in done.stdout
    assert "Without --propose each mutant is listed" in " ".join(done.stdout.split())
    assert len(done.stdout.splitlines()) < 80
    assert "Money pulls" in done.stdout
    for path in new.iterdir():
        text = path.read_text("utf-8")
        assert "to be confirmed by a person" in text
        assert "Is it right that" in text
        assert "checked by: your name" in text
        assert "fictional: true" in text
        assert "expect:" in text
    assert run("case", "test", new, "--rules", books).returncode == 0
    again = run("rules", "mutate", "--rules", books, "--propose", new)
    assert again.returncode == 2
    assert "is not empty" in again.stderr
    alone = run("rules", "mutate", "--rules", books, "--most", "2")
    assert alone.returncode == 2
    assert "--propose" in alone.stderr
