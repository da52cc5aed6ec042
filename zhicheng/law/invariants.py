"""Hard rules over one proposal: each holds, or refuses with its article and one sentence. Named like the rule book (INV-…).

The functions take facts, book and what follows from both (`Case`), and know nothing of screens or tables. Those that concern the
running of a system (custody, publication, appraisal, privacy) stand with the part that can break them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from zhicheng.law.amounts import YUAN, Range
from zhicheng.law.basis import Basis
from zhicheng.law.book import MAY_PUNISH, Book
from zhicheng.law.facts import PENALTY_AGE, Facts
from zhicheng.law.periods import Deadline, clear_working_days, deadline

SEVERE = ("停产", "停业", "关闭", "吊销", "停工")  # measures with a right to a hearing (APL 63)


class Refusal(NamedTuple):
    """Why not: the rule's number, the article it stands on, and a sentence in both languages."""

    rule: str
    article: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Case:
    """Facts with what the book makes of them."""

    facts: Facts
    book: Book
    basis: Basis | None

    @property
    def range(self) -> Range | None:
        return self.basis.range if self.basis else None

    @property
    def confiscates(self) -> tuple[str, ...]:
        return tuple(m for m in self.basis.stage.measures if m.startswith("没收")) if self.basis else ()

    @property
    def fits_simple(self) -> bool:
        """A warning, or a fine up to 200 yuan (citizen) or 3,000 (organisation), and nothing else (APL 51)."""
        limit = self.book.constants[f"K.simple.{self.facts.party.subject}_max"]
        most = self.facts.amount if self.facts.amount is not None else (self.range.least if self.range else 0)
        severe = self.basis is not None and any(w in m for m in self.basis.stage.measures for w in SEVERE)
        return most <= limit and not self.confiscates and not severe

    @property
    def statement_until(self) -> Deadline | None:
        notice = self.facts.latest_notice
        if notice is None or notice.served is None:
            return None
        return deadline("statement_until", self.book.period("statement_period"), notice.served, self.book.calendar)

    @property
    def has_hearing_right(self) -> bool:
        """A big fine, closing, taking a licence (APL 63). The least that can be fined decides while no amount is proposed."""
        if self.facts.hearing_right is not None:
            return self.facts.hearing_right
        if self.basis is None:
            return False
        threshold = (
            self.book.settings.big_fine_org
            if self.facts.party.subject == "org"
            else self.book.settings.big_fine_citizen
        )
        amount = self.facts.amount if self.facts.amount is not None else (self.range.least if self.range else 0)
        return amount >= threshold or any(w in m for m in self.basis.stage.measures for w in SEVERE)

    @property
    def punishes(self) -> bool:
        """Is a fine proposed, or could one be?"""
        return bool(self.facts.violations) and (self.facts.amount is None or self.facts.amount > 0)


Rule = Callable[[Case], Refusal | None]


def officers_are_two(case: Case) -> Refusal | None:
    if case.facts.officers >= 2:
        return None
    return Refusal("INV-01", "APL 42", f"执法人员不得少于两人，现有 {case.facts.officers} 人；协管员不计入。",
                   f"Two officers with valid certificates are needed, there are {case.facts.officers}; assistants never count.")  # fmt: skip


def act_is_on_the_power_list(case: Case) -> Refusal | None:
    if case.facts.power_listed:
        return None
    return Refusal("INV-04", "APL 17", "该违法行为不在本机关公布的权责清单内，不得立案处罚。",
                   "The act is not on this agency's published power list, so it may not be filed.")  # fmt: skip


def simple_procedure_fits(case: Case) -> Refusal | None:
    if not case.facts.on_spot or case.fits_simple:
        return None
    limit = case.book.constants[f"K.simple.{case.facts.party.subject}_max"] // YUAN
    return Refusal("INV-10", "APL 51", f"当场处罚只限警告或 {limit} 元以下罚款，且不得没收、责令停业；请转普通程序。",
                   f"On the spot only a warning or a fine up to {limit} yuan, alone; use the ordinary procedure.")  # fmt: skip


