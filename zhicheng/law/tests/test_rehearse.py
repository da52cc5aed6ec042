"""A draft run over past cases: what differs, in which case, by which article; and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhicheng.law.book import Book, Settings, book_from, pack_of
from zhicheng.law.facts import Facts, Party
from zhicheng.law.procedure import procedure
from zhicheng.law.rehearse import FIELDS, Comparison, PastCase, Totals, as_if_in_force, compare, ended_within
from zhicheng.law.rehearse.cases import life_of
from zhicheng.law.stream import Event
from zhicheng.law.tests.walks import BIG_AD, BOOK, LITTER, ON_THE_SPOT, ORDINARY, SERVED, SHOP, TO_THE_DECISION, at, do

END = date(2026, 5, 11)
LEANER = replace(Settings(), big_fine_citizen=400_00)


def past(
    facts: Facts, events: tuple[Event, ...] = (), *, no: str = "1", ended: date = END, squad: str = "一中队"
) -> PastCase:
    return PastCase(no, squad, facts, events, ended)


CASES: dict[str, PastCase] = {
    "on the spot": past(LITTER, ON_THE_SPOT),
    "ordinary": past(SHOP, ORDINARY),
    "only decided": past(SHOP, TO_THE_DECISION, ended=date(2026, 3, 20)),
    "a proposal": past(replace(SHOP, amount=500_00, corrected=False)),
    "a big advertisement": past(replace(BIG_AD, amount=30_000_00)),
    "a child": past(replace(LITTER, party=Party("citizen", age=13), amount=30_00)),
    "nobody's act": past(Facts(act=at("2026-03-02T09:00"))),
}


def drafted(**rows: Any) -> Book:
    """Today's book of Zhejiang with these rows laid over it; `settings` beside them."""
    settings = rows.pop("settings", Settings())
    overlay = {name: {name: list(entries)} for name, entries in rows.items()}
    return book_from([pack_of("national"), pack_of("zhejiang"), overlay]).with_settings(settings)


def lenient(violation: str, kind: str = "minor") -> Book:
    return drafted(leniency=[{"violation": violation, "kind": kind, "conditions": ["corrected"]}])


def entry(name: str, **changes: Any) -> dict[str, Any]:
    """One entry of Zhejiang's catalogue, changed."""
    found = next(r for r in pack_of("zhejiang")["violations"]["violations"] if r["id"] == name)
    return {**found, **changes}


def fined(name: str, least: int, most: int, pre: str = "none") -> Book:
    """The same act at another price."""
    stage = {"pre": pre, "fine": {"citizen": [least, most], "org": [least, most]}, "optional": True}
    return drafted(violations=[entry(name, stages=[stage])])


def constant(name: str, value: int) -> Book:
    found = next(r for r in pack_of("national")["constants"]["constants"] if r["id"] == name)
    return drafted(constants=[{**found, "value": value}])


def changes(found: Comparison, field: str) -> list[tuple[str, str, str]]:
    return [(c.what, c.today, c.draft) for c in found.changes if c.field == field]


def totals(cases: list[PastCase], draft: Book) -> Totals:
    found = Totals()
    for case in cases:
        found.add(compare(case, BOOK, draft))
    return found


# Nothing changes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_a_draft_that_changes_nothing_makes_no_difference(name: str) -> None:
    found = compare(CASES[name], BOOK, drafted())
    assert (found.changes, found.unclear) == ((), ())
    assert found.today == found.draft


@pytest.mark.parametrize("name", CASES)
def test_nor_when_it_is_taken_as_in_force(name: str) -> None:
    assert compare(CASES[name], BOOK, as_if_in_force(drafted(), BOOK)).changes == ()


@pytest.mark.parametrize("name", CASES)
def test_a_draft_about_another_act_leaves_a_case_alone(name: str) -> None:
    assert compare(CASES[name], BOOK, fined("V.ZJ.car_wash", 1, 2)).changes == ()


def test_the_same_case_has_the_same_answer_twice() -> None:
    draft = drafted(settings=LEANER)
    one, two = (compare(CASES["ordinary"], BOOK, draft) for _ in range(2))
    assert one == two


