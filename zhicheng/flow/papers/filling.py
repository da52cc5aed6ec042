"""What a paper can say by itself: every field that the case already knows, and a first wording where people write.

Pure. The field names are the pack's own (documents.yaml), so one table serves all kinds; what is not in it, or not known, is left for
whoever writes the paper. Nothing here decides: all of it may be changed before the paper is final.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.kinds import Kind
from zhicheng.flow.papers.rules.between import NUMBER_OF
from zhicheng.flow.papers.rules.facts import Made
from zhicheng.kernel.calendar import CHINA
from zhicheng.law.amounts import PER, Range
from zhicheng.law.assessment import Assessment
from zhicheng.law.basis import Basis
from zhicheng.law.book import Book
from zhicheng.law.periods import deadline
from zhicheng.law.standing import Standing
from zhicheng.law.stream import Data, Event

TIERS = {"mitigated": "减轻", "light": "从轻", "normal": "一般", "heavy": "从重"}
DECISIONS = ("D45", "D10")


@dataclass(frozen=True)
class Known:
    """One case as its papers see it, and the step that asks for one. `officers`: name and certificate, the lead first.

    `me` the one who writes; `heads` who sits in the heads' discussion; `evidence` as papers list it.
    """

    no: str
    region: str
    step: str
    data: Data
    at: datetime
    agency: Agency
    pay_channel: str
    book: Book
    basis: Basis | None
    standing: Standing
    assessment: Assessment
    events: tuple[Event, ...]
    party: Mapping[str, Any] | None
    violation: Mapping[str, str]
    facts_text: str
    address: str
    area: str
    coordinate: str
    matter: str
    source: str
    opened_at: datetime
    act_at: datetime | None
    filed_on: date | None
    decided_on: date | None
    served_on: date | None
    amount: int | None
    officers: Sequence[Mapping[str, str]] = ()
    evidence: Sequence[Mapping[str, str]] = ()
    goods: Sequence[Mapping[str, str]] = ()
    others: Sequence[Made] = ()
    me: str = ""
    about: str = ""  # whose recusal it is
    certificate: str = ""
    heads: Sequence[str] = ()
    reviewer: str = ""
    lawful_place: str = ""
    pages: int = 0
    volume_sha256: str = ""

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    @property
    def party_name(self) -> str:
        return str(self.party["name"]) if self.party else ""

    @property
    def lead(self) -> str:
        return self.officers[0]["name"] if self.officers else self.me

    @property
    def second(self) -> str:
        return self.officers[1]["name"] if len(self.officers) > 1 else self.me

    @property
    def fine(self) -> int | None:
        """The fine that this step is about: meant, decided, or announced."""
        found = (
            self.data.amount
            if self.data.amount is not None
            else self.standing.facts.amount
            if self.amount is None
            else self.amount
        )
        return found or None

    @property
    def range(self) -> Range | None:
        return self.basis.range if self.basis else None

    @property
    def per(self) -> str:
        """What the statute counts; "" where the fine is one for the act."""
        return self.basis.stage.per if self.basis else ""

    @property
    def tier(self) -> str:
        if self.fine is None or self.range is None:
            return ""
        return self.book.settings.tiers.name_of(self.fine, self.range)

    @property
    def offers_hearing(self) -> bool:
        """What the step says; unsaid, what the law says of the amount."""
        return self.assessment.hearing_right if self.data.hearing_offered is None else self.data.hearing_offered

    def latest(self, *kinds: str) -> Made | None:
        return next((m for m in reversed(self.others) if m.code in kinds), None)

    def term(self, period: str, start: date | datetime | None = None) -> date:
        return deadline(period, self.book.period(period), start or self.today, self.book.calendar).on

    def happened(self, step: str) -> Event | None:
        return next((e for e in reversed(self.events) if e.step == step), None)


Fill = Callable[[Known, str], Any]


def filled(kind: Kind, known: Known) -> dict[str, Any]:
    """The fields of this kind that the case can say. Values as `read_fields` takes them."""
    found: dict[str, Any] = {}
    for name in kind.fields:
        numbered = NUMBER_OF.get((kind.code, name))
        value = (
            _number(known, numbered or DECISIONS)
            if numbered is not None
            else FILL[name](known, kind.code)
            if name in FILL
            else None
        )
        value = _carried(known, kind.code, name) or value
        if value not in (None, "", (), []):
            found[name] = value
    return found


# What somebody has written in an earlier paper of the case goes on in the later ones.
CARRIED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("D36", "discretion"): ("D33",), ("D45", "discretion"): ("D36", "D33"), ("D45", "defence_points"): ("D37",), ("D45", "nature"): ("D33",),
    ("D39", "hearing_place"): ("D38",), ("D39", "publicity"): ("D38",),
}  # fmt: skip


def _carried(known: Known, kind: str, name: str) -> Any:
    made = known.latest(*CARRIED.get((kind, name), ()))
    return made.values.get(name) if made else None


def _number(known: Known, kinds: Sequence[str]) -> str:
    made = known.latest(*kinds)
    return made.number if made else ""


# Sentences -------------------------------------------------------------------------------------------------------------------


def _moment(at: datetime | None) -> str:
    return wording.moment(at) if at else ""


def facts(k: Known, code: str = "") -> str:
    """What was done, when and where; the officers' own words where there are any."""
    if k.facts_text:
        return k.facts_text
    you = "当事人" if code in ("D04", "D33", "D34", "D44") else "你（单位）"
    return f"{_moment(k.act_at)}，{you}在{k.address}{k.violation['name']}。"


