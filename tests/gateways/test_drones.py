"""A flight taken in: things on the map as leads, the same twice is one, a wrong line writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.tests.scenery import WHOLE, X, Y, camera, engineer
from zhicheng.gateways.drones import services
from zhicheng.gateways.drones.tests.test_telemetry import photo
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between

pytestmark = pytest.mark.django_db
TELEMETRY = "file,time,lng,lat,height_m,yaw,pitch,view\n"
FOUND = "file,kind,left,top,right,bottom,confidence,thing,note\n"


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    made = engineer(brigade)
    camera(made, "UAV-1", source="drone", url="", scene=None)
    return made


def flight(folder: Path, findings: str, telemetry: str | None = None) -> Path:
    """Two frames from a hundred metres, straight down, forty metres apart."""
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(photo({}))
    rows = f"a.jpg,2026-09-16T09:58:00,{X},{Y},100,0,-90,90\nb.jpg,2026-09-16T09:58:20,{X + 0.0004},{Y},100,0,-90,90\n"
    (folder / "telemetry.csv").write_text(TELEMETRY + (rows if telemetry is None else telemetry), encoding="utf-8")
    (folder / "findings.csv").write_text(FOUND + findings, encoding="utf-8")
    return folder


def take(folder: Path, **more: Any) -> services.Landed:
    return services.take_in(folder, **({"drone": "UAV-1", "flight": "F1", "by": "person:1", "at": AT} | more))


def test_what_was_found_lies_on_the_map_and_is_a_lead(keeper: Any, tmp_path: Path) -> None:
    landed = take(flight(tmp_path, "a.jpg,dumping,190,130,210,150,85,,新堆\n"))
    assert (landed.frames, landed.observations, landed.refused) == (2, 1, ())
    one = Observation.objects.get()
    assert (one.kind, one.zone, one.confidence, one.state, one.lead_only) == ("dumping", "F1", 85, "confirmed", True)
    assert metres_between(one.lng_e7 / 1e7, one.lat_e7 / 1e7, X, Y) < 0.5  # bottom centre = the middle of the picture
    assert (one.facts["lead_only"], one.facts["note"], one.facts["box_px"], one.facts["height_m"]) == (
        True,
        "新堆",
        [190, 130, 210, 150],
        100,
    )
    assert one.facts["error_m"] == 4
    assert [s["what"] for s in one.stills] == ["snapshot"]
    assert check_events()["problems"] == []


def test_where_all_that_the_law_asks_is_there_it_is_more_than_a_lead(keeper: Any, tmp_path: Path) -> None:
    camera(keeper, "UAV-2", source="drone", url="", scene=None, **WHOLE)
    take(flight(tmp_path, "a.jpg,dumping,190,130,210,150,,,\n"), drone="UAV-2")
    one = Observation.objects.get()
    assert (one.lead_only, one.facts["lead_only"]) == (False, False)


def test_two_frames_of_one_thing_are_one_and_two_things_at_one_pixel_are_two(keeper: Any, tmp_path: Path) -> None:
    """The second frame was taken 37.7 m further east: 200 m are 400 pixels, so the thing lies 75 pixels further left."""
    landed = take(
        flight(
            tmp_path, "a.jpg,pile,190,130,210,150,,,\nb.jpg,pile,115,130,135,150,,,\nb.jpg,pile,190,130,210,150,,,\n"
        )
    )
    assert landed.refused == ()
    assert Observation.objects.count() == 2
    places = sorted(o.lng_e7 / 1e7 for o in Observation.objects.all())
    assert metres_between(places[0], Y, places[1], Y) == pytest.approx(37.7, abs=1)


def test_taking_it_in_again_changes_nothing(keeper: Any, tmp_path: Path) -> None:
    folder = flight(tmp_path, "a.jpg,pile,190,130,210,150,,,\n")
    take(folder)
    again = take(folder)
    assert (again.observations, again.known, Observation.objects.count()) == (0, 1, 1)


def test_one_that_cannot_be_placed_is_refused_by_itself(keeper: Any, tmp_path: Path) -> None:
    level = f"a.jpg,2026-09-16T09:58:00,{X},{Y},100,0,-5,60\nb.jpg,2026-09-16T09:58:20,{X},{Y},100,0,-90,90\n"
    rows = "a.jpg,pile,10,10,20,20,,,\nb.jpg,pile,190,130,210,150,,,\nb.jpg,ufo,190,130,210,150,,,\n"
    landed = take(flight(tmp_path, rows, level))
    assert [(r.line, r.said.en) for r in landed.refused] == [
        (2, "The drone's telemetry: pixel is less than 5° below the horizon: no place."), (4, "There is no kind “ufo”."),
    ]  # fmt: skip
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [({"drone": "UAV-9"}, "no drone UAV-9"), ({"drone": "C-1"}, "no drone C-1"), ({"flight": ""}, "Name the flight"), ({"flight": "a/b"}, "no slash"),
     ({"flight": "x" * 25}, "1 to 24")],
)  # fmt: skip
def test_who_flew_and_which_flight_must_be_said(keeper: Any, tmp_path: Path, more: dict[str, str], why: str) -> None:
    camera(keeper, "C-1")
    with pytest.raises(BadInput) as refused:
        take(flight(tmp_path, ""), **more)
    assert why in refused.value.said.en
    assert not Observation.objects.exists()


@pytest.mark.parametrize("name", ["telemetry.csv", "findings.csv", "a.jpg"])
def test_files_that_are_broken_write_nothing(keeper: Any, tmp_path: Path, name: str) -> None:
    folder = flight(tmp_path, "a.jpg,pile,190,130,210,150,,,\nb.jpg,pile,1,1,9,9,,,\n")
    (folder / name).write_bytes(b"\xff\xfe\x00rubbish")
    with pytest.raises(BadInput, match=name):
        take(folder)
    assert not Observation.objects.exists()


def test_folders_that_are_none(keeper: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文件夹"):
        take(tmp_path / "none")
    with pytest.raises(BadInput, match="没有 JPEG"):
        take(tmp_path)
    (tmp_path / "a.jpg").write_bytes(photo())
    with pytest.raises(BadInput, match=r"没有 findings\.csv"):
        take(tmp_path)


def test_without_a_table_the_pictures_speak(keeper: Any, tmp_path: Path) -> None:
    from zhicheng.gateways.drones.tests.test_telemetry import TAGS

    (tmp_path / "a.jpg").write_bytes(
        photo({**TAGS, "GpsLatitude": str(Y), "GpsLongitude": str(X), "GimbalPitchDegree": "-90"})
    )
    (tmp_path / "findings.csv").write_text(FOUND + "a.jpg,dumping,190,130,210,150,,,\n", encoding="utf-8")
    assert take(tmp_path).observations == 1
