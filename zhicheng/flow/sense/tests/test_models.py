"""A new detector takes over: beside the old one, camera by camera, back at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense.tests.scenery import camera, engineer
from zhicheng.flow.sense.tests.watchers import SCENE, Clock, draws, run, worker
from zhicheng.flow.sense.watch import models
from zhicheng.flow.sense.watch.models import Models
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput
from zhicheng.vision.shadow import Comparison

pytestmark = pytest.mark.django_db
DEFAULT = "old"
CODES = [f"C{k}" for k in range(40)]


def change(what: str, *words: Any) -> Models:
    found: Models = getattr(models, what)(*words, default=DEFAULT, by="cli", at=AT)
    return found


def signatures(one: Any) -> dict[str, str]:
    return {code: post.charge.detector.signature for code, post in one.posts.items()}


def test_nothing_switched_is_what_the_setting_says() -> None:
    assert models.models(DEFAULT) == Models(DEFAULT)


@pytest.mark.parametrize("percent", [0, 10, 25, 50, 99, 100])
def test_so_many_cameras_use_the_new_one_always_the_same_first(percent: int) -> None:
    codes = [f"camera-{k}" for k in range(2000)]
    now, more = Models("old", "new", percent), Models("old", "new", min(percent + 10, 100))
    chosen = {c for c in codes if now.of(c) == "new"}
    assert len(chosen) / len(codes) == pytest.approx(percent / 100, abs=0.03)
    assert chosen <= {c for c in codes if more.of(c) == "new"}


def test_trying_switching_and_keeping() -> None:
    assert change("try_out", "new") == Models("old", "new", 0)
    assert change("switch", 25) == Models("old", "new", 25)
    assert change("switch", 100) == Models("new", "", 0, "old")
    assert models.models(DEFAULT).of("any") == "new"


@pytest.mark.parametrize("percent", [0, 10, 90])
def test_one_command_leads_back_from_a_trial(percent: int) -> None:
    change("try_out", "new")
    change("switch", percent)
    assert change("back") == Models("old")


def test_one_command_leads_back_from_a_takeover() -> None:
    change("try_out", "new")
    change("switch", 100)
    assert change("back") == Models("old")
    with pytest.raises(BadInput, match="没有可退回"):
        change("back")


@pytest.mark.parametrize(
    ("what", "words", "said"),
    [
        ("switch", (10,), "没有待切换"),
        ("back", (), "没有可退回"),
        ("try_out", ("old",), "已在使用"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(what: str, words: tuple, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        change(what, *words)
    assert models.models(DEFAULT) == Models(DEFAULT)
    assert Event.objects.filter(stream="setup:eyes").count() == 0


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_that_is_none_is_refused(percent: int) -> None:
    change("try_out", "new")
    with pytest.raises(BadInput, match="应在 0 与 100 之间"):
        change("switch", percent)


def test_every_change_is_an_event() -> None:
    change("try_out", "new")
    change("switch", 50)
    change("back")
    rows = [e.data for e in Event.objects.filter(stream="setup:eyes").order_by("seq")]
    assert [r["after"] for r in rows] == [{"新模型": "new"}, {"已切换": "50"}, {"新模型": "", "已切换": "0"}]


# -- at work ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    return engineer(brigade)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_worker_compares_switches_and_goes_back(keeper: Any, clock: Clock, tmp_path: Path) -> None:
    for code in CODES[:6]:
        camera(keeper, code, scene=SCENE, mode="dense")
    one = worker(clock, tmp_path, {c: draws() for c in CODES[:6]})
    one.detectors[DEFAULT] = one.detector  # as a worker begins
    run(clock, 20, one)
    assert set(signatures(one).values()) == {"nobody"}
    change("try_out", "new")
    run(clock, 45, one)
    assert set(signatures(one).values()) == {"nobody"}  # it looks beside, and says nothing
    counts, troubles = models.compared(one.folder.root, "new")
    assert counts.frames > 3
    assert counts.only_next == counts.frames  # the person that only the new one sees
    assert troubles == []
    change("switch", 50)
    run(clock, 12, one)
    expected = {c: "new" if Models("old", "new", 50).of(c) == "new" else "nobody" for c in CODES[:6]}
    assert signatures(one) == expected
    assert {p.charge.eye.detector.signature for p in one.posts.values()} == set(expected.values())
    change("back")
    run(clock, 12, one)
    assert set(signatures(one).values()) == {"nobody"}


def test_a_detector_that_this_machine_cannot_load_is_said_and_the_old_one_goes_on(
    keeper: Any, clock: Clock, tmp_path: Path
) -> None:
    camera(keeper, "C0", scene=SCENE, mode="dense")
    one = worker(clock, tmp_path, {"C0": draws()})
    change("try_out", "broken")
    change("switch", 99)
    run(clock, 60, one)
    assert one.posts["C0"].charge.looks > 20
    _, troubles = models.compared(one.folder.root, "broken")
    assert ["broken 不是可用" in t for t in troubles] == [True]


def test_counts_of_another_trial_are_not_mixed_in(tmp_path: Path) -> None:
    models.note(tmp_path, "w1", "new", Comparison(frames=3, agreed=2))
    models.note(tmp_path, "w2", "new", Comparison(frames=4, agreed=1))
    models.note(tmp_path, "w3", "other", Comparison(frames=9))
    (tmp_path / "shadow" / "w4.json").write_text("half")
    counts, _ = models.compared(tmp_path, "new")
    assert (counts.frames, counts.agreed) == (7, 3)
