"""Refusals above all: each says one sentence and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, PHOTO, Brigade
from tests.tiny_city import place
from tests.whistling import Called
from zhicheng.civic.whistles import queries, services
from zhicheng.civic.whistles.services import Arrival, NewRecord, NewTask
from zhicheng.ground.messages import links
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as message_services
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused, ZhichengError


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
def called(street: Brigade) -> Called:
    return Called(street)


@pytest.fixture
def blown(called: Called) -> Called:
    return called.blow("squad", "clean")


# Blowing -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"kind": "loud"}, BadInput, "没有哨种"),
        ({"reason": " "}, BadInput, "请填写吹哨事由"),
        ({"reason": "长" * 1_001}, BadInput, "最多 1000 字"),
        ({"units": [999_999]}, BadInput, "所选部门不存在"),
        ({"where": (0.0, 0.0)}, BadInput, "定位失败"),
        ({"where": (None, None)}, BadInput, "请在地图上选择地点"),
        ({"where": (116.4, 39.9)}, BadInput, "不在本市范围内"),
        ({"where": place("990102001001001")}, Refused, "不在您的辖区，请由当地街道吹哨"),
        ({"matter": "99999"}, BadInput, "没有事项代码"),
        ({"photos": ["00000000-0000-7000-8000-00000000dead"]}, BadInput, "请重新上传"),
        ({"ticket": "T-nobody"}, NotFound, "没有这个工单"),
        ({"key": ""}, BadInput, "缺少编号"),
    ],
)
def test_what_is_no_whistle(called: Called, more: dict[str, Any], error: type[ZhichengError], said: str) -> None:
    with refused(error, said):
        called.blow("squad", **more)


def test_a_department_named_twice_is_called_once(called: Called) -> None:
    with refused(BadInput, "选了两次"):
        called.blow("squad", "squad")


@pytest.mark.parametrize(("who", "error"), [("Bob", Refused), ("Zoe", Refused), ("Otto", Refused), ("Alice", Refused)])
def test_who_may_not_blow_here(called: Called, who: str, error: type[ZhichengError]) -> None:
    """An officer, nobody, another district's street, and a dispatcher without a ticket."""
    with refused(error, "您没有权限|不在您的辖区"):
        called.blow("squad", who=who)


def test_a_liaison_blows_on_his_ground_and_the_street_goes_on(called: Called) -> None:
    called.blow("squad", who="Leo").arrive("squad")
    with refused(Refused, "您没有权限"):
        called.street("withdraw", who="Leo", reason="误吹")
    assert called.street("withdraw", reason="误吹").whistle.state == "closed"


def test_sent_twice_it_is_blown_once(called: Called) -> None:
    first = called.blow("squad", key="same").no
    assert called.blow("clean", key="same").no == first
    assert Event.objects.filter(kind="whistle.blow").count() == 1


def test_another_district_does_not_see_it(blown: Called) -> None:
    assert not queries.visible_to(blown.brigade.access["Otto"]).exists()
    assert not queries.visible_to(blown.brigade.access["Bob"]).exists()
    with refused(NotFound, "不在您的辖区"):
        services.act(whistle_no=blown.no, who=blown.brigade.access["Otto"], at=blown.at)


def test_one_more_is_called_with_a_clock_of_its_own_and_nobody_twice(blown: Called) -> None:
    lamps, stella = blown.brigade.unit["lamps"], blown.brigade.access["Stella"]
    services.call(whistle_no=blown.no, unit=lamps, who=stella, at=blown.later(20).at)
    assert blown.summons("lamps").due_at == AT + timedelta(minutes=50)
    with refused(NotAllowed, "已经召请过"):
        services.call(whistle_no=blown.no, unit=lamps, who=stella, at=blown.at)


# The link --------------------------------------------------------------------------------------------------------------------


def test_the_code_is_in_no_table_and_goes_out_with_the_text(blown: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    code = blown.code("clean")
    kept = [v for s in queries.summonses([blown.whistle.pk]) for v in vars(s).values()]
    kept += [v for m in messages.listed([""]) for v in vars(m).values()]
    assert code not in " ".join(map(str, kept))
    sent: list[str] = []
    monkeypatch.setattr(
        "zhicheng.ground.messages.ports.Outbox.send", lambda self, phone, text, *template: sent.append(text) or "1"
    )
    cards: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "zhicheng.ground.messages.ports.Outbox.card", lambda self, unit, text, url: cards.append((unit, url)) or "1"
    )
    message_services.deliver(at=blown.at)
    assert any(f"/together/in/{code}" in text for text in sent)
    assert ("示例区环卫所", f"/together/in/{code}") in cards


