"""First drafts: nobody's name, house, phone or number; and what a closed ticket becomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT
from tests.casework import OUTSIDE, Walk
from tests.opening import Opening
from tests.tiny_city import place
from tests.walk import Walk as TicketWalk
from zhicheng.civic.openness import queries, services, telling
from zhicheng.civic.openness.models import Publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张建国在柳浪街12号门前摆放货架", "张某在柳浪街某号门前摆放货架"), ("当事人电话13800000001", "当事人电话某某"),
        ("身份证33010619880315123X", "身份证某某"), ("另有电话13911112222", "另有电话139********"), ("车牌浙A12345停在旁边", "车牌浙A*****停在旁边"),
        ("住示例市西湾区柳浪街 6 号", "住某某"), ("占用面积约 5 平方米", "占用面积约 5 平方米"),
    ],
)  # fmt: skip
def test_masked(offices: Any, text: str, said: str) -> None:
    case = Walk(offices).open(OUTSIDE).case
    assert telling.masked_text(text, case) == said


def test_a_digest_is_of_the_content_not_of_its_order() -> None:
    assert telling.digest_of({"a": 1, "b": "说"}) == telling.digest_of({"b": "说", "a": 1})
    assert telling.digest_of({"a": 1}) != telling.digest_of({"a": 2})


def test_a_struck_case_leaves_nothing_but_why() -> None:
    content = {"entries": [{"case": 1, "struck": "", "plain": "张某…"}, {"case": 2, "struck": "", "plain": "李某…"}]}
    left = telling.without_case(content, 1, "已撤销")
    assert left["entries"][0] == {"case": 1, "struck": "已撤销"}
    assert telling.stands(left) == [2]


def closed_ticket(openly: Opening, phones: int) -> TicketWalk:
    """One ticket that so many phones told of; closed."""
    from tests.brigade import start_shift
    from zhicheng.flow.reports import services as reports
    from zhicheng.flow.reports.rules import Incoming
    from zhicheng.flow.tickets import services as tickets

    start_shift(openly.brigade)
    walk = TicketWalk(openly.brigade).report(phone="13800000000")
    for n in range(1, phones):
        lng, lat = place("990101001001001")
        one = Incoming(
            key=f"also{n}",
            text="同一件事",
            lng=lng,
            lat=lat,
            category=walk.ticket.matter,
            phone=f"1380000000{n}",
            happened_at=AT,
        )
        report = reports.receive(one, source="citizen", by="citizen", at=walk.at)
        if report.state == "received":
            tickets.follow(ticket_no=walk.ticket.no, report_id=report.pk, by="citizen", at=walk.at)
    return walk.work().handle().refix().recheck().take("Alice", "close")


def test_what_many_told_of_becomes_an_answer_in_our_words(openly: Opening) -> None:
    walk = closed_ticket(openly, 5)
    one = Publication.objects.get(kind="answer")
    assert (one.key, one.area, one.state, one.content["asked_by"]) == (
        f"answer:ticket:{walk.ticket_id}",
        "990101",
        "proposed",
        5,
    )
    assert "同一件事" not in str(one.content)
    assert "138" not in str(one.content)


def test_what_few_told_of_does_not(openly: Opening) -> None:
    closed_ticket(openly, 4)
    assert not Publication.objects.filter(kind="answer").exists()


def test_one_phone_that_tells_five_times_is_one(openly: Opening) -> None:
    walk = closed_ticket(openly, 4)
    walk.ticket.__class__.objects.filter(pk=walk.ticket_id).update(reports=9)
    assert services.propose_answers([walk.ticket_id], at=AT + timedelta(days=1)) == 0


def test_an_answer_without_a_place_belongs_to_the_city(openly: Opening) -> None:
    openly.answer(key="words:1", area="")
    assert (openly.one.area, openly.one.content["place"]) == ("", "")
    assert queries.is_head(openly.brigade.access["Mona"], "")
