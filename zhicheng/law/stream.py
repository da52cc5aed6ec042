"""What happened in a case, one event after the other: who, when, and what the law asks about it.

An event is a step of the procedure (`T33`) or a record (`recheck`): a step moves the case, a record only adds what is known.
Nobody's name, home or gender stands here; an actor is an id, the roles in which he acts, and the term of his certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. `certified` False: no certificate at all; a term that nobody mentioned counts as running."""

    id: str
    roles: frozenset[str]
    certified: bool = True
    certified_from: date | None = None
    certified_to: date | None = None
    places: tuple[str, ...] = ()  # division codes in which the certificate holds; none = everywhere

    @property
    def is_machine(self) -> bool:
        return "system" in self.roles or "service" in self.roles

    @property
    def is_assistant(self) -> bool:
        return "assistant" in self.roles


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence that a decision rests on."""

    id: str
    taken: date | None = None
    unlawful: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """Facts that became known, or were put right: as somebody said them (`scenarios.KEYS`), and which fields of `Facts` that sets."""

    said: tuple[tuple[str, Any], ...] = ()
    means: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """What a step's data carries, as far as a rule asks for it. Which step reads which field: `READS`. Amounts in fen."""

    amount: int | None = (
        None  # the fine that is announced or decided; the money that is paid; the fine after an agreement
    )
    surcharge: int | None = None  # what of the surcharge is paid or forgiven
    warning: bool = False  # a warning is given, with a fine or alone
    measures: tuple[str, ...] = ()  # what else is decided: 没收…, 责令停业…
    ground: str = ""  # why this step is taken: a word of `GROUNDS` where the law has a closed list, else a sentence
    until: datetime | None = None  # correct by; deferred to; extended to
    corrected: bool = False
    hearing_offered: bool | None = None
    hearing: bool = False  # this waiver or request is about the hearing
    points: int = 0
    answered: int = 0
    passed: bool = True  # a review's outcome
    told: bool = True  # certificate shown, facts, reasons, basis and rights told, the party heard (APL 44-45, 55)
    lacking: tuple[str, ...] = ()  # items of the paper or of the file that are known to be missing
    remedies: str = "in order"  # what the paper says about them: in order | direct suit | fifteen days
    online_remedy: bool = True  # it names a way over the Internet (ARL 22)
    method: str = ""  # how money came in: bank | e-payment | officer
    receipt: str = ""
    basis: str = ""  # the text that gives the power for a measure, like "SHCGZF 21"
    goods: tuple[str, ...] = ()  # kinds of what is seized: tools, goods, necessities, unrelated
    evidence: tuple[Item, ...] = ()
    about: str = ""  # the person whose recusal is asked for; the remedy that ended; the item that is excluded
    signed: int = 2  # how many signed a change of custody
    assigned: tuple[Actor, ...] = ()  # the officers to whom a filed case is given
    urgent: bool = False
    masked: bool = True
    educated: bool = True  # an education record was made (D32)
    guardian_told: bool = True  # (D92)
    witnessed: bool = True
    applied: bool = True  # the party has asked for it
    facts: Amendment | None = None  # what became known of the case


