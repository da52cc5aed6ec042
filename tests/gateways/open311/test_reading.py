"""Discovery, services, definitions, requests: what anybody may read, in both forms, and what nobody may."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, BIN, GRID, STALL, Brigade
from tests.gateways.open311.client import LAMP, PLAIN, RUBBISH, errors_of, file_json, get, read, read_xml
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import whereabouts
from zhicheng.flow.tickets.placing import part_of
from zhicheng.gateways.open311 import discovery
from zhicheng.law import matters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("app_key")]


# Discovery ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "../"])
@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("xml", "text/xml")])
def test_discovery_is_served_without_a_charset_above_and_below_the_version(root: str, form: str, kind: str) -> None:
    from django.test import Client

    path = "/open311/discovery." if root else "/open311/v2/discovery."
    assert Client().get(path + form)["Content-Type"] == kind


def test_discovery_names_two_endpoints_with_a_moment_in_the_past() -> None:
    answer = json.loads(get("discovery.json").content)
    from tests.gateways.open311.client import shape

    shape("Discovery").validate(answer)
    assert [e["type"] for e in answer["endpoints"]] == ["production", "test"]
    assert {e["url"] for e in answer["endpoints"]} == {"http://testserver/open311/v2"}
    assert datetime.fromisoformat(answer["changeset"]) <= datetime.now(UTC)


def test_discovery_in_xml_nests_endpoints_and_formats() -> None:
    from defusedxml.ElementTree import fromstring

    root = fromstring(get("discovery.xml").content)
    assert root.tag == "discovery"
    assert len(root.findall("endpoints/endpoint")) == 2
    assert [f.text for f in root.findall("endpoints/endpoint[1]/formats/format")] == ["text/xml", "application/json"]


def test_the_changeset_stays_until_something_changes_and_then_only_grows(settings_of: Any, tmp_path: Any) -> None:
    at = datetime(2026, 11, 1, 8, 0, 0, 500_000, tzinfo=UTC)
    first = discovery.changeset(at=at)
    assert discovery.changeset(at=at + timedelta(days=3)) == first
    mine = tmp_path / "services.yaml"
    mine.write_text('offer: ["06"]\n', encoding="utf-8")
    settings_of(open311_services=mine)
    second = discovery.changeset(at=at)
    assert second > first
    settings_of(open311_services=None)
    assert discovery.changeset(at=at) > second
    settings_of(open311_jurisdictions={"a": "990101"})
    assert discovery.changeset(at=at + timedelta(days=9)) == (at + timedelta(days=9)).replace(microsecond=0)


def test_the_test_installation_and_the_contact_are_named(settings_of: Any) -> None:
    settings_of(
        open311_test_url="https://test.example.gov.cn/open311/v2/",
        open311_contact="12345",
        public_url="https://cg.example.gov.cn",
    )
    answer = json.loads(get("discovery.json").content)
    assert [e["url"] for e in answer["endpoints"]] == [
        "https://cg.example.gov.cn/open311/v2",
        "https://test.example.gov.cn/open311/v2",
    ]
    assert answer["contact"] == answer["key_service"] == "12345"


# Services and definitions ------------------------------------------------------------------------------------------------


def test_every_matter_is_a_service_in_its_group() -> None:
    found = {s["service_code"]: s for s in read("services.json", "Services")}
    assert set(found) == set(matters.matters())
    one = found[RUBBISH]
    assert (one["service_name"], one["metadata"], one["type"]) == ("暴露垃圾", True, "realtime")
    assert one["group"] == matters.classes()["06"][0]
    assert "垃圾" in one["keywords"].split(",")[0]
    assert found[PLAIN]["metadata"] is False


def test_names_come_in_the_language_that_is_asked_for() -> None:
    assert (
        read("services/01037.json", "Definition", language="en-GB")["attributes"][0]["description"]
        == "Number on the lamp post"
    )
    names = {s["service_code"]: s["service_name"] for s in read("services.json", "Services", language="en")}
    assert names[LAMP] == "Street light fault"
    answer = get("services.json", language="zh-TW,en;q=0.8")
    assert answer["Content-Language"] == "zh-CN"
    assert "路灯异常" in answer.content.decode()


def test_services_in_xml() -> None:
    root = read_xml("services.xml")
    assert root.tag == "services"
    assert {child.tag for child in root} == {"service"}
    assert root.find("service[service_code='06010']/metadata").text == "true"  # type: ignore[union-attr]


def test_a_definition_numbers_its_questions_and_lists_their_values() -> None:
    found = read(f"services/{RUBBISH}.json", "Definition")
    assert [a["order"] for a in found["attributes"]] == [1, 2, 3, 4, 5]
    assert [a["code"] for a in found["attributes"] if a["required"]] == ["SIZE"]
    assert [v["key"] for v in found["attributes"][0]["values"]] == ["bag", "car", "truck"]
    assert [a["code"] for a in found["attributes"] if not a["variable"]] == ["PRIVACY"]
    root = read_xml(f"services/{RUBBISH}.xml")
    assert root.tag == "service_definition"
    assert len(root.findall("attributes/attribute")) == 5
    assert root.find("attributes/attribute/values/value/name").text == "一两袋"  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["99999", "%E5%9E%83", PLAIN, "..", "06010%20"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_service_that_is_none_or_has_no_questions_is_not_found(code: str, form: str) -> None:
    assert [c for c, _ in errors_of(get(f"services/{code}.{form}", expect=404))] == [404]


# Requests ----------------------------------------------------------------------------------------------------------------


def test_a_report_is_published_with_its_ticket_s_fate(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(source="citizen", matter=STALL, text="路口有人摆摊，电话13812345678")
    one = only(read("requests.json", "Requests"))
    assert one["service_request_id"] == report_of(walk).receipt
    assert (one["status"], one["service_code"], one["service_name"]) == ("open", STALL, "无照经营游商")
    assert one["description"] == "路口有人摆摊，电话138********"
    assert one["agency_responsible"] == "示例区执法中队"
    assert one["expected_datetime"] is not None
    assert one["address"]
    told = part_of(*place(GRID), whereabouts.terms().map)
    assert (one["long"], one["lat"]) == (round(told[0], 5), round(told[1], 5)) != place(GRID)


@pytest.mark.parametrize("source", ["hotline", "social", "grid", "import"])
def test_of_what_was_told_to_an_office_the_kind_and_the_place_are_public_not_the_words(
    on_shift: Brigade, source: str
) -> None:
    Walk(on_shift).report(source=source, matter=STALL, text="楼下王老板又摆摊", address="幸福路12号3单元502")
    one = only(read("requests.json", "Requests"))
    assert one["service_code"] == STALL
    assert "王老板" not in str(one)
    assert "502" not in str(one)
    assert one["address"]


@pytest.mark.parametrize("source", ["whistle", "officer", "liaison"])
def test_what_staff_wrote_for_staff_is_nobody_else_s(on_shift: Brigade, source: str) -> None:
    walk = Walk(on_shift).report(source=source, matter=STALL, text="【W1】请城管处置")
    assert read("requests.json", "Requests") == []
    get(f"requests/{report_of(walk).receipt}.json", expect=404)


def test_a_closed_one_says_when_it_was_closed_and_expects_nothing_more(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=STALL).handle().recheck().take("Alice", "close")
    one = only(read("requests.json", "Requests", end_date=iso(walk.at + timedelta(hours=1))))
    assert (one["status"], one["status_notes"], one["expected_datetime"]) == ("closed", "已办结", None)
    assert datetime.fromisoformat(one["updated_datetime"]) == walk.ticket.closed_at.replace(microsecond=0)


def test_one_request_is_still_a_list_of_one(on_shift: Brigade) -> None:
    receipt = report_of(Walk(on_shift).report()).receipt
    assert only(read(f"requests/{receipt}.json", "Requests"))["service_request_id"] == receipt
    root = read_xml(f"requests/{receipt}.xml")
    assert (root.tag, [c.tag for c in root]) == ("service_requests", ["request"])
    assert root.findtext("request/service_request_id") == receipt


def test_xml_leaves_out_a_moment_that_is_absent_and_keeps_other_fields_empty(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=STALL).handle().recheck().take("Alice", "close")
    record = read_xml("requests.xml", end_date=iso(walk.at + timedelta(hours=1))).find("request")
    assert record is not None
    assert record.find("expected_datetime") is None
    assert record.find("zipcode") is not None
    assert record.findtext("zipcode") == ""


def test_what_was_not_accepted_is_nowhere(brigade: Brigade) -> None:
    hidden = reports.receive(
        Incoming(key="spam", text="加我微信看片", category="胡说"), source="citizen", by="citizen", at=AT
    )
    Walk(brigade).work()
    reports.reject(report_id=hidden.pk, reason="广告", by="person:1", at=AT)
    shown = Walk(brigade).report(matter=BIN)
    assert [r["service_request_id"] for r in read("requests.json", "Requests")] == [report_of(shown).receipt]
    assert read("requests.json", "Requests", service_request_id=hidden.receipt) == []
    assert errors_of(get(f"requests/{hidden.receipt}.json", expect=404))[0][0] == 404
    assert hidden.receipt not in get("bulk/requests.csv").getvalue().decode()
    assert hidden.receipt not in get("servicerequestupdates.json").content.decode()


def test_a_merged_report_follows_its_ticket(brigade: Brigade) -> None:
    first, second = Walk(brigade).report(matter=BIN), Walk(brigade).report(matter=BIN)
    found = {r["service_request_id"]: r for r in read("requests.json", "Requests")}
    assert report_of(second).state == "merged"
    assert found[report_of(second).receipt]["status_notes"] == found[report_of(first).receipt]["status_notes"]


def test_what_has_no_place_yet_is_found_by_its_number_only(app_key: str) -> None:
    receipt = file_json(app_key, lat=None, long=None, address_string="说不清的地方")["service_request_id"]
    assert read("requests.json", "Requests") == []
    one = only(read("requests.json", "Requests", service_request_id=receipt))
    assert "lat" not in one
    assert one["address"] == "说不清的地方"


# Filters and pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def five(brigade: Brigade) -> list[str]:
    """Five requests, a day apart, newest first."""
    made = [
        reports.receive(
            Incoming(key=f"f{i}", category=BIN if i % 2 else STALL, lng=place(GRID)[0] + i / 500, lat=place(GRID)[1]),
            source="hotline", by="import:hotline", at=AT - timedelta(days=i),
        ).receipt for i in range(5)
    ]  # fmt: skip
    Walk(brigade).work()
    return made


def ids(**query: Any) -> list[str]:
    return [r["service_request_id"] for r in read("requests.json", "Requests", **query)]


def test_newest_first_and_by_moments(five: list[str]) -> None:
    assert ids() == five
    assert ids(start_date=iso(AT - timedelta(days=2))) == five[:3]
    assert ids(start_date=iso(AT - timedelta(days=3)), end_date=iso(AT - timedelta(days=2))) == five[2:4]
    assert (
        ids(start_date=iso(AT - timedelta(days=2, seconds=-1)), end_date=iso(AT - timedelta(days=1, seconds=1))) == []
    )


def test_empty_arguments_are_absent(five: list[str]) -> None:
    assert ids(start_date="", status="", service_code="", service_request_id="", jurisdiction_id="", page="") == five


def test_by_service_status_and_number(five: list[str]) -> None:
    assert ids(service_code=BIN) == five[1::2]
    assert ids(service_code=f"{BIN},{STALL}") == five
    assert ids(service_code="nothing") == []
    assert ids(status="open") == five
    assert ids(status="closed") == []
    assert ids(status="open,closed") == five
    assert ids(service_request_id=f"{five[3]},{five[0]},nonsense", status="closed", start_date="rubbish") == [
        five[0],
        five[3],
    ]


def test_pages_are_linked_and_counted(five: list[str]) -> None:
    answer = get("requests.json", page=2, page_size=2, service_code=f"{BIN},{STALL}")
    assert [r["service_request_id"] for r in json.loads(answer.content)] == five[2:4]
    assert answer["X-Total-Count"] == "5"
    links = dict(reversed(part.split("; ")) for part in answer["Link"].split(", "))  # type: ignore[call-overload]
    assert set(links) == {f'rel="{rel}"' for rel in ("first", "prev", "next", "last")}
    assert "page=3" in links['rel="next"']
    assert f"service_code={BIN}%2C{STALL}" in links['rel="next"']
    assert ids(page=3, page_size=2) == five[4:]
    assert ids(page=4, page_size=2) == []
    assert ids(page_size=100_000) == five


def test_extensions_add_and_their_absence_is_strict(five: list[str]) -> None:
    plain, more = read("requests.json", "Requests")[0], read("requests.json", "Requests", extensions="true")[0]
    assert set(more) - set(plain) == {"attributes", "extended_attributes", "notes"}
    assert more["extended_attributes"] == {"channel": "12345热线", "photos": []}
    assert more["notes"][0]["description"] == more["status_notes"]
    root = read_xml("requests.xml", extensions="true")
    assert root.findtext("request/notes/note/type") == "status"


BAD = [
    ({"start_date": "2026-01-01"}, "带时区"), ({"start_date": "2026-01-01T00:00:00"}, "带时区"), ({"end_date": "2026-02-30T00:00:00Z"}, "带时区"),
    ({"start_date": "rubbish"}, "带时区"), ({"end_date": "9999-12-31T23:59:59Z"}, "2098"), ({"start_date": "0001-01-01T00:00:00+08:00"}, "2000"),
    ({"start_date": "2027-01-01T00:00:00Z"}, "对调"), ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, "90 天"),
    ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "对调"), ({"status": "pending"}, "open 和 closed"),
    ({"status": "open,weird"}, "weird"), ({"page": "0"}, "page"), ({"page": "-1"}, "page"), ({"page": "x"}, "page"), ({"page": "１"}, "page"),
    ({"page_size": "0"}, "page_size"), ({"page": "999999999"}, "page"), ({"service_code": "a\x00b"}, "字符"), ({"status": "\x00"}, "字符"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "said"), BAD)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_bad_question_is_answered_by_one_sentence(query: dict[str, str], said: str, form: str) -> None:
    (code, text), *more = errors_of(get(f"requests.{form}", expect=400, **query))
    assert (code, more) == (400, [])
    assert said in text


def test_a_zone_that_nobody_escaped_is_understood(five: list[str]) -> None:
    from django.test import Client

    answer = Client().get("/open311/v2/requests.json?start_date=2026-09-15T10:00:00+08:00")
    assert answer.status_code == 200


# Jurisdictions -----------------------------------------------------------------------------------------------------------


READS = [
    "services.json",
    "services/06010.json",
    "requests.json",
    "servicerequestupdates.json",
    "bulk/requests.json",
    "requests/1.json",
    "tokens/1.json",
]


@pytest.mark.parametrize("path", READS)
def test_an_unknown_jurisdiction_is_not_found(path: str) -> None:
    assert errors_of(get(path, expect=404, jurisdiction_id="nowhere.gov"))[0][0] == 404


@pytest.mark.parametrize("path", READS)
def test_where_there_are_several_one_must_be_named(path: str, two_brigades: dict[str, str]) -> None:
    assert "jurisdiction_id" in errors_of(get(path, expect=400))[0][1]


def test_each_jurisdiction_shows_its_own(two_brigades: dict[str, str], brigade: Brigade) -> None:
    west = Walk(brigade).report(matter=BIN)
    east = Walk(brigade).report(matter=BIN, where=place("990102001001001"))
    for name, mine, other in (("west", west, east), ("east", east, west)):
        jurisdiction = f"{name}.example.gov.cn"
        assert ids(jurisdiction_id=jurisdiction) == [report_of(mine).receipt]
        get(f"requests/{report_of(other).receipt}.json", expect=404, jurisdiction_id=jurisdiction)
        assert read("servicerequestupdates.json", "Updates", jurisdiction_id=jurisdiction) != []


# Limits, errors, forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "requests",
        "requests.html",
        "services.yaml",
        "nothing.json",
        "nothing.xml",
        "",
        "../../open311",
        "bulk/requests.pdf",
    ],
)
def test_an_address_that_is_none_gets_the_errors_document(path: str) -> None:
    answer = get(path, expect=404)
    assert errors_of(answer)[0][0] == 404
    assert answer["Content-Type"].startswith("application/json" if path.endswith("json") else "text/xml")


def test_what_one_may_not_do_here_is_said_with_what_one_may() -> None:
    from django.test import Client

    answer = Client().delete("/open311/v2/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert errors_of(answer)[0][0] == 405
    assert errors_of(Client().post("/open311/v2/services.xml"))[0][0] == 405


def test_a_browser_elsewhere_may_ask() -> None:
    from django.test import Client

    answer = Client().options("/open311/v2/requests.json")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert Client().head("/open311/v2/services.json").status_code == 200


def test_too_many_questions_are_put_off(settings_of: Any) -> None:
    settings_of(open311_per_minute=3)
    for _ in range(3):
        get("services.json")
    answer = get("services.json", expect=429)
    assert answer["Retry-After"] == "60"
    assert "一分钟" in errors_of(answer)[0][1]


def test_what_xml_cannot_say_is_replaced_and_markup_is_text(brigade: Brigade) -> None:
    Walk(brigade).report(source="citizen", matter=BIN, text="<b>坏\x0b</b> & ]]> \ufffe")
    assert read_xml("requests.xml").findtext("request/description") == "<b>坏\ufffd</b> & ]]> \ufffd"


def only(found: list[Any]) -> Any:
    assert len(found) == 1
    return found[0]


def report_of(walk: Walk) -> Any:
    from zhicheng.flow.reports import queries

    return queries.get(walk.report_id)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