def _history(k: Known) -> str:
    parts = [f"{_moment(k.opened_at)}，执法人员在{k.address}发现{k.violation['name']}线索"]
    if k.filed_on:
        parts.append(f"{wording.day(k.filed_on)}立案")
    order = k.standing.facts.order
    if order and order.served:
        parts.append(f"{_moment(order.served)}责令改正")
    recheck = k.standing.facts.recheck
    if recheck and recheck.at:
        parts.append(f"{_moment(recheck.at)}复查，{'已经改正' if recheck.corrected else '未改正'}")
    return "；".join(parts) + "。"


def _nature(k: Known, code: str) -> str:
    entry = k.basis.violation if k.basis else None
    if entry is None:
        return ""
    forbids = "、".join(wording.article(a) for a in entry.prohibits)
    return f"上述行为{f'违反了{forbids}的规定，' if forbids else ''}构成{entry.name}，依据{wording.article(entry.article)}应当处理。"


def _discretion(k: Known, code: str) -> str:
    if k.range is None or not k.tier:
        return "本案不涉及罚款幅度的选择。" if k.data.warning else ""
    part = k.range if k.tier == "mitigated" else k.book.settings.tiers.tier(k.tier, k.range)
    each = (
        f"按每{PER[k.per].zh}计罚，共 {k.standing.facts.count} {PER[k.per].zh}，"
        if k.per and k.standing.facts.count
        else ""
    )
    seen = [f"{each}法定罚款幅度为 {_span(k.range)}"]
    seen.append(
        "具有法定减轻情节" if k.tier == "mitigated" else f"本机关公布的裁量基准中“{TIERS[k.tier]}”阶次为 {_span(part)}"
    )
    return "，".join(seen) + "。" + "；".join(_factors(k, code)) + f"。综合上述情节，适用“{TIERS[k.tier]}”阶次。"


def _span(part: Range) -> str:
    return f"{wording.figures(part.least)} 元至 {wording.figures(part.most)} 元"


def _factors(k: Known, code: str) -> list[str]:
    f = k.standing.facts
    found = []
    if f.first_in_lookback is not None:
        found.append("回溯期内首次" if f.first_in_lookback else "回溯期内有同类违法记录")
    if f.was_corrected:
        found.append("已经改正")
    elif f.recheck is not None:
        found.append("经责令改正逾期未改正")
    if f.harm:
        found.append("造成危害后果")
    found += f.mitigation
    return found or ["没有从轻、从重情节"]