def test_a_unit_without_any_phone_is_told_by_its_working_group(called: Called) -> None:
    called.blow("lamps")
    assert [(m.to, m.channel) for m in messages.listed([""])] == [("示例区路灯所", "card")]


@pytest.mark.parametrize("code", ["", "x", "a" * 24, "../../etc/passwd", "1" * 500])
def test_a_strangers_code_opens_nothing(blown: Called, code: str) -> None:
    with refused(NotFound, "链接无效"):
        services.by_link(code, at=blown.at)


def test_after_its_time_a_link_opens_nothing_and_says_until_when(blown: Called) -> None:
    code = blown.code("squad")
    services.by_link(code, at=AT + timedelta(days=30))
    with refused(NotAllowed, "链接已于 2026-10-16 10:00 过期"):
        services.by_link(code, at=AT + timedelta(days=30, seconds=1))


def test_handed_on_once_the_old_link_is_dead_and_the_new_one_goes_no_further(blown: Called) -> None:
    old = blown.code("squad")
    new = services.hand_on(old, name="小李", phone="13900000000", at=blown.at)
    assert new == blown.code("squad") != old
    assert [m.phone for m in messages.listed([""]) if m.template == "whistle.hand_on"] == ["13900000000"]
    with refused(NotFound, "已转交"):
        services.by_link(old, at=blown.at)
    with refused(NotAllowed, "已经转交过一次"):
        services.hand_on(new, name="小王", phone="13900000001", at=blown.at)
    services.report_in(new, Arrival("小李", "13900000000"), at=blown.at)


def test_the_street_sends_a_new_link_and_the_old_one_is_dead(blown: Called) -> None:
    old = blown.code("squad")
    new = services.relink(
        whistle_no=blown.no, summons=blown.summons("squad").pk, who=blown.brigade.access["Stella"], at=blown.at
    )
    with refused(NotFound, "已重发"):
        services.by_link(old, at=blown.at)
    blown.work()
    assert services.by_link(new, at=blown.at).pk == blown.summons("squad").pk
    assert messages.listed([""]).filter(link=links.spec("summons", blown.summons("squad").pk, 2)).exists()


# Reporting in ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("east", "metres"), [(0.0, 0), (0.001, 94), (0.01, 943)])
def test_how_far_the_phone_is_from_the_place(blown: Called, east: float, metres: int) -> None:
    lng, lat = place("990101001001001")
    blown.later(3).arrive("squad", lng=lng + east, lat=lat)
    one = blown.summons("squad")
    assert (abs(one.metres - metres) <= 1, one.on_time, one.arrival_photos) == (True, True, [PHOTO])


def test_without_a_location_it_is_in_all_the_same_and_nothing_is_invented(blown: Called) -> None:
    blown.arrive("squad", lng=None, lat=None, photos=[])
    assert blown.summons("squad").metres is None
    assert Event.objects.get(kind="summons.report_in").data["metres"] == -1


def test_a_phone_without_a_fix_says_so(blown: Called) -> None:
    with refused(BadInput, "定位失败"):
        blown.arrive("squad", lng=0.0, lat=0.0)


def test_reporting_in_twice_says_who_was_first(blown: Called) -> None:
    blown.later(4).arrive("squad", "张三")
    with refused(NotAllowed, "张三 已于 2026-09-16 10:04 代表示例区执法中队报到"):
        blown.later(4).arrive("squad", "李四")


def test_reporting_in_after_it_is_over_says_when_it_was(blown: Called) -> None:
    blown.arrive("squad").later(9).street("withdraw", reason="已自行整改")
    with refused(NotAllowed, "已于 2026-09-16 10:09 销哨"):
        blown.arrive("clean")


def test_not_ours_goes_back_to_the_street_which_may_insist(blown: Called) -> None:
    services.decline(blown.code("clean"), name="老周", reason="属市政", at=blown.at)
    blown.work().later(5).arrive("squad")
    assert blown.whistle.state == "reported_in"  # nobody is awaited any more
    with refused(NotAllowed, "已回复不能到场"):
        blown.arrive("clean")
    blown.later(10).street("recall", "clean", reason="污水属你所").arrive("clean")
    assert blown.summons("clean").on_time


@pytest.mark.parametrize(("name", "reason"), [("", "不属"), ("老周", ""), ("老周", "长" * 301)])
def test_not_ours_needs_a_name_and_a_reason(blown: Called, name: str, reason: str) -> None:
    with refused(BadInput, "请填写|请缩短"):
        services.decline(blown.code("clean"), name=name, reason=reason, at=blown.at)


