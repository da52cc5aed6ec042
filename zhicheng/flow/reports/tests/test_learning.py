"""Corrections teach; a version takes over only when it is not worse; one step leads back."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT
from zhicheng.flow.reports import classifying, learning, mappings, queries, services
from zhicheng.flow.reports.classifying import InUse
from zhicheng.flow.reports.models import Correction, ModelVersion, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
BY = "person:7"
# What this city's people say, and what it means here; no catalogue knows these words.
SLANG = {"霓虹瞎了": "01037", "野猫子叫唤": "06028", "倒爷又来": "09001", "粑粑坑翻了": "01018"}


@pytest.fixture(autouse=True)
def _first_day() -> Iterator[None]:
    yield
    shutil.rmtree(classifying.folder(), ignore_errors=True)


def waiting(text: str, key: str, category: str = "") -> Report:
    one = Incoming(key=key, text=text, category=category)
    report = services.receive(one, source="hotline", by="device:hotline", at=AT)
    services.settle_many([services.Outcome(report, "wait", missing=("matter", "grid"))], by="rule:door@1", at=AT)
    return Report.objects.get(pk=report.pk)


def corrected(n: int = 80, start: int = 0, at: datetime = AT) -> None:
    """n reports in the city's own words, each with the matter that an acceptor gave it."""
    rng = random.Random(start + 1)
    reports: dict[str, list[Report]] = {}
    for i in range(start, start + n):
        words = list(SLANG)[i % len(SLANG)]
        one = Report(
            receipt=f"t{i}",
            code="X",
            source="hotline",
            key=f"t{i}",
            text=f"{words}，第{rng.randrange(9999)}次反映",
            happened_at=AT,
            received_at=AT,
        )
        one.save()
        reports.setdefault(SLANG[words], []).append(one)
    for matter, found in reports.items():
        learning.correct(found, matter, by=BY, at=at)


def test_naming_the_matter_is_a_correction() -> None:
    report = waiting("霓虹瞎了", "k1")
    services.complete(report_id=report.pk, matter="01037", lng=None, lat=None, by=BY, at=AT) if report.grid else None
    learning.correct([report], "01037", by=BY, at=AT)
    row = Correction.objects.get(report=report)
    assert (row.matter, row.made_by) == ("01037", BY)
    assert queries.corrections() == [("", "霓虹瞎了", "01037")]


def test_a_second_word_replaces_the_first() -> None:
    report = waiting("霓虹瞎了", "k1")
    learning.correct([report], "01037", by=BY, at=AT)
    learning.correct([report], "01039", by="person:8", at=AT)
    assert [(c.matter, c.made_by) for c in Correction.objects.all()] == [("01039", "person:8")]


@pytest.mark.parametrize(("text", "matter"), [("", "01037"), ("霓虹瞎了", "")])
def test_nothing_to_learn_from_leaves_no_row(text: str, matter: str) -> None:
    report = Report.objects.create(
        receipt="a", code="X", source="hotline", key="a", text=text, happened_at=AT, received_at=AT
    )
    learning.correct([report], matter, by=BY, at=AT)
    assert not Correction.objects.exists()


def test_what_is_right_already_is_no_correction() -> None:
    report = Report.objects.create(
        receipt="a", code="X", source="hotline", key="a", text="灯", matter="01037", happened_at=AT, received_at=AT
    )
    learning.correct([report], "01037", by=BY, at=AT)
    assert not Correction.objects.exists()


def test_a_mapped_category_is_learnt_too() -> None:
    mappings.map_category(category="霓虹类", matter="01037", by=BY, at=AT)
    assert ("霓虹类", "", "01037") in queries.corrections()


def test_it_learns_the_citys_own_words_and_takes_over() -> None:
    corrected()
    assert classifying.guess("霓虹瞎了")[:1] == [] or classifying.guess("霓虹瞎了")[0].code != "01037"
    version = learning.learn(by=learning.BY, at=AT)
    assert version is not None
    assert version.number == 1
    assert version.after["accuracy"] > version.before["accuracy"]
    assert version.rows + version.exam == 80
    assert classifying.in_use().number == 1
    assert [classifying.guess(f"{w}，又来了")[0].code for w in SLANG] == list(SLANG.values())
    assert [e.kind for e in Event.objects.filter(stream="setup:classifier")] == ["setup.change"]


def test_a_report_after_that_gets_its_matter_by_itself() -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    report = services.receive(
        Incoming(key="n", text="倒爷又来，第3次反映"), source="hotline", by="device:hotline", at=AT
    )
    assert report.matter == "09001"
    assert report.confidence >= 50


def test_with_few_corrections_nothing_is_learnt() -> None:
    corrected(learning.FEWEST - 1)
    assert learning.learn(by=learning.BY, at=AT) is None
    assert not ModelVersion.objects.exists()


def test_without_new_corrections_no_second_version() -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    assert learning.learn(by=learning.BY, at=AT + timedelta(days=1)) is None
    corrected(4, start=500, at=AT + timedelta(hours=1))
    again = learning.learn(by=learning.BY, at=AT + timedelta(days=1))
    assert again is not None
    assert again.number == 2
    assert again.beside == 1


