"""Numbers that a phone takes along: never shared, never lost from sight, never used twice; a closed block leaves no gap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhicheng.flow.papers import queries
from zhicheng.flow.papers import services as papers
from zhicheng.flow.papers.models import Block, Paper, Series
from zhicheng.flow.papers.samples import AGENCY
from zhicheng.flow.papers.services import Lent
from zhicheng.flow.papers.services.blocks import LOW, SIZE
from zhicheng.flow.papers.tests.test_services import AT, at_once, drafted
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, ZhichengError

pytestmark = pytest.mark.django_db
BY, WORD, WHEN = "officer:1", "检", AT["D20"]
HANDS = {"officer", "party"}
PHONE, OTHER = "phone-a", "phone-b"


def no(n: int, year: int = 2026) -> str:
    return f"青西综执检〔{year}〕{n}号"


def lend(device: str = PHONE, at: datetime = WHEN, **more: Any) -> list[queries.BlockRow]:
    return papers.lend(agency=AGENCY.short, word=WORD, device=device, actor=BY, at=at, **more)


def bear(number: str, device: str = PHONE, at: datetime = WHEN) -> Paper:
    """A paper that came back from the phone with its number on it."""
    return papers.number(paper_id=drafted("D20").pk, actor=BY, at=at, by_hand=HANDS, lent=Lent(device, number))


def here() -> Paper:
    """A paper that is numbered at the office."""
    return papers.number(paper_id=drafted("D20").pk, actor=BY, at=WHEN, by_hand=HANDS)


def close(block: int, **more: Any) -> Block:
    return papers.close_block(block_id=block, actor=BY, at=WHEN, **({"reason": "下班交回"} | more))


def test_a_phone_takes_numbers_along_and_the_office_goes_on_after_them() -> None:
    (block,) = lend()
    assert (block["first"], block["last"], block["next"], block["left"]) == (1, SIZE, 1, SIZE)
    assert "D20" in block["kinds"]
    assert here().number == no(SIZE + 1)
    assert bear(no(1)).number == no(1)
    assert bear(no(2)).number == no(2)
    (block,) = queries.blocks_of(PHONE)
    assert (block["next"], block["left"]) == (3, SIZE - 2)
    assert queries.gaps() == []
    assert check_events()["problems"] == []


def test_asking_again_lends_nothing_new_until_few_are_left() -> None:
    (block,) = lend(size=5)
    assert lend(size=5) == [block]
    bear(no(1))
    assert len(lend(size=5)) == 1
    bear(no(2))
    old, new = lend(size=5)  # 3 left: low water
    assert (old["left"], new["first"], new["last"]) == (LOW, 6, 10)
    assert len(lend(size=5)) == 2
    assert Event.objects.filter(kind="block.open").count() == 2


def test_two_phones_never_hold_the_same_number() -> None:
    (mine,), (theirs,) = lend(), lend(OTHER)
    assert set(range(mine["first"], mine["last"] + 1)).isdisjoint(range(theirs["first"], theirs["last"] + 1))
    with pytest.raises(NotAllowed, match="不在这部手机的号段里"):
        bear(no(theirs["first"]))
    assert bear(no(theirs["first"]), OTHER).number == no(theirs["first"])


def test_a_number_is_borne_once() -> None:
    lend()
    bear(no(1))
    second = drafted("D20")
    with pytest.raises(NotAllowed, match="已经用在另一份文书上"):
        papers.number(paper_id=second.pk, actor=BY, at=WHEN, by_hand=HANDS, lent=Lent(PHONE, no(1)))
    second.refresh_from_db()
    assert (second.state, second.number) == ("draft", None)


@pytest.mark.parametrize(
    "written",
    [no(99), no(0), no(1, 2025), "青西综执检〔2026〕一号", "", "青东综执检〔2026〕1号", "青西综执罚决〔2026〕1号"],
)
def test_what_is_no_number_of_the_block_is_refused(written: str) -> None:
    lend()
    with pytest.raises(NotAllowed, match="不在这部手机的号段里"):
        bear(written)
    assert not Paper.objects.exclude(state="draft").exists()


def test_a_paper_of_another_kind_needs_a_block_of_its_own_series() -> None:
    lend()
    order = papers.draft(kind="D30", fields=drafted("D30").fields, agency=AGENCY, actor=BY, at=AT["D30"], case=None)
    with pytest.raises(NotAllowed, match="青西综执责改〔2026〕"):
        papers.number(paper_id=order.pk, actor=BY, at=AT["D30"], by_hand=HANDS, lent=Lent(PHONE, no(1)))


def test_a_paper_written_before_the_new_year_keeps_its_year_when_it_arrives_later() -> None:
    eve = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # 23:30 in China
    lend(at=eve)
    assert bear(no(1), at=eve).number == no(1)
    (block,) = lend(at=eve + timedelta(hours=1))
    assert (block["year"], block["first"]) == (2027, 1)
    with pytest.raises(NotAllowed, match="〔2027〕"):
        bear(no(2), at=eve + timedelta(hours=1))


# Giving back ---------------------------------------------------------------------------------------------------------------


def test_unused_numbers_at_the_end_of_the_series_go_back() -> None:
    (block,) = lend()
    bear(no(1))
    bear(no(2))
    closed = close(block["id"], by_device=True)
    assert (closed.state, closed.void, Series.objects.get().last) == ("closed", [], 2)
    assert here().number == no(3)
    assert queries.gaps() == []
    assert Event.objects.get(kind="block.close").data["returned"] == SIZE - 2


def test_unused_numbers_stay_visible_as_void_when_the_series_has_gone_on() -> None:
    (block,) = lend(size=4)
    bear(no(2))
    here()
    closed = close(block["id"], by_device=True)
    assert (closed.void, closed.void_reason) == ([1, 3, 4], "下班交回")
    assert [(r["number"], r["state"], r["void_reason"]) for r in queries.series(AGENCY.short, WORD, 2026)] == [
        (no(1), "voided", "下班交回"), (no(2), "numbered", ""), (no(3), "voided", "下班交回"), (no(4), "voided", "下班交回"),
        (no(5), "numbered", ""),
    ]  # fmt: skip
    assert queries.gaps() == []


def test_a_skipped_number_is_void_even_where_the_rest_goes_back() -> None:
    (block,) = lend(size=5)
    bear(no(2))
    closed = close(block["id"], by_device=True)
    assert (closed.void, Series.objects.get().last) == ([1], 2)
    assert queries.gaps() == []


def test_a_block_that_nobody_used_goes_back_whole() -> None:
    (block,) = lend()
    close(block["id"], by_device=True)
    assert Series.objects.get().last == 0
    assert queries.gaps() == []
    assert here().number == no(1)


def test_of_a_lost_phone_nothing_is_used_again() -> None:
    """Somebody in the street may hold a paper with one of these numbers."""
    (block,) = lend(size=3)
    closed = close(block["id"], reason="手机丢失")
    assert (closed.void, Series.objects.get().last) == ([1, 2, 3], 3)
    assert here().number == no(4)
    assert queries.gaps() == []


def test_a_number_of_a_closed_block_is_told_what_to_do() -> None:
    (block,) = lend()
    close(block["id"], reason="手机丢失")
    with pytest.raises(NotAllowed, match=r"号段已交回（手机丢失），请用新号重开，并把旧文书收回"):
        bear(no(1))
    assert queries.gaps() == []


def test_numbers_in_a_phones_hands_are_seen_as_lent() -> None:
    lend(size=2)
    here()
    assert [r["state"] for r in queries.series(AGENCY.short, WORD, 2026)] == ["lent", "lent", "numbered"]


def test_a_void_paper_of_a_block_keeps_its_number() -> None:
    (block,) = lend(size=2)
    papers.void(paper_id=bear(no(1)).pk, reason="当事人姓名写错", actor=BY, at=WHEN)
    assert close(block["id"], by_device=True).void == []
    assert [r["state"] for r in queries.series(AGENCY.short, WORD, 2026)] == ["voided"]
    assert queries.gaps() == []


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: lend(" "), BadInput, "缺设备编号"),
        (lambda: lend(size=0), BadInput, "1 至 100"),
        (lambda: lend(size=101), BadInput, "1 至 100"),
        (lambda: close(4711), NotFound, "没有这个号段"),
        (lambda: close(lend()[0]["id"], reason="  "), BadInput, "写明原因"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call: Any, error: type[ZhichengError], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
    assert not Block.objects.filter(state="closed").exists()


def test_a_block_is_closed_once() -> None:
    (block,) = lend()
    close(block["id"])
    with pytest.raises(ZhichengError):
        close(block["id"])
    assert Event.objects.filter(kind="block.close").count() == 1


# The office's list, and the new year -----------------------------------------------------------------------------------------


def new_year(day: int, hour: int = 4) -> datetime:
    return datetime(2027, 1, day, hour, tzinfo=UTC)


def test_the_office_sees_whose_numbers_are_where() -> None:
    (mine,), (theirs,) = lend(size=2), lend(OTHER)
    bear(no(1))
    close(theirs["id"], reason="手机丢失")
    (one,) = queries.blocks()
    assert (one["id"], one["device"], one["state"], one["left"], one["void"]) == (mine["id"], PHONE, "open", 1, [])
    both = queries.blocks(closed=True)
    assert [(b["device"], b["state"], len(b["void"]), b["void_reason"]) for b in both] == [
        (PHONE, "open", 0, ""), (OTHER, "closed", SIZE, "手机丢失"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        (WHEN, 0),  # this year's
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 0),  # the last minute in China
        (new_year(1), 0),  # what was written last night may still come in
        (datetime(2027, 1, 7, 15, 59, tzinfo=UTC), 0),
        (datetime(2027, 1, 7, 16, 0, tzinfo=UTC), 1),  # the eighth of January in China
        (new_year(20), 1),
        (datetime(2029, 5, 1, tzinfo=UTC), 1),
    ],
)
def test_blocks_of_a_past_year_close_a_week_into_the_new_one(at: datetime, closed: int) -> None:
    lend(size=3)
    bear(no(2))
    assert papers.close_past_years(at=at) == closed
    block = Block.objects.get()
    assert (block.state, block.void) == (("closed", [1, 3]) if closed else ("open", []))
    assert queries.gaps() == []
    assert check_events()["problems"] == []


def test_only_past_years_close_and_only_once() -> None:
    lend()
    lend(OTHER, at=new_year(2))
    assert papers.close_past_years(at=new_year(20)) == 1
    assert papers.close_past_years(at=new_year(20)) == 0
    assert [b["device"] for b in queries.blocks()] == [OTHER]
    (event,) = Event.objects.filter(kind="block.close")
    assert (event.actor, event.data["reason"], event.data["returned"]) == ("system", "年度已过，未用号作废", 0)
    states = {r["void_reason"] for r in queries.series(AGENCY.short, WORD, 2026)}
    assert states == {"年度已过，未用号作废"}


def test_a_number_of_last_year_that_comes_too_late_is_told_so() -> None:
    lend()
    papers.close_past_years(at=new_year(20))
    with pytest.raises(NotAllowed, match="年度已过，未用号作废"):
        bear(no(1))


# Races ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_phones_and_the_office_at_once_leave_neither_gap_nor_double() -> None:
    made = [drafted("D20") for _ in range(6)]

    def go(i: int) -> Any:
        if i < 6:
            return lend(f"phone-{i % 4}", size=4)  # two of the phones ask twice
        return papers.number(paper_id=made[i - 6].pk, actor=BY, at=WHEN, by_hand=HANDS).no

    results = at_once(12, go)
    assert [r for r in results if isinstance(r, ZhichengError)] == []
    assert Block.objects.count() == 4
    held = [n for b in Block.objects.all() for n in range(b.first, b.last + 1)]
    assert sorted([*held, *Paper.objects.filter(no__isnull=False).values_list("no", flat=True)]) == list(range(1, 23))
    assert queries.gaps() == []
    assert check_events()["problems"] == []


@pytest.mark.django_db(transaction=True)
def test_of_two_papers_with_one_number_one_keeps_it() -> None:
    lend()
    made = [drafted("D20") for _ in range(4)]
    results = at_once(4, lambda i: papers.number(
        paper_id=made[i].pk, actor=BY, at=WHEN, by_hand=HANDS, lent=Lent(PHONE, no(1))).number)  # fmt: skip
    assert [r for r in results if isinstance(r, str)] == [no(1)]
    assert sum(isinstance(r, NotAllowed) for r in results) == 3
    assert queries.gaps() == []


@pytest.mark.django_db(transaction=True)
def test_closing_while_a_paper_arrives_loses_neither() -> None:
    (block,) = lend(size=5)
    made = [drafted("D20") for _ in range(3)]

    def go(i: int) -> Any:
        if i == 3:
            return close(block["id"], by_device=True)
        return papers.number(
            paper_id=made[i].pk, actor=BY, at=WHEN, by_hand=HANDS, lent=Lent(PHONE, no(i + 1)) if i < 2 else None
        ).no

    results = at_once(4, go)
    assert all(isinstance(r, int | Block | NotAllowed) for r in results)
    assert queries.gaps() == []
    assert check_events()["problems"] == []


def test_a_phone_tells_moments_to_the_millisecond_and_the_file_is_made_all_the_same() -> None:
    lend()
    at = WHEN + timedelta(milliseconds=593)
    paper = papers.finalise(paper_id=drafted("D20").pk, actor=BY, at=at, by_hand=HANDS, lent=Lent(PHONE, no(1)))
    assert (paper.state, paper.numbered_at) == ("final", at)
