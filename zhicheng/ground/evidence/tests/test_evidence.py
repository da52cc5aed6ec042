"""A piece of evidence from the phone to the court: nothing is overwritten, everything that happens to it is told."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.brigade import AT, GRID, Brigade
from zhicheng.ground.evidence import queries, services, stores
from zhicheng.ground.evidence.models import Evidence, Holding
from zhicheng.ground.evidence.services import NewEvidence
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

pytestmark = [pytest.mark.django_db]
CASE = "case:2026-0001"
ITEM = {"name": "烤炉", "model": "", "quantity": "1 台", "state": "完好"}


def picture(colour: str = "red", **save: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(buffer, "JPEG", **save)
    return buffer.getvalue()


def new(data: bytes | None = None, **changes: Any) -> NewEvidence:
    return NewEvidence(**{
        "key": "k1", "about": CASE, "sort": "audiovisual", "title": "摊位全景", "data": picture() if data is None else data,
        "captured_at": AT - timedelta(minutes=3), "area": GRID, "lng": 117.03, "lat": 32.01, **changes,
    })  # fmt: skip


def filed(brigade: Brigade, **changes: Any) -> Evidence:
    return services.take_in(new(**changes), access=brigade.access["Bob"], at=AT)


# Taking in ----------------------------------------------------------------------------------------------------------------


def test_what_is_filed_has_both_digests_its_holder_and_an_event(brigade: Brigade) -> None:
    data = picture()
    one = filed(brigade, data=data)
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    assert one.sm3 == hashlib.new("sm3", data).hexdigest()
    assert (one.media, one.size, one.state, one.holder, one.origin) == (
        "image/jpeg",
        len(data),
        "kept",
        brigade.access["Bob"].actor,
        "Bob",
    )
    assert [link["kind"] for link in queries.chain(f"evidence:{one.pk}")] == ["evidence.take_in"]
    assert b"".join(queries.read(one)) == data
    assert check_events()["problems"] == []


def test_the_same_key_files_it_once(brigade: Brigade) -> None:
    assert filed(brigade).pk == filed(brigade).pk
    assert Evidence.objects.count() == 1
    assert filed(brigade, key="k2").pk != filed(brigade).pk  # the same photo can prove two things


def test_a_key_stands_for_one_file(brigade: Brigade) -> None:
    filed(brigade)
    with pytest.raises(BadInput, match="编号"):
        filed(brigade, data=picture("blue"))  # else the second photo would be lost without a word
    held(brigade, key="h1")
    with pytest.raises(BadInput, match="编号"):
        filed(brigade, key="h1")


def test_the_devices_own_digest_is_compared(brigade: Brigade) -> None:
    data = picture("blue")
    assert filed(brigade, data=data, at_capture=hashlib.sha256(data).hexdigest()).pk
    with pytest.raises(BadInput, match="指纹"):
        filed(brigade, key="k2", data=data, at_capture="0" * 64)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sort": "hearsay"}, "sort"), ({"title": " "}, "title"), ({"title": "长" * 81}, "title"), ({"proves": "长" * 201}, "proves"),
        ({"data": b""}, "file"), ({"data": b"<html>"}, "file"), ({"at_capture": "zz"}, "sha256"), ({"at_capture": "A" * 64}, "sha256"),
        ({"captured_at": AT + timedelta(days=3)}, "captured_at"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(brigade: Brigade, changes: dict[str, Any], field: str) -> None:
    n = Event.objects.count()
    with pytest.raises(BadInput) as caught:
        filed(brigade, **changes)
    assert caught.value.field == field
    assert (Evidence.objects.count(), Event.objects.count()) == (0, n)


@pytest.mark.parametrize("who", ["Charlie", "Ken", "Zoe"])
def test_who_is_not_of_this_area_files_nothing(brigade: Brigade, who: str) -> None:
    with pytest.raises(Refused):
        services.take_in(new(), access=brigade.access[who], at=AT)


def test_doubts_stand_in_the_row_and_in_the_event(brigade: Brigade) -> None:
    one = filed(brigade, captured_at=AT - timedelta(days=4))
    assert "4 天后才上传" in one.doubts[0][0]
    assert Event.objects.get(kind="evidence.take_in").data["doubts"] == [one.doubts[0][0]]


# The store ----------------------------------------------------------------------------------------------------------------


def test_a_store_never_overwrites(tmp_path: Path) -> None:
    folder = stores.Folder(tmp_path)
    folder.put("ab" * 32, b"first")
    folder.put("ab" * 32, b"second")
    assert b"".join(folder.read("ab" * 32)) == b"first"
    assert [p.name for p in folder.path("ab" * 32).parent.iterdir()] == ["ab" * 32]  # no half file beside it


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有文件"):
        list(stores.Folder(tmp_path).read("cd" * 32))


def test_a_changed_file_is_found_and_not_handed_out(brigade: Brigade) -> None:
    one = filed(brigade, data=picture("purple"))  # other tests share the folder
    stores.folder().path(one.sha256).write_bytes(picture("green"))
    assert not queries.is_intact(one)
    with pytest.raises(NotAllowed, match="已被改动"):
        services.open_original(item_id=one.pk, reason="听证质证", access=brigade.access["Bob"], at=AT)
    assert Event.objects.filter(kind="evidence.open").count() == 0


# Copies, originals, exclusion ---------------------------------------------------------------------------------------------


def test_a_copy_points_to_its_original_which_stays(brigade: Brigade) -> None:
    one = filed(brigade)
    copy = services.derive(
        item_id=one.pk, data=picture("gray"), how="人脸、车牌打码", access=brigade.access["Bob"], at=AT
    )
    assert (copy.parent_id, copy.how, copy.about, copy.captured_at) == (one.pk, "人脸、车牌打码", CASE, one.captured_at)
    assert b"".join(queries.read(one)) == picture()
    assert Event.objects.get(kind="evidence.derive").data["parent"] == one.pk
    assert check_events()["problems"] == []


@pytest.mark.parametrize(
    ("data", "how", "field"),
    [
        (picture("gray"), " ", "how"),
        (picture("gray"), "长" * 41, "how"),
        (picture(), "打码", "file"),
        (b"MZ\x90\0", "打码", "file"),
    ],
)
def test_a_copy_says_how_and_differs(brigade: Brigade, data: bytes, how: str, field: str) -> None:
    one = filed(brigade)
    with pytest.raises(BadInput) as caught:
        services.derive(item_id=one.pk, data=data, how=how, access=brigade.access["Bob"], at=AT)
    assert caught.value.field == field
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " ", "看", "长" * 201])
def test_an_original_opens_only_with_a_reason(brigade: Brigade, reason: str) -> None:
    one = filed(brigade)
    with pytest.raises(BadInput, match="理由"):
        services.open_original(item_id=one.pk, reason=reason, access=brigade.access["Bob"], at=AT)


def test_who_opened_it_and_why_is_told(brigade: Brigade) -> None:
    one = filed(brigade)
    services.open_original(
        item_id=one.pk, reason="当事人要求核对", access=brigade.access["Eve"], at=AT + timedelta(hours=1)
    )
    last = queries.chain(f"evidence:{one.pk}")[-1]
    assert (last["who"], last["reason"], last["title"]) == ("Eve", "当事人要求核对", "调阅原件")
    # A collector has no such role, a sanitation worker no certificate, and a certificate runs out.
    for who, at in (("Dora", AT), ("Rita", AT), ("Eve", AT + timedelta(days=400))):
        with pytest.raises(Refused):
            services.open_original(item_id=one.pk, reason="想看看", access=brigade.access[who], at=at)


def test_excluded_evidence_supports_nothing_and_stays_visible(brigade: Brigade) -> None:
    one = filed(brigade)
    copy = services.derive(item_id=one.pk, data=picture("gray"), how="打码", access=brigade.access["Bob"], at=AT)
    with pytest.raises(Refused):
        services.exclude(item_id=one.pk, reason="偷拍取得", access=brigade.access["Bob"], at=AT)
    services.exclude(item_id=one.pk, reason="偷拍取得", access=brigade.access["Alice"], at=AT)
    seen = {i.pk: i.state for i in queries.items(brigade.access["Bob"], about=CASE)}
    assert seen == {one.pk: "excluded", copy.pk: "excluded"}
    assert list(queries.admissible(brigade.access["Bob"], about=CASE, on=AT)) == []
    with pytest.raises(NotAllowed):
        services.exclude(item_id=one.pk, reason="再来一次", access=brigade.access["Alice"], at=AT)
    services.readmit(item_id=one.pk, reason="查明系公开摄录", access=brigade.access["Alice"], at=AT)
    assert queries.admissible(brigade.access["Bob"], about=CASE, on=AT).count() == 2
    assert [link["kind"] for link in queries.chain(f"evidence:{one.pk}")] == [
        "evidence.take_in",
        "evidence.exclude",
        "evidence.readmit",
    ]


def test_nothing_taken_after_a_decision_supports_it(brigade: Brigade) -> None:
    before = filed(brigade)
    filed(brigade, key="k2", captured_at=AT + timedelta(hours=2))
    assert list(queries.admissible(brigade.access["Bob"], about=CASE, on=AT)) == [before]  # INV-53


def test_another_area_sees_nothing(brigade: Brigade) -> None:
    one = filed(brigade)
    assert list(queries.items(brigade.access["Charlie"], about=CASE)) == []
    with pytest.raises(NotFound):
        queries.item(one.pk, brigade.access["Charlie"])


# Custody ------------------------------------------------------------------------------------------------------------------


def test_it_changes_hands_when_both_say_so(brigade: Brigade) -> None:
    one, bob, eve = filed(brigade), brigade.access["Bob"], brigade.access["Eve"]
    services.hand_over(item_id=one.pk, to=eve, access=bob, at=AT)
    assert Evidence.objects.get(pk=one.pk).holder == eve.actor
    with pytest.raises(Refused, match="保管人"):
        services.hand_over(item_id=one.pk, to=eve, access=bob, at=AT)  # he holds it no more
    with pytest.raises(BadInput):
        services.hand_over(item_id=one.pk, to=eve, access=eve, at=AT)
    with pytest.raises(Refused, match="不能接收"):
        services.hand_over(item_id=one.pk, to=brigade.access["Charlie"], access=eve, at=AT)
    body = Event.objects.get(kind="evidence.hand_over").data
    assert (body["giver"], body["taker"], body["holder"]) == (bob.actor, eve.actor, eve.actor)


def test_two_who_give_at_once_cannot_both(brigade: Brigade) -> None:
    one, bob = filed(brigade), brigade.access["Bob"]
    stale = Evidence.objects.get(pk=one.pk)
    services.hand_over(item_id=one.pk, to=brigade.access["Eve"], access=bob, at=AT)
    from zhicheng.ground.evidence.events import Opened
    from zhicheng.ground.evidence.states import EVIDENCE
    from zhicheng.infra.transitions import Step, advance

    with pytest.raises(Conflict):
        advance(stale, EVIDENCE, Step("open", bob.actor, AT, lambda **m: Opened(reason="旧页面", **m)), at=AT)


# Goods --------------------------------------------------------------------------------------------------------------------


def held(brigade: Brigade, sort: str = "preserve", **changes: Any) -> Holding:
    said = {"about": CASE, "sort": sort, "goods": [ITEM], "kept_at": "中队物品室 3 号架", "area": GRID, **changes}
    return services.hold(access=brigade.access["Bob"], at=AT, **said)


def test_preserved_goods_have_seven_working_days(brigade: Brigade) -> None:
    row = queries.holding_row(held(brigade), AT)
    assert (row["last_day"].isoformat(), row["days_left"], row["article"]) == (
        "2026-09-24",
        8,
        "APL 56 / INV-54",
    )  # 20 September is a make-up day
    with pytest.raises(NotAllowed, match="不能延长"):
        services.extend(holding_id=row["id"], reason="案情复杂", access=brigade.access["Alice"], at=AT)


def test_a_seizure_is_extended_once(brigade: Brigade) -> None:
    one = held(brigade, "seize")
    assert queries.holding_row(one, AT)["last_day"].isoformat() == "2026-10-16"
    with pytest.raises(Refused):
        services.extend(holding_id=one.pk, reason="案情复杂", access=brigade.access["Bob"], at=AT)
    longer = services.extend(holding_id=one.pk, reason="案情复杂", access=brigade.access["Alice"], at=AT)
    assert queries.holding_row(longer, AT)["last_day"].isoformat() == "2026-11-15"
    with pytest.raises(NotAllowed, match="只能延长一次"):
        services.extend(holding_id=one.pk, reason="还是复杂", access=brigade.access["Alice"], at=AT)


@pytest.mark.parametrize("changes", [{"sort": "steal"}, {"goods": []}, {"kept_at": " "}, {"goods": [{"name": "x"}]}])
def test_an_incomplete_list_is_refused(brigade: Brigade, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        held(brigade, **changes)
    assert Holding.objects.count() == 0


def test_each_thing_is_decided_by_a_head(brigade: Brigade) -> None:
    one = held(brigade)
    for outcome in ([], ["returned", "returned"], ["eaten"]):
        with pytest.raises(BadInput):
            services.decide(holding_id=one.pk, outcome=outcome, access=brigade.access["Alice"], at=AT)
    with pytest.raises(Refused):
        services.decide(holding_id=one.pk, outcome=["returned"], access=brigade.access["Bob"], at=AT)
    done = services.decide(holding_id=one.pk, outcome=["returned"], access=brigade.access["Alice"], at=AT)
    assert (done.state, done.outcome, done.due_at) == ("decided", ["returned"], None)
    with pytest.raises(NotAllowed):
        services.decide(holding_id=one.pk, outcome=["seized"], access=brigade.access["Alice"], at=AT)
    assert check_events()["problems"] == []


def test_nobody_decided_in_time_so_the_goods_are_free_and_people_are_told(brigade: Brigade) -> None:
    one = held(brigade)
    last_evening = datetime.fromisoformat("2026-09-24T23:59:00+08:00")
    assert services.release_overdue(at=last_evening) == 0
    assert services.warn_of_ends(at=datetime.fromisoformat("2026-09-22T09:00:00+08:00")) == 0
    assert (
        services.warn_of_ends(at=datetime.fromisoformat("2026-09-23T09:00:00+08:00")) == 2
    )  # Bob holds it, Alice can decide
    assert services.warn_of_ends(at=datetime.fromisoformat("2026-09-23T10:00:00+08:00")) == 0  # told once
    assert services.release_overdue(at=last_evening + timedelta(minutes=2)) == 1
    one.refresh_from_db()
    assert (one.state, one.outcome) == ("released", ["returned"])
    for who in ("Bob", "Alice"):
        told = messages.inbox(brigade.access[who]).values_list("template", flat=True)
        assert list(told) == ["holding.released", "holding.ends"]
    assert services.release_overdue(at=last_evening + timedelta(days=1)) == 0
    assert check_events()["problems"] == []


def test_goods_change_hands_by_both(brigade: Brigade) -> None:
    one = held(brigade)
    services.hand_goods_over(holding_id=one.pk, to=brigade.access["Ben"], access=brigade.access["Bob"], at=AT)
    assert Holding.objects.get(pk=one.pk).holder == brigade.access["Ben"].actor
    with pytest.raises(Refused):
        services.hand_goods_over(holding_id=one.pk, to=brigade.access["Eve"], access=brigade.access["Bob"], at=AT)


# On the wire --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def now(city_time: Callable[[datetime], None]) -> None:
    city_time(AT)


def send(brigade: Brigade, who: str = "Bob", data: bytes | None = None, **fields: Any) -> Any:
    said = {
        "key": "k1",
        "about": CASE,
        "sort": "audiovisual",
        "title": "摊位全景",
        "captured_at": "2026-09-16T09:58:00+08:00",
        "area": GRID,
        **fields,
    }
    file = SimpleUploadedFile("photo.jpg", picture() if data is None else data)
    return Client().post("/api/evidence", {**said, "file": file}, **brigade.token(who))


def post(brigade: Brigade, who: str, path: str, body: dict[str, Any]) -> Any:
    return Client().post(f"/api/{path}", body, content_type="application/json", **brigade.token(who))


def get(brigade: Brigade, who: str, path: str, **params: Any) -> Any:
    return Client().get(f"/api/{path}", params, **brigade.token(who))


def test_a_phone_files_it_and_the_office_reads_its_chain(brigade: Brigade, now: None) -> None:
    made = send(brigade, lng=117.03, lat=32.01)
    assert made.status_code == 201, made.content
    assert send(brigade, lng=117.03, lat=32.01).json()["id"] == made.json()["id"]
    pk = made.json()["id"]
    assert [r["id"] for r in get(brigade, "Alice", "evidence", about=CASE).json()] == [pk]
    opened = post(brigade, "Alice", f"evidence/{pk}/original", {"reason": "法制审核"})
    assert b"".join(opened.streaming_content) == picture()
    chain = get(brigade, "Alice", f"evidence/{pk}").json()["chain"]
    assert [(link["kind"], link["who"], link["reason"]) for link in chain] == [
        ("evidence.take_in", "Bob", ""),
        ("evidence.open", "Alice", "法制审核"),
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"about": "person:1"}, 422), ({"area": "99; DROP"}, 422), ({"captured_at": "2026-09-16T09:58:00"}, 422), ({"lng": "117"}, 400),
        ({"lng": "nan", "lat": "32"}, 422), ({"sha256": "0" * 64}, 400), ({"data": b"<svg>"}, 400), ({"area": "990102001001001"}, 403),
    ],
)  # fmt: skip
def test_the_door_refuses_with_a_sentence(brigade: Brigade, now: None, fields: dict[str, Any], status: int) -> None:
    answer = send(brigade, **fields)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert answer.json()["detail_en"]
    assert Evidence.objects.count() == 0


def test_nobody_reads_without_a_post(brigade: Brigade, now: None) -> None:
    assert Client().get("/api/evidence", {"about": CASE}).status_code == 403
    assert get(brigade, "Zoe", "evidence", about=CASE).status_code == 403


def test_both_hands_are_needed_on_two_phones(brigade: Brigade, now: None) -> None:
    pk = send(brigade).json()["id"]
    code = post(brigade, "Bob", f"evidence/{pk}/offer", {}).json()["code"]
    taken = post(brigade, "Eve", "custody/take", {"code": code})
    assert taken.json() == {"what": "evidence", "id": pk, "holder": "Eve"}
    assert post(brigade, "Ben", "custody/take", {"code": code}).status_code == 403  # Bob holds it no more
    assert post(brigade, "Eve", "custody/take", {"code": "made up"}).status_code == 400


def test_goods_on_the_wire(brigade: Brigade, now: None) -> None:
    body = {"about": CASE, "sort": "preserve", "items": [ITEM], "kept_at": "物品室", "area": GRID, "key": "h1"}
    made = post(brigade, "Bob", "holdings", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert post(brigade, "Bob", "holdings", body).json()["id"] == pk
    assert [r["id"] for r in get(brigade, "Alice", "holdings").json()] == [pk]
    assert get(brigade, "Charlie", "holdings").json() == []
    code = post(brigade, "Bob", f"holdings/{pk}/offer", {}).json()["code"]
    assert post(brigade, "Ben", "custody/take", {"code": code}).json()["what"] == "holding"
    assert post(brigade, "Alice", f"holdings/{pk}/extend", {"reason": "案情复杂"}).status_code == 409
    assert post(brigade, "Alice", f"holdings/{pk}/decide", {"outcome": ["returned"]}).json()["state"] == "decided"
    assert get(brigade, "Alice", "holdings").json() == []


# The bundle ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(brigade: Brigade, now: None, tmp_path: Path) -> Path:
    """Two pieces and a copy, exported and unpacked."""
    one = filed(brigade)
    filed(brigade, key="k2", data="当事人陈述：我知道了。".encode(), sort="party", title="陈述")
    services.derive(item_id=one.pk, data=picture("gray"), how="打码", access=brigade.access["Bob"], at=AT)
    answer = post(brigade, "Alice", "evidence/bundle", {"about": CASE, "reason": "移送法院"})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        archive.extractall(tmp_path / "b")
    return tmp_path / "b"


def verify(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_bundle_proves_itself_without_us(bundle: Path) -> None:
    assert verify(bundle) == (0, "3 份证据全部相符 / all pieces hold\n")
    assert Event.objects.filter(kind="evidence.open").count() == 3  # exporting is opening


def test_one_changed_byte_is_found(bundle: Path) -> None:
    file = next((bundle / "files").glob("*.jpg"))
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(bytes(data))
    code, said = verify(bundle)
    assert code == 1
    assert "SHA-256" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p["events"].pop(0), "没有入库记录"),
        (lambda p: p["events"].pop(1), "全部相符"),  # the last record can be left out: only the ledger proves that it is missing
        (lambda p: p["events"][0].update(record=p["events"][0]["record"].replace("Bob", "Eve")), "记录被改动"),
        (lambda p: p.update(sha256="0" * 64), "清单与入库记录不一致"),
        (lambda p: p.update(file="files/none.jpg"), "缺少文件"),
    ],
)  # fmt: skip
def test_a_changed_manifest_is_found(bundle: Path, change: Callable[[dict[str, Any]], Any], words: str) -> None:
    path = bundle / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest["pieces"][0])
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert words in verify(bundle)[1]


def test_a_changed_file_refuses_the_whole_export(brigade: Brigade, now: None) -> None:
    one = filed(brigade, data=picture("orange"))  # other tests share the folder
    filed(brigade, key="k2", data=picture("blue"))
    stores.folder().path(one.sha256).write_bytes(b"changed")
    answer = post(brigade, "Alice", "evidence/bundle", {"about": CASE, "reason": "移送法院"})
    assert answer.status_code == 409
    assert Event.objects.filter(kind="evidence.open").count() == 0
