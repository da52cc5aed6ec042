"""Refusals above all: each says one sentence and changes nothing. Then the delays, and what a revoked decision takes along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.brigade import PHOTO
from tests.opening import AT, Opening
from zhicheng.civic.openness import queries, services
from zhicheng.civic.openness.models import Publication
from zhicheng.civic.openness.services import NewAnswer
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused, ZhichengError

pytestmark = pytest.mark.django_db


@contextmanager
def refused(error: type[ZhichengError], said: str) -> Iterator[None]:
    """Refused with this sentence, in English too, and nothing has happened."""
    before = Event.objects.count()
    with pytest.raises(error, match=said) as found:
        yield
    assert found.value.said.en != found.value.said.zh
    assert Event.objects.count() == before
    assert check_events()["problems"] == []


@pytest.fixture
def answer(openly: Opening) -> Opening:
    return openly.answer()


# Who may ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "error", "said"),
    [
        ("Nora", None, ""),
        ("Mona", None, ""),
        ("Alice", Refused, "由指定的发布人"),
        ("Bob", NotFound, "不归您查看"),
        ("Otto", NotFound, "不归您查看"),
    ],
)
def test_the_named_person_or_his_head_releases(
    answer: Opening, who: str, error: type[ZhichengError] | None, said: str
) -> None:
    """Alice audits here and sees it; Bob is an officer; Otto belongs to another district."""
    if error is None:
        answer.decide("release", who)
        assert (answer.one.state, answer.one.released_by_id) == ("shown", answer.brigade.access[who].account_id)
        return
    with refused(error, said):
        answer.decide("release", who)


def test_who_released_stands_in_the_record(answer: Opening) -> None:
    answer.decide("release", "Nora")
    said = Event.objects.get(kind="publication.release")
    assert said.actor == answer.brigade.access["Nora"].actor
    assert said.data["digest"] == answer.one.digest != ""


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"kind": "gossip"}, BadInput, "没有公开类别"), ({"account": 999_999}, BadInput, "没有这个账号"),
        ({"who": "Nora"}, Refused, "没有权限|负责人"),
        ({"who": "Mona", "area": "990102"}, Refused, "没有权限|负责人"),
    ],
)  # fmt: skip
def test_who_may_not_be_named_and_by_whom(
    openly: Opening, more: dict[str, Any], error: type[ZhichengError], said: str
) -> None:
    with refused(error, said):
        openly.name("Nora", **{"kind": "cases", **more})


def test_what_waits_goes_over_to_whoever_is_named_now_and_its_delay_runs_on(answer: Opening) -> None:
    due = answer.one.due_at
    answer.name("Bob", kind="answer", area="990101")
    assert (answer.one.named_id, answer.one.due_at) == (answer.brigade.access["Bob"].account_id, due)
    with refused(NotFound, "不归您查看"):
        answer.decide("release", "Nora")
    answer.decide("release", "Bob")


def test_a_districts_own_person_comes_before_the_citys(answer: Opening) -> None:
    answer.name("Bob", kind="answer", area="990101").name("Nora", kind="answer")
    assert answer.one.named_id == answer.brigade.access["Bob"].account_id


# What may stand in it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"did": "请联系13800000001"}, "个人信息"), ({"said": ""}, "还有没写的内容"), ({"did": "长" * 3_001}, "最多 3000 字"),
        ({"photos": "x"}, "没有可修改的栏目"),
        ({"plain.7": "x"}, "没有可修改的栏目"), ({"said.1": "x"}, "没有可修改的栏目"),
    ],
)  # fmt: skip
def test_what_may_not_be_written(answer: Opening, texts: dict[str, str], said: str) -> None:
    with refused(BadInput, said):
        answer.edit(texts)


@pytest.mark.parametrize(("title", "said"), [("", "请填写标题"), ("长" * 121, "最多 120 字")])
def test_a_title_is_needed(answer: Opening, title: str, said: str) -> None:
    with refused(BadInput, said):
        answer.edit({}, title=title)


def test_plain_words_replace_the_draft_and_the_digest_follows(answer: Opening) -> None:
    before = Event.objects.filter(kind="publication.edit").count()
    answer.edit({"did": "环卫所当天清运，并加装了分类箱。"})
    assert answer.one.content["did"] == "环卫所当天清运，并加装了分类箱。"
    assert Event.objects.filter(kind="publication.edit").count() == before + 1


def test_what_is_shown_is_not_edited_any_more(answer: Opening) -> None:
    answer.decide("release")
    with refused(NotAllowed, "不能执行 edit"):
        answer.edit({"did": "另一句话"})


def test_figures_are_counted_never_written(openly: Opening) -> None:
    openly.figures()
    with refused(NotAllowed, "不能手改"):
        openly.edit({"rows": "[]"})


def test_only_figures_are_counted_again(answer: Opening) -> None:
    with refused(NotAllowed, "只有数据"):
        services.recount(pk=answer.pk, who=answer.brigade.access["Nora"], at=AT)


def test_a_few_who_asked_are_told_as_nobody_counted(openly: Opening) -> None:
    assert openly.answer(asked_by=4).one.content["asked_by"] == 0
    assert openly.answer(key="other", asked_by=5).one.content["asked_by"] == 5


def test_a_draft_is_masked_before_anybody_reads_it(openly: Opening) -> None:
    assert "13800000001" not in openly.answer(said="居民电话13800000001反映路灯不亮").one.content["said"]


def photo(answer: Opening, **more: Any) -> Opening:
    services.add_photo(
        **{
            "pk": answer.pk,
            "when": "after",
            "photo": UUID(PHOTO),
            "masked": True,
            "who": answer.brigade.access["Nora"],
            "at": AT,
            **more,
        }
    )
    return answer


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"masked": False}, BadInput, "请先遮盖"), ({"when": "during"}, BadInput, "办理前还是办理后"),
        ({"photo": UUID(int=7)}, NotFound, "没有这张照片"),
    ],
)  # fmt: skip
def test_a_photo_that_nobody_vouches_for_is_not_taken(
    answer: Opening, more: dict[str, Any], error: type[ZhichengError], said: str
) -> None:
    with refused(error, said):
        photo(answer, **more)


def test_figures_have_no_photos(openly: Opening) -> None:
    openly.figures()
    with refused(NotAllowed, "可以放照片"):
        photo(openly)


def test_photos_are_few(answer: Opening) -> None:
    for _ in range(6):
        photo(answer)
    with refused(BadInput, "最多放 6 张"):
        photo(answer)


def test_a_photo_is_told_with_who_covered_it_and_can_be_taken_off(answer: Opening) -> None:
    photo(answer)
    assert [(p["when"], p["covered_by"]) for p in answer.one.content["photos"]] == [
        ("after", answer.brigade.access["Nora"].account_id)
    ]
    services.remove_photo(pk=answer.pk, photo=UUID(PHOTO), who=answer.brigade.access["Nora"], at=AT)
    assert answer.one.content["photos"] == []
    with refused(NotFound, "没有这张照片"):
        services.remove_photo(pk=answer.pk, photo=UUID(PHOTO), who=answer.brigade.access["Nora"], at=AT)


# Delays ----------------------------------------------------------------------------------------------------------------------


def test_a_later_day_is_kept(answer: Opening) -> None:
    when = AT + timedelta(days=2)
    answer.decide("release", show_at=when)
    assert (answer.one.state, answer.one.shown_at) == ("released", None)
    answer.watch(when - timedelta(minutes=1))
    assert answer.one.state == "released"
    answer.watch(when)
    assert (answer.one.state, answer.one.shown_at) == ("shown", when)


def told() -> list[str]:
    return sorted(m.to for m in messages.listed([""]) if m.template == "publication.overdue")


def test_silence_is_told_to_the_head_once_and_publishes_nothing(answer: Opening) -> None:
    late = answer.one.promised_at + timedelta(minutes=1)
    answer.watch(late - timedelta(minutes=2))
    assert told() == []
    answer.watch(late).watch(late + timedelta(days=3))
    assert told() == ["Mona", "Nora"]
    assert answer.one.state == "proposed"
    assert Event.objects.filter(kind="publication.overdue").count() == 1
    assert [p.pk for p in queries.missing(late)] == [answer.pk]


def test_the_city_may_order_that_silence_is_a_yes(answer: Opening, by_itself: None) -> None:
    answer.watch(answer.one.promised_at + timedelta(minutes=1))
    assert (answer.one.state, answer.one.released_by_id) == ("shown", None)
    said = Event.objects.get(kind="publication.release")
    assert (said.actor, said.data["rule"]) == ("rule:openness@1", "city")
    assert told() == []


def test_even_then_nothing_that_names_somebody_goes_out(answer: Opening, by_itself: None) -> None:
    Publication.objects.filter(pk=answer.pk).update(content={**answer.one.content, "did": "找13800000001"})
    answer.watch(answer.one.promised_at + timedelta(minutes=1))
    assert answer.one.state == "proposed"
    assert told() == ["Mona", "Nora"]


@pytest.mark.parametrize(
    ("reason", "said"), [("", "请填写暂缓理由"), ("长" * 301, "最多 300 字"), ("请问13800000001", "个人信息")]
)
def test_holding_back_needs_words_that_the_public_may_read(answer: Opening, reason: str, said: str) -> None:
    with refused(BadInput, said):
        answer.decide("hold", reason=reason)


def test_what_is_held_back_is_listed_with_its_reason_and_can_go_out_later(answer: Opening) -> None:
    answer.decide("hold", reason="涉及未决诉讼，判决后公开")
    answer.watch(answer.one.promised_at + timedelta(days=9))
    assert told() == []
    assert [(p.state, p.reason) for p in queries.missing(AT)] == [("held", "涉及未决诉讼，判决后公开")]
    answer.decide("release")
    assert (answer.one.state, answer.one.reason, queries.missing(AT)) == ("shown", "", [])


def test_withdrawn_it_is_gone_for_everybody_and_may_be_proposed_anew(answer: Opening) -> None:
    answer.decide("release").decide("withdraw", reason="数字有误")
    assert not queries.shown("answer").exists()
    first = answer.pk
    answer.answer()
    assert (answer.pk != first, answer.one.edition) == (True, 2)


def test_withdrawn_is_the_end(answer: Opening) -> None:
    answer.decide("withdraw", reason="重复")
    for action in ("release", "withdraw", "hold"):
        with refused(NotAllowed, "不能执行"):
            answer.decide(action, reason="再来一次")


def test_the_same_thing_is_proposed_once(answer: Opening) -> None:
    new = NewAnswer("ticket:1", "说", "做", "990101")
    assert services.propose_answer(new, by="rule:test@1", at=AT) is None


def test_nobody_is_named_so_the_managers_are_told(openly_unnamed: Opening) -> None:
    openly_unnamed.answer()
    assert openly_unnamed.one.holder == "role:manager"
    openly_unnamed.watch(openly_unnamed.one.promised_at + timedelta(minutes=1))
    assert told() == ["Mona"]


# The month -------------------------------------------------------------------------------------------------------------------


def test_the_month_that_ended_is_proposed_once(openly: Opening) -> None:
    assert services.propose_month(at=AT) == 1
    assert services.propose_month(at=AT + timedelta(hours=1)) == 0
    one = Publication.objects.get(kind="figures")
    assert (one.month, one.title) == (date(2026, 8, 1), "2026 年 8 月城市管理数据")


def test_a_month_without_published_decisions_explains_nothing(openly: Opening) -> None:
    assert services.propose_cases(date(2026, 8, 1), at=AT) is None


def test_who_sees_what_waits(answer: Opening) -> None:
    seen = {
        name: queries.visible_to(answer.brigade.access[name]).count()
        for name in ("Nora", "Mona", "Alice", "Bob", "Charlie", "Zoe")
    }
    assert seen == {"Nora": 1, "Mona": 1, "Alice": 1, "Bob": 0, "Charlie": 0, "Zoe": 0}


def test_lists(answer: Opening) -> None:
    late: datetime = answer.one.promised_at + timedelta(minutes=1)
    rows = queries.visible_to(answer.brigade.access["Mona"])
    for state, at, n in (("waiting", AT, 1), ("overdue", AT, 0), ("overdue", late, 1), ("shown", AT, 0), ("", AT, 1)):
        assert queries.chosen(rows, state=state, kind="", at=at).count() == n, state
    assert queries.chosen(rows, state="", kind="figures", at=AT).count() == 0
