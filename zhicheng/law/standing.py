"""Where a case stands after its events: one fold, no rule. What an event changes is said here once; whether it may happen is not.

The facts that were known at the beginning go on in `facts`, with what the events have added (an order, a notice, a decision); the
rest is what only a stream can know: who investigated, what is seized, which remedy is running.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhicheng.law.evolve import evolve
from zhicheng.law.facts import Facts, Notice, Order, Recheck
from zhicheng.law.procedure import Procedure, Trail
from zhicheng.law.stream import Event

ANNOUNCED = timedelta(days=30)  # service by announcement counts after thirty days (CPL 95)
LEAD = Trail()
INVESTIGATES = frozenset({"T05", "T06", "T10", "T11", "T20", "T22", "T23", "T26", "recheck"})


@dataclass(frozen=True)  # no slots: `evolve` copies it
class Standing:
    """The state of one case. Every field is the answer to a question that some rule asks."""

    facts: Facts
    trail: Trail = LEAD
    at: datetime | None = None  # the last event
    since: date | None = None  # the lead
    simple: bool = False  # decided, or to be decided, on the spot
    on_file: bool = False  # the on-the-spot decision was reported (T13)
    investigators: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    challenged: frozenset[str] = frozenset()  # recusal asked for, not decided
    announced: tuple[str, ...] = ()  # measures of the latest notice
    points: int = 0  # of the defence, to be answered
    hearing_waived: bool = False
    hearing_set: date | None = None
    excluded: frozenset[str] = frozenset()  # evidence that was obtained unlawfully
    preserved: date | None = None
    seized: date | None = None
    seized_until: date | None = None
    unapproved: datetime | None = None  # an urgent measure that the head has not approved yet
    decided: date | None = None
    deferred: date | None = None
    urged: date | None = None
    substitute_urged: date | None = None
    demolition_announced: date | None = None
    reconsideration: date | None = None  # running since
    reconsidered: date | None = None  # ended on
    forwarded: bool = False
    suit: date | None = None
    judged: date | None = None
    pauses: tuple[
        tuple[date, date], ...
    ] = ()  # remedies that have ended: no surcharge ran from the one day through the other
    surcharge_settled: int = 0  # paid or forgiven
    cash: date | None = None
    cash_in: date | None = None
    banked: bool = False
    published: bool = False

    @property
    def state(self) -> str:
        return self.trail.state

    @property
    def was_served(self) -> bool:
        return self.facts.served is not None

    @property
    def is_remedy_running(self) -> bool:
        return self.reconsideration is not None or self.suit is not None


def begin(facts: Facts) -> Standing:
    """A lead, before anything has happened."""
    return Standing(facts)


def after(standing: Standing, event: Event, procedure: Procedure) -> Standing:
    """The case after one more event. NotAllowed when the step does not lead on from here."""
    trail = procedure.after(standing.trail, event.step) if event.step in procedure.steps else standing.trail
    changes: dict[str, Any] = {"trail": trail, "at": event.at}
    facts: dict[str, Any] = {}
    if standing.since is None:
        changes["since"] = event.day
        if standing.facts.discovered is None:
            facts["discovered"] = event.day
    if event.step in INVESTIGATES and event.actors:
        changes["investigators"] = standing.investigators | {a.id for a in event.actors if "officer" in a.roles}
    if event.step in CHANGES:
        CHANGES[event.step](standing, event, changes, facts)
    if facts:
        changes["facts"] = evolve(standing.facts, facts)
    return evolve(standing, changes)


# What each event changes ---------------------------------------------------------------------------------------------------

Changes = dict[str, Any]
Change = Callable[[Standing, Event, Changes, Changes], None]


def _on_the_spot(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["simple"] = True


def _file(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["simple"] = False
    facts["filed"] = e.day


def _order(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts |= {"order": Order(e.at, e.data.until), "order_absent": False, "recheck": None, "recheck_absent": False}


def _recheck(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts |= {"recheck": Recheck(e.at, e.data.corrected), "recheck_absent": False}


def _notice(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    """The latest notice bounds the decision; statement and hearing begin anew."""
    amount = e.data.amount if e.data.amount is not None else s.facts.amount
    facts |= {
        "notice": Notice(e.day, amount),
        "notice_absent": False,
        "amount": amount,
        "defence": None,
        "waived": False,
    }
    facts |= {"hearing_requested": None, "hearing_notice": None, "hearing": None, "reviewed": None, "discussed": None}
    facts["new_fact"] = e.step == "T39" and e.data.ground == "new_facts"
    now |= {"announced": e.data.measures, "points": 0, "hearing_waived": False, "hearing_set": None}


def _statement(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["defence"] = e.day
    now["points"] = s.points + e.data.points


def _waiver(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    if e.data.hearing:
        now["hearing_waived"] = True
    else:
        facts["waived"] = True


def _answered(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["points"] = 0


def _hearing_asked(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["hearing_requested"] = e.day


def _hearing_notice(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["hearing_notice"] = e.day
    now["hearing_set"] = e.data.until.date() if e.data.until else None


def _heard(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts |= {"hearing": e.day, "hearing_held": True}
    now["points"] = s.points + e.data.points


def _forfeited(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["hearing_held"] = True


def _decision(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["decided"] = e.day
    facts |= {"amount": e.data.amount, "decision": e.day}


def _decision_on_the_spot(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["decided"] = e.day
    facts |= {"amount": e.data.amount, "served": e.day}


def _served(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["served"] = e.day


def _cleared(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    """Immediate substitute performance is a decision of its own, handed over on the spot, and no penalty."""
    now["simple"] = False
    facts["served"] = e.day


def _served_online(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts |= {"served": e.day, "served_online": e.at}


def _announced(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["served"] = e.day + ANNOUNCED


def _cash(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["cash"] = e.day
    facts |= {"collected_on_spot": True, "paid": e.day}


def _paid(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["paid"] = e.day
    now["surcharge_settled"] = s.surcharge_settled + (e.data.surcharge or 0)


def _agreement(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["surcharge_settled"] = s.surcharge_settled + (e.data.surcharge or 0)


def _deferred(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["deferred"] = e.data.until.date() if e.data.until else None


def _seized(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now |= {"seized": e.day, "seized_until": None, "unapproved": e.at if e.step == "T23" else None}


def _extended(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["seized_until"] = e.data.until.date() if e.data.until else None


def _released(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now |= {"seized": None, "seized_until": None, "unapproved": None}


def _recusal(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["challenged"] = s.challenged - {e.data.about}
    if e.data.passed:
        now["recused"] = s.recused | {e.data.about}


def _late_remedy(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["suit" if e.data.about == "suit" else "reconsideration"] = e.day


def _remedy_ended(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    """Days on which a remedy ran carry no surcharge (APL 73)."""
    kind, ended = ("suit", "judged") if e.data.about == "suit" else ("reconsideration", "reconsidered")
    start = s.suit if kind == "suit" else s.reconsideration
    now |= {kind: None, ended: e.day, "pauses": (*s.pauses, (start, e.day)) if start else s.pauses}


def _revoked(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    """With the decision the remedies against it end."""
    facts["revoked"] = e.day
    now |= {"reconsideration": None, "suit": None}


def _withdrawn(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    now["published"] = False


def _amended(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    """The facts as they are known from now on; what the steps have added to them stays."""
    facts |= dict(e.data.facts.means) if e.data.facts else {}


def _set(**values: Any) -> Change:
    def change(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
        now |= values

    return change


def _on(name: str) -> Change:
    def change(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
        now[name] = e.day

    return change


def _known(**values: Any) -> Change:
    def change(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
        facts |= values

    return change


def _add(name: str) -> Change:
    def change(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
        now[name] = getattr(s, name) | {e.data.about}

    return change


def _fact_on(name: str, **more: Any) -> Change:
    def change(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
        facts |= {name: e.day, **more}

    return change


def _extension(s: Standing, e: Event, now: Changes, facts: Changes) -> None:
    facts["extended_to"] = e.data.until.date() if e.data.until else None


CHANGES: Mapping[str, Change] = {
    "T04": _file, "T05": _on_the_spot, "T06": _order, "T10": _decision_on_the_spot, "T12": _file, "T13": _set(on_file=True), "T14": _cash,
    "T21": _on("preserved"), "T22": _seized, "T23": _seized, "T24": _extended, "T25": _released, "T26": _order, "T33": _notice,
    "T34": _answered, "T35": _hearing_asked, "T36": _heard, "T37": _forfeited, "T38": _answered, "T39": _notice,
    "T40": _known(reviewed=True), "T41": _known(discussed=True), "T42": _decision, "T50": _served, "T51": _served, "T52": _served,
    "T53": _served, "T54": _served_online, "T55": _announced, "T61": _paid, "T62": _deferred, "T64": _on("urged"), "T68": _released, "T70": _cleared,
    "T74": _agreement, "T80": _on("reconsideration"), "T81": _set(forwarded=True), "T82": _on("suit"), "T83": _revoked,
    "amend": _amended, "recheck": _recheck, "statement": _statement, "waiver": _waiver, "hearing_notice": _hearing_notice,
    "review_returned": _known(reviewed=False), "extension": _extension, "consent": _fact_on("consent", consent_absent=False),
    "consent_withdrawn": _known(consent=None, consent_absent=True), "recusal_request": _add("challenged"), "recusal": _recusal,
    "exclude_evidence": _add("excluded"), "settle_preserved": _set(preserved=None), "approve_measure": _set(unapproved=None),
    "release": _released, "hand_in_cash": _on("cash_in"), "bank_cash": _set(banked=True), "publish": _set(published=True),
    "withdraw_publication": _withdrawn, "late_remedy": _late_remedy, "remedy_result": _remedy_ended, "urge_substitute": _on("substitute_urged"),
    "announce_demolition": _on("demolition_announced"),
}  # fmt: skip