def may_be_collected_on_the_spot(case: Case) -> Refusal | None:
    facts, limit = case.facts, case.book.constants["K.collect_on_spot_max"]
    if not facts.collected_on_spot or facts.hard_to_collect or facts.amount is None or facts.amount <= limit:
        return None
    return Refusal("INV-11", "APL 68", f"罚款 {facts.amount / YUAN:g} 元超过 {limit // YUAN} 元，没有记明事后难以执行的理由，不得当场收缴。",
                   f"A fine above {limit // YUAN} yuan is collected on the spot only with a recorded reason.")  # fmt: skip


def party_was_heard(case: Case) -> Refusal | None:
    """No decision before the notice, and before the party has stated, waived, or let the period pass."""
    facts, until = case.facts, case.statement_until
    if facts.decision is None:
        return None
    if facts.notice_absent:
        return Refusal("INV-20", "APL 62", "未送达处罚事先告知书，不得作出处罚决定。",
                       "No decision before the notice of the intended penalty was served.")  # fmt: skip
    notice = facts.latest_notice
    stated = facts.defence is not None and (notice is None or notice.served is None or facts.defence >= notice.served)
    if until is None or facts.waived or stated or facts.decision > until.on:
        return None
    return Refusal("INV-20", "APL 62", f"陈述申辩期到 {until.on} 止（含当日），当事人未陈述也未放弃，不得提前决定。",
                   f"The statement period runs through {until.on}; the party has neither stated nor waived.")  # fmt: skip


def hearing_was_given(case: Case) -> Refusal | None:
    """Asked for in time: no decision before it was held or forfeited."""
    facts, until = case.facts, hearing_request_until(case)
    if facts.decision is None or facts.hearing_requested is None or not case.has_hearing_right:
        return None
    late = until is not None and facts.hearing_requested > until.on
    if late or facts.hearing_held or (facts.hearing is not None and facts.hearing <= facts.decision):
        return None
    return Refusal("INV-21", "APL 63", "当事人已按期申请听证，听证结束前不得作出决定。",
                   "A hearing was asked for in time; no decision before it has ended.")  # fmt: skip


def is_not_heavier_than_the_notice(case: Case) -> Refusal | None:
    facts, notice = case.facts, case.facts.notice
    if facts.new_notice is not None and facts.new_fact:
        notice = facts.new_notice  # new facts, found independently, told anew
    if notice is None or notice.intended is None or facts.amount is None or facts.amount <= notice.intended:
        return None
    return Refusal("INV-22", "APL 45", f"告知拟罚 {notice.intended / YUAN:g} 元，不得因申辩加重为 {facts.amount / YUAN:g} 元。",
                   f"{notice.intended / YUAN:g} yuan were announced; the defence must not make it {facts.amount / YUAN:g}.")  # fmt: skip


