"""The small brigade with the offices of a case: who may check a lead, review, host, decide, archive. And a case walked by its papers.

Sun     squad head 中队长 of the west       Lin    legal reviewer      Hana   head of the agency
Zhou    hearing host                        Wu     clerk and archivist
Bob and Ben are the officers of the case; Ivan is a squad head of the east and sees nothing of the west.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade, found
from tests.tiny_city import HERE, THERE, place
from zhicheng.kernel.calendar import CHINA

PARTY = {
    "kind": "citizen",
    "name": "张建国",
    "id_no": "33010619880315123X",
    "address": "示例市西湾区柳浪街 6 号",
    "phone": "13800000001",
}
CHILD = {"kind": "citizen", "name": "李小满", "id_no": "330106201306010027", "address": "示例市西湾区柳浪街 9 号"}
STALL, OUTSIDE, LITTER = "V.ZJ.stall", "V.ZJ.shop_outside", "V.ZJ.litter"
OFFICES = (
    ("Sun", "squad_head"),
    ("Lin", "legal_reviewer"),
    ("Hana", "head"),
    ("Zhou", "hearing_host"),
    ("Wu", "archivist"),
)


def staff(made: Brigade) -> Brigade:
    """Give the brigade its offices."""
    from zhicheng.ground.people import queries, services

    unit = queries.organisation(made.unit["squad"])
    for name, role in (*OFFICES, ("Ivan", "squad_head")):
        account = services.open_account(username=name.lower(), name=name, password="correct horse battery")
        services.grant(account=account, role=role, area=THERE if name == "Ivan" else HERE)
        services.enrol_member(organisation=unit, name=name, kind="manager", account=account)
        made.account[name] = account
        made.access[name] = queries.access_of(account)
    return made


@pytest.fixture
def offices(db: None) -> Brigade:
    """Everybody of the brigade, and the offices."""
    return staff(found())


@dataclass
class Walk:
    """One case, step by step, on days of its own. What a step needs and nobody says is filled in by the case."""

    team: Brigade
    at: datetime = AT
    no: str = ""

    def member(self, name: str) -> int:
        return int(self.team.access[name].member_id)

    @property
    def case(self) -> Any:
        from zhicheng.flow.cases.models import Case

        return Case.objects.get(no=self.no)

    def on(self, day: date, hour: int = 10) -> Walk:
        self.at = datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)
        return self

    def later(self, **span: float) -> Walk:
        self.at += timedelta(**span)
        return self

    def open(
        self,
        violation: str,
        *,
        by: str = "Bob",
        party: dict[str, Any] | None = PARTY,
        spot: bool = False,
        ticket: str = "",
        **given: Any,
    ) -> Walk:
        from zhicheng.flow.cases import services
        from zhicheng.flow.cases.services import NewCase

        lng, lat = place(GRID)
        said = {"violation": violation, "act": (self.at - timedelta(minutes=10)).astimezone(CHINA).isoformat(), **given}
        new = NewCase(
            given=said, key=f"open-{self.at.timestamp()}", party=party, lng=lng, lat=lat, address="柳浪街 12 号门前", ticket=ticket, on_the_spot=spot,
            colleague=self.member("Ben"),
        )  # fmt: skip
        self.no = services.open_case(new, access=self.team.access[by], at=self.at).no
        return self

    def step(
        self, step: str, by: str = "Bob", *, with_: str = "", data: dict[str, Any] | None = None, assigned: Sequence[str] = (),
        papers: dict[str, dict[str, Any]] | None = None, key: str = "", **more: Any,
    ) -> Walk:  # fmt: skip
        """Take a step with the papers that it needs; everybody signs by hand."""
        from zhicheng.flow.papers.services import casework

        self.later(minutes=5)
        act = self.act(step, with_=with_, data=data, assigned=assigned, key=key, **more)
        case, offered = self.case, self.offered(step, by)
        casework.enact(
            case=case, act=act, papers=self.papers(act, by, papers or {}), access=self.team.access[by], at=self.at
        )
        assert offered["take"] or self.steps()[-1] != step, f"{by} could take {step}, and his screen did not offer it"
        return self

    def offered(self, step: str, by: str) -> dict[str, bool]:
        """What the case's screen lets this person do about this step."""
        from zhicheng.flow.cases import shapes

        file = shapes.case_file(self.case, self.team.access[by], self.at)
        return next((dict(m) for m in file["may"] if m["step"] == step), {"take": False, "ask": False})

    def act(
        self,
        step: str,
        *,
        with_: str = "",
        data: dict[str, Any] | None = None,
        assigned: Sequence[str] = (),
        key: str = "",
        **more: Any,
    ) -> Any:
        from zhicheng.flow.cases.services import Act

        return Act(
            step,
            data or {},
            colleague=self.member(with_) if with_ else 0,
            assigned=tuple(self.member(n) for n in assigned),
            key=key,
            **more,
        )

    def papers(self, act: Any, by: str, changed: dict[str, dict[str, Any]]) -> list[Any]:
        from zhicheng.flow.papers.services import casework
        from zhicheng.flow.papers.services.casework import PaperIn

        made = casework.compose(case=self.case, act=act, access=self.team.access[by], at=self.at)
        wanted = [c for c in made if c.required or c.kind.code in changed]
        return [
            PaperIn(c.kind.code, {**MORE.get(c.kind.code, {}), **changed.get(c.kind.code, {})}, (), c.kind.sign)
            for c in wanted
        ]

    def photo(self, title: str = "现场照片", by: str = "Bob") -> Walk:
        """A photo of the scene, taken now, kept as evidence."""
        from io import BytesIO

        from PIL import Image

        from zhicheng.ground.evidence import services
        from zhicheng.ground.evidence.services import NewEvidence

        self.later(minutes=1)
        buffer = BytesIO()
        Image.new("RGB", (64, 48), (self.at.minute * 4, 90, 120)).save(buffer, "JPEG")
        new = NewEvidence(
            key=f"photo-{self.at.timestamp()}", about=f"case:{self.case.pk}", sort="audiovisual", title=title, data=buffer.getvalue(),
            captured_at=self.at, area=self.case.area, proves="货架摆放在门窗以外",
        )  # fmt: skip
        services.take_in(new, access=self.team.access[by], at=self.at)
        return self

    def ask(self, step: str, by: str = "Bob", **more: Any) -> int:
        """Put a step to whoever decides it; the motion's id."""
        from zhicheng.flow.papers.services import casework

        self.later(minutes=5)
        papers = more.pop("papers", {})
        act = self.act(step, **more)
        offered = self.offered(step, by)
        motion = casework.ask(
            case=self.case, act=act, papers=self.papers(act, by, papers), access=self.team.access[by], at=self.at
        )
        assert offered["ask"] or offered["take"], f"{by} could ask for {step}, and his screen did not offer it"
        return int(motion.pk)

    def grant(self, motion: int, by: str = "Hana", key: str = "") -> Walk:
        from zhicheng.flow.papers.services import casework

        self.later(minutes=5)
        casework.grant(motion_id=motion, key=key, access=self.team.access[by], at=self.at)
        return self

    def stage(self) -> str:
        return str(self.case.state)

    def steps(self) -> list[str]:
        from zhicheng.flow.cases import queries

        return [e.kind.partition(".")[2] for e in queries.timeline(self.case)]


# What no case can know: the words that only somebody who was there can write.
MORE: dict[str, dict[str, Any]] = {
    "D20": {"weather": "晴"}, "D21": {"dialogue": [{"question": "货架是谁摆的？", "answer": "是我。"}]},
    "D42": {"reviewer_certificate": "A2015330100123"}, "D02": {"reason": "没有违法事实"}, "D34": {"reason": "经核查没有超出门窗"},
    "D38": {"recorder": "孙记"},
    "D39": {"recorder": "孙记", "persons": ["当事人张建国"], "prosecution": "调查人员出示证据。", "cross": "当事人认为过重。",
            "last_word": "请求从轻。",
            "host_report": "建议维持拟处罚意见。"},
    "D43": {"recorder": "孙记", "conclusion": "同意承办机构的处理意见。",
            "views": [{"who": "Hana", "stance": "同意"}, {"who": "Huo", "stance": "同意", "view": "事实清楚。"}]},
    "D33": {"proposal": "建议给予行政处罚。"},
    "D37": {"defence_points": [{"point": "店内太小。", "adopted": "rejected", "reason": "不是占用公共通道的理由。"}]},
}  # fmt: skip