def _told(k: Known, code: str) -> str:
    spoke, waived, heard = k.happened("statement"), k.happened("waiver"), k.happened("T36")
    if heard:
        return f"{wording.day(heard.day)}举行听证，本机关听取了当事人的意见并逐点复核。"
    if spoke:
        return f"当事人于{wording.day(spoke.day)}提出陈述、申辩，本机关进行了复核，未因申辩加重处罚。"
    if waived:
        return f"当事人于{wording.day(waived.day)}书面放弃陈述、申辩。"
    return "已告知当事人，当事人在期限内未提出陈述、申辩，也未要求听证。"


def _penalty_text(k: Known, code: str) -> str:
    parts = (["给予警告"] if k.data.warning else []) + (["处以罚款"] if k.fine else []) + list(k.data.measures)
    return "；".join(parts) + "。" if parts else ""


def _penalty(k: Known, code: str) -> str:
    decided = k.latest(*DECISIONS)
    if code == "D11" and decided:
        return str(decided.values.get("penalty", ""))
    taken = any("没收" in m for m in k.data.measures)
    if any("停" in m for m in k.data.measures):
        return "closure"
    if k.fine:
        return "warning_fine" if k.data.warning else "fine_confiscation" if taken else "fine"
    return "warning" if k.data.warning else "confiscation" if taken else ""


def _spare_reason(k: Known, code: str) -> str:
    words = {
        "minor": "违法行为轻微并及时改正，没有造成危害后果", "first_offence": "初次违法且危害后果轻微并及时改正",
        "no_fault": "有证据足以证明没有主观过错", "under_14": "行为时不满十四周岁", "no_capacity": "行为时不能辨认或者控制自己的行为",
        "limitation": "违法行为超过追责时效", "no_violation": "违法事实不能成立", "not_competent": "本机关没有管辖权",
        "no_penalty_due": "依法不予处罚",
    }  # fmt: skip
    if code in ("D02", "D31"):
        return words.get(k.data.ground, k.data.ground)
    if code == "D24":
        return k.data.ground or "证据可能灭失或者以后难以取得"
    return k.data.ground


WAYS = {"T50": "direct", "T51": "direct", "T52": "left", "T53": "post", "T54": "electronic", "T55": "announced"}
ENDS = {
    "performed": "performed", "enforced": "enforced", "decided_no_penalty": "spared", "decided_no_violation": "no_violation",
    "not_filed": "not_filed", "referred_criminal": "referred", "transferred": "transferred", "terminated": "terminated", "revoked": "revoked",
}  # fmt: skip
NOT_FILED = {
    "no_violation": "no_violation",
    "not_competent": "competence",
    "limitation": "limitation",
    "no_penalty_due": "no_penalty",
}
EXECUTION = frozenset({"T72", "T73", "T76"})
BY_OTHERS = ("D38", "D39", "D43")  # written by somebody who has not investigated the case
REVIEWED = ("主体和权限", "执法人员资格", "程序", "事实和证据", "依据和裁量", "文书", "涉嫌犯罪")


def _served_papers(k: Known, code: str) -> list[dict[str, str]]:
    wanted = ("D36",) if k.step == "T33" else ("D45",)
    made = k.latest(*wanted)
    return [{"name": made.title, "number": made.number}] if made else []


def _daily(k: Known, code: str) -> int | None:
    return k.fine * 3 // 100 if k.fine else None


def _ended(k: Known, code: str) -> str:
    paid = k.happened("T61") or k.happened("T14")
    if paid:
        return f"罚款已于{wording.day(paid.day)}缴清。"
    by_court = k.happened("T67")
    if by_court:
        return f"已由人民法院于{wording.day(by_court.day)}强制执行完毕。"
    return {
        "decided_no_penalty": "不予处罚，无履行内容。",
        "decided_no_violation": "违法事实不成立，无履行内容。",
        "enforced": "已依法强制执行完毕。",
        "revoked": "处罚决定已被撤销，无履行内容。",
    }.get(k.standing.state, "无履行内容。")


def _pause(k: Known, code: str) -> str:
    return "resume" if k.step in ("T75", "T76") else "suspend"


