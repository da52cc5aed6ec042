"""What the invented city has made public: a month of drawn figures, cases explained, a "you said, we did"; one answer waits too long.

The month's figures are drawn, not counted: the demo's city is a day old. Everything else goes through the services that people's screens call.
"""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from zhicheng.civic.openness import figures, queries, services, telling, terms
from zhicheng.civic.openness.figures import REASONS, Counts
from zhicheng.civic.openness.services.proposing import propose
from zhicheng.flow.cases import queries as cases
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase

BY = "rule:founding@1"
MATTERS = {
    "06010": 60,
    "06012": 45,
    "06042": 40,
    "09001": 70,
    "09006": 55,
    "09009": 80,
    "01027": 12,
    "01001": 9,
    "06028": 25,
    "08004": 10,
    "03001": 14,
}
SATISFIED, KEPT, RATED = 0.82, 0.88, 0.35
MAP = {
    "map": {"period_hours": 2, "delay_hours": 0}
}  # a visitor stays for minutes: after two of them he sees what was reported, nearby, on the map and over GeoReport
LESSON = "先责令改正，马上改了就不罚；责令后不改的，才会罚款。想摆摊，可以在“能在哪里摆摊”里查允许的地点和时段。"
ANSWERS = (
    ("demo:alley", "多位市民反映夜市收摊后垃圾满溢、污水横流。", "环卫中心改为每天清运两次，收摊后冲洗路面；核查人员连看三天，路面干净。", 23, 20),
    ("demo:path", "居民反映学校门口的共享单车堵住盲道。", "运营企业在路口另设停车点，每天早晚各清理一次盲道。", 9, 12),
)  # fmt: skip
LATE = ("demo:lamp", "多位市民反映背街路灯长期不亮。", "路灯所更换了灯头和线缆，夜间复查已亮。", 11, 15)


def choose_terms() -> None:
    """Shorter spans on the map, in the demo's own city folder only."""
    path: Path = config().city_dir / terms.FILE
    if path.parent.is_relative_to(config().home) and not path.exists():
        path.write_text(json.dumps(MAP), encoding="utf-8")


def write(*, at: datetime, seed: int = 1) -> int:
    """Publish once. How many publications there are now; none in a demo that was founded before this."""
    if queries.count() or not people.demo_accounts().filter(demo_key="head").exists():
        return 0
    head, manager = (people.access_of(people.demo_account(key)) for key in ("head", "manager"))
    first = at.astimezone(CHINA).replace(day=1, hour=8, minute=0, second=0, microsecond=0)
    begun = min(first, at - timedelta(days=30))
    for kind in ("figures", "cases", "answer"):
        services.name_person(kind=kind, account=head.account_id, who=manager, at=begun)
    for ago in (2, 1):
        _figures(_month(at, ago), head, at=at - timedelta(days=1), seed=seed + ago)
    _explained(head, at=at)
    for key, said, did, asked_by, days in ANSWERS:
        _answer(key, said, did, asked_by, at - timedelta(days=days), head)
    _answer(*LATE[:4], at - timedelta(days=LATE[4]), None)
    services.watch(at=at)
    return queries.count()


def _month(at: datetime, ago: int) -> date:
    month = figures.last_month(at)
    for _ in range(ago - 1):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _figures(month: date, head: Access, *, at: datetime, seed: int) -> None:
    content = figures.tell(drawn(seed), month=month, least=terms.terms().least)
    title = Phrase(
        f"{month.year} 年 {month.month} 月城市管理数据（演示）", f"City management figures, {month:%B %Y} (demo)"
    )
    made = propose(
        kind="figures", key=f"figures:{month:%Y-%m}", area="", month=month, title=title, content=content, by=BY, at=at
    )
    if made is not None:
        services.release(pk=made.pk, who=head, at=at + timedelta(hours=2))


def drawn(seed: int) -> Counts:
    """Counts as a city of this size has them: most promises kept, most people content, a few matters rare."""
    rng = random.Random(seed)
    out = Counts()
    districts = [a.code for a in places.city().areas.areas if a.level == "district"]
    units = [o.pk for o in people.organisations_in_use().filter(kind__in=("squad", "department")).order_by("pk")]
    for district in districts:
        for matter, weight in MATTERS.items():
            n = round(weight * rng.uniform(0.2, 1.6))
            leaf = (district, matter)
            out.reports[leaf] += n
            out.closed[leaf] += round(n * rng.uniform(0.85, 1.0))
            promised = round(n * rng.uniform(0.7, 0.95))
            kept = round(promised * min(1.0, rng.gauss(KEPT, 0.07)))
            out.promised[leaf] += promised
            out.kept[leaf] += kept
            rated = round(n * RATED * rng.uniform(0.5, 1.4))
            out.rated[leaf] += rated
            out.satisfied[leaf] += round(rated * min(1.0, rng.gauss(SATISFIED, 0.08)))
            _by_unit(out, rng.choice(units) if units else 0, promised, kept, rng)
    return out


def _by_unit(out: Counts, unit: int, promised: int, kept: int, rng: random.Random) -> None:
    out.units[unit]["promised"] += promised
    out.units[unit]["kept"] += kept
    for _ in range(promised - kept):
        why = rng.choice(REASONS)
        out.units[unit][why] += 1
        out.reasons[why] += 1


def _explained(head: Access, *, at: datetime) -> None:
    """The newest month in which a case with a public decision was closed."""
    services.list_decisions([c.pk for c in cases.with_outcome("penalty")], at=at)
    for ago in (1, 2, 3):
        made = services.propose_cases(_month(at, ago), at=at - timedelta(hours=3), by=BY)
        if made is None:
            continue
        texts = {f"lesson.{case}": LESSON for case in telling.stands(made.content)[:1]}
        services.edit(pk=made.pk, title=made.title, texts=texts, who=head, at=at - timedelta(hours=2))
        services.release(pk=made.pk, who=head, at=at - timedelta(hours=1))
        return


def _answer(key: str, said: str, did: str, asked_by: int, at: datetime, head: Access | None) -> None:
    new = services.NewAnswer(
        key, said, did, asked_by=asked_by, asked_on=(at - timedelta(days=6)).date(), done_on=at.date()
    )
    made = services.propose_answer(new, by=BY, at=at)
    if made is not None and head is not None:
        services.release(pk=made.pk, who=head, at=at + timedelta(hours=4))