def test_when_all_say_not_ours_the_street_withdraws(blown: Called) -> None:
    for unit in ("squad", "clean"):
        services.decline(blown.code(unit), name="某人", reason="不属", at=blown.at)
    assert blown.work().whistle.state == "blown"
    with refused(NotAllowed, "还没有部门报到"):
        blown.street("proceed", reason="不等了")
    blown.street("withdraw", reason="转他区")
    assert {s.state for s in queries.summonses([blown.whistle.pk])} == {"released"}


def test_the_ladder_is_climbed_once_per_rung_also_after_a_night_without_a_worker(blown: Called) -> None:
    blown.later(31).watch().watch()
    assert Event.objects.filter(kind="summons.escalate").count() == 2  # two departments, one rung
    blown.later(600).watch()
    levels = [e.data["level"] for e in Event.objects.filter(kind="summons.escalate").order_by("pos")]
    assert levels == [1, 1, 3, 3]
    late = [m.template for m in messages.listed([""]) if m.template.startswith("whistle.late")]
    assert (late.count("whistle.late.2"), late.count("whistle.late.3")) == (2, 2)  # the skipped rung is told too


def test_a_clock_that_was_set_back_makes_nobody_late_and_no_negative_minutes(blown: Called) -> None:
    blown.later(-120).watch().arrive("squad")
    assert not Event.objects.filter(kind="summons.escalate").exists()
    assert Event.objects.get(kind="summons.report_in").data["minutes"] == 0


# The record, the tasks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def there(blown: Called) -> Called:
    return blown.arrive("squad").arrive("clean")


def record(called: Called, *tasks: tuple[str, str], found: str = "污水", due: Any = None) -> None:
    new = NewRecord(found, [NewTask(called.summons(u).pk, t, due) for u, t in tasks])
    services.agree(whistle_no=called.no, record=new, who=called.brigade.access["Stella"], at=called.at)


@pytest.mark.parametrize(
    ("write", "error", "said"),
    [
        (lambda c: record(c), BadInput, "至少一个部门"),
        (lambda c: record(c, ("squad", "清"), ("squad", "扫")), BadInput, "每个部门一条"),
        (lambda c: record(c, ("squad", "")), BadInput, "请填写任务"),
        (lambda c: record(c, ("squad", "清"), found=""), BadInput, "请填写现场情况"),
        (lambda c: record(c, ("squad", "清"), due=AT - timedelta(days=1)), BadInput, "期限已经过去"),
    ],
)
def test_what_is_no_joint_record(there: Called, write: Callable[[Called], None], error: Any, said: str) -> None:
    with refused(error, said):
        write(there)


def test_a_task_for_whom_nobody_called(there: Called) -> None:
    new = NewRecord("污水", [NewTask(999_999, "修")])
    with refused(BadInput, "不在这个哨里"):
        services.agree(whistle_no=there.no, record=new, who=there.brigade.access["Stella"], at=there.at)


def test_before_everybody_has_answered_the_street_says_why_it_begins(blown: Called) -> None:
    blown.arrive("squad")
    with refused(NotAllowed, "还没有到齐"):
        record(blown, ("squad", "清"))
    blown.street("proceed", reason="污水进了商户")
    with refused(NotAllowed, "示例区环卫所现在是「待报到」"):
        record(blown, ("clean", "冲洗"))
    record(blown, ("squad", "清"))
    blown.arrive("clean")  # late, and welcome
    record(blown, ("clean", "冲洗"))
    assert [len(r.tasks) for r in queries.records(blown.whistle)] == [1, 1]


def test_a_late_task_climbs_the_same_ladder(there: Called) -> None:
    record(there, ("squad", "清"), ("clean", "冲"), due=AT + timedelta(hours=2))
    there.later(121).watch()
    assert {e.data["clock"] for e in Event.objects.filter(kind="summons.escalate")} == {"task"}


def test_without_a_task_nothing_can_be_signed_or_finished(there: Called) -> None:
    for act in (
        lambda: services.sign(there.code("squad"), name="张三", at=there.at),
        lambda: services.finish(there.code("squad"), text="好", photos=[PHOTO], at=there.at),
        lambda: services.explain(there.code("squad"), reason="难", at=there.at),
    ):
        with refused(NotAllowed, "还没有给贵单位分工"):
            act()