def test_a_whole_case_that_went_by_the_law_is_refused_nothing_today() -> None:
    for name in ("on the spot", "ordinary", "only decided"):
        found = compare(CASES[name], BOOK, BOOK)
        assert found.today is not None
        assert found.today.refused == (), name


# Sparing --------------------------------------------------------------------------------------------------------------------


def test_a_longer_list_spares_who_put_it_right() -> None:
    case = past(replace(SHOP, corrected=True, amount=500_00))
    found = compare(case, BOOK, lenient("V.ZJ.shop_outside"))
    assert changes(found, "sparing") == [("", "", "minor")]
    assert next(c.article for c in found.changes if c.field == "sparing") == "APL 33"


@pytest.mark.parametrize(
    ("facts", "spared"),
    [
        ({"corrected": True}, True),
        ({"corrected": False}, False),
        ({"corrected": True, "harm": True}, False),
        ({"corrected": None}, False),
    ],
)
def test_only_who_meets_the_conditions_is_spared(facts: dict[str, Any], spared: bool) -> None:
    found = compare(past(replace(SHOP, amount=500_00, **facts)), BOOK, lenient("V.ZJ.shop_outside"))
    assert found.has("sparing") is spared


def test_a_first_offence_may_be_spared_only_as_a_first_one() -> None:
    draft = lenient("V.ZJ.litter", "first_offence")
    base = replace(LITTER, corrected=True, amount=30_00)
    first, again = (compare(past(replace(base, first_in_lookback=v)), BOOK, draft) for v in (True, False))
    assert changes(first, "sparing") == [("", "minor", "first_offence")]
    assert changes(again, "sparing") == [("", "minor", "")]


def test_who_must_be_spared_gets_neither_notice_nor_decision() -> None:
    case = past(replace(SHOP, corrected=True, amount=500_00, order_ignored=True))
    found = compare(case, BOOK, lenient("V.ZJ.shop_outside"))
    assert found.draft is not None
    assert found.draft.papers == ("D30", "D32")


def test_a_penalty_on_who_must_be_spared_is_refused_where_it_was_decided() -> None:
    case = past(replace(LITTER, corrected=True, not_lenient_because=""), ON_THE_SPOT)
    stricter = replace(
        BOOK, leniency={k: v for k, v in BOOK.leniency.items() if k != "V.ZJ.litter"}, settings=BOOK.settings
    )
    found = compare(case, stricter, BOOK)
    assert ("T10", "", "INV-43") in changes(found, "refused")


def test_sparing_counts_apart_must_may_and_no_longer() -> None:
    right = replace(SHOP, corrected=True, first_in_lookback=False, amount=500_00)
    first = replace(right, first_in_lookback=True)
    assert totals([past(right)], lenient("V.ZJ.shop_outside")).spared == 1
    found = totals([past(replace(first, violations=("V.ZJ.pile",)))], lenient("V.ZJ.pile", "first_offence"))
    assert (found.spared, found.may_be_spared) == (0, 1)
    spared = past(
        replace(LITTER, corrected=True), (do("T05", "2026-04-30T15:20"), do("T11", "2026-04-30T15:30", ground="minor"))
    )
    harsher = replace(BOOK, leniency={}, settings=BOOK.settings)
    found = totals([spared], harsher)
    assert (found.not_spared, found.spared, found.refused) == (1, 0, 1)


# Hearing --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "heard"), [(399_99, False), (400_00, True), (500_00, True), (100_00, False)])
def test_a_lower_threshold_gives_exactly_these_a_hearing(amount: int, heard: bool) -> None:
    case = past(replace(SHOP, amount=amount, corrected=False))
    found = compare(case, BOOK, drafted(settings=LEANER))
    assert found.has("hearing") is heard


def test_a_lower_threshold_among_many_cases() -> None:
    cases = [past(replace(SHOP, amount=100_00 * n, corrected=False), no=str(n)) for n in range(1, 11)]
    draft = drafted(settings=LEANER)
    heard = [c.no for c in cases if compare(c, BOOK, draft).has("hearing")]
    assert heard == ["4", "5", "6", "7", "8", "9", "10"]
    found = totals(cases, draft)
    assert (found.heard, found.not_heard, found.changed) == (7, 0, 7)
    assert (found.hearings.today, found.hearings.draft, found.hearings.more) == (0, 7, 7)