def _iso(at: datetime | None) -> str:
    return at.astimezone(CHINA).isoformat() if at else ""


def _until(k: Known, code: str) -> str:
    return _iso(k.data.until)


def _index(k: Known, code: str) -> list[dict[str, str]]:
    return [
        {"name": m.title, "number": m.number, "day": f"{m.on.year}.{m.on.month}.{m.on.day}", "page": str(n)}
        for n, m in enumerate(k.others, start=1)
    ]


# One line per field of the pack: what this case says of it. Kinds that use a field in a sense of their own are told apart by `code`.
FILL: Mapping[str, Fill] = {
    "party": lambda k, c: k.party,
    "violation": lambda k, c: k.violation,
    "officers": lambda k, c: list(k.officers),
    "hearing_officers": lambda k, c: list(k.officers),
    "facts": facts,
    "description": facts,
    "findings": facts,
    "summary": facts,
    "fine": lambda k, c: k.fine if c != "D80" or k.latest(*DECISIONS) else None,
    "reason": _spare_reason,
    "place": lambda k, c: k.agency.address if c in ("D37", "D43") else k.address,
    "prohibits": lambda k, c: list(k.basis.violation.prohibits or (k.basis.article,)) if k.basis else None,
    "penalises": lambda k, c: k.basis.article if k.basis else None,
    "basis": lambda k, c: (
        [k.data.basis] if k.data.basis else [k.basis.article] if k.basis and c in ("D62", "D71", "D72") else None
    ),
    "act_at": lambda k, c: _iso(k.act_at),
    "act_place": lambda k, c: k.address,
    "evidence": lambda k, c: list(k.evidence),
    "pictures": lambda k, c: [e for e in k.evidence if e["kind"] == "recording"],
    "goods": lambda k, c: list(k.goods),
    "outcomes": lambda k, c: list(k.goods),
    "recorder": lambda k, c: None if c in BY_OTHERS else k.second,
    "filed_on": lambda k, c: (
        k.filed_on or (k.today if c == "D04" else k.opened_at.astimezone(CHINA).date())
    ).isoformat(),
    "decided_on": lambda k, c: k.today.isoformat() if c == "D35" else k.decided_on and k.decided_on.isoformat(),
    "from_at": lambda k, c: _iso(k.at - timedelta(minutes=20)),
    "to_at": lambda k, c: _iso(k.at),
    "contact": lambda k, c: f"{k.lead} {k.agency.phone}",
    "opinion_officers": lambda k, c: (
        "建议结案。" if c == "D80" else "建议立案调查。" if k.step in ("T04", "T12") else "建议不予立案。"
    ),
    "opinion_squad": lambda k, c: "同意，呈请审批。",
    "opinion_head": lambda k, c: "同意。",
    "opinion_legal": lambda k, c: "同意。",
    "penalty": _penalty,
    "penalty_text": _penalty_text,
    "surcharge": lambda k, c: k.assessment.surcharge or (0 if c in ("D61", "D62", "D66") else None),
    "from_on": lambda k, c: (
        k.standing.seized
        if c == "D28" and k.standing.seized
        else k.standing.preserved
        if c == "D25" and k.standing.preserved
        else k.today
    ).isoformat(),
    "to_on": lambda k, c: (k.term("evidence_registration") if c == "D24" else k.today + timedelta(days=30)).isoformat(),
    "old_due": lambda k, c: k.term("seizure", k.standing.seized).isoformat() if k.standing.seized else None,
    "new_due": lambda k, c: k.data.until.astimezone(CHINA).date().isoformat() if k.data.until else None,
    "measure": lambda k, c: "seizure",
    "tier": lambda k, c: k.tier or ("light" if k.data.warning else None),
    "received_on": lambda k, c: k.today.isoformat(),
    "applicant": lambda k, c: k.party_name,
    "source": lambda k, c: k.source,
    "proposal": lambda k, c: "建议进一步核查。" if c == "D01" else _penalty_text(k, c) or None,
    "pay_channel": lambda k, c: k.pay_channel,
    "due_on": lambda k, c: k.term("urge_wait").isoformat() if c == "D61" else None,
    "measured_at": lambda k, c: _iso(k.at),
    "approval": lambda k, c: k.no,
    "count": lambda k, c: k.standing.facts.count if k.per else None,
    "discretion": _discretion,
    "found_at": lambda k, c: _iso(k.opened_at),
    "coordinate": lambda k, c: k.coordinate,
    "rights_answer": lambda k, c: "清楚，不申请回避。",
    "relation": lambda k, c: "当事人" if c == "D21" else None,
    "person": lambda k, c: k.party,
    "nature": _nature,
    "corrected": lambda k, c: "已经改正，复查属实。" if k.standing.facts.was_corrected else None,
    "reviewer": lambda k, c: k.reviewer,
    "reviewer_certificate": lambda k, c: k.certificate,
    "host": lambda k, c: k.heads[0] if c == "D43" and k.heads else k.me,
    "hearing_place": lambda k, c: k.agency.address,
    "publicity": lambda k, c: "public",
    "stage": lambda k, c: "execution" if k.step in EXECUTION else "investigation",
    "told_defence": _told,
    "served_on": lambda k, c: k.served_on and k.served_on.isoformat(),
    "unpaid": lambda k, c: k.fine,
    "court": lambda k, c: k.agency.court,
    "urged_on": lambda k, c: k.standing.urged and k.standing.urged.isoformat(),
    "remedy_authority": lambda k, c: k.agency.reconsideration,
    "closed_on": lambda k, c: k.today.isoformat(),
    "place_code": lambda k, c: k.area,
    "matter": lambda k, c: k.matter,
    "checked_on": lambda k, c: k.today.isoformat(),
    "result": lambda k, c: "confirmed",
    "not_filed_ground": lambda k, c: NOT_FILED.get(k.data.ground),
    "evidence_short": lambda k, c: "、".join(e["name"] for e in k.evidence[:4]) or "现场检查、现场照片",
    "defence": lambda k, c: "对上述事实没有异议。",
    "decided_at": lambda k, c: _iso(k.at),
    "decision_place": lambda k, c: k.address,
    "payment": lambda k, c: "later" if k.fine else None,
    "pay_due": lambda k, c: k.term("payment", k.at).isoformat() if k.fine else None,
    "filed_back_on": lambda k, c: k.today.isoformat(),
    "payer": lambda k, c: k.party_name,
    "paid": lambda k, c: k.fine,
    "channel_name": lambda k, c: "执法人员当场收缴" if k.step == "T14" else "银行代收",
    "paid_at": lambda k, c: _iso(k.at),
    "fiscal_receipt": lambda k, c: k.data.receipt,
    "urgent": lambda k, c: k.step == "T23" or None,
    "correct_how": lambda k, c: "by_deadline" if k.data.until else "at_once",
    "correct_by": _until,
    "measures": lambda k, c: f"停止上述违法行为，恢复原状，并保持改正状态。{k.lawful_place}",
    "recheck": lambda k, c: "到期后由执法人员现场复查。",
    "consequence": lambda k, c: "逾期不改正的，本机关将依法处理。",
    "spare_ground": lambda k, c: k.data.ground,
    "lessons": lambda k, c: (
        [f"{wording.article(a)}的规定" for a in (k.basis.violation.prohibits or (k.basis.article,))]
        if k.basis
        else None
    ),
    "undertaking": lambda k, c: "今后遵守规定，不再发生同类行为。",
    "origin": lambda k, c: _history(k),
    "factors": _factors,
    "closing_kind": lambda k, c: "no_violation",
    "statement_due": lambda k, c: k.term("statement_period").isoformat(),
    "hearing": lambda k, c: k.offers_hearing,
    "hearing_due": lambda k, c: k.term("hearing_request").isoformat() if k.offers_hearing else None,
    "defence_at": lambda k, c: _iso(e.at if (e := k.happened("statement") or k.happened("T36")) else k.at),
    "effect": lambda k, c: "经复核，拟处罚意见不变。",
    "hearing_at": _until,
    "pause": _pause,
    "ground": lambda k, c: k.data.ground,
    "paused_on": lambda k, c: k.today.isoformat(),
    "resume_if": lambda k, c: "中止的情形消失。" if _pause(k, c) == "suspend" else None,
    "end_ground": lambda k, c: "died" if k.data.ground == "party_gone" else "other",
    "explanation": lambda k, c: k.data.ground,
    "review": lambda k, c: "pass" if k.data.passed else "return",
    "reviewed": lambda k, c: [{"who": who, "stance": "不涉及" if who == "涉嫌犯罪" else "符合"} for who in REVIEWED],
    "members": lambda k, c: list(k.heads),
    "issue": lambda k, c: f"拟对{k.violation['name']}一案给予的处罚是否适当。",
    "views": lambda k, c: None,  # what the heads said, only they know
    "tier_calculation": _discretion,
    "publish": lambda k, c: True,
    "papers": _served_papers,
    "recipient": lambda k, c: k.party_name,
    "receiver": lambda k, c: k.party_name if WAYS.get(k.step) == "direct" else None,
    "way": lambda k, c: WAYS.get(k.step, "direct"),
    "served_at": lambda k, c: _iso(k.at),
    "service_place": lambda k, c: k.address,
    "addressee": lambda k, c: (k.party or {}).get("address"),
    "phone": lambda k, c: (k.party or {}).get("phone"),
    "accepts_electronic": lambda k, c: True,
    "covered": lambda k, c: ["告知书", "决定书", "催告书"],
    "masked_party": lambda k, c: k.party_name[:1] + "某某" if k.party else None,
    "paper_name": lambda k, c: "行政处罚决定书",
    "until_on": lambda k, c: (k.today + timedelta(days=30)).isoformat(),
    "collect_at": lambda k, c: k.agency.address,
    "deferral": lambda k, c: "defer",
    "instalments": lambda k, c: (
        [{"due": k.data.until.astimezone(CHINA).date().isoformat(), "amount": k.fine}]
        if k.data.until and k.fine
        else None
    ),
    "default": lambda k, c: "逾期未缴的，本批准失效，剩余罚款自次日起加处罚款。",
    "daily": _daily,
    "cap": lambda k, c: k.fine,
    "as_of": lambda k, c: k.today.isoformat(),
    "object": lambda k, c: "罚款和加处罚款" if k.assessment.surcharge else "罚款",
    "party_opinion": lambda k, c: "当事人未提出意见。",
    "reduced": lambda k, c: k.data.surcharge,
    "substitute": lambda k, c: "at_once" if k.step == "T70" else "ordinary",
    "at": lambda k, c: _iso(k.at),
    "supervisor": lambda k, c: k.lead,
    "demolition": lambda k, c: "force" if k.step == "T71" else "announcement",
    "channel": lambda k, c: "through_us",
    "change": lambda k, c: "revoke",
    "withdrawn_on": lambda k, c: k.today.isoformat(),
    "lawfulness": lambda k, c: "本机关依法立案、告知、听取陈述申辩后作出决定，主体、权限、程序和适用法律均符合规定。",
    "outcome": lambda k, c: ENDS.get(k.standing.state),
    "performed": _ended,
    "publication": lambda k, c: "已依法公开。" if k.standing.published else "不属于公开范围或者尚未公开。",
    "index": _index,
    "pages": lambda k, c: k.pages or None,
    "sha256": lambda k, c: k.volume_sha256 if c == "D81" else None,
    "secrecy": lambda k, c: "internal",
    "retention": lambda k, c: "30 年",
    "archivist": lambda k, c: k.me,
    "archived_on": lambda k, c: k.today.isoformat(),
    "recusal_ground": lambda k, c: "interest",
    "challenged": lambda k, c: k.about or None,
    "decision": lambda k, c: "granted" if k.data.passed else "refused",
    "guardian_ground": lambda k, c: "under_14" if k.standing.facts.is_under_penalty_age else "no_capacity",
}