def test_a_worse_version_is_kept_but_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    wrong = {"霓虹瞎了": "06013", "野猫子叫唤": "06013", "倒爷又来": "06013", "粑粑坑翻了": "06034"}
    rows = [learning.Row(f"{w}，第{i}次反映", m) for i, (w, m) in enumerate(list(wrong.items()) * 20)]
    exam = [learning.Row(f"{w}，第{i}次反映", m) for i, (w, m) in enumerate(list(SLANG.items()) * 10)]
    worse = learning.judged(learning._trained(rows).model, exam)
    before = learning.judged(classifying.model(), exam)
    assert not learning.not_worse(before, worse)
    assert learning.not_worse(before, before)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((0.8, 0.9), (0.8, 0.9), True),
        ((0.8, 0.9), (0.9, 0.89), False),
        ((0.8, 0.9), (0.79, 1.0), False),
        ((0.5, 0.5), (0.9, 0.9), True),
    ],
)
def test_when_a_version_is_not_worse(before: tuple[float, float], after: tuple[float, float], expected: bool) -> None:
    def figures(pair: tuple[float, float]) -> dict[str, Any]:
        return {"accuracy": pair[0], "top3": pair[1]}

    assert learning.not_worse(figures(before), figures(after)) is expected


def test_the_exam_is_never_learnt_from() -> None:
    rows = [learning.Row(f"第{n}件 {w}", m) for n in range(300) for w, m in SLANG.items()]
    share = sum(r.is_exam for r in rows) / len(rows)
    assert 0.15 < share < 0.25
    assert learning.Row("路灯 坏了", "01037").is_exam == learning.Row("  路灯\n坏了 ", "09001").is_exam


def test_rolling_back_uses_the_older_one_and_says_so() -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    learning.roll_back(number=0, by=BY, at=AT)
    assert classifying.in_use().number == 0
    assert queries.version_in_use() is None
    learning.roll_back(number=1, by=BY, at=AT)
    assert classifying.in_use().number == 1
    said = [e.body for e in Event.objects.filter(stream="setup:classifier").order_by("seq")]
    assert len(said) == 3
    assert "目录词" in str(said[1])


def test_rolling_back_to_what_is_not_there_changes_nothing() -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    with pytest.raises(NotFound):
        learning.roll_back(number=9, by=BY, at=AT)
    ModelVersion.objects.create(
        number=2,
        made_at=AT,
        made_by=BY,
        rows=1,
        exam=1,
        beside=1,
        before={},
        after={},
        taken_over=False,
        digest="",
        file=b"",
    )
    with pytest.raises(NotAllowed):
        learning.roll_back(number=2, by=BY, at=AT)
    assert classifying.in_use().number == 1
    assert Event.objects.filter(stream="setup:classifier").count() == 1


def test_the_threshold_holds_at_once_for_new_reports() -> None:
    text = "路灯不亮了，黑"
    sure = classifying.guess(text)[0].confidence
    learning.set_threshold(sure=100, by=BY, at=AT)
    assert sure < 1
    assert services.receive(Incoming(key="a", text=text), source="hotline", by="device:hotline", at=AT).matter == ""
    learning.set_threshold(sure=0, by=BY, at=AT)
    assert (
        services.receive(Incoming(key="b", text=text), source="hotline", by="device:hotline", at=AT).matter == "01037"
    )
    assert classifying.in_use() == InUse(sure=0)


@pytest.mark.parametrize("sure", [-1, 101])
def test_a_threshold_is_a_per_cent(sure: int) -> None:
    with pytest.raises(BadInput):
        learning.set_threshold(sure=sure, by=BY, at=AT)
    assert learning.threshold() == classifying.SURE_ENOUGH


def test_another_machine_fetches_the_version_in_use() -> None:
    corrected()
    learning.learn(by=learning.BY, at=AT)
    chosen = classifying.in_use()
    shutil.rmtree(classifying.folder())
    learning.keep(at_once=True)
    assert classifying.in_use() == chosen
    assert chosen.file.exists()


def test_old_files_go_and_their_figures_stay() -> None:
    for n in range(1, learning.KEPT + 4):
        ModelVersion.objects.create(
            number=n,
            made_at=AT,
            made_by=BY,
            rows=1,
            exam=1,
            beside=0,
            before={},
            after={},
            taken_over=False,
            digest="",
            file=b"x",
        )
    learning._forget_files()
    assert ModelVersion.objects.exclude(file=b"").count() == learning.KEPT
    assert ModelVersion.objects.count() == learning.KEPT + 3


ORDINARY = (
    ("江竹桐苑旁边生活垃圾堆在路边，很臭，希望尽快处理", "06010"),
    ("兰铺路夜市露天烧烤到半夜", "06029"),
    ("解元站A口电动车乱停，通道堵死了", "09010"),
)


@pytest.mark.parametrize(("text", "matter"), ORDINARY)
def test_learning_odd_words_does_not_forget_ordinary_reports(text: str, matter: str) -> None:
    first_day = classifying.guess(text)
    corrected()
    learning.learn(by=learning.BY, at=AT)
    found = classifying.guess(text)
    assert found[0].code == first_day[0].code == matter
    assert found[0].confidence * 100 >= classifying.SURE_ENOUGH
    assert classifying.words(text, matter)