def test_a_higher_threshold_takes_the_hearing_away() -> None:
    cases = [past(replace(BIG_AD, amount=amount)) for amount in (100_000_00, 99_999_99)]
    draft = drafted(settings=replace(Settings(), big_fine_org=200_000_00))
    found = totals(cases, draft)
    assert (found.heard, found.not_heard) == (0, 1)


def test_a_notice_that_did_not_offer_the_hearing_is_refused() -> None:
    found = compare(CASES["ordinary"], BOOK, drafted(settings=LEANER))
    assert ("T33", "", "INV-21") in changes(found, "refused")
    why = next(c for c in found.changes if c.what == "T33")
    assert (why.article, why.event) == ("APL 63", 6)
    assert "听证" in why.said.zh
    assert "hearing" in why.said.en


def test_what_is_known_of_the_right_is_not_asked_of_the_book() -> None:
    case = past(replace(SHOP, amount=900_00, hearing_right=False))
    assert not compare(case, BOOK, drafted(settings=LEANER)).has("hearing")


def test_who_asked_is_counted_among_those_who_could() -> None:
    asked = past(replace(BIG_AD, amount=100_000_00), (do("T01", "2026-03-02T10:00"), do("T35", "2026-03-11T10:00")))
    found = totals([asked, past(replace(BIG_AD, amount=100_000_00))], BOOK)
    assert (found.asked, found.hearings.today, found.changed) == (1, 2, 0)


# Amounts --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "most", "rng", "tier", "refused"),
    [
        (20, 50, [], [], []),
        (10, 50, [("", "20-50", "10-50")], [], []),
        (60, 200, [("", "20-50", "60-200")], [("", "heavy", "mitigated")], [("T10", "", "INV-35")]),
        (20, 40, [("", "20-50", "20-40")], [], [("T10", "", "INV-35")]),
        (20, 500, [("", "20-50", "20-500")], [("", "heavy", "light")], []),
    ],
)
def test_another_range(least: int, most: int, rng: list[Any], tier: list[Any], refused: list[Any]) -> None:
    """The case of then was fined 50 yuan."""
    found = compare(CASES["on the spot"], BOOK, fined("V.ZJ.litter", least, most))
    assert changes(found, "range") == rng
    assert changes(found, "tier") == tier
    assert changes(found, "refused") == refused


def test_other_tiers_within_the_same_range() -> None:
    draft = drafted(settings=replace(Settings(), tiers=replace(Settings().tiers, light_to=50, heavy_from=90)))
    found = compare(CASES["ordinary"], BOOK, draft)
    assert changes(found, "tier") == [("", "normal", "light")]
    assert not found.has("range")


def test_another_article() -> None:
    draft = drafted(violations=[entry("V.ZJ.litter", article="ZJ 17(1)")])
    found = compare(CASES["on the spot"], BOOK, draft)
    assert changes(found, "article") == [("", "ZJ 32", "ZJ 17(1)")]


def test_an_act_that_nobody_forbids_any_more() -> None:
    draft = replace(drafted(), violations={k: v for k, v in BOOK.violations.items() if k != "V.ZJ.litter"})
    found = compare(CASES["on the spot"], BOOK, draft)
    assert changes(found, "article") == [("", "ZJ 32", "")]
    assert changes(found, "range") == [("", "20-50", "")]
    assert ("T10", "", "INV-33") in changes(found, "refused")


def test_range_and_tier_are_counted() -> None:
    found = totals([CASES["on the spot"], CASES["ordinary"]], fined("V.ZJ.litter", 20, 500))
    assert (found.another_range, found.another_tier, found.changed) == (1, 1, 1)
    assert dict(found.by_squad) == {"一中队": 1}


# Procedure ------------------------------------------------------------------------------------------------------------------


