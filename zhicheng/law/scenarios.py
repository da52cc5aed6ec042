"""Scenarios: facts as people write them down, and the answer in the same words. What `zhicheng law plan` reads and prints.

A key that nobody mentions counts as in order; null or false counts as missing. Amounts are yuan. The closed list of keys is `KEYS`;
docs/reference/scenarios.md is generated from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.amounts import YUAN, Range, Tiers
from zhicheng.law.book import Book, Settings, book_of
from zhicheng.law.facts import Device, Facts, Notice, Order, Party, Recheck
from zhicheng.law.judgement import SIMPLE, Judgement, judge, surcharge_table
from zhicheng.law.periods import Deadline
from zhicheng.law.stream import Amendment

BARBECUE = "V.EEC.bbq"  # the one act that a `published_forbidden_zone` speaks of
Given = Mapping[str, Any]


# Values --------------------------------------------------------------------------------------------------------------------


def day(value: Any, key: str) -> date:
    """2026-03-11, or the day of 2026-03-11T18:05."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise BadInput(
            f"「{value}」不是日期，请写成 2026-03-11。", f"{value!r} is no date; write 2026-03-11.", field=key
        ) from None


def moment(value: Any, key: str) -> datetime:
    """2026-03-11T18:05, in China's time without a zone; a day alone is its beginning."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=CHINA)
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return found if found.tzinfo else found.replace(tzinfo=CHINA)
    except ValueError:
        raise BadInput(
            f"「{value}」不是时间，请写成 2026-03-11T18:05。",
            f"{value!r} is no moment; write 2026-03-11T18:05.",
            field=key,
        ) from None


def fen(value: Any, key: str) -> int:
    """Yuan → fen."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadInput(
            f"「{value}」不是金额，请写不小于 0 的元数，例如 200。",
            f"{value!r} is no amount; give yuan from 0 up, like 200.",
            field=key,
        )
    return round(value * YUAN)


