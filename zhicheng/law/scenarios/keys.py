"""Every key that a scenario may have, what it sets, and which of them may be said or put right on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from zhicheng.kernel.errors import BadInput
from zhicheng.law.facts import Device, Facts, Notice, Order, Party, Recheck
from zhicheng.law.scenarios.values import day, fen, moment, parts, whole_number

BARBECUE = "V.EEC.bbq"  # the one act that a `published_forbidden_zone` speaks of
Read = Callable[[Facts, Any, str], Facts]


class Key(NamedTuple):
    """One key of a scenario: how it is read, its type and meaning for the reference."""

    read: Read
    type: str
    meaning: str


def _with(facts: Facts, name: str, value: Any) -> Facts:
    change: dict[str, Any] = {name: value}
    return replace(facts, **change)


def _sets(name: str, parse: Callable[[Any, str], Any]) -> Read:
    def read(facts: Facts, value: Any, key: str) -> Facts:
        return facts if value is None else _with(facts, name, parse(value, key))

    return read


def _flag(name: str) -> Read:
    return lambda facts, value, key: _with(facts, name, bool(value))


def _party(facts: Facts, value: Any, key: str) -> Facts:
    given = parts(value, key, ("kind", "age", "born", "capacity"))
    kind = given.get("kind", "citizen")
    if kind not in ("citizen", "organisation", "individual_business"):
        raise BadInput(
            f"「{kind}」不是当事人类型；可用：citizen、organisation、individual_business。",
            f"{kind!r} is no kind of party; any of citizen, organisation, individual_business.",
            field=f"{key}.kind",
        )
    age = None if given.get("age") is None else whole_number(given["age"], f"{key}.age")
    born = None if given.get("born") is None else day(given["born"], f"{key}.born")
    return replace(
        facts, party=Party("org" if kind == "organisation" else "citizen", age, born, bool(given.get("capacity", True)))
    )


def _order(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, order=None, order_absent=True)
    given = parts(value, key, ("served", "correct_by"))
    served, by = (None if given.get(n) is None else moment(given[n], f"{key}.{n}") for n in ("served", "correct_by"))
    return replace(facts, order=Order(served, by), order_absent="served" in given and not given["served"])


def _recheck(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, recheck=None, recheck_absent=True)
    given = parts(value, key, ("at", "corrected"))
    at = None if given.get("at") is None else moment(given["at"], f"{key}.at")
    return replace(facts, recheck=Recheck(at, bool(given.get("corrected", False))), recheck_absent=False)


def _notice(name: str) -> Read:
    def read(facts: Facts, value: Any, key: str) -> Facts:
        if not value:
            return replace(_with(facts, name, None), notice_absent=name == "notice")
        given = parts(value, key, ("served", "intended"))
        served = None if given.get("served") is None else day(given["served"], f"{key}.served")
        intended = None if given.get("intended") is None else fen(given["intended"], f"{key}.intended")
        return _with(facts, name, Notice(served, intended))

    return read


def _notice_served(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, notice=None, notice_absent=True)
    intended = facts.notice.intended if facts.notice else None
    return replace(facts, notice=Notice(day(value, key), intended), notice_absent=False)


def _device(facts: Facts, value: Any, key: str) -> Facts:
    known = ("location_published", "legal_review", "technical_review", "calibration_valid_to", "sign", "legal_basis")
    given = parts(value, key, known)

    def passed(name: str) -> bool | None:
        """Nothing said = in order; null, false or a word of failure = not."""
        return None if name not in given else bool(given[name]) and given[name] not in ("failed", "no", "missing")

    published, valid = given.get("location_published"), given.get("calibration_valid_to")
    return replace(
        facts,
        device=Device(
            legal_basis=passed("legal_basis"),
            legal_review=passed("legal_review"),
            technical_review=passed("technical_review"),
            sign=passed("sign"),
            location_published=day(published, f"{key}.location_published") if published else None,
            location_unpublished="location_published" in given and not published,
            calibration_valid_to=day(valid, f"{key}.calibration_valid_to") if valid else None,
        ),
    )


def _captures(facts: Facts, value: Any, key: str) -> Facts:
    values = value if isinstance(value, list) else [value]
    return replace(facts, captures=tuple(moment(v, key) for v in values if v))


def _reviewed(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, record_reviewed=None, record_unreviewed=True)
    return replace(facts, record_reviewed=day(value, key))


def _consent(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, consent=day(value, key) if value else None, consent_absent=not value)


def _defence(facts: Facts, value: Any, key: str) -> Facts:
    return facts if value in (None, False, "none") else replace(facts, defence=day(value, key))


def _ended(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, continuing=value is None, ended=None if value is None else day(value, key))


def _violation(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, violations=(str(value),))


def _rules(facts: Facts, value: Any, key: str) -> Facts:
    if not isinstance(value, list) or not value:
        raise BadInput("应为违法行为编号的列表。", "Give a list of violation ids.", field=key)
    return replace(facts, violations=tuple(str(v) for v in value))


def _zone(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, violations=facts.violations or (BARBECUE,), zone_absent=not value)


def _picked_up(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, corrected=value in (True, "at_once", "yes"))


def _new_fact(facts: Facts, value: Any, key: str) -> Facts:
    if value:
        parts(value, key, ("found", "source"))
    return replace(facts, new_fact=bool(value))


def _mitigation(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, mitigation=tuple(value) if isinstance(value, list) else (str(value),) if value else ())


def _passes(facts: Facts, value: Any, key: str) -> Facts:
    """A step of the chain that is part of the file but bounds nothing here."""
    return facts


def _referral(facts: Facts, value: Any, key: str) -> Facts:
    return replace(facts, crime_suspected=True, referral_reported=day(value, key))


KEYS: dict[str, Key] = {
    "violation": Key(_violation, "id", "the act, by its catalogue id"),
    "rules": Key(_rules, "list of ids", "several rules that forbid one act (APL 29)"),
    "party": Key(
        _party,
        "kind, age, born, capacity",
        "citizen | organisation | individual_business; age in years or date of birth",
    ),
    "act": Key(_sets("act", moment), "moment", "when it was done"),
    "act_started": Key(_sets("act_started", day), "date", "a continuing act: when it began"),
    "ended": Key(_ended, "date or null", "when the continuing act ended; null = it goes on"),
    "discovered": Key(_sets("discovered", day), "date", "first official record of it"),
    "harm": Key(_flag("harm"), "bool", "life, health, finance or environment harmed: five years of limitation"),
    "officers": Key(_sets("officers", whole_number), "number", "certified officers present; assistants never count"),
    "power_list": Key(_flag("power_listed"), "text or null", "the act is on the published power list"),
    "fine": Key(_sets("amount", fen), "yuan", "the fine"),
    "proposed_fine": Key(_sets("amount", fen), "yuan", "the fine that is proposed"),
    "decision_amount": Key(_sets("amount", fen), "yuan", "the fine of the decision"),
    "cost": Key(_sets("cost", fen), "yuan", "cost of construction, where the fine is a share of it"),
    "count": Key(
        _sets("count", whole_number), "number", "how many heads, pieces or square metres, where the fine is for each"
    ),
    "on_spot": Key(_flag("on_spot"), "bool", "to be decided on the spot"),
    "collected_on_spot": Key(_flag("collected_on_spot"), "bool", "cash taken on the spot"),
    "hard_to_collect": Key(
        _flag("hard_to_collect"), "text or bool", "recorded reason why it could not be collected later (APL 68)"
    ),
    "D30": Key(_order, "served, correct_by; or null", "the order to correct"),
    "recheck": Key(_recheck, "at, corrected; or null", "the re-check after the order"),
    "order_ignored": Key(_flag("order_ignored"), "bool", "the order was not obeyed (instead of D30 and recheck)"),
    "stage": Key(_sets("stage", lambda v, k: str(v)), "none | order_ignored | serious", "the stage, when it is known"),
    "published_forbidden_zone": Key(_zone, "bool", "barbecue in a published forbidden zone and hour"),
    "first_in_lookback": Key(_flag("first_in_lookback"), "bool", "first in the look-back of the leniency list"),
    "corrected": Key(_flag("corrected"), "bool", "put right in time"),
    "picked_up": Key(_picked_up, "at_once | refused", "litter picked up"),
    "not_lenient_because": Key(
        _sets("not_lenient_because", lambda v, k: str(v)), "text", "why the party is not spared"
    ),
    "mitigation": Key(_mitigation, "text or list", "recorded grounds of APL 32"),
    "no_fault": Key(_flag("no_fault"), "bool", "the party has proved absence of fault"),
    "earlier_fine_for_this_act": Key(_flag("fined_before_for_this"), "bool", "this act was fined already"),
    "crime_suspected": Key(_flag("crime_suspected"), "bool", "suspected crime"),
    "filed": Key(_sets("filed", day), "date", "filing of the case"),
    "D36_served": Key(_notice_served, "date or null", "notice of the intended penalty served"),
    "D36": Key(_notice("notice"), "served, intended; or null", "the notice with its amount"),
    "new_D36": Key(_notice("new_notice"), "served, intended", "a second notice after new facts"),
    "new_fact": Key(_new_fact, "found, source", "new fact found independently of the defence"),
    "defence": Key(_defence, "date or none", "the party's statement"),
    "waived": Key(_flag("waived"), "bool", "the party has waived statement and defence, on record"),
    "decision": Key(_sets("decision", day), "date", "day of the decision"),
    "major": Key(_flag("major"), "bool", "complex or major: review and collective discussion"),
    "D42": Key(_flag("reviewed"), "bool", "legal review passed"),
    "D43": Key(_flag("discussed"), "bool", "discussed by the heads"),
    "hearing_right": Key(_flag("hearing_right"), "bool", "right to a hearing, when it is known"),
    "requested": Key(_sets("hearing_requested", day), "date", "hearing asked for"),
    "D38_sent": Key(_sets("hearing_notice", day), "date", "hearing notice sent"),
    "hearing": Key(_sets("hearing", day), "date", "day of the hearing"),
    "hearing_held": Key(_flag("hearing_held"), "bool", "the hearing has ended or was forfeited"),
    "served": Key(_sets("served", day), "date", "decision served"),
    "e_service_arrived": Key(_sets("served_online", moment), "moment", "decision arrived electronically"),
    "D51_signed": Key(_consent, "date or null", "signed consent to electronic service"),
    "paid": Key(_sets("paid", day), "date", "fine paid"),
    "device": Key(
        _device,
        "location_published, legal_review, technical_review, calibration_valid_to, sign, legal_basis",
        "the camera",
    ),
    "capture": Key(_captures, "moment or list", "when the camera recorded it"),
    "reviewed_by_officer": Key(_reviewed, "date or null", "an officer reviewed the record"),
    "facts_notice_sms": Key(_passes, "date", "the facts were sent to the party"),
    "referral_report_to_head": Key(_referral, "moment", "suspected crime reported to the head"),
    "approved": Key(_sets("referral_approved", moment), "moment", "referral approved"),
    "other_case_decision_revoked": Key(_sets("revoked", day), "date", "a published decision was revoked"),
}
# What of a case may be said or put right on the way, and the facts that it sets. What a step records (an order, a notice, a decision)
# is not said again: the step is taken.
AMENDABLE: Mapping[str, tuple[str, ...]] = {
    "violation": ("violations",), "rules": ("violations",), "party": ("party",), "act": ("act",), "act_started": ("act_started",),
    "ended": ("ended", "continuing"), "discovered": ("discovered",), "harm": ("harm",), "power_list": ("power_listed",),
    "proposed_fine": ("amount",), "cost": ("cost",), "count": ("count",),
    "hard_to_collect": ("hard_to_collect",), "stage": ("stage",), "order_ignored": ("order_ignored",),
    "published_forbidden_zone": ("zone_absent",), "first_in_lookback": ("first_in_lookback",), "corrected": ("corrected",),
    "picked_up": ("corrected",), "not_lenient_because": ("not_lenient_because",), "mitigation": ("mitigation",), "no_fault": ("no_fault",),
    "earlier_fine_for_this_act": ("fined_before_for_this",), "crime_suspected": ("crime_suspected",), "major": ("major",),
    "device": ("device",), "capture": ("captures",), "reviewed_by_officer": ("record_reviewed", "record_unreviewed"),
    "referral_report_to_head": ("crime_suspected", "referral_reported"), "approved": ("referral_approved",),
}  # fmt: skip
