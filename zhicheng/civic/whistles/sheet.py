"""The inspection office's (督查) Excel: every call, then the figures; what a spreadsheet would take for a formula is only text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from zhicheng.civic.whistles import figures, limits
from zhicheng.civic.whistles.figures import Call, Tally
from zhicheng.civic.whistles.models import Summons
from zhicheng.civic.whistles.states import SUMMONS, WHISTLE
from zhicheng.engines.sheets import Cell, as_book
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

HEAD = (
    "哨号", "哨种", "街道", "地点", "事由", "事项", "吹哨时间", "哨状态", "部门", "部门状态", "召请时间", "报到时间", "报到人", "按时",
    "用时（分钟）", "距现场（米）", "不属理由", "任务", "结果", "办结时间", "督办级别", "评分", "评价理由", "部门回应",
)  # fmt: skip
TALLY = ("召请", "按时", "迟到", "未到", "回复不属（空哨）", "待报到", "报到用时中位数（分钟）", "平均评分", "评价数")


def call_of(one: Summons) -> Call:
    """A row as the figures read it."""
    whistle = one.whistle
    minutes = int((one.reported_at - one.asked_at).total_seconds() // 60) if one.reported_at else None
    return Call(
        whistle.no, one.unit.name, whistle.matter, one.state, from_e7(whistle.lng_e7), from_e7(whistle.lat_e7), whistle.address,
        one.on_time, None if minutes is None else max(minutes, 0), one.score, one.ended, one.escalated > 0,
    )  # fmt: skip


def problem_of(code: str) -> Phrase:
    """What it was about; a matter that the catalogue has dropped meanwhile keeps its code."""
    found = matters.matters().get(code)
    return Phrase(found.name, found.name_en) if found else Phrase(code or "未归类", code or "not classified")


def book(rows: Sequence[Summons]) -> bytes:
    """Four sheets: every call, each department, each problem with its departments, places whistled for again and again."""
    calls = [call_of(r) for r in rows]
    return as_book(
        {
            "督查明细": [HEAD, *(_line(r) for r in rows)],
            "部门统计": [("部门", *TALLY), *((str(k), *_cells(t)) for k, t in figures.by(calls, lambda c: c.unit))],
            "问题与部门": list(_problems(calls)),
            "反复吹哨地点": list(_places(calls)),
        }
    )


def _line(one: Summons) -> tuple[Cell, ...]:
    whistle = one.whistle
    minutes = call_of(one).minutes
    return (
        whistle.no, limits.kind_of(whistle.kind).name.zh, places.name_of(whistle.street), whistle.address, whistle.reason,
        problem_of(whistle.matter).zh, _local(whistle.blown_at), WHISTLE.states[whistle.state], one.unit.name, SUMMONS.states[one.state],
        _local(one.asked_at), _local(one.reported_at), one.who, {True: "是", False: "否", None: ""}[one.on_time], minutes,
        one.metres, one.declined_for, one.task, one.result, _local(one.finished_at), one.escalated,
        one.score, one.score_reason, one.reply,
    )  # fmt: skip


def _local(moment: datetime | None) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""


def _cells(t: Tally) -> tuple[Cell, ...]:
    return (t.called, t.in_time, t.late, t.absent, t.in_vain, t.waiting, t.median_minutes, t.mean_rating, t.ratings)


def _problems(calls: Sequence[Call]) -> Iterator[tuple[Cell, ...]]:
    yield ("事项", "部门", *TALLY)
    for key, t in figures.by(calls, lambda c: (c.matter, c.unit)):
        assert isinstance(key, tuple)
        yield (problem_of(key[0]).zh, key[1], *_cells(t))


def _places(calls: Sequence[Call]) -> Iterator[tuple[Cell, ...]]:
    yield ("地点", "次数", "哨号", "事项")
    for again in figures.places_again(calls):
        yield (
            again.address, len(again.whistles), "、".join(again.whistles), "、".join(problem_of(m).zh for m in again.matters)
        )  # fmt: skip
