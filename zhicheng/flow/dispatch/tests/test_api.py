"""Staff's doors: lists, steps, board, phones and links; each way in, and each way out with its sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, GRID, LAMP, PHOTO, STALL, Brigade
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.flow.dispatch import services
from zhicheng.flow.dispatch.models import Assignment, Incident
from zhicheng.flow.dispatch.services.units import link_for
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
X, Y = place(GRID)
NOW = AT.isoformat()
READS = ("tickets", "tickets/count", "tickets/lanes", "tickets/export", "command/map", "command/day", "command/incidents", "field/me", "field/jobs",
         "field/incidents",
         "organisations", "permits", "live/since", "tickets/20260916000001", "tickets/20260916000001/conditions", "command/crews/1")  # fmt: skip


def get(path: str, headers: dict[str, Any] | None = None, /, **query: Any) -> Any:
    return Client().get(f"/api/{path}", query, **(headers or {}))


def post(path: str, body: Any, headers: dict[str, Any] | None = None, /) -> Any:
    return Client().post(f"/api/{path}", json.dumps(body), content_type="application/json", **(headers or {}))


def says(answer: Any, status: int, words: str) -> None:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("path", READS)
def test_staffs_pages_are_closed_without_log_in(brigade: Brigade, path: str) -> None:
    Walk(brigade).report()
    says(get(path), 403, "请先登录")


@pytest.mark.parametrize(
    ("path", "body"),
    [("tickets/20260916000001/actions/void", {"reason": "x"}), ("field/events", {"events": []}), ("field/positions", {"fixes": []}),
     ("field/shift", {"action": "start"}), ("field/trouble", {"key": "1", "lng": X, "lat": Y}), ("field/bind", {"name": "x", "pin": "1234"}),
     ("command/incidents/1/settle", {"text": "x"}), ("field/incidents/1/withdraw", {})],
)  # fmt: skip
def test_staffs_steps_are_closed_without_log_in(brigade: Brigade, path: str, body: dict[str, Any]) -> None:
    Walk(brigade).report()
    n = Event.objects.count()
    says(post(path, body), 403, "请先登录")
    assert Event.objects.count() == n


@pytest.mark.parametrize("path", READS)
def test_nothing_of_the_west_is_told_in_the_east(on_shift: Brigade, path: str) -> None:
    """Charlie holds the same posts in the other district: whatever he reads names no ticket, crew or call of the west."""
    walk = Walk(on_shift).report().tick()
    services.trouble(access=on_shift.access["Eve"], key="t1", lng=X, lat=Y, text="求助", at=AT)
    answer = get(path, on_shift.token("Charlie"))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for secret in (walk.ticket.no, "bobs", "eves", "求助", walk.ticket.address or "示例区南大街"):
        assert secret not in body.decode("utf-8-sig"), secret
    assert answer.status_code in (200, 404)


# A ticket and its steps ----------------------------------------------------------------------------------------------------


def test_the_drawer_holds_the_whole_story(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(text="摊贩占道").tick()
    found = get(f"tickets/{walk.ticket.no}", on_shift.token("Alice")).json()
    assert [c["state"] for c in found["clocks"]] == ["running", "running"]
    assert found["reports_list"][0]["text"] == "摊贩占道"
    assert found["why_crew"].startswith("选 bobs：")
    assert found["why_crew_en"]
    assert found["route"][-1] == [pytest.approx(X, abs=1e-6), pytest.approx(Y, abs=1e-6)]
    assert [t["kind"] for t in found["timeline"]][:2] == ["ticket.report", "ticket.accept"]
    (job,) = found["assignments"]
    assert (job["crew"]["name"], job["state"], job["link"]) == ("bobs", "offered", None)


def test_a_units_link_is_shown_to_the_dispatcher_only(brigade: Brigade) -> None:
    walk = Walk(brigade).report(matter=LAMP)
    path = f"tickets/{walk.ticket.no}"
    link = get(path, brigade.token("Alice")).json()["assignments"][0]["link"]
    assert link == f"/link/{link_for(walk.job.pk)}"
    assert get(path, brigade.token("Dora")).json()["assignments"][0]["link"] is None


def test_the_conditions_offered_are_the_matters_own(brigade: Brigade) -> None:
    walk = Walk(brigade).report(matter=BIN)
    (only,) = get(f"tickets/{walk.ticket.no}/conditions", brigade.token("Alice")).json()
    assert only["limit_text"] == "1工作日"
    says(get("tickets/000/conditions", brigade.token("Alice")), 404, "没有这个工单")


@pytest.mark.parametrize(
    ("action", "body", "status", "words"),
    [
        ("extend", {"reason": "等", "new_due_at": "2026-09-20T10:00:00"}, 422, "时间缺少时区"),
        ("extend", {"reason": "等", "new_due_at": "2026-09-31T10:00:00Z"}, 422, "new_due_at"),
        ("extend", {"reason": "等", "new_due_at": NOW}, 400, "晚于"),
        ("hold", {"reason": "等", "resume_on": "2026-09-16"}, 400, "今天之后"),
        ("hold", {"reason": "等", "resume_on": "someday"}, 422, "resume_on"),
        ("hold", {"reason": "等"}, 409, "还缺：恢复日期"),
        ("void", {}, 409, "还缺：理由"),
        ("void", {"reason": "误", "photos": ["x"]}, 422, "photos"),
        ("close", {}, 409, "当前状态"),
        ("explode", {}, 409, "不能执行 explode"),
    ],
)
def test_a_step_that_cannot_be_says_why_and_changes_nothing(
    brigade: Brigade, action: str, body: dict[str, Any], status: int, words: str
) -> None:
    walk = Walk(brigade).report()
    Ticket.objects.filter(pk=walk.ticket_id).update(state="handling")
    before = (Ticket.objects.filter(pk=walk.ticket_id).values().get(), Event.objects.count())
    says(post(f"tickets/{walk.ticket.no}/actions/{action}", body, brigade.token("Alice")), status, words)
    assert (Ticket.objects.filter(pk=walk.ticket_id).values().get(), Event.objects.count()) == before


def test_dispatch_to_a_unit_that_is_none_is_refused(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report()
    Ticket.objects.filter(pk=walk.ticket_id).update(state="to_dispatch")
    n = Event.objects.count()
    path = f"tickets/{walk.ticket.no}/actions/dispatch"
    for unit in (99, 10**12, -1):
        says(post(path, {"unit": unit}, slow_brigade.token("Alice")), 404, "没有这个单位")
    assert Event.objects.count() == n


def test_the_centre_may_answer_for_the_collector_and_his_phone_is_cleared(on_shift: Brigade) -> None:
    """A check that the desk settles takes the job away from the phone."""
    walk = Walk(on_shift).report(matter=BIN).handle("Rita").refix().tick()
    assert walk.job.kind == "recheck"
    body = {"photos": [PHOTO], "text": "已看"}
    assert post(f"tickets/{walk.ticket.no}/actions/pass", body, on_shift.token("Dora")).json()["state"] == "to_close"
    assert walk.job.state == "recalled"
    assert get("field/jobs", on_shift.token("Dora")).json()["jobs"] == []


@pytest.mark.parametrize(
    ("query", "words"), [({"format": "pdf"}, "csv"), ({"lamp": "blue"}, "灯色"), ({"from": "x"}, "ISO 8601")]
)
def test_an_export_that_cannot_be_is_refused_in_words(brigade: Brigade, query: dict[str, str], words: str) -> None:
    says(get("tickets/export", brigade.token("Alice"), **query), 400, words)


# The board ---------------------------------------------------------------------------------------------------------------


def test_the_map_shows_who_is_on_the_road_with_which_ticket(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report().tick().act("Bob", "accept")
    found = get("command/map", on_shift.token("Alice")).json()
    crews = {c["name"]: c for c in found["crews"]}
    assert (crews["bobs"]["state"], crews["bobs"]["ticket"]) == ("en_route", walk.ticket.no)
    assert (crews["eves"]["state"], crews["eves"]["ticket"]) == ("idle", None)
    assert [(t["no"], t["class"]) for t in found["tickets"]] == [(walk.ticket.no, "09")]


def test_a_crew_in_a_break_is_not_on_the_map_but_is_counted(on_shift: Brigade) -> None:
    post("field/shift", {"action": "break"}, on_shift.token("Eve"))
    assert "eves" not in [c["name"] for c in get("command/map", on_shift.token("Alice")).json()["crews"]]
    counts = get("command/day", on_shift.token("Alice")).json()["crews"]
    assert counts == {"on_shift": 3, "idle": 3, "en_route": 0, "on_site": 0, "break": 1}


def test_the_days_figures_add_up(on_shift: Brigade, city_time: Callable[[datetime], None]) -> None:
    walk = Walk(on_shift).report(matter=BIN)
    Walk(on_shift).report(matter=BIN)  # the same thing again
    Walk(on_shift).report(matter=LAMP)
    walk.handle("Rita").recheck().take("Alice", "close")
    city_time(walk.at)
    day = get("command/day", on_shift.token("Alice")).json()
    assert (day["received"], day["merged"], day["ticketed"], day["closed"], day["open"]) == (3, 1, 2, 1, 1)
    assert day["received"] == day["merged"] + day["lawful"] + day["waiting"] + day["ticketed"]
    assert sum(h["received"] for h in day["per_hour"]) == day["ticketed"] == sum(c["count"] for c in day["by_class"])
    assert (day["on_time_share"], day["share_30_min"], day["median_minutes_to_spot"]) == (1.0, 1.0, 6.0)


def test_before_anything_happened_a_share_is_nothing_and_not_zero(brigade: Brigade) -> None:
    day = get("command/day", brigade.token("Alice")).json()
    assert (day["on_time_share"], day["share_30_min"], day["median_minutes_to_spot"]) == (None, None, None)


def test_a_crews_card_says_who_with_what_and_what_papers(on_shift: Brigade) -> None:
    card = get(f"command/crews/{on_shift.crew['eves']}", on_shift.token("Alice")).json()
    assert {(m["name"], m["certificate_valid"]) for m in card["members"]} == {("Eve", True), ("协管小赵", False)}
    says(get("command/crews/999", on_shift.token("Alice")), 404, "没有这个小组")


def test_a_call_for_help_names_who_was_called(on_shift: Brigade) -> None:
    made = post("field/trouble", {"key": "t1", "lng": X, "lat": Y, "text": "被围堵"}, on_shift.token("Bob"))
    assert (made.status_code, [c["crew"] for c in made.json()["called"]]) == (201, ["eves"])
    (told,) = get("command/incidents", on_shift.token("Alice")).json()
    assert (told["crew"]["name"], told["text"], told["called"][0]["name"]) == ("bobs", "被围堵", "eves")
    assert post("field/trouble", {"key": "t1", "lng": X, "lat": Y}, on_shift.token("Bob")).json() == made.json()
    assert Incident.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"lng": 200}, {"lat": "x"}, {"lng": None}])
def test_a_call_from_nowhere_is_refused(on_shift: Brigade, wrong: dict[str, Any]) -> None:
    answer = post("field/trouble", {"key": "t1", "lng": X, "lat": Y, **wrong}, on_shift.token("Bob"))
    assert answer.status_code == 422
    assert not Incident.objects.exists()


def a_call(on_shift: Brigade) -> int:
    made = post("field/trouble", {"key": "t1", "lng": X, "lat": Y, "text": "被围堵"}, on_shift.token("Bob"))
    return int(made.json()["incident"])


def test_the_centre_settles_a_call_with_a_note(on_shift: Brigade) -> None:
    path = f"command/incidents/{a_call(on_shift)}/settle"
    answer = post(path, {"text": " 增援到场，围观已散 "}, on_shift.token("Alice"))
    assert (answer.status_code, answer.json()) == (200, [])
    told = Event.objects.get(kind="incident.settle")
    assert (told.actor, told.data["text"], told.data["state"]) == (
        on_shift.access["Alice"].actor,
        "增援到场，围观已散",
        "over",
    )
    assert get("field/incidents", on_shift.token("Bob")).json() == []
    assert check_events()["problems"] == []
    says(post(path, {"text": "再来"}, on_shift.token("Alice")), 409, "已经结束")


@pytest.mark.parametrize(
    ("who", "text", "status", "words"),
    [("Alice", " ", 400, "请写一句"), ("Alice", "长" * 201, 400, "最多 200 字"),
     ("Eve", "散了", 403, "需要角色「"), ("Charlie", "散了", 404, "没有这次求助")],
)  # fmt: skip
def test_a_call_is_settled_by_its_own_centre_and_with_a_reason(
    on_shift: Brigade, who: str, text: str, status: int, words: str
) -> None:
    call = a_call(on_shift)
    says(post(f"command/incidents/{call}/settle", {"text": text}, on_shift.token(who)), status, words)
    assert Incident.objects.get(pk=call).state == "open"
    assert not Event.objects.filter(kind="incident.settle").exists()


def test_both_phones_show_a_call_and_its_crew_takes_it_back(on_shift: Brigade) -> None:
    call = a_call(on_shift)
    (own,), (others,) = (get("field/incidents", on_shift.token(n)).json() for n in ("Bob", "Eve"))
    assert (own["mine"], own["called"][0]["name"], own["text"]) == (True, "eves", "被围堵")
    assert (others["mine"], others["crew"]["name"], others["minutes"]) == (False, "bobs", own["called"][0]["minutes"])
    assert get("field/incidents", on_shift.token("Rita")).json() == []
    answer = post(f"field/incidents/{call}/withdraw", {}, on_shift.token("Bob"))
    assert (answer.status_code, answer.json()) == (200, [])
    assert Incident.objects.get(pk=call).state == "withdrawn"
    assert get("command/incidents", on_shift.token("Alice")).json() == []
    assert check_events()["problems"] == []
    says(post(f"field/incidents/{call}/withdraw", {}, on_shift.token("Bob")), 409, "已经结束")
    says(post(f"command/incidents/{call}/settle", {"text": "x"}, on_shift.token("Alice")), 409, "已经结束")


@pytest.mark.parametrize(
    ("who", "status", "words"),
    [("Eve", 403, "只有求助的小组"), ("Alice", 403, "只有求助的小组"), ("Charlie", 404, "没有这次求助")],
)
def test_nobody_else_takes_a_call_back(on_shift: Brigade, who: str, status: int, words: str) -> None:
    call = a_call(on_shift)
    says(post(f"field/incidents/{call}/withdraw", {}, on_shift.token(who)), status, words)
    assert Incident.objects.get(pk=call).state == "open"


def test_a_call_that_never_was_cannot_end(on_shift: Brigade) -> None:
    says(post("command/incidents/999/settle", {"text": "x"}, on_shift.token("Alice")), 404, "没有这次求助")
    says(post("field/incidents/999/withdraw", {}, on_shift.token("Bob")), 404, "没有这次求助")


# Phones ------------------------------------------------------------------------------------------------------------------


def event(job: int, action: str, key: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "job": job,
        "action": action,
        "happened_at": NOW,
        "photos": [PHOTO],
        "text": "已处理",
        "reason": "现场情况",
        **more,
    }


def test_a_whole_job_by_the_phones_api(on_shift: Brigade, city_time: Callable[[datetime], None]) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    for minutes, action in ((1, "accept"), (6, "arrive"), (15, "handled")):
        city_time(AT + timedelta(minutes=minutes))
        sent = event(
            walk.job.pk, action, action, happened_at=(AT + timedelta(minutes=minutes)).isoformat(), lng=X, lat=Y
        )
        (result,) = post("field/events", {"events": [sent]}, on_shift.token("Rita")).json()["results"]
        assert result == {"key": action, "outcome": "done"}
    walk.work()
    assert walk.state in ("handled", "checking")
    me = get("field/me", on_shift.token("Rita")).json()
    assert me["today"]["mine"] == {"done": 1, "minutes_busy": 14, "km": 0.0}
    assert me["today"]["squad"]["n"] == 1


def test_a_job_on_the_phone_says_what_to_bring(on_shift: Brigade) -> None:
    Walk(on_shift).report(text="摊贩占道").tick()
    (job,) = get("field/jobs", on_shift.token("Bob")).json()["jobs"]
    assert [(s["action"], s["needs"]) for s in job["steps"]] == [("accept", []), ("decline", ["reason"])]
    assert (job["kind"], job["text"], job["needs_two_certificates"]) == (
        "handle",
        "摊贩占道",
        True,
    )  # a stall may become a case
    assert datetime.fromisoformat(job["answer_by"]) > AT


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"happened_at": "2026-09-16T10:00:00"}, 422, "时间缺少时区"),
        ({"happened_at": "yesterday"}, 422, "happened_at"),
        ({"action": "dance"}, 422, "action"),
        ({"job": "x"}, 422, "job"),
        ({"photos": ["p"]}, 422, "photos"),
    ],
)
def test_events_that_are_none_are_refused_whole(
    on_shift: Brigade, change: dict[str, Any], status: int, words: str
) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    n = Event.objects.count()
    body = {"events": [event(walk.job.pk, "accept"), {**event(walk.job.pk, "arrive", "2"), **change}]}
    says(post("field/events", body, on_shift.token("Rita")), status, words)
    assert (Event.objects.count(), walk.job.state) == (n, "offered")


@pytest.mark.parametrize(
    ("action", "change", "words"),
    [
        ("accept", {"key": ""}, "缺少事件编号"),
        ("decline", {"reason": ""}, "还缺：理由"),
        ("handled", {}, "不能执行"),
        ("verified", {}, "没有动作"),
        ("accept", {"job": 10**15}, "没有这个任务"),
    ],
)
def test_each_refusal_of_one_event_is_a_sentence_and_changes_nothing(
    on_shift: Brigade, action: str, change: dict[str, Any], words: str
) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    n = Event.objects.count()
    sent = {**event(walk.job.pk, action), **change}
    (result,) = post("field/events", {"events": [sent]}, on_shift.token("Rita")).json()["results"]
    assert result["outcome"] == "refused"
    assert words in result["detail"]
    assert (Event.objects.count(), walk.job.state) == (n, "offered")


def test_another_crews_job_is_not_mine_to_answer(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick()
    (result,) = post("field/events", {"events": [event(walk.job.pk, "accept")]}, on_shift.token("Bob")).json()[
        "results"
    ]
    assert (result["outcome"], result["detail"]) == ("refused", "这个任务不是派给您的小组的。")
    assert walk.job.state == "offered"


@pytest.mark.parametrize(
    ("fix", "words"), [({"at": "2026-09-16T10:00:00"}, "时间缺少时区"), ({"lng": "x"}, "lng"), ({"at": 1e300}, "at")]
)
def test_positions_that_are_none_are_refused(on_shift: Brigade, fix: dict[str, Any], words: str) -> None:
    body = {"fixes": [{"at": NOW, "lng": X, "lat": Y, **fix}]}
    says(post("field/positions", body, on_shift.token("Bob")), 422, words)


def test_nothing_is_kept_of_who_is_off_shift(brigade: Brigade) -> None:
    answer = post("field/positions", {"fixes": [{"at": NOW, "lng": X, "lat": Y}]}, brigade.token("Bob"))
    assert answer.json() == {"accepted": 0, "sharing": False}


@pytest.mark.parametrize(
    ("moves", "state"),
    [(["start"], "on"), (["start", "break"], "break"), (["start", "break", "resume"], "on"), (["start", "end"], "off")],
)
def test_a_shift_moves_and_the_phone_says_whether_its_place_is_shared(
    brigade: Brigade, moves: list[str], state: str
) -> None:
    for move in moves:
        found = post("field/shift", {"action": move, "key": move}, brigade.token("Bob")).json()
    assert (found["shift"]["state"], found["position_shared"]) == (state, state == "on")
    again = post("field/shift", {"action": moves[-1], "key": moves[-1]}, brigade.token("Bob"))
    assert again.json()["shift"]["state"] == state


@pytest.mark.parametrize(("action", "status"), [("resume", 409), ("break", 409), ("end", 409), ("nap", 422)])
def test_a_move_that_is_not_open_is_refused(brigade: Brigade, action: str, status: int) -> None:
    n = Event.objects.count()
    assert post("field/shift", {"action": action}, brigade.token("Bob")).status_code == status
    assert Event.objects.count() == n


def test_a_patrol_without_two_valid_certificates_is_told_why_jobs_go_to_others(
    on_shift: Brigade, city_time: Callable[[datetime], None]
) -> None:
    assert get("field/me", on_shift.token("Rita")).json()["crew"]["no_cases"] is None
    assert get("field/me", on_shift.token("Bob")).json()["crew"]["no_cases"] is None
    city_time(AT + timedelta(days=3650))
    said = get("field/me", on_shift.token("Bob")).json()["crew"]["no_cases"]
    assert said["article"] == "APL 42 / INV-01"
    assert "有效执法证只有 0 本" in said["text"]
    assert "Valid certificates: 0" in said["text_en"]
    assert get("field/me", on_shift.token("Rita")).json()["crew"]["no_cases"] is None  # a repair crew takes no cases


def test_who_has_no_crew_has_no_shift_and_an_empty_phone(brigade: Brigade) -> None:
    found = get("field/me", brigade.token("Alice")).json()
    assert (found["crew"], found["shift"], found["today"], found["position_shared"]) == (None, None, None, False)
    assert get("field/jobs", brigade.token("Zoe")).json() == {"jobs": []}
    assert post("field/shift", {"action": "start"}, brigade.token("Alice")).status_code == 404


# Links -------------------------------------------------------------------------------------------------------------------


def linked(brigade: Brigade) -> tuple[Walk, str]:
    walk = Walk(brigade).report(matter=LAMP)
    return walk, link_for(walk.job.pk)


def test_a_unit_without_phones_works_through_its_link(brigade: Brigade) -> None:
    walk, token = linked(brigade)
    for action in ("accept", "handled"):
        assert post(f"links/{token}/events", event(0, action, action)).json() == {"key": action, "outcome": "done"}
    assert post(f"links/{token}/events", event(0, "accept", "again")).status_code == 409
    says(get(f"links/{token}"), 409, "已使用")
    assert walk.job.state == "done"


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "😀"])
def test_a_link_that_was_never_made_opens_nothing(brigade: Brigade, token: str) -> None:
    linked(brigade)
    says(get(f"links/{token}"), 404, "链接无效")
    says(post(f"links/{token}/events", event(0, "accept")), 404, "链接无效")
    assert Assignment.objects.get().state == "offered"


def test_a_link_answers_for_its_own_job_whatever_number_is_sent(on_shift: Brigade) -> None:
    walk, token = linked(on_shift)
    other = Walk(on_shift).report(matter=STALL).tick()
    post(f"links/{token}/events", event(other.job.pk, "accept"))
    assert (walk.job.state, other.job.state) == ("accepted", "offered")


def test_a_units_result_needs_its_proof(brigade: Brigade) -> None:
    walk, token = linked(brigade)
    post(f"links/{token}/events", event(0, "accept", "a"))
    n = Event.objects.count()
    says(post(f"links/{token}/events", event(0, "handled", "h", photos=[])), 400, "还缺：照片")
    says(
        post(f"links/{token}/events", event(0, "handled", "h", photos=["00000000-0000-7000-8000-00000000dead"])),
        400,
        "先上传照片",
    )
    assert (Event.objects.count(), walk.job.state) == (n, "accepted")


# The same thing -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(slow_brigade: Brigade) -> tuple[Walk, Walk]:
    """A ticket of the west and one of the east, where Alice sees nothing."""
    return Walk(slow_brigade).report(text="摊贩占道"), Walk(slow_brigade).report(
        where=place("990102001001001"), text="摊贩占道"
    )


def test_nobody_merges_into_a_ticket_that_he_may_not_see(two: tuple[Walk, Walk]) -> None:
    mine, strange = two
    alice = mine.brigade.token("Alice")
    body = {"other": strange.ticket.no}
    assert post(f"tickets/{mine.ticket.no}/actions/merge", body, alice).status_code == 404
    assert post(f"tickets/{mine.ticket.no}/apart", body, alice).status_code == 404
    assert (mine.state, strange.ticket.reports) == ("reported", 1)


def test_a_ticket_is_not_kept_apart_from_itself(two: tuple[Walk, Walk]) -> None:
    mine, _ = two
    says(
        post(f"tickets/{mine.ticket.no}/apart", {"other": mine.ticket.no}, mine.brigade.token("Alice")),
        400,
        "另一个工单",
    )


def test_side_by_side_says_who_may_merge(slow_brigade: Brigade) -> None:
    first = Walk(slow_brigade).report(text="摊贩占道")
    second = Walk(slow_brigade).report(where=beside(place(GRID), 45), text="有人摆摊")
    assert second.ticket_id != first.ticket_id
    seen = get(f"tickets/{second.ticket.no}/alike", slow_brigade.token("Alice")).json()
    assert [x["ticket"]["no"] for x in seen["alike"]] == [first.ticket.no]
    assert seen["may_merge"] is True
    assert {r["group"] for r in seen["alike"][0]["reasons"]} >= {"place", "time"}
    assert get(f"tickets/{second.ticket.no}/alike", slow_brigade.token("Bob")).json()["may_merge"] is False
    assert [q["other"]["no"] for q in get("intake/alike", slow_brigade.token("Alice")).json()] == [first.ticket.no]
    assert get("intake/alike", slow_brigade.token("Bob")).status_code == 403
    done = post(f"tickets/{second.ticket.no}/actions/merge", {"other": first.ticket.no}, slow_brigade.token("Alice"))
    assert done.json()["state"] == "voided"
    assert get("command/hot", slow_brigade.token("Alice"), days=7).json() == []
    receipt = get(f"tickets/{first.ticket.no}", slow_brigade.token("Alice")).json()["reports_list"][1]["receipt"]
    own = post(
        f"tickets/{first.ticket.no}/split", {"receipt": receipt, "reason": "不同"}, slow_brigade.token("Alice")
    ).json()
    assert own["no"] != first.ticket.no
