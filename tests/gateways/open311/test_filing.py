"""Filing requests and updates: what comes in, what is refused with all its mistakes, what is sent twice."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.brigade import AT, GRID, Brigade
from tests.gateways.open311.client import LAMP, LAT, LNG, RUBBISH, errors_of, file_json, get, post, read, read_xml
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.flow.reports import publishing
from zhicheng.flow.reports.models import Photo, Report
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.open311 import filing, keys
from zhicheng.gateways.open311.models import PostedUpdate, Posting
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db
GOOD = {"service_code": LAMP, "lat": str(LAT), "long": str(LNG)}


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(out, "JPEG")
    return out.getvalue()


# What comes in -----------------------------------------------------------------------------------------------------------


def test_a_request_becomes_a_report_with_its_reporter_and_then_a_ticket(app_key: str, brigade: Brigade) -> None:
    told = file_json(
        app_key,
        first_name="三",
        last_name="张",
        phone="13812345678",
        email="z@example.com",
        account_id="a-7",
        device_id="d",
    )
    report = Report.objects.get()
    assert told["service_request_id"] == report.receipt
    assert told["account_id"] == "a-7"
    assert "token" not in told
    assert (report.source, report.matter, report.confidence, report.text) == ("open311", LAMP, 100, "路灯不亮")
    assert (report.reporter, report.phone, report.grid) == ("张三", "13812345678", GRID)
    assert Event.objects.get(kind="report.receive").actor == "open311:邻市 App"
    Walk(brigade).work()
    assert read(f"requests/{report.receipt}.json", "Requests")[0]["agency_responsible"] == "示例区路灯所"
    assert check_events()["problems"] == []


def test_personal_data_goes_in_and_never_comes_out(app_key: str) -> None:
    number = file_json(app_key, first_name="Ann", last_name="Lee", phone="13812345678", email="ann@example.com", device_id="dev-1",
                       description="打13912345678，浙A12345挡路", account_id="acc-9", address_string="李家门口")["service_request_id"]  # fmt: skip
    shown = (
        get(f"requests/{number}.json", extensions="true").content.decode()
        + get("bulk/requests.json").getvalue().decode()
    )
    for secret in ("13812345678", "13912345678", "ann@example.com", "dev-1", "acc-9", "Ann", "A12345"):
        assert secret not in shown


def test_answers_stand_under_the_text_for_the_acceptor_and_beside_it_for_readers(app_key: str) -> None:
    answers = {
        "attribute[SIZE]": "car",
        "attribute[KINDS][]": ["rubble", "furniture"],
        "attribute[NOTE]": "找13812345678",
    }
    number = file_json(app_key, service_code=RUBBISH, description="一堆垃圾", **answers)["service_request_id"]
    assert (
        Report.objects.get().text
        == "一堆垃圾\n垃圾有多少：一小车\n是什么垃圾：建筑垃圾、大件家具\n还要告诉我们什么：找13812345678"
    )
    one = read(f"requests/{number}.json", "Requests", extensions="true")[0]
    assert one["description"] == "一堆垃圾"
    assert [(a["code"], a["value"]) for a in one["attributes"]] == [
        ("SIZE", "一小车"), ("KINDS", "建筑垃圾"), ("KINDS", "大件家具"), ("NOTE", "找138********"),
    ]  # fmt: skip


def test_an_address_alone_is_looked_up_and_an_address_id_waits_for_a_person(app_key: str) -> None:
    found = file_json(app_key, lat=None, long=None, address_string="钟楼农贸市场门口")["service_request_id"]
    assert Report.objects.get(receipt=found).place_from == "text"
    waits = file_json(app_key, lat=None, long=None, address_id="A-17")["service_request_id"]
    assert Report.objects.get(receipt=waits).address == "address_id A-17"
    get(f"requests/{waits}.json")


def test_xml_is_answered_in_xml(app_key: str) -> None:
    from defusedxml.ElementTree import fromstring

    root = fromstring(post("requests.xml", api_key=app_key, **GOOD).content)
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == Report.objects.get().receipt
    assert root.find("request/token") is None


def test_the_key_may_stand_in_the_query(app_key: str) -> None:
    assert Client().post(f"/open311/v2/requests.json?api_key={app_key}", GOOD).status_code == 200


def test_a_form_of_the_other_kind_is_read_too(app_key: str) -> None:
    body = f"api_key={app_key}&service_code={LAMP}&lat={LAT}&long={LNG}&description=%E7%81%AF&attribute%5BPOLE%5D=7"
    answer = Client().generic(
        "POST", "/open311/v2/requests.json", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert answer.status_code == 200, answer.content
    assert Report.objects.get().text == "灯\n灯杆编号：7"


def test_a_photo_comes_along_and_is_published_when_it_was_looked_at(app_key: str) -> None:
    photo = SimpleUploadedFile("p.jpg", jpeg(), "image/jpeg")
    number = file_json(app_key, media=photo)["service_request_id"]
    assert read(f"requests/{number}.json", "Requests")[0]["media_url"] is None
    publishing.vouch(Photo.objects.get(report__isnull=False), by="test", at=AT)
    url = read(f"requests/{number}.json", "Requests", extensions="true")[0]["media_url"]
    assert url == f"http://testserver/api/photos/{Photo.objects.get(report__isnull=False).pk}"
    shown = Client().get(url)
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    more = read(f"requests/{number}.json", "Requests", extensions="true")[0]["extended_attributes"]["photos"]
    assert more == [{"media_url": url}]


def test_a_media_url_is_kept_as_text(app_key: str) -> None:
    number = file_json(app_key, media_url="https://example.com/a.jpg")["service_request_id"]
    assert read(f"requests/{number}.json", "Requests")[0]["media_url"] == "https://example.com/a.jpg"
    assert Photo.objects.filter(report__isnull=False).count() == 0


def test_a_citizen_s_photo_of_another_door_is_not_shown(brigade: Brigade, app_key: str) -> None:
    from zhicheng.flow.reports import services

    photo = services.store_photo(jpeg(), by="citizen", at=AT)
    Walk(brigade).report(matter="06011", photos=[str(photo.pk)])
    assert read("requests.json", "Requests")[0]["media_url"] is None


# Kinds of services -------------------------------------------------------------------------------------------------------


@pytest.fixture
def batches(settings_of: Any, tmp_path: Any) -> None:
    file = tmp_path / "services.yaml"
    file.write_text('kinds: {"01037": batch, "06011": blackbox}\n', encoding="utf-8")
    settings_of(open311_services=file)


def test_a_batch_gives_a_token_first_and_the_number_later(batches: None, app_key: str, brigade: Brigade) -> None:
    told = file_json(app_key)
    assert "service_request_id" not in told
    token = told["token"]
    assert read(f"tokens/{token}.json", "Token") == [{"service_request_id": None, "token": token}]
    assert Report.objects.count() == 0
    Walk(brigade).work()
    number = Report.objects.get().receipt
    assert read(f"tokens/{token}.json", "Token") == [{"service_request_id": number, "token": token}]
    assert read_xml(f"tokens/{token}.xml").findtext("request/service_request_id") == number


def test_more_than_a_worker_takes_at_once_are_taken_all(
    batches: None, app_key: str, brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "TOGETHER", 2)
    for i in range(5):
        file_json(app_key, description=f"灯 {i}")
    Walk(brigade).work()
    assert Report.objects.count() == 5
    assert not Posting.objects.filter(waiting__isnull=False).exists()


def test_a_blackbox_tells_neither(batches: None, app_key: str) -> None:
    told = file_json(app_key, service_code="06011")
    assert set(told) == {"service_notice", "account_id"}
    assert Report.objects.count() == 1


@pytest.mark.parametrize("token", ["nothing", "0" * 32, "x" * 200, "%00", "a b"])
def test_an_unknown_token_is_not_found(token: str, app_key: str) -> None:
    answer = Client().get(f"/open311/v2/tokens/{token}.json")
    assert answer.status_code in (404, 400)
    assert errors_of(answer)


# Sent twice --------------------------------------------------------------------------------------------------------------


def test_the_same_key_again_is_the_same_request(app_key: str) -> None:
    again = {"Idempotency-Key": "one"}
    first = file_json(app_key, headers=again, media=SimpleUploadedFile("p.jpg", jpeg(), "image/jpeg"))
    assert file_json(app_key, headers=again, media=SimpleUploadedFile("p.jpg", jpeg(), "image/jpeg")) == first
    assert file_json(app_key, headers={"Idempotency-Key": "two"}) != first
    assert file_json(app_key) != first
    assert Report.objects.count() == 3
    assert Photo.objects.filter(report__isnull=False).count() == 1


def test_two_apps_may_use_the_same_words(app_key: str) -> None:
    other = keys.add_key(name="另一个", by="test", at=AT)
    one, two = (file_json(k, headers={"Idempotency-Key": "same"}) for k in (app_key, other))
    assert one != two


@pytest.mark.parametrize(
    "change", [{"description": "别的"}, {"lat": str(LAT + 0.001)}, {"attribute[POLE]": "9"}, {"phone": "13800000000"}]
)
def test_the_same_key_with_other_contents_is_refused(change: dict[str, str], app_key: str) -> None:
    headers = {"Idempotency-Key": "one"}
    file_json(app_key, headers=headers)
    answer = post(
        "requests.json", expect=400, headers=headers, api_key=app_key, **{**GOOD, "description": "路灯不亮"} | change
    )
    assert "Idempotency-Key" in errors_of(answer)[0][1]
    assert Report.objects.count() == 1


# Refused -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("secret", [None, "", "wrong", "\x01", "钥匙"])
def test_without_a_key_nothing_is_filed(secret: str | None, form: str, brigade: Brigade) -> None:
    assert [c for c, _ in errors_of(post(f"requests.{form}", expect=403, api_key=secret, **GOOD))] == [403]
    assert Report.objects.count() == 0


def test_a_revoked_key_is_worth_nothing(app_key: str) -> None:
    keys.revoke_key(name="邻市 App", by="test", at=AT)
    post("requests.json", expect=403, api_key=app_key, **GOOD)
    with pytest.raises(NotFound):
        keys.revoke_key(name="邻市 App", by="test", at=AT)


def test_a_key_of_one_jurisdiction_files_nowhere_else(two_brigades: dict[str, str], app_key: str) -> None:
    west = keys.add_key(name="西", jurisdiction="west.example.gov.cn", by="test", at=AT)
    east_place = dict(zip(("long", "lat"), map(str, place("990102001001001")), strict=True))
    post("requests.json", api_key=west, jurisdiction_id="west.example.gov.cn", **GOOD)
    post("requests.json", expect=403, api_key=west, jurisdiction_id="east.example.gov.cn", **GOOD | east_place)
    said = errors_of(
        post("requests.json", expect=400, api_key=app_key, jurisdiction_id="west.example.gov.cn", **GOOD | east_place)
    )
    assert "不在本辖区" in said[0][1]
    with pytest.raises(BadInput):
        keys.add_key(name="无", jurisdiction="nowhere", by="test", at=AT)


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\nb", "邻市 App"])
def test_a_key_needs_a_name_of_its_own(name: str, app_key: str) -> None:
    with pytest.raises(BadInput):
        keys.add_key(name=name, by="test", at=AT)


# form changes → statuses' code and a part of each sentence, in order
REFUSED: list[tuple[dict[str, Any], int, list[str]]] = [
    ({"service_code": None}, 400, ["缺少 service_code"]),
    ({"service_code": ""}, 400, ["缺少 service_code"]),
    ({"service_code": "4711"}, 404, ["4711"]),
    ({"lat": None, "long": None}, 400, ["缺少位置"]),
    ({"long": None}, 400, ["有 lat 没有 long"]),
    ({"lat": None}, 400, ["有 long 没有 lat"]),
    ({"lat": None, "address_string": "南大街"}, 400, ["有 long 没有 lat"]),
    ({"lat": "x"}, 400, ["lat「x」"]),
    ({"lat": "nan"}, 400, ["lat"]),
    ({"lat": "1e1"}, 400, ["lat"]),
    ({"lat": "91"}, 400, ["lat「91」"]),
    ({"long": "181"}, 400, ["long「181」"]),
    ({"lat": "0", "long": "0"}, 400, ["不在本辖区"]),
    ({"lat": "40.1", "long": "116.3"}, 400, ["不在本辖区"]),
    ({"lat": "x", "long": "y"}, 400, ["lat", "long"]),
    ({"service_code": None, "lat": None, "long": None}, 400, ["service_code", "缺少位置"]),
    ({"description": "字" * 4001}, 400, ["description 有 4001 字"]),
    ({"email": "e" * 255}, 400, ["email"]),
    ({"phone": "1" * 21, "first_name": "n" * 41}, 400, ["first_name", "phone"]),
    ({"media_url": "javascript:alert(1)"}, 400, ["media_url"]),
    ({"media_url": "http://a b"}, 400, ["media_url"]),
    ({"description": "a\x00b"}, 400, ["字符"]),
    ({"service_code": RUBBISH}, 400, ["SIZE required"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": " "}, 400, ["SIZE required"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": "huge"}, 400, ["SIZE 没有选项「huge」"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": ["bag", "car"]}, 400, ["SIZE 只能有一个值"]),
    ({"service_code": RUBBISH, "lat": None, "attribute[KINDS][]": ["x", "y"]}, 400, ["有 long", "SIZE required", "「x」", "「y」"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": "bag", "attribute[SINCE]": "yesterday"}, 400, ["SINCE「yesterday」"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": "bag", "attribute[NOTE]": "字" * 4001}, 400, ["NOTE 有 4001"]),
    ({"service_code": RUBBISH, "attribute[SIZE]": "bag", "attribute[PRIVACY]": "x"}, 400, ["PRIVACY"]),
    ({"service_code": "09001", "attribute[STALLS]": "many"}, 400, ["STALLS「many」应为数字"]),
    ({"attribute[WHAT]": "x"}, 400, ["attribute[WHAT]"]),
    ({"jurisdiction_id": "nowhere"}, 404, ["nowhere"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "status", "said"), REFUSED)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_each_mistake_is_told_and_nothing_is_filed(
    change: dict[str, Any], status: int, said: list[str], form: str, app_key: str
) -> None:
    found = errors_of(post(f"requests.{form}", expect=status, api_key=app_key, **GOOD | change))
    assert [code for code, _ in found] == [status] * len(said)
    for (_, text), part in zip(found, said, strict=True):
        assert part in text
    assert Report.objects.count() == Posting.objects.count() == 0


def test_mistakes_are_told_in_english_too(app_key: str) -> None:
    answer = post(
        "requests.json",
        expect=400,
        headers={"Accept-Language": "en-US"},
        api_key=app_key,
        service_code=RUBBISH,
        lat="32",
    )
    assert errors_of(answer) == [(400, "There is lat without long; give both."), (400, "SIZE required")]
    assert answer["Content-Language"] == "en"


def test_files_that_are_no_pictures_or_too_many_or_too_large(app_key: str, settings_of: Any) -> None:
    def knock(expect: int, *files: bytes) -> str:
        parts = [SimpleUploadedFile(f"{i}.jpg", data, "image/jpeg") for i, data in enumerate(files)]
        return str(errors_of(post("requests.json", expect=expect, api_key=app_key, media=parts, **GOOD))[0][1])

    assert knock(400, b"<svg onload=alert(1)>")
    assert "6 个" in knock(400, *[jpeg()] * 7)
    settings_of(max_video_mb=1, max_photo_mb=1)
    assert "1 MB" in knock(413, b"\xff\xd8\xff" + b"0" * (1 << 20))
    assert Report.objects.count() == 0


def test_a_body_that_is_no_form_too_large_or_broken(app_key: str) -> None:
    def knock(body: bytes, kind: str) -> Any:
        return Client().generic("POST", "/open311/v2/requests.json", body, content_type=kind)

    form = "application/x-www-form-urlencoded"
    assert [knock(b, k).status_code for b, k in (
        (b"{}", "application/json"), (b"<x/>", "text/xml"), (b"a" * (6 << 20), form), (b"x=1&" * 2000, form),
        (b"--x\r\n", "multipart/form-data"), (b"\xff\xfe", form),
    )] == [400, 400, 413, 400, 400, 403]  # fmt: skip


# Updates -----------------------------------------------------------------------------------------------------------------


def update(key: str, receipt: str, expect: int = 200, **more: Any) -> Any:
    form = {"api_key": key, "service_request_id": receipt, "update_id": "u1", "status": "OPEN", "updated_datetime": "2026-09-16T10:00:00+08:00",
            "description": "还在"}  # fmt: skip
    return post("servicerequestupdates.json", expect=expect, **form | more)


def test_an_update_is_kept_once(app_key: str) -> None:
    receipt = file_json(app_key)["service_request_id"]
    for _ in range(2):
        assert json.loads(update(app_key, receipt).content) == [{"update_id": "u1"}]
    kept = PostedUpdate.objects.get()
    assert (kept.status, kept.text, kept.report.receipt) == ("open", "还在", receipt)
    assert "u1" in errors_of(update(app_key, receipt, expect=400, description="换了"))[0][1]


def test_whoever_works_on_the_ticket_reads_the_update_masked(app_key: str, brigade: Brigade) -> None:
    receipt = file_json(app_key)["service_request_id"]
    jobs.drain(at=AT)
    update(app_key, receipt, description="还在，打我 13812345678")
    ticket = tickets.of_report(PostedUpdate.objects.get().report_id)
    assert ticket is not None
    (word,) = Client().get(f"/api/open311/of-ticket/{ticket.no}", **brigade.token("Alice")).json()
    assert (word["receipt"], word["status"]) == (receipt, "open")
    assert word["text"].startswith("还在")
    assert "13812345678" not in word["text"]
    assert Client().get(f"/api/open311/of-ticket/{ticket.no}", **brigade.token("Charlie")).status_code == 404


@pytest.mark.parametrize(("change", "status", "parts"), [
    ({"api_key": "wrong"}, 403, ["api_key"]), ({"service_request_id": "nothing"}, 404, ["nothing"]), ({"status": "gone"}, 400, ["gone"]),
    ({"updated_datetime": "2026-09-16T10:00:00"}, 400, ["带时区"]), ({"description": ""}, 400, ["description"]),
    ({"update_id": None, "status": None}, 400, ["update_id", "status"]), ({"update_id": "x" * 65}, 400, ["update_id"]),
    ({"description": "字" * 4001, "media_url": "h" * 501}, 400, ["description", "media_url"]),
])  # fmt: skip
def test_an_update_with_mistakes_is_refused(
    change: dict[str, Any], status: int, parts: list[str], app_key: str
) -> None:
    receipt = file_json(app_key)["service_request_id"]
    found = errors_of(update(app_key, receipt, expect=status, **change))
    assert len(found) == len(parts)
    for (code, text), part in zip(found, parts, strict=True):
        assert code == status
        assert part in text
    assert PostedUpdate.objects.count() == 0


def test_what_happens_to_a_ticket_is_told_of_every_request_that_follows_it(on_shift: Brigade, app_key: str) -> None:
    first, second = Walk(on_shift).report(text="一"), Walk(on_shift).report(text="二")
    walk = first.handle().recheck().take("Alice", "close")
    found = read("servicerequestupdates.json", "Updates", end_date="2026-09-17T00:00:00Z")
    receipts = {Report.objects.get(pk=w.report_id).receipt for w in (first, second)}
    assert {u["service_request_id"] for u in found} == receipts
    mine = [u["status"] for u in reversed(found) if u["service_request_id"] == min(receipts)]
    assert mine == ["investigating", "action_scheduled", "in_progress", "in_progress", "in_progress", "fixed", "closed"]
    assert len({u["update_id"] for u in found}) == len(found)
    assert any("示例区执法中队" in u["description"] for u in found)
    assert walk.ticket.closed_at is not None
    root = read_xml("servicerequestupdates.xml", end_date="2026-09-17T00:00:00Z")
    assert {c.tag for c in root} == {"request_update"}
    assert read("servicerequestupdates.json", "Updates", end_date="2026-09-16T00:00:00Z") == []
    one_thing = read("servicerequestupdates.json", "Updates", end_date="2026-09-17T00:00:00Z", page_size=1)
    assert {u["service_request_id"] for u in one_thing} == receipts
