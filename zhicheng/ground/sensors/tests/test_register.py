"""The register of sensors: its sheet, a form's row, calibrations, limits; who may, and that a refusal changes nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.brigade import AT, Brigade
from zhicheng.ground.people import services as people
from zhicheng.ground.people.queries import access_of
from zhicheng.ground.people.registers import Scope
from zhicheng.ground.sensors import queries, services, sheets
from zhicheng.ground.sensors.models import Sensor, SensorNow
from zhicheng.ground.sensors.rules.limits import Limit
from zhicheng.ground.sensors.services import NewCalibration
from zhicheng.ground.sensors.sheets import COLUMNS, SensorRow
from zhicheng.ground.sensors.tests.city import NOISE, THERE_X, THERE_Y, WATER, X, Y, row, set_up, speak
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, BadRow, BadSheet, Conflict, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
HEAD = list(COLUMNS)
GOOD = {
    "编号": "N-1",
    "名称": "钟楼噪声",
    "类型": "噪声",
    "单位": "dB",
    "经度": str(X),
    "纬度": str(Y),
    "场所类别": "2类",
}


def sheet(*rows: dict[str, str]) -> list[list[str]]:
    return [HEAD, *([r.get(c, "") for c in HEAD] for r in rows)]


def test_a_row_as_offices_write_it() -> None:
    (found,) = sheets.read(
        sheet(GOOD | {"上报间隔秒": "300", "安装日期": "2026/5/1", "校准有效期止": "2027年5月1日", "在用": "否"})
    )
    assert found == SensorRow(
        "N-1", "钟楼噪声", "noise", X, Y, "dB", "", "2", 300, "", "", date(2026, 5, 1), date(2027, 5, 1), active=False, row=2
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        ("编号", "", "1 to 32"),
        ("编号", "噪声一号", "1 to 32"),
        ("编号", "A" * 33, "1 to 32"),
        ("名称", "", "must not be empty"),
        ("名称", "名" * 81, "at most 80"),
        ("类型", "温度", "no kind"),
        ("类型", "", "no kind"),
        ("单位", "cm", "no unit"),
        ("经度", "东经117", "no degree"),
        ("经度", "nan", "not on the globe"),
        ("纬度", "91", "not on the globe"),
        ("场所类别", "", "needs its class"),
        ("场所类别", "5类", "no class of place"),
        ("上报间隔秒", "0", "whole seconds"),
        ("上报间隔秒", "每分钟", "whole seconds"),
        ("上报间隔秒", "604801", "whole seconds"),
        ("安装日期", "2026-02-30", "no day"),
        ("校准有效期止", "明年", "no day"),
        ("在用", "也许", "yes or no"),
    ],
)
def test_a_bad_cell_is_told_with_row_column_and_reason(column: str, text: str, word: str) -> None:
    with pytest.raises(BadSheet) as refused:
        sheets.read(sheet(GOOD | {"编号": "N-0"}, GOOD | {column: text}))
    (wrong,) = refused.value.rows
    assert (wrong.row, wrong.field) == (3, column)
    assert word in wrong.reason_en
    assert wrong.reason


def test_all_wrong_rows_are_told_at_once() -> None:
    with pytest.raises(BadSheet) as refused:
        sheets.read(sheet(GOOD | {"类型": "?"}, GOOD, GOOD | {"经度": "x"}))
    assert [w.row for w in refused.value.rows] == [2, 4]


@pytest.mark.parametrize("cells", [[["编号", "名称"]], [["一"], ["二"]]])
def test_what_is_no_such_sheet(cells: list[list[str]]) -> None:
    with pytest.raises(BadInput, match="表头"):
        sheets.read(cells)


def test_a_sheet_without_rows() -> None:
    with pytest.raises(BadInput, match="没有数据行"):
        sheets.read([HEAD])


@pytest.mark.parametrize(
    ("written", "place"),
    [("4a", "4a"), ("4A类", "4a"), ("4a类 交通干线两侧", "4a"), ("0", "0"), ("site", "site"), ("建筑施工场界", "site")],
)
def test_classes_of_place_as_people_write_them(written: str, place: str) -> None:
    assert sheets.read(sheet(GOOD | {"场所类别": written}))[0].place == place


def test_only_noise_needs_a_class_of_place() -> None:
    assert sheets.read(sheet(GOOD | {"类型": "积水", "单位": "", "场所类别": ""}))[0].place == ""


def test_what_is_exported_can_be_imported_and_changes_nothing(brigade: Brigade) -> None:
    set_up(row(), row(WATER, kind="water", place="", unit="m", active=False))
    out = list(sheets.cells(queries.sheet_rows()))
    assert out[0] == HEAD
    events = Event.objects.count()
    assert [c.what for c in services.keep_sheet(out, by="cli", at=AT)] == ["same", "same"]
    assert Event.objects.count() == events


def test_the_same_sheet_twice_keeps_ids(brigade: Brigade) -> None:
    set_up(row())
    pk = Sensor.objects.get().pk
    changes = services.keep([replace(row(), name="新名字", interval_s=120)], by="cli", at=AT)
    assert [(c.what, dict(c.after)) for c in changes] == [("changed", {"名称": "新名字", "上报间隔秒": "120"})]
    assert (Sensor.objects.get().pk, Sensor.objects.get().name) == (pk, "新名字")
    assert [e.kind for e in Event.objects.filter(stream=f"sensor:{pk}").order_by("seq")] == [
        "sensor.add",
        "sensor.change",
    ]


def test_switching_off_by_the_sheet_is_its_own_event(brigade: Brigade) -> None:
    set_up(row())
    services.keep([row(active=False)], by="cli", at=AT)
    assert Sensor.objects.get().state == "off"
    services.keep([row(active=True)], by="cli", at=AT)
    kinds = Event.objects.filter(stream__startswith="sensor:").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["sensor.add", "sensor.switch_off", "sensor.switch_on"]


def test_every_sensor_has_a_memory_and_the_events_agree(brigade: Brigade) -> None:
    set_up()
    assert SensorNow.objects.count() == Sensor.objects.count() == 3
    assert check_events()["problems"] == []


def _changes_nothing(rows: list[SensorRow], column: str, word: str, *, scope: Scope = Scope()) -> None:  # noqa: B008
    before = list(Sensor.objects.values()), Event.objects.count()
    with pytest.raises(BadSheet) as refused:
        services.keep(rows, by="cli", at=AT, scope=scope)
    assert any(w.field == column and word in w.reason_en for w in refused.value.rows), refused.value.rows
    assert (list(Sensor.objects.values()), Event.objects.count()) == before


def test_refusals_write_nothing(brigade: Brigade) -> None:
    set_up(row())
    _changes_nothing([row("A"), row("A")], "编号", "twice")
    _changes_nothing([row("A"), row("B", lng=1.0, lat=1.0)], "经度", "not in this city")
    _changes_nothing([row("A", unit_of="没有的单位")], "维护单位", "no unit")
    _changes_nothing([row("A", site="没有的工地")], "所属工地商户", "no unit")
    _changes_nothing([row(kind="bin", place="", unit="%")], "类型", "never changed")
    _changes_nothing([row("A", lng=THERE_X, lat=THERE_Y)], "编号", "not in the areas", scope=Scope(("990101",)))
    _changes_nothing([replace(row(), name="x")], "编号", "not in the areas", scope=Scope(("990102",)))


def test_a_removed_code_is_not_used_again(brigade: Brigade) -> None:
    set_up(row())
    Sensor.objects.update(state="gone")
    _changes_nothing([row()], "编号", "not used again")


def test_units_are_linked_by_name(brigade: Brigade) -> None:
    set_up(row(unit_of="示例区环卫所", site="示例区路灯所"))
    made = Sensor.objects.get()
    assert (made.unit_of_id, made.site_id) == (brigade.unit["clean"], brigade.unit["lamps"])
    assert queries.sheet_rows()[0].unit_of == "示例区环卫所"


def test_a_preview_writes_nothing_and_says_what_is_wrong(brigade: Brigade) -> None:
    changes, wrong = services.preview(sheet(GOOD, GOOD))
    assert [c.what for c in changes] == ["added", "added"]
    assert [w.field for w in wrong] == ["编号"]
    assert services.preview(sheet(GOOD | {"类型": "?"}))[1][0].field == "类型"
    assert not Sensor.objects.exists()


# One row from a form ------------------------------------------------------------------------------------------------------


def test_a_new_row_and_its_change(brigade: Brigade) -> None:
    services.keep_row(GOOD, None, by="person:1", at=AT)
    was = sheets.facts(queries.sheet_rows()[0])
    services.keep_row(was | {"名称": "改名"}, was, by="person:1", at=AT)
    assert Sensor.objects.get().name == "改名"


def test_a_form_that_is_out_of_date_is_refused(brigade: Brigade) -> None:
    services.keep_row(GOOD, None, by="person:1", at=AT)
    was = sheets.facts(queries.sheet_rows()[0])
    services.keep_row(was | {"名称": "甲"}, was, by="person:1", at=AT)
    with pytest.raises(Conflict):
        services.keep_row(was | {"名称": "乙"}, was, by="person:2", at=AT)
    assert Sensor.objects.get().name == "甲"


def test_a_new_row_does_not_change_what_is_there(brigade: Brigade) -> None:
    services.keep_row(GOOD, None, by="person:1", at=AT)
    with pytest.raises(BadRow, match="已经登记"):
        services.keep_row(GOOD | {"名称": "别的"}, None, by="person:1", at=AT)
    with pytest.raises(BadRow, match="没有类型"):
        services.keep_row(GOOD | {"编号": "N-2", "类型": "?"}, None, by="person:1", at=AT)
    assert list(Sensor.objects.values_list("name", flat=True)) == ["钟楼噪声"]


# Calibration, limits, switching -------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(brigade: Brigade) -> Brigade:
    """Mia keeps the west district, Max the east."""
    set_up()
    for name, area in (("Mia", "990101"), ("Max", "990102")):
        account = people.open_account(username=name.lower(), name=name, password=None)
        people.grant(account=account, role="manager", area=area)
        brigade.access[name] = access_of(account)
    return brigade


NEW = NewCalibration(
    AT - timedelta(days=1), "示例市计量所", gain=1.02, offset=-0.5, valid_to=date(2027, 9, 15), certificate="J-17"
)


def test_a_calibration_says_by_whom_and_corrects_from_then_on(keeper: Brigade) -> None:
    services.calibrate(NOISE, NEW, access=keeper.access["Mia"], at=AT)
    made = Sensor.objects.get(code=NOISE)
    assert made.calibrated_to == date(2027, 9, 15)
    event = Event.objects.get(kind="sensor.calibrate")
    assert (event.data["gain_ppm"], event.data["offset_milli"]) == (1_020_000, -500)
    assert (event.data["calibrated_by"], event.data["certificate"], event.actor) == (
        "示例市计量所",
        "J-17",
        keeper.access["Mia"].actor,
    )
    speak(NOISE, 50)
    assert queries.latest_of([made.pk])[made.pk][1] == 50_500


def test_a_second_calibration_of_the_same_moment_replaces_the_first(keeper: Brigade) -> None:
    for offset in (1.0, 2.0):
        services.calibrate(NOISE, replace(NEW, offset=offset), access=keeper.access["Mia"], at=AT)
    assert [t["offset"] for t in Sensor.objects.get(code=NOISE).turns] == [2_000]
    assert Event.objects.filter(kind="sensor.calibrate").count() == 2


def test_calibrations_stand_in_the_order_of_their_moments(keeper: Brigade) -> None:
    for days in (1, 9, 4):
        services.calibrate(NOISE, replace(NEW, since=AT - timedelta(days=days)), access=keeper.access["Mia"], at=AT)
    since = [t["from"] for t in Sensor.objects.get(code=NOISE).turns]
    assert since == sorted(since)
    assert len(since) == 3


def test_calibrating_ends_the_trouble(keeper: Brigade) -> None:
    Sensor.objects.filter(code=NOISE).update(calibrated_to="2026-09-01")
    services.watch_calibrations(at=AT)
    services.calibrate(NOISE, NEW, access=keeper.access["Mia"], at=AT)
    assert SensorNow.objects.get(sensor__code=NOISE).trouble == 0


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(NEW, gain=0.4), "gain"),
        (replace(NEW, gain=math.nan), "gain"),
        (replace(NEW, offset=math.nan), "offset"),
        (replace(NEW, offset=math.inf), "offset"),
        (replace(NEW, by=" "), "by"),
        (replace(NEW, by="计" * 81), "by"),
        (replace(NEW, since=AT + timedelta(seconds=1)), "since"),
        (replace(NEW, valid_to=date(2026, 9, 1)), "valid_to"),
    ],
)
def test_a_calibration_that_cannot_be(keeper: Brigade, new: NewCalibration, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        services.calibrate(NOISE, new, access=keeper.access["Mia"], at=AT)
    assert refused.value.field == field
    assert Sensor.objects.get(code=NOISE).turns == []


def test_own_limits_and_back(keeper: Brigade) -> None:
    services.set_limits(NOISE, [Limit(45_000, 42_000)], reason="医院旁边", access=keeper.access["Mia"], at=AT)
    assert Sensor.objects.get(code=NOISE).limits == [{"on": 45_000, "off": 42_000}]
    services.set_limits(NOISE, [], reason="恢复默认", access=keeper.access["Mia"], at=AT)
    assert Sensor.objects.get(code=NOISE).limits == []
    assert Event.objects.filter(kind="sensor.set_limits").count() == 2


@pytest.mark.parametrize(
    ("limits", "reason", "field"),
    [([Limit(45_000, 46_000)], "医院旁边", "limits"), ([Limit(45_000, 42_000)], "", "reason")],
)
def test_limits_that_are_refused(keeper: Brigade, limits: list[Limit], reason: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        services.set_limits(NOISE, limits, reason=reason, access=keeper.access["Mia"], at=AT)
    assert refused.value.field == field
    assert Sensor.objects.get(code=NOISE).limits == []


def test_switching_needs_a_reason_and_follows_the_table(keeper: Brigade) -> None:
    mia = keeper.access["Mia"]
    with pytest.raises(BadInput, match="理由"):
        services.switch(NOISE, "switch_off", reason=" ", access=mia, at=AT)
    services.switch(NOISE, "switch_off", reason="旁边施工", access=mia, at=AT)
    with pytest.raises(NotAllowed):
        services.switch(NOISE, "switch_off", reason="再停一次", access=mia, at=AT)
    services.switch(NOISE, "switch_on", reason="", access=mia, at=AT)
    services.switch(NOISE, "remove", reason="拆走了", access=mia, at=AT)
    assert Sensor.objects.get(code=NOISE).state == "gone"
    with pytest.raises(NotAllowed):
        services.switch(NOISE, "switch_on", reason="", access=mia, at=AT)


@pytest.mark.parametrize("name", ["Max", "Alice", "Zoe"])
def test_only_the_keeper_of_the_area_may(keeper: Brigade, name: str) -> None:
    who = keeper.access[name]
    for work in (
        lambda: services.calibrate(NOISE, NEW, access=who, at=AT),
        lambda: services.set_limits(NOISE, [Limit(45_000, 42_000)], reason="医院旁边", access=who, at=AT),
        lambda: services.switch(NOISE, "remove", reason="拆走了", access=who, at=AT),
    ):
        with pytest.raises(Refused):
            work()
    made = Sensor.objects.get(code=NOISE)
    assert (made.state, made.turns, made.limits) == ("on", [], [])


def test_an_unknown_sensor(keeper: Brigade) -> None:
    with pytest.raises(NotFound):
        services.switch("NOBODY", "remove", reason="拆走了", access=keeper.access["Mia"], at=AT)


def test_who_sees_which(keeper: Brigade) -> None:
    set_up(row("FAR", lng=THERE_X, lat=THERE_Y))
    seen = {
        name: set(queries.visible_to(keeper.access[name]).values_list("code", flat=True))
        for name in ("Alice", "Charlie", "Mia", "Zoe", "Ken")
    }
    assert seen["Alice"] == seen["Mia"] == {NOISE, "B-1", WATER}
    assert seen["Charlie"] == {"FAR"}
    assert seen["Zoe"] == seen["Ken"] == set()
