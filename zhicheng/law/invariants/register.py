"""All 57 hard rules, each with its article and where it is enforced. Nothing is enforced by being listed: what is not there yet says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

from zhicheng.law.invariants import choice, coercion, competence, conduct, decision, evidence, hearing, persons, service

CHAPTERS: tuple[ModuleType, ...] = (
    competence,
    choice,
    hearing,
    decision,
    persons,
    evidence,
    coercion,
    service,
    conduct,
)
NOT_YET = "not yet"


class Invariant(NamedTuple):
    """`level`: block = refused; monitor = raises an alarm. `elsewhere`: the part of the system that enforces (the rest of) it."""

    id: str
    article: str
    zh: str
    en: str
    elsewhere: str = ""
    level: str = "block"


REGISTER: tuple[Invariant, ...] = (
    Invariant(
        "INV-01",
        "APL 42",
        "两名持有效执法证的执法人员",
        "two different officers with valid certificates",
        "ground/people, flow/dispatch: who is sent",
    ),
    Invariant("INV-02", "APL 43", "回避", "whoever is recused does not act"),
    Invariant(
        "INV-03", "APL 64", "听证主持、法制审核、审批与调查分离", "host, reviewer and head have not investigated"
    ),
    Invariant("INV-04", "APL 17", "权责清单之内", "on the published power list"),
    Invariant("INV-05", "APL 42", "协管员和系统账号只提供线索", "assistants and service accounts report leads only"),
    Invariant("INV-10", "APL 51", "简易程序的限额和种类", "what fits the simple procedure"),
    Invariant("INV-11", "APL 68", "当场收缴的条件和票据", "collected on the spot, with a receipt"),
    Invariant(
        "INV-12",
        "APL 71",
        "当场收缴款二日内上交、二日内缴库",
        "cash to the agency in two days, to the bank in two more",
    ),
    Invariant("INV-13", "APL 67", "罚缴分离", "no officer receives money"),
    Invariant("INV-20", "APL 62", "先告知、听取陈述申辩，后决定", "notice and statement before the decision"),
    Invariant("INV-21", "APL 63", "听证权利", "the right to a hearing"),
    Invariant("INV-22", "APL 45", "不因申辩加重", "never heavier because of the defence"),
    Invariant("INV-23", "APL 64", "听证七日前通知", "seven clear working days before a hearing"),
    Invariant("INV-24", "APL 45", "逐点复核答复", "every point of the defence is answered"),
    Invariant("INV-30", "APL 58", "法制审核", "legal review is passed first"),
    Invariant("INV-31", "APL 57", "集体讨论", "the heads discuss what is complex or major"),
    Invariant(
        "INV-32",
        "APL 59",
        "决定书的法定内容",
        "what a decision contains",
        "flow/papers: the fields of each paper",
    ),
    Invariant("INV-33", "APL 37", "从旧兼从轻", "the text of the day, the milder one if it changed"),
    Invariant(
        "INV-34", "APL 16", "规范性文件不得设定处罚", "no penalty on a normative document", "`zhicheng law lint`: packs"
    ),
    Invariant("INV-35", "APL 34", "法定幅度和裁量基准", "inside the statute and the published tiers"),
    Invariant("INV-36", "APL 28", "拒不改正的证据", "proof that the order was ignored"),
    Invariant("INV-37", "APL 28", "处罚同时责令改正", "a penalty comes with an order to correct"),
    Invariant(
        "INV-38",
        "APL 29",
        "一事不二罚",
        "one act, one fine",
        "flow/cases: the register finds an earlier fine of the same work order",
    ),
    Invariant("INV-39", "APL 60", "九十日办案期限", "ninety days from filing to decision"),
    Invariant("INV-40", "APL 30", "未成年人", "under 14 never; 14 to 17 lighter"),
    Invariant("INV-41", "APL 31", "不能辨认或者控制", "no penalty without capacity"),
    Invariant("INV-42", "APL 33", "没有主观过错", "no penalty without fault"),
    Invariant("INV-43", "APL 33", "首违不罚、轻微不罚", "sparing is considered, on record, with education"),
    Invariant("INV-44", "APL 36", "追责时效", "limitation"),
    Invariant(
        "INV-50",
        "APL 41",
        "电子监控记录的审核",
        "what makes a camera's record evidence",
        "ground/devices: what the register lacks; flow/sense: then its record is a lead only",
    ),
    Invariant(
        "INV-51", "APL 46", "非法证据排除", "unlawful evidence is excluded", "ground/evidence: what supports a decision"
    ),
    Invariant(
        "INV-52",
        "ESL 5",
        "证据只增不改",
        "evidence is write-once; the file only grows",
        "infra/events: digests of events; ground/evidence: files",
    ),
    Invariant(
        "INV-53",
        "ALLEVID 60",
        "决定之后的证据",
        "no evidence from after the decision",
        "ground/evidence: what supports a decision",
    ),
    Invariant(
        "INV-54",
        "APL 56",
        "先行登记保存七日",
        "preserved evidence is dealt with in seven days",
        "ground/evidence: the alarm and the release",
    ),
    Invariant("INV-55", "APL 47", "全过程记录", "the whole process is on record"),
    Invariant(
        "INV-60",
        "AEL 17",
        "查封扣押的权力和期限",
        "who may seize, for how long",
        "ground/evidence: the alarm and the release",
    ),
    Invariant(
        "INV-61",
        "AEL 23",
        "生活必需品和无关财物",
        "never necessities of life, nor unrelated goods",
        "ground/evidence: the list of goods",
    ),
    Invariant("INV-62", "AEL 43", "夜间和节假日不强制执行", "no enforcement at night or on holidays"),
    Invariant(
        "INV-63",
        "AEL 43",
        "不得停水停电停热停气",
        "no home is cut off",
        "law: such a measure does not exist (`coercion.MEASURES`)",
    ),
    Invariant("INV-64", "APL 72", "加处罚款", "the surcharge, its cap and its pauses"),
    Invariant("INV-65", "AEL 53", "申请强制执行的期间", "when the court may be asked"),
    Invariant("INV-66", "AEL 42", "罚款本身不得减免", "the fine itself is never lowered"),
    Invariant("INV-70", "APL 61", "电子送达须经同意", "electronic service by consent"),
    Invariant("INV-71", "ARL 23", "当场处罚复议前置", "reconsideration first after a penalty on the spot"),
    Invariant("INV-72", "ARL 22", "互联网复议渠道", "an Internet way to ask for reconsideration"),
    Invariant("INV-73", "ARL 20", "六十日和六个月", "sixty days and six months"),
    Invariant(
        "INV-74",
        "APL 48",
        "决定公开和撤回",
        "publication, masked, and its withdrawal",
        "civic/openness, not yet: the page",
    ),
    Invariant(
        "INV-80",
        "APL 74",
        "罚款不得作为考核指标",
        "no targets by fines",
        "flow/cases: a formula that names fines is refused; insight, not yet: appraisal",
    ),
    Invariant("INV-81", "PIPL 24", "机器不得单独决定", "a machine alone does not decide"),
    Invariant(
        "INV-82",
        "VIDEO 16",
        "公共视频调用登记",
        "every look at a public camera is registered",
        "ground/devices: unmasked pictures open for a reason; flow/sense: pictures leave after their days",
    ),
    Invariant(
        "INV-83",
        "VIDEO 22",
        "公开影像须遮蔽",
        "public pictures are masked",
        "flow/sense: what cameras saw leaves masked; flow/reports, not yet: faces on people's own photos",
    ),
    Invariant(
        "INV-84",
        "PIPL 26",
        "不用人脸识别找人",
        "no search by face",
        "nowhere: no such function exists, and a test looks for one",
    ),
    Invariant(
        "INV-85", "PIPL 31", "未满十四周岁的个人信息", "data of children", "flow/reports, not yet: the guardian's step"
    ),
    Invariant("INV-86", "APL 8", "涉嫌犯罪须移送", "a suspected crime is referred"),
    Invariant(
        "INV-87",
        "APL 76",
        "符合立案标准而未立案的监督",
        "leads that lie, orders never re-checked",
        "law: `proposals` raises the alarm; flow/cases: the list of leads that lie and orders never re-checked",
        "monitor",
    ),
    Invariant("INV-88", "APL 74", "涉案财物", "goods and their custody", "ground/evidence: both sign"),
    Invariant(
        "INV-89",
        "NOLIC 3",
        "指定场所和时间内合法",
        "lawful in designated places and hours",
        "flow/sense, flow/reports, ground/permits: set aside before anything is raised",
    ),
)


def enforced_by() -> Mapping[str, tuple[str, ...]]:
    """Rule number → the functions that refuse with it, read from the functions themselves so that nothing is listed that is not there."""
    found: dict[str, list[str]] = {}
    for chapter in CHAPTERS:
        for name, one in vars(chapter).items():
            if isinstance(one, FunctionType) and one.__module__ == chapter.__name__:
                for rule in _numbers(one.__code__):
                    found.setdefault(rule, []).append(f"{chapter.__name__.rpartition('.')[2]}.{name}")
    return {rule: tuple(names) for rule, names in found.items()}


def _numbers(code: CodeType) -> set[str]:
    return {c for c in _constants(code.co_consts) if c.startswith("INV-") and len(c) == len("INV-00")}


def _constants(values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _constants(value)