def hearing_was_announced_in_time(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.hearing is None or facts.hearing_notice is None:
        return None
    first = earliest_hearing(case, facts.hearing_notice)
    if facts.hearing >= first:
        return None
    return Refusal("INV-23", "APL 64", f"听证应在通知七个完整工作日之后，最早 {first}。",
                   f"Seven clear working days between notice and hearing: {first} at the earliest.")  # fmt: skip


def review_was_passed(case: Case) -> Refusal | None:
    facts = case.facts
    needed = facts.hearing_held or facts.major or case.book.settings.legal_review_always or facts.reviewed is False
    if facts.decision is None or not needed or facts.reviewed:
        return None
    return Refusal(
        "INV-30", "APL 58", "未经法制审核或者审核未通过，不得作出决定。", "Legal review has not been passed."
    )


def heads_have_discussed(case: Case) -> Refusal | None:
    if not case.facts.major or case.facts.discussed or case.facts.decision is None:
        return None
    return Refusal("INV-31", "APL 57", "情节复杂或者重大违法行为，须经负责人集体讨论。",
                   "A complex or major case is discussed by the heads before the decision.")  # fmt: skip


def basis_is_in_force(case: Case) -> Refusal | None:
    """The text of the day of the act, the milder one if it changed (APL 37)."""
    facts, basis = case.facts, case.basis
    if not facts.violations:
        return None
    if basis is None:
        return Refusal(
            "INV-33",
            "APL 37",
            "行为发生之日没有处罚该行为的现行规定。",
            "No text in force on the day of the act punishes it.",
        )
    if basis.other is None or facts.amount is None or basis.range is None:
        return None
    if basis.range.holds(facts.amount) or not basis.other.holds(facts.amount):
        return None
    return Refusal("INV-33", "APL 37", f"适用 {basis.article}（从旧兼从轻），该数额只在未适用的文本幅度内。",
                   f"{basis.article} applies (old text unless the new one is milder); the amount fits only the other text.")  # fmt: skip


def basis_may_punish(case: Case) -> Refusal | None:
    if case.basis is None:
        return None
    law = case.book.laws.get(case.basis.violation.law)
    if law is not None and law.rank in MAY_PUNISH:
        return None
    return Refusal(
        "INV-34",
        "APL 16",
        "其他规范性文件不得设定行政处罚。",
        "A normative document can never be the basis of a penalty.",
    )


def amount_is_lawful(case: Case) -> Refusal | None:
    """Never above the statute; below its least only with a ground that is recorded (APL 30, 32)."""
    facts, whole = case.facts, case.range
    if facts.amount is None or case.basis is None:
        return None
    if whole is None:
        if facts.amount == 0:
            return None
        return Refusal(
            "INV-35", "APL 34", "该条款对这类当事人没有设定罚款。", "The article sets no fine for this kind of party."
        )
    most, least = whole.most / YUAN, whole.least / YUAN
    if facts.amount > whole.most:
        return Refusal(
            "INV-35", "APL 34", f"超过法定上限 {most:g} 元。", f"Above the statutory maximum of {most:g} yuan."
        )
    if (
        facts.amount >= whole.least
        or facts.mitigation
        or facts.is_minor
        or (facts.amount == 0 and case.basis.stage.optional)
    ):
        return None
    return Refusal("INV-35", "APL 34", f"低于法定下限 {least:g} 元，须有记明的减轻理由（APL 30、32）。",
                   f"Below the statutory minimum of {least:g} yuan without a recorded ground of mitigation (APL 30, 32).")  # fmt: skip


def order_was_given_and_ignored(case: Case) -> Refusal | None:
    """An article that fines only who ignores the order needs the order, its term over, and a dated re-check."""
    facts, basis = case.facts, case.basis
    if basis is None or basis.stage.pre != "order_ignored" or facts.order_ignored or facts.stage == "order_ignored":
        return None
    why = _why_not_ignored(facts)
    if not why:
        return None
    return Refusal(
        "INV-36",
        f"{basis.article}",
        f"该条只罚责令改正后拒不改正的：{why[0]}。",
        f"The article fines only who ignores the order: {why[1]}.",
    )


def _why_not_ignored(facts: Facts) -> tuple[str, str] | None:
    if facts.order_ignored is False:
        return "当事人没有拒不改正", "it was not ignored"
    if facts.order_absent:
        return "没有送达责令改正通知书", "no order to correct was served"
    if facts.recheck_absent or (facts.order is not None and facts.recheck is None):
        return "没有复查记录", "there is no record of a re-check"
    if facts.recheck is None:
        return None  # nobody mentioned either: in order
    if facts.recheck.corrected:
        return "复查时已经改正", "the re-check found it corrected"
    order, at = facts.order, facts.recheck.at
    if order and at and order.correct_by and at < order.correct_by:
        return "复查时改正期限未到", "the re-check was made before the term was over"
    return None


def act_was_not_fined_before(case: Case) -> Refusal | None:
    if not case.facts.fined_before_for_this:
        return None
    return Refusal("INV-38", "APL 29", "对同一违法行为不得给予两次以上罚款。", "One act is never fined twice.")


def decision_is_in_time(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.filed is None or facts.decision is None:
        return None
    last = deadline("decision", case.book.period("decision_after_filing"), facts.filed, case.book.calendar)
    if facts.decision <= last.on:
        return None
    return Refusal("INV-39", "APL 60", f"立案后九十日到 {last.on} 届满，未经延长不得再作决定。",
                   f"Ninety days from filing ended on {last.on}; no extension is recorded.")  # fmt: skip


def party_may_be_punished(case: Case) -> Refusal | None:
    """Under 14: never. 14 to 17: light or mitigated only."""
    facts, whole = case.facts, case.range
    if facts.is_under_penalty_age:
        return Refusal("INV-40", "APL 30", f"行为时未满 {PENALTY_AGE} 周岁，不予行政处罚，责令监护人加以管教。",
                       f"Under {PENALTY_AGE} at the time of the act: no penalty; the guardian is told.")  # fmt: skip
    if not facts.is_minor or facts.amount is None or whole is None:
        return None
    light = case.book.settings.tiers.tier("light", whole)
    if facts.amount <= light.most:
        return None
    return Refusal("INV-40", "APL 30", f"已满十四不满十八周岁，应当从轻或者减轻：至多 {light.most / YUAN:g} 元。",
                   f"Aged 14 to 17: light or mitigated, at most {light.most / YUAN:g} yuan.")  # fmt: skip


def party_could_control_the_act(case: Case) -> Refusal | None:
    if case.facts.party.capacity:
        return None
    return Refusal("INV-41", "APL 31", "不能辨认或者不能控制自己行为时有违法行为的，不予行政处罚。",
                   "No penalty for an act that the party could not recognise or control.")  # fmt: skip


def party_was_at_fault(case: Case) -> Refusal | None:
    if not case.facts.no_fault:
        return None
    return Refusal(
        "INV-42",
        "APL 33",
        "当事人有证据足以证明没有主观过错的，不予行政处罚。",
        "The party has proved absence of fault: no penalty.",
    )


def leniency_was_considered(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.amount in (None, 0) or facts.not_lenient_because or leniency_of(case) is None:
        return None
    return Refusal("INV-43", "APL 33", "符合公布的不予处罚条件：应当选择不予处罚，或者记明不适用的理由。",
                   "The published conditions for sparing hold: spare, or record why not.")  # fmt: skip


def leniency_of(case: Case) -> str | None:
    """`minor` (must be spared), `first_offence` (may be), None: by the published list and what is known."""
    facts = case.facts
    if (
        case.basis is None
        or case.basis.violation.id in case.book.never_lenient
        or facts.harm
        or not facts.was_corrected
    ):
        return None
    listed = case.book.leniency.get(case.basis.violation.id)
    if listed is None or (listed.kind == "first_offence" and not facts.first_in_lookback):
        return None
    return listed.kind


def act_is_within_limitation(case: Case) -> Refusal | None:
    last = limitation_of(case)
    if last is None or case.facts.discovered is None or case.facts.discovered <= last.on:
        return None
    return Refusal("INV-44", "APL 36", f"追责时效到 {last.on} 届满，{case.facts.discovered} 才发现，不再给予处罚。",
                   f"The limitation ended on {last.on}; it was discovered on {case.facts.discovered}.")  # fmt: skip


def record_is_evidence(case: Case) -> Refusal | None:
    """A camera's record counts only when device, place and review are in order (APL 41)."""
    facts = case.facts
    if facts.device is None and not facts.record_unreviewed:
        return None
    missing = _missing_of_device(facts)
    if not missing:
        return None
    return Refusal("INV-50", "APL 41", f"电子监控记录不得作为证据，只作线索：{'、'.join(m[0] for m in missing)}。",
                   f"The camera's record is a lead only, no evidence: {', '.join(m[1] for m in missing)}.")  # fmt: skip


def _missing_of_device(facts: Facts) -> list[tuple[str, str]]:
    device, day = facts.device, facts.captures[0].date() if facts.captures else None
    found: list[tuple[str, str]] = []
    if device is not None:
        published = device.location_published
        checks = (
            (device.legal_basis is False, "没有法律、行政法规依据", "no law allows monitoring for this act"),
            (device.legal_review is False, "未经法制审核", "no legal review of the device"),
            (device.technical_review is False, "未经技术审核", "no technical review of the device"),
            (device.sign is False, "没有明显标志", "no sign"),
            (device.location_unpublished or (published is not None and day is not None and published >= day),
             "采集前未公布设置地点", "the location was not published before the capture"),
            (device.calibration_valid_to is not None and day is not None and device.calibration_valid_to < day,
             "检定已过期", "the calibration had expired"),
        )  # fmt: skip
        found = [(zh, en) for bad, zh, en in checks if bad]
    if facts.record_unreviewed:
        found.append(("记录未经执法人员审核", "no officer has reviewed the record"))
    return found


def online_service_was_agreed(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.served_online is None:
        return None
    agreed = facts.consent is None or facts.consent <= facts.served_online.date()
    if not facts.consent_absent and agreed:
        return None
    return Refusal("INV-70", "APL 61", "没有当事人签订的电子送达确认书，电子送达无效，请在七个工作日内改用其他方式。",
                   "Without a signed consent electronic service is void: serve another way within seven working days.")  # fmt: skip


def crime_is_referred(case: Case) -> Refusal | None:
    if not case.facts.crime_suspected:
        return None
    return Refusal("INV-86", "APL 8", "涉嫌犯罪的应当移送司法机关，不得以行政处罚代替刑事处罚。",
                   "A suspected crime is referred; a penalty may not replace it.")  # fmt: skip


RULES: tuple[Rule, ...] = (
    officers_are_two, act_is_on_the_power_list, simple_procedure_fits, may_be_collected_on_the_spot, party_was_heard, hearing_was_given,
    is_not_heavier_than_the_notice, hearing_was_announced_in_time, review_was_passed, heads_have_discussed, basis_is_in_force,
    basis_may_punish, amount_is_lawful, order_was_given_and_ignored, act_was_not_fined_before, decision_is_in_time,
    party_may_be_punished, party_could_control_the_act, party_was_at_fault, leniency_was_considered, act_is_within_limitation,
    record_is_evidence, online_service_was_agreed, crime_is_referred,
)  # fmt: skip


def refusals(case: Case) -> tuple[Refusal, ...]:
    """Every rule that refuses, in the order of the rule book."""
    return tuple(found for rule in RULES if (found := rule(case)) is not None)


# What several rules and the calendar of a case need -------------------------------------------------------------------------


def hearing_request_until(case: Case) -> Deadline | None:
    notice = case.facts.latest_notice
    if notice is None or notice.served is None:
        return None
    return deadline("request_until", case.book.period("hearing_request"), notice.served, case.book.calendar)


def earliest_hearing(case: Case, sent: date) -> date:
    """At least seven days after its notice: clear working days, unless the city counts otherwise."""
    n = case.book.period("hearing_notice_ahead").amount
    return clear_working_days(sent, n if case.book.settings.hearing_notice_clear_days else n - 1, case.book.calendar)


def limitation_of(case: Case) -> Deadline | None:
    """Two years from the act or from the end of a continuing one; five with harm (APL 36). A duty of the agency: it never rolls."""
    facts = case.facts
    if facts.continuing:
        return None
    start = facts.ended or facts.act_started or facts.day_of_act
    if start is None:
        return None
    period = case.book.period("limitation_harm" if facts.harm else "limitation")
    return deadline("limitation_last_day", period, start, case.book.calendar, rolls=False)