def test_done_needs_words_and_a_photo_and_is_done_once(there: Called) -> None:
    record(there, ("squad", "清"))
    code = there.code("squad")
    for text, photos, said in (("", [PHOTO], "请填写办理结果"), ("好", [], "请拍一张")):
        with refused(BadInput, said):
            services.finish(code, text=text, photos=photos, at=there.at)
    there.finish("squad")
    with refused(NotAllowed, "任务已于 2026-09-16 10:00 反馈"):
        services.explain(code, reason="改口", at=there.at)


def test_what_is_not_done_goes_back_with_a_reason(called: Called) -> None:
    called.acting("squad", "clean").finish("squad")
    with refused(BadInput, "退回理由"):
        called.street("redo", "squad", reason="", due_at=None)
    called.street("redo", "squad", reason="仍有积水", due_at=None)
    assert (called.summons("squad").state, called.summons("squad").result_photos) == ("tasked", [])


# The last word -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(called: Called) -> Called:
    called.acting("squad", "clean").finish("squad")
    services.explain(called.code("clean"), reason="要等产权单位", at=called.at)
    return called.work().street("review")


def test_no_review_while_a_task_is_open_and_no_rating_before_it(called: Called) -> None:
    called.acting("squad", "clean").finish("squad")
    with refused(NotAllowed, "示例区环卫所 的任务还没有办结或说明"):
        called.street("review")
    with refused(NotAllowed, "先完成评议"):
        called.street("rate", "squad", score=5, reason="好")


def test_no_closing_while_somebody_is_not_rated(reviewed: Called) -> None:
    reviewed.street("rate", "squad", score=5, reason="好")
    with refused(NotAllowed, "示例区环卫所 还没有评价"):
        reviewed.street("close", outcome="好")


@pytest.mark.parametrize(("score", "reason"), [(0, "好"), (6, "好"), (3, " ")])
def test_a_rating_is_one_to_five_with_words(reviewed: Called, score: int, reason: str) -> None:
    with refused(ZhichengError, "评分为 1 到 5|请填写评价理由"):
        reviewed.street("rate", "squad", score=score, reason=reason)


def test_the_rated_replies_once_and_within_its_time(reviewed: Called) -> None:
    code = reviewed.code("clean")
    with refused(NotAllowed, "还没有评价"):
        services.reply(code, name="老周", text="委屈", at=reviewed.at)
    reviewed.street("rate", "clean", score=1, reason="没修").street("rate", "squad", score=5, reason="好")
    reviewed.street("close", outcome="好")
    until = reviewed.summons("clean").reply_until
    with refused(NotAllowed, "回应期已于"):
        services.reply(code, name="老周", text="委屈", at=until + timedelta(seconds=1))
    services.reply(code, name="老周", text="委屈", at=until)  # also after it was closed
    with refused(NotAllowed, "已经回应过"):
        services.reply(code, name="老周", text="再说", at=until)


def test_the_link_lasts_as_long_as_the_right_that_hangs_on_it(reviewed: Called) -> None:
    """Rated on the link's last day: the reply is open for days, so the link is too."""
    reviewed.at = reviewed.summons("clean").link_until
    reviewed.street("rate", "clean", score=1, reason="没修")
    one = reviewed.summons("clean")
    assert one.link_until >= one.reply_until + timedelta(days=1)
    services.reply(reviewed.code("clean"), name="老周", text="委屈", at=one.reply_until)


def test_nobody_changes_a_rating_after_the_reply_window(reviewed: Called) -> None:
    reviewed.street("rate", "clean", score=1, reason="没修")
    reviewed.at = reviewed.summons("clean").reply_until
    reviewed.street("rate", "clean", score=2, reason="听了说明")
    assert Event.objects.filter(kind="summons.rate").latest("pos").data["was"] == 1
    reviewed.later(1)
    with refused(NotAllowed, "评价不能再改"):
        reviewed.street("rate", "clean", score=5, reason="算了")


def test_who_never_came_is_on_record_and_rated(called: Called) -> None:
    called.blow("squad", "clean").arrive("squad").street("proceed", reason="不等").agree(squad="清").sign(
        "squad"
    ).finish("squad")
    called.street("review")
    assert (called.summons("clean").state, called.summons("clean").on_time) == ("absent", False)
    with refused(NotAllowed, "已进入评议"):
        called.arrive("clean")
    called.street("rate", "clean", score=1, reason="没来").street("rate", "squad", score=5, reason="好").street(
        "close", outcome="好"
    )
    assert check_events()["problems"] == []


def test_a_task_cannot_become_a_ticket_when_it_is_over(reviewed: Called) -> None:
    with refused(NotAllowed, "只有办理中的任务"):
        reviewed.street("refer", "squad", matter="03001")