def test_a_lower_limit_of_the_simple_procedure() -> None:
    found = compare(CASES["on the spot"], BOOK, constant("K.simple.citizen_max", 40))
    assert changes(found, "procedure") == [("", "simple", "ordinary")]
    assert ("T10", "", "INV-10") in changes(found, "refused")
    assert ("D45", "", "D45") in changes(found, "paper")
    assert ("D10", "D10", "") in changes(found, "paper")


def test_a_higher_limit_opens_the_simple_procedure() -> None:
    found = compare(CASES["ordinary"], BOOK, constant("K.simple.citizen_max", 1000))
    assert changes(found, "procedure") == [("", "ordinary", "simple")]
    assert not found.has("paper")  # what was run as an ordinary case keeps its papers


def test_another_procedure_is_counted() -> None:
    assert totals([CASES["on the spot"]], constant("K.simple.citizen_max", 40)).another_procedure == 1


# Terms ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "late"), [(90, []), (16, []), (15, []), (14, [("decision_last_day_legal", "", "2026-03-17")])]
)
def test_a_shorter_term_to_decide(days: int, late: list[Any]) -> None:
    """Filed on 3 March, decided on the 18th."""
    found = compare(CASES["only decided"], BOOK, constant("K.decision_after_filing", days))
    assert changes(found, "overdue") == late
    if late:
        assert ("T42", "", "INV-39") in changes(found, "refused")
        assert next(c.article for c in found.changes if c.field == "overdue") == "APL 60"


def test_a_term_that_nobody_met_counts_to_the_end_of_the_case() -> None:
    case = past(SHOP, TO_THE_DECISION, ended=date(2026, 3, 27))
    found = compare(case, BOOK, constant("K.service_after_decision", 5))
    assert changes(found, "overdue") == [("service_last_day", "", "2026-03-25")]
    assert compare(CASES["only decided"], BOOK, constant("K.service_after_decision", 5)).changes == ()


def test_a_longer_term_is_overdue_no_more() -> None:
    case = past(SHOP, TO_THE_DECISION, ended=date(2026, 4, 10))
    found = compare(case, BOOK, constant("K.service_after_decision", 30))
    assert changes(found, "overdue") == [("service_last_day", "2026-03-27", "")]


def test_a_party_s_right_that_ends_is_nobody_s_delay() -> None:
    case = past(SHOP, SERVED, ended=date(2027, 3, 1))
    late = {o.term for o in compare(case, BOOK, BOOK).today.overdue}  # type: ignore[union-attr]
    assert late == {"payment_due"}


def test_terms_are_counted_by_name() -> None:
    found = totals([CASES["only decided"], CASES["ordinary"]], constant("K.decision_after_filing", 14))
    pair = found.overdue["decision_last_day_legal"]
    assert (pair.today, pair.draft) == (0, 2)


def test_a_longer_period_to_state_makes_a_decision_too_early() -> None:
    found = compare(CASES["ordinary"], BOOK, drafted(settings=replace(Settings(), statement_period=8)))
    assert ("T34", "", "INV-20") in changes(found, "refused")


# Work -----------------------------------------------------------------------------------------------------------------------


def test_a_city_that_reviews_everything() -> None:
    found = totals(
        [CASES["ordinary"], CASES["on the spot"]], drafted(settings=replace(Settings(), legal_review_always=True))
    )
    assert (found.reviews.today, found.reviews.draft) == (0, 1)
    assert (found.papers["D42"].today, found.papers["D42"].draft) == (0, 1)
    assert found.refused == 1
    assert dict(found.rules) == {"INV-30": 1}


def test_discussions_are_counted_where_a_case_is_major() -> None:
    found = totals([past(replace(SHOP, amount=500_00, major=True))], BOOK)
    assert (found.discussions.today, found.discussions.draft, found.reviews.draft) == (1, 1, 1)


def test_what_the_draft_lets_by_and_today_s_pack_does_not() -> None:
    case = past(SHOP, TO_THE_DECISION, ended=date(2026, 3, 20))
    slow = constant("K.decision_after_filing", 10)
    found = Totals()
    found.add(compare(case, slow, BOOK))
    assert (found.refused, found.no_longer_refused) == (0, 1)
    assert not found.rules


# Cases that are odd ---------------------------------------------------------------------------------------------------------


