"""What is not statute: papers of a step, desks, due days, outcomes, masks, formulas, parties. No database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from zhicheng.flow.cases import figures, rules
from zhicheng.flow.cases.actors import BRINGS, ENTERS, OFFICES, RECORDED, outside, seated
from zhicheng.flow.cases.forms import ASKS, step_fields
from zhicheng.flow.cases.party import as_given, read_party
from zhicheng.flow.cases.services.motions import decider
from zhicheng.flow.cases.states import CASE, targets
from zhicheng.kernel import identity
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.law.actors import WHO
from zhicheng.law.book import book_of
from zhicheng.law.periods import Deadline, Period, deadline
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS, REQUIRED, Actor

STEPS, BOOK = procedure().steps, book_of("330000")


# The statute's table is our machine ------------------------------------------------------------------------------------------


def test_every_step_and_record_is_an_arrow_and_nothing_else() -> None:
    actions = {action for _, action in CASE.arrows}
    assert actions == {*STEPS, *RECORDS}
    assert CASE.states.keys() == procedure().states.keys()


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda s: s.id)
def test_an_arrow_leads_where_the_statute_says(step: Any) -> None:
    for state in step.start:
        arrow = CASE.arrows[state, step.id]
        assert {arrow.to, *arrow.or_to} == set(targets(step, state))
        assert arrow.by == {step.actor}
        assert arrow.why == step.article


def test_a_suspended_case_goes_on_where_it_was_and_nowhere_else() -> None:
    arrow = CASE.arrow("suspended", "T76")
    for state in (arrow.to, *arrow.or_to):
        assert CASE.after("suspended", "T76", state) == state
    with pytest.raises(NotAllowed, match="到"):
        CASE.after("suspended", "T76", "closed")


def test_nothing_is_recorded_before_a_lead_is_checked_or_after_the_archive() -> None:
    assert not [a for s, a in CASE.arrows if s in ("lead", "archived") and a in RECORDS]


# Papers ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [s for s in STEPS.values() if s.papers], ids=lambda s: s.id)
def test_what_the_statute_s_table_names_is_made_with_the_step_or_may_be(step: Any) -> None:
    """Left out on purpose: receipts of the bank (T61), our answer to a court (T82) and the withdrawal (T83), which have their own time."""
    made = {*rules.PAPERS.get(step.id, ()), *rules.MAY.get(step.id, ()), *ELSEWHERE.get(step.id, ())}
    assert made & set(step.papers)


ELSEWHERE = {"T61": ("D12",), "T83": ("D73",)}


@pytest.mark.parametrize(
    ("step", "more", "needed"),
    [
        ("T10", {}, ("D10",)), ("T30", {}, ("D31", "D32")), ("T30", {"is_child": True}, ("D31", "D92")), ("T11", {"is_child": True}, ("D31", "D92")),
        ("T34", {}, ()), ("T34", {"points": 2}, ("D37",)), ("T05", {}, ()), ("statement", {}, ()), ("hearing_notice", {}, ("D38",)),
    ],
)  # fmt: skip
def test_the_papers_of_a_step_fit_the_case(step: str, more: dict[str, Any], needed: tuple[str, ...]) -> None:
    assert rules.papers_of(step, **more) == needed


def test_a_step_without_its_papers_names_them() -> None:
    with pytest.raises(NotAllowed, match="D45") as no:
        rules.demand_papers(("D44", "D45"), {"D44"}, step="T42")
    assert no.value.code == "PAPERS"
    assert "D44" not in str(no.value)
    rules.demand_papers(("D44",), {"D44", "D45"}, step="T42")


# Desks and days --------------------------------------------------------------------------------------------------------------


def test_every_state_has_its_desk() -> None:
    assert rules.DESKS.keys() == procedure().states.keys()
    assert set(rules.DESKS.values()) <= {*OFFICES, "officer", "party", "court", ""}


def _day(name: str, owner: str, on: date) -> Deadline:
    return Deadline(name, on, on, Period(name, 1, "day", owner, "APL 1"), on - timedelta(days=1))


SOON, LATER = date(2026, 3, 5), date(2026, 3, 20)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ([], None),
        ([_day("decision_last_day_legal", "agency", LATER)], "decision_last_day_legal"),
        (
            [_day("decision_last_day_legal", "agency", LATER), _day("statement_until", "party", SOON)],
            "decision_last_day_legal",
        ),
        (
            [_day("decision_last_day_legal", "agency", LATER), _day("seizure_last_day", "agency", SOON)],
            "seizure_last_day",
        ),
        ([_day("correct_by", "party", SOON)], "correct_by"),
        ([_day("payment_due", "party", SOON), _day("suit_last_day", "party", LATER)], "payment_due"),
        ([_day("suit_last_day", "party", SOON)], None),
    ],
)
def test_the_day_to_look_at_is_the_agency_s_own(days: list[Deadline], name: str | None) -> None:
    found = rules.next_due(days)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("name", "minutes", "late"),
    [("service_last_day", 1, True), ("service_last_day", -1, False), ("payment_due", 1, False), ("", 1, True)],
)
def test_only_what_we_owe_makes_us_late(name: str, minutes: int, late: bool) -> None:
    due = datetime(2026, 3, 6, tzinfo=CHINA)
    assert rules.is_late(due, name, due + timedelta(minutes=minutes)) is late
    assert rules.is_late(None, name, due) is False


def test_a_day_ends_at_midnight_in_china() -> None:
    found = deadline("service_last_day", BOOK.period("service_after_decision"), date(2026, 4, 16), BOOK.calendar)
    assert rules.end_of(found.operational) == datetime(2026, 4, 28, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("name", "mask"),
    [("张建国", "张某某"), ("李四", "李某"), ("", ""), ("示例广告有限公司", "示例＊＊＊"), ("张", "张")],
)
def test_a_mask_keeps_nobody_s_name(name: str, mask: str) -> None:
    assert rules.masked(name) == mask


def test_every_outcome_has_two_names() -> None:
    assert {*rules.OUTCOMES.values(), "", "terminated"} == rules.OUTCOME_NAMES.keys()
    assert all(zh and en for zh, en in rules.OUTCOME_NAMES.values())


# Who acts --------------------------------------------------------------------------------------------------------------------


def test_everybody_the_procedure_names_can_act_or_is_written_down_by_somebody() -> None:
    parts = {part for office in OFFICES for part in BRINGS.get(office, (office,))} | {
        "officer",
        "lead_officer",
        "system",
    }
    for who, ways in WHO.items():
        if who in RECORDED or not ways:
            continue
        assert any(set(needs) <= parts for needs in ways), who
    assert ENTERS.keys() <= WHO.keys()


HEAD = Actor("member:1", frozenset({"head", "panel", "squad_head"}))
BOB, BEN = Actor("member:2", frozenset({"officer", "lead_officer"})), Actor("member:3", frozenset({"officer"}))
HELPER = Actor("member:4", frozenset({"assistant"}), certified=False)


@pytest.mark.parametrize(
    ("who", "present", "seats"),
    [
        ("head", [HEAD, BOB], [("member:1", {"head"})]),
        ("officer x2", [BOB, BEN, HEAD], [("member:2", {"officer", "lead_officer"}), ("member:3", {"officer"})]),
        ("officer x2", [BOB, HELPER], [("member:2", {"officer", "lead_officer"}), ("member:4", {"assistant"})]),
        (
            "head approves / officer x2 serve",
            [BOB, BEN, HEAD],
            [("member:2", {"officer", "lead_officer"}), ("member:3", {"officer"}), ("member:1", {"head"})],
        ),
        ("panel", [HEAD], [("member:1", {"panel"})]),
        ("legal_reviewer", [BOB], []),
    ],
)
def test_of_those_present_each_acts_in_his_part(
    who: str, present: list[Actor], seats: list[tuple[str, set[str]]]
) -> None:
    assert [(a.id, set(a.roles)) for a in seated(who, present)] == seats


def test_the_party_speaks_in_its_own_name() -> None:
    assert [(a.id, set(a.roles)) for a in outside("party")] == [("party", {"party"})]
    assert outside("reconsideration authority | court | agency itself (APL 75)")[0].roles == {
        "reconsideration_authority"
    }


@pytest.mark.parametrize(
    ("step", "desk"),
    [
        ("T04", "head"), ("T33", "head"), ("T42", "head"), ("T41", "head"), ("T01", "squad_head"), ("T34", "legal_reviewer"),
        ("T40", "legal_reviewer"),
        ("T36", "hearing_host"), ("T06", ""), ("T35", ""), ("recusal", "head"), ("T91", "archivist"),
    ],
)  # fmt: skip
def test_a_motion_waits_at_the_desk_of_whoever_decides(step: str, desk: str) -> None:
    assert decider(step) == desk


# Forms -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [*STEPS, *RECORDS])
def test_a_dialogue_asks_for_everything_that_the_step_must_say(step: str) -> None:
    asked = {f["name"]: f for f in step_fields(step)}
    assert {n for n, f in asked.items() if f["required"]} == set(REQUIRED.get(step, ()))
    assert all(f["type"] for f in asked.values())
    assert set(ASKS.get(step, ())) <= asked.keys()


# Parties ---------------------------------------------------------------------------------------------------------------------

CITIZEN = {"kind": "citizen", "name": "张建国", "id_no": "33010619880315123X"}


def test_a_number_says_birthday_and_sex() -> None:
    found = read_party(CITIZEN)
    assert (found.born, found.sex) == (date(1988, 3, 15), "男")
    assert as_given(found) == {"kind": "citizen", "born": "1988-03-15"}


def test_the_law_hears_neither_name_nor_home_nor_sex() -> None:
    for kind in ("citizen", "individual_business"):
        assert set(as_given(read_party(CITIZEN | {"kind": kind, "address": "某街 1 号"}))) == {"kind", "born"}
    code = next(
        c
        for c in (f"91330106MA27XL0T{a}{b}" for a in "0123456789" for b in "0123456789ABCDEFGHJKLMNPQRTUWXY")
        if identity.is_credit_code(c)
    )
    assert as_given(read_party({"kind": "org", "name": "某公司", "id_no": code})) == {"kind": "organisation"}


@pytest.mark.parametrize(
    "change",
    [
        {"id_no": "330106198803151230"}, {"id_no": ""}, {"name": ""}, {"sex": "女"}, {"born": "1988-03-16"}, {"kind": "firm"}, {"wages": 1},
        {"kind": "org"}, {"name": "x" * 81}, {"phone": "1" * 21},
    ],
)  # fmt: skip
def test_a_party_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as error:
        read_party(CITIZEN | change)
    assert error.value.field.startswith("party")


@pytest.mark.parametrize(("left_out", "said"), [("name", "姓名或者名称"), ("id_no", "统一社会信用代码")])
def test_what_is_missing_is_asked_for_in_words(left_out: str, said: str) -> None:
    for raw in (CITIZEN | {left_out: "  "}, {k: v for k, v in CITIZEN.items() if k != left_out}):
        with pytest.raises(BadInput, match=said) as error:
            read_party(raw)
        assert error.value.field == f"party.{left_out}"


def test_a_passport_is_taken_as_it_is() -> None:
    found = read_party(CITIZEN | {"id_type": "护照", "id_no": "E12345678", "born": "1990-01-01"})
    assert found.born == date(1990, 1, 1)


# Formulas --------------------------------------------------------------------------------------------------------------------

VALUES = {"opened": 10, "decided": 4, "spared": 1, "corrected": 3, "late": 0, "fines": 99, "fined": 2}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("opened", 10),
        ("(spared + corrected) / decided", 1.0),
        ("opened - decided * 2", 2),
        ("-opened", -10),
        ("1.5 * opened", 15),
        ("opened / late", 0),
    ],
)
def test_a_formula_is_arithmetic(formula: str, value: float) -> None:
    assert figures.evaluate(formula, VALUES) == value


@pytest.mark.parametrize("name", figures.FORBIDDEN)
@pytest.mark.parametrize("form", ["{}", "opened + {}", "0 * {}", "(opened / ({}))", "-{}"])
def test_no_formula_holds_fines_in_any_place(name: str, form: str) -> None:
    with pytest.raises(NotAllowed) as no:
        figures.evaluate(form.format(name), VALUES)
    assert no.value.code == "INV-80"


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "opened +",
        "opened.real",
        "opened[0]",
        "f(opened)",
        "opened and 1",
        "opened ** 2",
        "opened // 2",
        "'x'",
        "True",
        "x := 1",
        "(" * 200,
    ],
)
def test_what_is_no_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(BadInput) as error:
        figures.evaluate(formula, VALUES)
    assert error.value.field == "formula"