NOTHING = Data()


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `actors` None: nobody in particular, the question is whether anybody could do it now."""

    step: str
    at: datetime
    actors: tuple[Actor, ...] | None = None
    data: Data = NOTHING

    @property
    def day(self) -> date:
        return self.at.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Record:
    """Something that happens beside the steps and that a rule asks about. `who` as in the procedure; "" = whoever keeps the file."""

    id: str
    name: Phrase
    article: str
    who: str = ""
    states: frozenset[str] = frozenset()  # where it can happen; none = anywhere after the lead


def _record(id: str, zh: str, en: str, article: str, who: str = "", states: str = "") -> tuple[str, Record]:
    return id, Record(id, Phrase(zh, en), article, who, frozenset(states.split()))


BEFORE_THE_DECISION = (
    "filed investigating investigated notified hearing_requested hearing_held defence_reviewed legal_reviewed discussed"
)
RECORDS: Mapping[str, Record] = dict((
    _record("recheck", "复查", "re-check after the order", "APL 28", "officer x2", f"onspot {BEFORE_THE_DECISION}"),
    _record("statement", "当事人陈述申辩", "the party states its defence", "APL 45", "party", "onspot notified"),
    _record("waiver", "当事人放弃陈述申辩或者听证", "the party waives statement or hearing", "APL 62", "party", "notified"),
    _record("hearing_notice", "送达听证通知", "notice of the hearing", "APL 64", "hearing_host", "hearing_requested"),
    _record("review_returned", "法制审核退回", "legal review returned", "APL 58", "legal_reviewer", "defence_reviewed"),
    _record("extension", "延长办案期限", "extension of the term to decide", "APL 60", "head", BEFORE_THE_DECISION),
    _record("consent", "当事人签订送达地址确认书", "signed consent to electronic service", "APL 61", "party"),
    _record("consent_withdrawn", "当事人撤回电子送达同意", "consent withdrawn", "APL 61", "party"),
    _record("reassign", "更换承办人员", "other officers take the case over", "APL 42", "squad_head"),
    _record("gap_explained", "说明现场影像缺口", "why there is no recording is written down", "APL 47"),
    _record("amend", "补充或者更正案情", "facts are added or put right", "APL 40"),
    _record("recusal_request", "申请回避", "recusal is asked for", "APL 43"),
    _record("recusal", "回避决定", "recusal decided", "APL 43", "head"),
    _record("evidence", "补充证据", "a piece of evidence is added", "APL 46"),
    _record("exclude_evidence", "排除非法证据", "evidence is excluded", "APL 46"),
    _record("settle_preserved", "处理先行登记保存的证据", "preserved evidence is dealt with", "APL 56", "head"),
    _record("approve_measure", "补办强制措施批准", "an urgent measure is approved afterwards", "AEL 19", "head"),
    _record("release", "解除查封扣押", "seized goods are released or disposed of", "AEL 28", "head"),
    _record("late_remedy", "逾期的复议或者起诉被受理", "a late remedy is taken on", "ARL 20",
            states="served performing deferred overdue urged court_applied suspended performed enforced closed"),
    _record("urge_substitute", "代履行催告", "urged before substitute performance", "AEL 51", "head", "served"),
    _record("announce_demolition", "限期拆除公告", "demolition announced", "AEL 44", "head", "served"),
    _record("custody", "涉案财物交接", "goods change hands", "APL 74"),
    _record("hand_in_cash", "现场收缴款交至行政机关", "cash is handed in to the agency", "APL 71", "officer"),
    _record("bank_cash", "罚款缴付银行", "cash is paid in at the bank", "APL 71"),
    _record("publish", "公开处罚决定", "the decision is published", "APL 48"),
    _record("withdraw_publication", "撤回公开的决定", "the publication is withdrawn", "APL 48"),
    _record("remedy_result", "收到复议决定或者判决", "a remedy has ended, the decision stands", "ARL 62"),
))  # fmt: skip

# Which fields of `Data` a step must bring along when it is written; nobody is asked for them while it is only considered.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "T02": ("ground",), "T03": ("ground",), "T04": ("assigned",), "T06": ("until",), "T11": ("ground",), "T12": ("ground",),
    "T14": ("receipt",), "T21": ("ground",), "T22": ("basis", "goods"), "T23": ("basis", "goods"), "T24": ("until", "ground"),
    "T26": ("until",), "T27": ("ground",), "T28": ("ground",), "T30": ("ground",), "T31": ("ground",), "T37": ("ground",),
    "T39": ("ground",), "T43": ("ground",), "T53": ("ground",), "T55": ("ground",), "T61": ("receipt",), "T62": ("until",),
    "T72": ("ground",), "T73": ("ground",), "T74": ("ground",), "T83": ("ground",),
    "recusal_request": ("about",), "recusal": ("about",), "exclude_evidence": ("about",), "extension": ("until",),
    "remedy_result": ("about",), "evidence": ("evidence",), "amend": ("facts",), "late_remedy": ("about", "ground"),
    "gap_explained": ("about", "ground"),
    "reassign": ("assigned",),
}  # fmt: skip
# Closed lists of grounds; other steps take a sentence.
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "T02": ("no_violation", "not_competent", "limitation", "no_penalty_due"),
    "T11": ("minor", "first_offence"),
    "T28": ("party_gone", "no_jurisdiction"),
    "late_remedy": ("force_majeure", "other_good_cause"),
    "T30": ("minor", "first_offence", "no_fault", "under_14", "no_capacity", "limitation"),
    "T37": ("absent", "left", "withdrawn"),
}


def moment_of(on: date | datetime, stream: tuple[Event, ...] = ()) -> datetime:
    """The moment that `on` stands for: itself; a day alone is its noon, or the last event of that day if that is later."""
    if isinstance(on, datetime):
        return on
    noon = datetime.combine(on, NOON, CHINA)
    last = stream[-1].at if stream else noon
    return max(noon, last) if last.astimezone(CHINA).date() == on else noon