def test_facts_that_exclude_each_other_are_not_judged() -> None:
    case = past(replace(SHOP, served=date(2026, 3, 1), decision=date(2026, 3, 9)))
    found = compare(case, BOOK, drafted(settings=LEANER))
    assert (found.today, found.draft, found.changes) == (None, None, ())
    assert found.unclear
    counted = totals([case], BOOK)
    assert (counted.cases, counted.unclear, counted.changed) == (1, 1, 0)


def test_a_doubled_event_is_asked_once() -> None:
    twice = (*TO_THE_DECISION, TO_THE_DECISION[-1])
    life, end = life_of(past(SHOP, twice), procedure())
    assert len(life) == len(TO_THE_DECISION) + 1
    assert end.state == "decided_penalty"


def test_an_event_that_does_not_lead_on_moves_nothing_and_is_refused_by_both() -> None:
    case = past(SHOP, (do("T42", "2026-03-18T15:00", amount=500_00),))
    found = compare(case, BOOK, drafted(settings=LEANER))
    assert found.today is not None
    assert [r.rule for r in found.today.refused] == ["STATE"]
    assert not found.has("refused")


def test_a_case_goes_on_as_it_went_after_a_step_that_the_draft_refuses() -> None:
    """What came afterwards is asked where the case really stood, so that one refusal does not refuse all the rest."""
    found = compare(CASES["ordinary"], BOOK, constant("K.decision_after_filing", 10))
    assert {c.what for c in found.changes if c.field == "refused"} == {"T42"}


def test_a_case_without_events_is_asked_as_a_proposal() -> None:
    found = compare(CASES["a proposal"], BOOK, fined("V.ZJ.shop_outside", 600, 1000, "order_ignored"))
    assert ("", "", "INV-35") in changes(found, "refused")
    assert next(c.event for c in found.changes if c.field == "refused") is None


# Time -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (None, None, "123"),
        (date(2026, 2, 1), None, "23"),
        (None, date(2026, 2, 1), "12"),
        (date(2026, 2, 1), date(2026, 2, 1), "2"),
        (date(2026, 2, 2), date(2026, 2, 28), ""),
        (date(2027, 1, 1), None, ""),
    ],
)
def test_cases_outside_the_days_are_left_out(first: date | None, last: date | None, numbers: str) -> None:
    cases = [past(SHOP, no=str(n), ended=date(2026, n, 1)) for n in (1, 2, 3)]
    assert "".join(c.no for c in ended_within(cases, first, last)) == numbers


def test_cases_are_taken_one_by_one() -> None:
    taken = []

    def endless() -> Iterator[PastCase]:
        for n in range(10**9):
            taken.append(n)
            yield past(SHOP, no=str(n))

    found = ended_within(endless(), None, None)
    assert [next(found).no for _ in range(3)] == ["0", "1", "2"]
    assert len(taken) == 3


# The list of fields ---------------------------------------------------------------------------------------------------------


def test_every_field_has_its_words_and_no_other_occurs() -> None:
    assert all(words.zh and words.en for words in FIELDS.values())
    drafts = [
        drafted(settings=LEANER), fined("V.ZJ.litter", 60, 200), lenient("V.ZJ.litter", "first_offence"), constant("K.simple.citizen_max", 40),
        constant("K.decision_after_filing", 14), drafted(violations=[entry("V.ZJ.litter", article="ZJ 17(1)")]),
    ]  # fmt: skip
    corrected = past(replace(LITTER, corrected=True, amount=30_00, first_in_lookback=True))
    lead = past(LITTER, ON_THE_SPOT[:1])
    found = {
        c.field
        for draft in drafts
        for case in (*CASES.values(), corrected, lead)
        for c in compare(case, BOOK, draft).changes
    }
    assert found <= set(FIELDS)
    assert set(FIELDS) - found <= {"next"}


def test_steps_that_may_be_taken_at_the_end() -> None:
    case = past(SHOP, TO_THE_DECISION[:-1], ended=date(2026, 3, 18))
    found = compare(case, BOOK, drafted(settings=replace(Settings(), legal_review_always=True)))
    ((_, today, draft),) = changes(found, "next")
    assert set(today.split()) - set(draft.split()) == {"T42"}