def _whole(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadInput(f"「{value}」不是个数。", f"{value!r} is no whole number from 0 up.", field=key)
    return value


def _parts(value: Any, key: str, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(f"应为一组字段：{'、'.join(known)}。", f"Give fields here: {', '.join(known)}.", field=key)
    for name in value:
        if name not in known:
            raise BadInput(
                f"不认识的字段 {name}；可用：{'、'.join(known)}。",
                f"{name} is not known here; any of {', '.join(known)}.",
                field=f"{key}.{name}",
            )
    return value


# Keys ----------------------------------------------------------------------------------------------------------------------

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
    given = _parts(value, key, ("kind", "age", "born", "capacity"))
    kind = given.get("kind", "citizen")
    if kind not in ("citizen", "organisation", "individual_business"):
        raise BadInput(
            f"「{kind}」不是当事人类型；可用：citizen、organisation、individual_business。",
            f"{kind!r} is no kind of party; any of citizen, organisation, individual_business.",
            field=f"{key}.kind",
        )
    age = None if given.get("age") is None else _whole(given["age"], f"{key}.age")
    born = None if given.get("born") is None else day(given["born"], f"{key}.born")
    return replace(
        facts, party=Party("org" if kind == "organisation" else "citizen", age, born, bool(given.get("capacity", True)))
    )


def _order(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, order=None, order_absent=True)
    given = _parts(value, key, ("served", "correct_by"))
    served, by = (None if given.get(n) is None else moment(given[n], f"{key}.{n}") for n in ("served", "correct_by"))
    return replace(facts, order=Order(served, by), order_absent="served" in given and not given["served"])


def _recheck(facts: Facts, value: Any, key: str) -> Facts:
    if not value:
        return replace(facts, recheck=None, recheck_absent=True)
    given = _parts(value, key, ("at", "corrected"))
    at = None if given.get("at") is None else moment(given["at"], f"{key}.at")
    return replace(facts, recheck=Recheck(at, bool(given.get("corrected", False))), recheck_absent=False)


def _notice(name: str) -> Read:
    def read(facts: Facts, value: Any, key: str) -> Facts:
        if not value:
            return replace(_with(facts, name, None), notice_absent=name == "notice")
        given = _parts(value, key, ("served", "intended"))
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
    given = _parts(value, key, known)

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
        _parts(value, key, ("found", "source"))
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
    "officers": Key(_sets("officers", _whole), "number", "certified officers present; assistants never count"),
    "power_list": Key(_flag("power_listed"), "text or null", "the act is on the published power list"),
    "fine": Key(_sets("amount", fen), "yuan", "the fine"),
    "proposed_fine": Key(_sets("amount", fen), "yuan", "the fine that is proposed"),
    "decision_amount": Key(_sets("amount", fen), "yuan", "the fine of the decision"),
    "cost": Key(_sets("cost", fen), "yuan", "cost of construction, where the fine is a share of it"),
    "count": Key(
        _sets("count", _whole), "number", "how many heads, pieces or square metres, where the fine is for each"
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
CONFIG: dict[str, str] = {
    "jurisdiction": "six-digit division code of the region's packs",
    "individual_business_as": "citizen | organisation",
    "statement_period_workdays": "working days",
    "hearing_notice_clear_days": "bool: neither the notice's day nor the hearing's counts",
    "big_fine_citizen": "yuan",
    "big_fine_org": "yuan",
    "tier_method": "light up to / heavy from, per cent of the range: 30/70",
    "first_offence_lookback_months": "months",
    "legal_review_always": "bool: every ordinary decision passes a legal review",
    "decision_extension_days": "days beyond the ninety that the city's own rules allow",
    "rollover_party": "next_working_day",
    "rollover_agency": "none",
    "make_up_days_are_working_days": "true",
    "surcharge_base": "unpaid_fine",
}
FIXED = {
    "rollover_party": "next_working_day",
    "rollover_agency": "none",
    "make_up_days_are_working_days": True,
    "surcharge_base": "unpaid_fine",
}


def read_config(config: Given) -> Book:
    """The book under these choices. BadInput names a key that is not known, or a value that this engine does not offer."""
    return book_of(str(config.get("jurisdiction", ""))).with_settings(read_settings(config))


def read_settings(config: Given) -> Settings:
    """A city's own choices; what is not mentioned is as usual."""
    for key, value in config.items():
        if key not in CONFIG:
            raise BadInput(
                f"config 里不认识的键 {key}；可用：{'、'.join(CONFIG)}。",
                f"{key} is no key of config; any of {', '.join(CONFIG)}.",
                field=f"config.{key}",
            )
        if key in FIXED and value != FIXED[key]:
            raise BadInput(
                f"config.{key} 只能是 {FIXED[key]}。", f"config.{key} can only be {FIXED[key]}.", field=f"config.{key}"
            )
    method = str(config.get("tier_method", "30/70")).split("/")
    if len(method) != 2 or not all(p.isdigit() for p in method):
        raise BadInput("tier_method 应写成 30/70 的样子。", "Write tier_method like 30/70.", field="config.tier_method")
    return Settings(
        individual_business_as="org" if config.get("individual_business_as") == "organisation" else "citizen",
        big_fine_citizen=fen(config.get("big_fine_citizen", 10_000), "config.big_fine_citizen"),
        big_fine_org=fen(config.get("big_fine_org", 100_000), "config.big_fine_org"),
        tiers=Tiers(int(method[0]), int(method[1])),
        statement_period=_whole(config.get("statement_period_workdays", 5), "config.statement_period_workdays"),
        hearing_notice_clear_days=bool(config.get("hearing_notice_clear_days", True)),
        first_offence_months=_whole(
            config.get("first_offence_lookback_months", 24), "config.first_offence_lookback_months"
        ),
        legal_review_always=bool(config.get("legal_review_always", False)),
        decision_extension=_whole(config.get("decision_extension_days", 0), "config.decision_extension_days"),
    )


def read_facts(given: Given, book: Book, *, where: str = "given") -> Facts:
    """Facts of a scenario. BadInput names the key that is not understood."""
    facts = Facts()
    for key, value in given.items():
        if key not in KEYS:
            raise BadInput(
                f"不认识的键 {key}；可用：{'、'.join(KEYS)}。",
                f"{key} is not understood; any of {', '.join(KEYS)}.",
                field=f"{where}.{key}",
            )
        facts = KEYS[key].read(facts, value, f"{where}.{key}")
    party = given.get("party")
    if isinstance(party, Mapping) and party.get("kind") == "individual_business":
        facts = replace(facts, party=replace(facts.party, subject=book.settings.individual_business_as))
    for name in facts.violations:
        if name not in book.violations:
            raise BadInput(
                f"违法行为目录里没有 {name}（辖区的法规包对吗？）。",
                f"The catalogue has no {name}; is the jurisdiction right?",
                field=f"{where}.violation",
            )
    return facts


def read_amendment(said: Given, book: Book, *, where: str = "facts") -> Amendment:
    """Facts that became known later. BadInput for what only a step can set."""
    for key in said:
        if key not in AMENDABLE:
            raise BadInput(
                f"「{key}」由办案步骤记录，不能直接补充或者更正；可用：{'、'.join(AMENDABLE)}。",
                f"{key} is set by a step of the case, not amended; any of {', '.join(AMENDABLE)}.",
                field=f"{where}.{key}",
            )
    found = read_facts(said, book, where=where)
    means = {name: getattr(found, name) for key in said for name in AMENDABLE[key]}
    return Amendment(tuple(said.items()), tuple(means.items()))


# Answers -------------------------------------------------------------------------------------------------------------------


def solve(scenario: Given, config: Given) -> dict[str, Any]:
    """The answer to one scenario, with one more per entry of its `cases` (which add to, or replace, what is given)."""
    name = str(scenario.get("id", "?"))
    given = scenario.get("given", {})
    if not isinstance(given, Mapping):
        raise BadInput(f"{name}：given 应为一组字段。", f"{name}: given must be fields.", field=f"{name}.given")
    answer = _one(given, {**config, **scenario.get("config", {})}, f"{name}.given")
    answer["cases"] = []
    for n, case in enumerate(scenario.get("cases", ())):
        own = {k: v for k, v in case.items() if k not in ("expect", "config", "result")}
        answer["cases"].append(_one({**given, **own}, {**config, **case.get("config", {})}, f"{name}.cases[{n}]"))
    return answer


def _one(given: Given, config: Given, where: str) -> dict[str, Any]:
    book = read_config(config)
    facts = read_facts(given, book, where=where)
    return answer_of(facts, judge(facts, book), book)


def answer_of(facts: Facts, found: Judgement, book: Book) -> dict[str, Any]:
    """A judgement in the words of the scenarios."""
    blocked = [r.rule for r in found.refused]
    collecting = "INV-11"
    allowed = not [b for b in blocked if b != collecting]
    out: dict[str, Any] = {
        "procedure": found.procedure, "stage": found.stage, "law_applied": found.article, "allowed": allowed, "fine_allowed": allowed,
        "blocked_by": blocked, "reasons": [{"rule": r.rule, "article": r.article, "zh": r.zh, "en": r.en} for r in found.refused],
        "range": _yuan(found.range), "light_tier": _yuan(found.light), "tier": found.tier, "must_also": list(found.measures),
        "hearing_right": found.hearing_right, "leniency": found.leniency, "documents": list(found.documents),
        "deadlines": {d.name: _when(d) for d in found.deadlines},
        "provisional": [d.name for d in found.deadlines if d.provisional], "articles": list(found.articles),
        "amounts": {}, "admissible": "INV-50" not in blocked,
    }  # fmt: skip
    if facts.age is not None:
        out["age"] = facts.age
    if facts.discovered is not None:
        out["within"] = "INV-44" not in blocked
        out["last_day"] = next((d.on.isoformat() for d in found.deadlines if d.name == "limitation_last_day"), None)
    if facts.collected_on_spot:
        out["on_spot_collection"] = {"allowed": collecting not in blocked and found.procedure == SIMPLE}
    if len(facts.violations) > 1:
        out |= {"apply": _entry(found, facts, book), "fines": 1, "second_fine_attempt": {"blocked_by": ["INV-38"]}}
    if facts.crime_suspected:
        out["penalty_meanwhile"] = {"allowed": False, "blocked_by": ["INV-86"]}
    return out | _money(facts, found)


def _when(found: Deadline) -> str:
    """A day; for periods of hours a moment in China's time."""
    if found.moment is None:
        return found.on.isoformat()
    return found.moment.astimezone(CHINA).replace(tzinfo=None).isoformat(timespec="minutes")


def _entry(found: Judgement, facts: Facts, book: Book) -> str:
    return next(
        (v for v in facts.violations if v in book.violations and book.violations[v].article == found.article),
        facts.violations[0],
    )


def _money(facts: Facts, found: Judgement) -> dict[str, Any]:
    due = next((d.on for d in found.deadlines if d.name == "payment_due"), None)
    if due is None or facts.amount is None:
        return {}
    table = [
        {"paid": p.isoformat(), "days": n, "amount": fee / YUAN} for p, n, fee in surcharge_table(facts.amount, due)
    ]
    if found.surcharge is None:
        return {"surcharge_table": table}
    days, fee = found.surcharge
    return {
        "surcharge_table": table,
        "surcharge": {"days": days, "amount": fee / YUAN},
        "amounts": {"surcharge": fee / YUAN},
    }


def _yuan(whole: Range | None) -> list[float] | None:
    return None if whole is None else [_plain(whole.least), _plain(whole.most)]


def _plain(amount: int) -> float:
    return amount // YUAN if amount % YUAN == 0 else amount / YUAN
