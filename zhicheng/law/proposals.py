"""What the engine proposes to the person who decides. It proposes and gives its reasons; nobody has to follow (PIPL 24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhicheng.law.amounts import YUAN
from zhicheng.law.basis import Basis
from zhicheng.law.book import Book
from zhicheng.law.deadlines import UNDECIDED
from zhicheng.law.invariants.case import Case
from zhicheng.law.invariants.decision import decision_until
from zhicheng.law.invariants.persons import leniency_of
from zhicheng.law.periods import Deadline
from zhicheng.law.standing import Standing

ALARM_DAYS = 15  # the head is warned when so many of the ninety days are left (INV-39: from day 75)
BEFORE_A_PENALTY = UNDECIDED | {"lead", "checking", "onspot"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """`kind`: spare | consider_sparing | lighter | order_first | refer | hearing | release | alarm."""

    kind: str
    article: str
    zh: str
    en: str


def proposals(
    s: Standing, book: Book, basis: Basis | None, running: tuple[Deadline, ...], on: date
) -> tuple[Proposal, ...]:
    case = Case(s.facts, book, basis)
    return (*_of_the_party(s, case), *_of_the_order(s, case), *_alarms(s, case, running, on))


def _of_the_party(s: Standing, case: Case) -> Iterator[Proposal]:
    facts = s.facts
    if s.state not in BEFORE_A_PENALTY:
        return
    if facts.crime_suspected:
        yield Proposal("refer", "APL 27", "涉嫌犯罪：移送司法机关。", "A crime is suspected: refer it to the police.")
        return
    if facts.is_under_penalty_age:
        yield Proposal(
            "spare", "APL 30", "未满十四周岁：不予处罚，责令监护人管教。", "Under 14: no penalty; tell the guardian."
        )
    elif not facts.party.capacity:
        yield Proposal("spare", "APL 31", "不能辨认或者控制：不予处罚。", "Without capacity: no penalty.")
    elif facts.no_fault:
        yield Proposal("spare", "APL 33", "证明没有主观过错：不予处罚。", "No fault was proved: no penalty.")
    else:
        yield from _leniency(case)
    if facts.is_minor and case.range:
        most = case.book.settings.tiers.tier("light", case.range).most / YUAN
        yield Proposal(
            "lighter",
            "APL 30",
            f"十四至十七周岁：从轻或者减轻，至多 {most:g} 元。",
            f"Aged 14 to 17: at most {most:g} yuan.",
        )


def _leniency(case: Case) -> Iterator[Proposal]:
    """The published list's offer, with its conditions for the officer to tick."""
    offered = leniency_of(case)
    if offered is None or case.basis is None:
        return
    conditions = "; ".join(case.book.leniency[case.basis.violation.id].conditions)
    if offered == "minor":
        yield Proposal(
            "spare",
            "APL 33",
            f"轻微并及时改正：不予处罚（{conditions}）。",
            f"Minor and put right: spare ({conditions}).",
        )
    else:
        yield Proposal(
            "consider_sparing",
            "APL 33",
            f"首违且已改正：可以不予处罚（{conditions}），不适用须写明理由。",
            f"First offence, put right: may be spared ({conditions}); if not, say why.",
        )


def _of_the_order(s: Standing, case: Case) -> Iterator[Proposal]:
    needs_order = case.basis is not None and all(st.pre == "order_ignored" for st in case.basis.violation.stages)
    if (
        s.state in ("onspot", "investigating")
        and needs_order
        and s.facts.order is None
        and s.facts.order_ignored is None
    ):
        yield Proposal(
            "order_first",
            case.basis.article if case.basis else "APL 28",
            "先责令改正：该条只罚拒不改正的。",
            "Order to correct first: the article fines only who ignores it.",
        )
    if s.state == "investigated" and case.has_hearing_right:
        yield Proposal("hearing", "APL 63", "告知书须告知听证权利。", "The notice has to offer a hearing.")


def _alarms(s: Standing, case: Case, running: tuple[Deadline, ...], on: date) -> Iterator[Proposal]:
    dates = {d.name: d.on for d in running}
    for name, kind, article, zh, en in LATE:
        if name in dates and on > dates[name]:
            yield Proposal(kind, article, zh, en)
    last = decision_until(case)
    if s.state in UNDECIDED and last is not None and on >= last - timedelta(days=ALARM_DAYS):
        yield Proposal("alarm", "APL 60", f"办案期限到 {last} 届满。", f"The term to decide ends on {last}.")


LATE = (
    ("evidence_last_day", "release", "APL 56", "先行登记保存超期：立即解除。", "Evidence preserved too long: release it."),
    ("seizure_last_day", "release", "AEL 28", "查封扣押超期：立即解除。", "The seizure is over: release the goods."),
    ("lead_check_last_day", "alarm", "APL 76", "线索逾期未核查。", "The lead was not checked in time."),
    ("correct_by", "alarm", "APL 76", "责令改正后没有复查。", "The order was never re-checked."),
    ("service_last_day", "alarm", "APL 61", "决定书逾期未送达。", "The decision was not served in time."),
)  # fmt: skip
