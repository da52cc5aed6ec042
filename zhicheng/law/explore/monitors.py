"""What must never happen, said a second time: each monitor looks at the bare log of what was let by, with arithmetic of its own.

Nothing here imports a rule, a gate, the fold or the engine's periods: numbers and lists stand here as the statutes give them, days are
counted with the calendar pack alone, ranges are read from the raw catalogue. A monitor that agreed with the engine because it asked the
engine would find nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.worlds import World
from zhicheng.law.packs import load_pack
from zhicheng.law.stream import Event

Log = Sequence[Event]
DAY = timedelta(days=1)
TWO_OFFICERS = frozenset(
    [
        "T05",
        "T06",
        "T07",
        "T10",
        "T11",
        "T14",
        "T20",
        "T22",
        "T23",
        "T26",
        "T33",
        "T50",
        "T51",
        "T52",
        "T64",
        "T70",
        "recheck",
    ]
)
HEADS = frozenset(
    [
        "T02",
        "T03",
        "T04",
        "T21",
        "T24",
        "T25",
        "T27",
        "T28",
        "T30",
        "T31",
        "T32",
        "T39",
        "T42",
        "T43",
        "T55",
        "T62",
        "T66",
        "T68",
        "T69",
        "T72",
        "T73",
        "T74",
        "T75",
        "T76",
        "T90",
    ]
)
PENALTIES = frozenset({"T10", "T42"})
SERVES = frozenset({"T10", "T70", "T50", "T51", "T52", "T53", "T54", "T55"})
# One of these must have happened before; none of those.
AFTER: Mapping[str, str] = {
    "T02": "T01", "T03": "T01", "T04": "T01", "T06": "T05", "T07": "T06", "T10": "T05", "T11": "T05", "T12": "T05", "T13": "T10",
    "T14": "T10 T50 T51 T52 T53 T54 T55", "T20": "T04 T12", "T21": "T20", "T22": "T20", "T23": "T20", "T24": "T22 T23", "T25": "T22 T23",
    "T26": "T20", "T27": "T20", "T28": "T20", "T29": "T20", "T30": "T29", "T31": "T29", "T32": "T29", "T33": "T29", "T34": "T33",
    "T35": "T33", "T36": "T35", "T37": "T35", "T38": "T36", "T39": "T34 T37 T38", "T40": "T34 T37 T38", "T41": "T40",
    "T42": "T34 T37 T38", "T43": "T29", "T50": "T42", "T51": "T42", "T52": "T42", "T53": "T42", "T54": "T42", "T55": "T42",
    "T60": "T10 T50 T51 T52 T53 T54 T55", "T61": "T60", "T62": "T60", "T63": "T60", "T64": "T63", "T65": "T64", "T66": "T64", "T67": "T66",
    "T68": "T64", "T69": "T10 T50 T51 T52 T53 T54 T55", "T70": "T05", "T71": "T10 T50 T51 T52 T53 T54 T55", "T72": "T63", "T73": "T63",
    "T74": "T63", "T75": "T27", "T76": "T72", "T80": "T10 T50 T51 T52 T53 T54 T55 T70", "T81": "T80", "T82": "T10 T50 T51 T52 T53 T54 T55 T70",
    "T83": "T10 T50 T51 T52 T53 T54 T55 T70", "T91": "T90 T07",
    "T90": "T02 T03 T11 T14 T28 T30 T31 T32 T43 T61 T67 T68 T69 T70 T71 T73 T83",
}  # fmt: skip
ENDS = "T02 T03 T07 T11 T28 T30 T31 T32 T43 T70 T90 T91"
BEFORE_FILING = "T02 T03 T04 T07 T10 T11 T12 T70"
NEVER_AFTER: Mapping[str, str] = {
    "T01": "T01 T05", "T05": "T01 T05", **dict.fromkeys(("T02", "T03", "T04"), f"T02 T03 T04 {ENDS}"),
    **dict.fromkeys(("T06", "T07", "T10", "T11", "T12", "T70"), BEFORE_FILING), "T20": f"T20 {ENDS}",
    **dict.fromkeys(("T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28", "T29"), f"T29 {ENDS}"),
    **dict.fromkeys(("T30", "T31", "T32"), f"T33 {ENDS}"), "T33": f"T33 {ENDS}",
    **dict.fromkeys(("T36", "T37", "T39", "T40", "T41", "T42", "T43"), f"T42 {ENDS}"),
    **dict.fromkeys(("T50", "T51", "T52", "T53", "T54", "T55"), "T50 T51 T52 T53 T54 T55 T83"), "T13": "T13 T60 T61 T14 T83 T69 T71",
    "T60": "T60 T14 T69 T71 T83 T90", **dict.fromkeys(("T61", "T62", "T63", "T64", "T66", "T72", "T74"), "T61 T67 T68 T73 T83 T90 T91"),
    "T65": "T61 T66 T67 T68 T73 T83 T90", "T67": "T61 T67 T73 T83 T90", "T68": "T61 T66 T67 T68 T73 T83 T90",
    "T73": "T61 T67 T68 T73 T83 T90", "T14": "T60 T61 T14 T69 T71 T83 T90", "T69": "T60 T61 T14 T69 T71 T83 T90",
    "T71": "T60 T61 T14 T69 T71 T83 T90", "T75": ENDS, "T76": "T61 T67 T68 T73 T83 T90",
    "T83": "T83 T91", "T80": "T83 T91", "T81": "T83 T91", "T82": "T83 T91",
    "T90": "T90 T91", "T91": "T91",
}  # fmt: skip
NEEDS, EXCLUDES = ({step: frozenset(said.split()) for step, said in table.items()} for table in (AFTER, NEVER_AFTER))
NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a monitor looks at: the world, what was let by before, the event that was let by now."""

    world: World
    log: Log
    event: Event

    @property
    def day(self) -> date:
        return self.event.at.astimezone(CHINA).date()

    def last(self, *steps: str) -> Event | None:
        return next((e for e in reversed(self.log) if e.step in steps), None)

    def on(self, *steps: str) -> date | None:
        found = self.last(*steps)
        return found.at.astimezone(CHINA).date() if found else None

    def place(self, *steps: str) -> int:
        """Where in the log the last of these stands; -1: nowhere."""
        return next((n for n in range(len(self.log) - 1, -1, -1) if self.log[n].step in steps), -1)


Monitor = Callable[[Seen], str]


def broken(world: World, log: Log, event: Event) -> list[str]:
    """The numbers of the hard rules that this event breaks; empty when nothing does."""
    seen = Seen(world, log, event)
    watching = (*ALWAYS, *WATCH.get(event.step, ()))
    return [rule for monitor in watching if (rule := monitor(seen))]


# Days ------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _off() -> tuple[frozenset[str], frozenset[str]]:
    pack = load_pack("national", "calendar")
    return frozenset(pack["off"]), frozenset(pack["make_up"])


@lru_cache(maxsize=4096)
def works(day: date) -> bool:
    off, make_up = _off()
    return day.isoformat() in make_up or (day.isoweekday() < 6 and day.isoformat() not in off)


@lru_cache(maxsize=65536)
def nth_working(start: date, n: int) -> date:
    day = start
    while n:
        day += DAY
        n -= works(day)
    return day


def rolled(day: date) -> date:
    while not works(day):
        day += DAY
    return day


def months_on(day: date, n: int) -> date:
    """The day before the day after: counts down from the 31st to a day that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    for last in range(day.day, 27, -1) if day.day > 28 else (day.day,):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)


# Money and the catalogue, raw ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def raw(entry: str) -> Mapping[str, Any]:
    for region in ("national", "zhejiang", "beijing"):
        for row in load_pack(region, "violations")["violations"]:
            if row["id"] == entry:
                found: Mapping[str, Any] = row
                return found
    raise KeyError(entry)


@lru_cache(maxsize=512)
def _local(entry: str, region: str) -> Mapping[str, Any]:
    """An entry whose amounts are set locally, as the region's own pack sets them."""
    row = raw(entry)
    if not any("local" in s["fine"].values() for s in row["stages"]):
        return row
    folder = {"330000": "zhejiang", "110000": "beijing"}[region]
    own = [r for r in load_pack(folder, "violations")["violations"] if r.get("implements") == entry]
    return own[0] if own else row


def act_of(seen: Seen) -> Mapping[str, Any]:
    """The entry that speaks of this act and party: the local one, unless a law in force on the day of the act has overtaken it."""
    facts = seen.world.facts
    row = _local(facts.violations[0], seen.world.region)
    above = row.get("yields", {}).get("org" if facts.party.subject == "org" else "citizen")
    day = facts.act.astimezone(CHINA).date() if facts.act else seen.day
    return raw(above) if above and _in_force(raw(above), day) else row


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    begins, ends = row.get("from"), row.get("to")
    return (not begins or date.fromisoformat(begins) <= day) and (not ends or day <= date.fromisoformat(ends))


def ranges(seen: Seen) -> list[tuple[int, int]]:
    """In fen: what the catalogue allows for this act and party, by any text in force on the day of the act or of the decision."""
    party = "org" if seen.world.facts.party.subject == "org" else "citizen"
    named = act_of(seen)
    before = [raw(named["replaces"])] if named.get("replaces") else []
    act = seen.world.facts.act.date() if seen.world.facts.act else seen.day
    found = []
    for row in (named, *before):
        if _in_force(row, act) or _in_force(row, seen.day):
            for stage in row["stages"]:
                value = stage["fine"].get(party)
                if "rate" in stage["fine"]:
                    value = [round((seen.world.facts.cost or 0) / 100 * r) for r in stage["fine"]["rate"]]
                if isinstance(value, list) and (stage["pre"] != "order_ignored" or ignored(seen)):
                    found.append((value[0] * 100, value[1] * 100))
    return found


def only_ignoring(seen: Seen) -> bool:
    return all(s["pre"] == "order_ignored" for s in act_of(seen)["stages"])


def ignored(seen: Seen) -> bool:
    if seen.world.facts.order_ignored:
        return True
    order, check = seen.place("T06", "T26"), seen.place("recheck")
    return 0 <= order < check and not seen.log[check].data.corrected


def is_child(seen: Seen) -> bool:
    return seen.world.facts.party.age is not None and seen.world.facts.party.age < 14


def fine(seen: Seen) -> int:
    decision = seen.last("T10", "T42")
    return (decision.data.amount or 0) if decision else 0


def served(seen: Seen) -> date | None:
    how = seen.last(*SERVES)
    day = seen.on(*SERVES)
    return day + 30 * DAY if how and day and how.step == "T55" else day


def is_simple(seen: Seen) -> bool:
    return seen.place("T10") >= 0


def due(seen: Seen) -> date | None:
    day, deferred = served(seen), seen.last("T62")
    if day is None:
        return None
    found = rolled(day + 15 * DAY)
    until = deferred.data.until.astimezone(CHINA).date() if deferred and deferred.data.until else found
    return max(found, until)


def owed(seen: Seen, on: date) -> int:
    """Day by day: 3 % for each day after the due one on which no remedy ran, no more than the fine."""
    start = due(seen)
    if start is None:
        return 0
    paid = seen.on("T61", "T14")
    spans = remedy_days(seen, on)
    count, day, end = 0, start, min(on, paid or on)
    while day < end and count * 30 < 1000:
        day += DAY
        count += not any(a < day <= b for a, b in spans)
    settled = sum(e.data.surcharge or 0 for e in seen.log if e.step in ("T61", "T74"))
    return max(0, min(fine(seen) * 30 * count // 1000, fine(seen)) - settled)


def remedy_days(seen: Seen, on: date) -> list[tuple[date, date]]:
    spans = []
    for begins, name in (("T80", "reconsideration"), ("T82", "suit")):
        start = seen.on(begins)
        if start is not None:
            ended = [e for e in seen.log if e.step == "remedy_result" and e.data.about == name]
            spans.append((start, ended[-1].at.astimezone(CHINA).date() if ended else on))
    return spans


def remedies_end(seen: Seen) -> date | None:
    """The last day for any remedy; None while one runs."""
    day = served(seen)
    results = {e.data.about: e.at.astimezone(CHINA).date() for e in seen.log if e.step == "remedy_result"}
    running = (seen.place("T80") >= 0 and "reconsideration" not in results) or (
        seen.place("T82") >= 0 and "suit" not in results
    )
    if day is None or running:
        return None
    if "suit" in results:
        return results["suit"]
    if "reconsideration" in results:
        return rolled(results["reconsideration"] + 15 * DAY)
    return max(rolled(day + 60 * DAY), rolled(months_on(day, 6)))


# Always ----------------------------------------------------------------------------------------------------------------------


def time_goes_on(seen: Seen) -> str:
    return "INV-52" if seen.log and seen.event.at < seen.log[-1].at else ""


def steps_come_in_order(seen: Seen) -> str:
    """A step needs one of those before it, and none that would make it too late."""
    steps = {e.step for e in seen.log}
    needs, excludes = NEEDS.get(seen.event.step), EXCLUDES.get(seen.event.step, NOTHING)
    if needs is not None and not steps & needs:
        return "ORDER"
    return "ORDER" if steps & excludes else ""


def two_real_officers(seen: Seen) -> str:
    if seen.event.step not in TWO_OFFICERS and seen.event.step != "T04":
        return ""
    people = seen.event.data.assigned if seen.event.step == "T04" else seen.event.actors or ()
    real = {
        a.id
        for a in people
        if "officer" in a.roles
        and "assistant" not in a.roles
        and a.certified
        and (a.certified_to is None or a.certified_to >= seen.day)
    }
    return "INV-01" if len(real) < 2 else ""


def the_head_is_there(seen: Seen) -> str:
    return "ROLE" if seen.event.step in HEADS and not any("head" in a.roles for a in seen.event.actors or ()) else ""


def nobody_recused_acts(seen: Seen) -> str:
    recused = {e.data.about for e in seen.log if e.step == "recusal"}
    return "INV-02" if any(a.id in recused for a in seen.event.actors or ()) else ""


ALWAYS: tuple[Monitor, ...] = (
    time_goes_on,
    steps_come_in_order,
    two_real_officers,
    the_head_is_there,
    nobody_recused_acts,
)


# Penalties -------------------------------------------------------------------------------------------------------------------


def challenged_head_waits(seen: Seen) -> str:
    asked, decided = seen.last("recusal_request"), seen.place("recusal")
    open_ = asked is not None and decided < seen.place("recusal_request")
    return "INV-02" if open_ and asked and any(a.id == asked.data.about for a in seen.event.actors or ()) else ""


def hands_are_separate(seen: Seen) -> str:
    """Whoever was an officer at the scene neither hosts, nor reviews, nor approves."""
    were = {
        a.id
        for e in seen.log
        if e.step in TWO_OFFICERS - {"T07", "T14", "T33", "T50", "T51", "T52", "T64", "T70"}
        for a in e.actors or ()
        if "officer" in a.roles
    }
    role = {
        "T42": "head",
        "T30": "head",
        "T31": "head",
        "T40": "legal_reviewer",
        "T36": "hearing_host",
        "T37": "hearing_host",
    }[seen.event.step]
    return "INV-03" if any(a.id in were and role in a.roles for a in seen.event.actors or ()) else ""


def listed(seen: Seen) -> str:
    return "" if seen.world.facts.power_listed else "INV-04"


def a_human_decides(seen: Seen) -> str:
    return "INV-81" if all(a.roles & {"service", "system"} for a in seen.event.actors or ()) else ""


def small_and_alone(seen: Seen) -> str:
    limit = 3000_00 if seen.world.facts.party.subject == "org" else 200_00
    if (seen.event.data.amount or 0) > limit or seen.event.data.measures:
        return "INV-10"
    stage = [s for s in act_of(seen)["stages"] if s["pre"] != "order_ignored" or ignored(seen)]
    return "INV-10" if stage and all(any("没收" in m for m in s.get("measures", ())) for s in stage) else ""


def told_first(seen: Seen) -> str:
    return "" if seen.event.data.told else "INV-20"


def heard_first(seen: Seen) -> str:
    at = seen.place("T33", "T39")
    if at < 0:
        return "INV-20"
    told = seen.log[at].at.astimezone(CHINA).date()
    spoke = any(e.step == "statement" or (e.step == "waiver" and not e.data.hearing) for e in seen.log[at:])
    return "" if spoke or seen.day > nth_working(told, seen.world.book.settings.statement_period) else "INV-20"


def may_be_heard(seen: Seen, amount: int | None) -> bool:
    """A hearing for big fines and for closing down (APL 63)."""
    big = 100_000_00 if seen.world.facts.party.subject == "org" else 10_000_00
    return (amount or 0) >= big


def hearing_offered(seen: Seen) -> str:
    return "INV-21" if may_be_heard(seen, seen.event.data.amount) and not seen.event.data.hearing_offered else ""


def hearing_not_cut_off(seen: Seen) -> str:
    at = seen.place("T33", "T39")
    if at < 0 or not may_be_heard(seen, seen.log[at].data.amount):
        return ""
    told = seen.log[at].at.astimezone(CHINA).date()
    after = seen.log[at:]
    done = any((e.step == "waiver" and e.data.hearing) or e.step in ("T36", "T37") for e in after)
    return "" if done or seen.day > nth_working(told, 5) else "INV-21"


def asked_in_time(seen: Seen) -> str:
    told = seen.on("T33", "T39")
    return "INV-21" if told is None or seen.day > nth_working(told, 5) else ""


def hearing_took_place(seen: Seen) -> str:
    return "INV-21" if seen.place("T35") > seen.place("T36", "T37") else ""


def not_heavier(seen: Seen) -> str:
    notice = seen.last("T33", "T39")
    said, now = (notice.data.amount if notice else None), seen.event.data.amount
    if seen.event.step == "T39" and seen.event.data.ground == "new_facts":
        return ""
    added = notice is not None and set(seen.event.data.measures) - set(notice.data.measures)
    return "INV-22" if (said is not None and now is not None and now > said) or added else ""


def seven_days_between(seen: Seen) -> str:
    told = seen.on("hearing_notice")
    if seen.event.step == "T37" and seen.event.data.ground == "withdrawn":
        return ""
    if told is None:
        return "INV-23"
    day, clear = told + DAY, 0
    while day < seen.day:
        clear += works(day)
        day += DAY
    return "INV-23" if clear < 7 else ""


def all_points_answered(seen: Seen) -> str:
    at = max(seen.place("T33", "T39"), seen.place("T34"))
    asked = sum(e.data.points for e in seen.log[max(at, 0) :] if e.step in ("statement", "T36"))
    return "INV-24" if seen.event.data.answered < asked else ""


def review_came_first(seen: Seen) -> str:
    notice = seen.place("T33", "T39")
    heard = seen.place("T36", "T37") >= 0 or seen.world.facts.major or seen.world.book.settings.legal_review_always
    passed, returned = seen.place("T40"), seen.place("review_returned")
    if returned > max(passed, notice):
        return "INV-30"
    return "INV-30" if heard and passed < notice else ""


def heads_came_first(seen: Seen) -> str:
    return "INV-31" if seen.world.facts.major and seen.place("T41") < seen.place("T33", "T39") else ""


def paper_is_whole(seen: Seen) -> str:
    data = seen.event.data
    if data.lacking or (data.amount is None and not data.warning and not data.measures):
        return "INV-32"
    if data.remedies == "fifteen days":
        return "INV-73"
    return "INV-71" if data.remedies == "direct suit" and seen.event.step == "T10" else ""


def amount_fits(seen: Seen) -> str:
    """Inside a range of the catalogue; below it only for minors or with a ground; nothing where the article only says may."""
    amount = seen.event.data.amount
    if amount is None:
        return ""
    facts, allowed = seen.world.facts, ranges(seen)
    lighter = bool(facts.mitigation) or (facts.party.age is not None and facts.party.age < 18)
    if amount == 0 and (lighter or any(s.get("optional") for s in act_of(seen)["stages"])):
        return ""
    if any(low <= amount <= high or (lighter and amount <= high) for low, high in allowed):
        return ""
    return "" if amount == 0 and not allowed else "INV-35"


def order_was_ignored(seen: Seen) -> str:
    if not only_ignoring(seen):
        return ""
    if seen.world.facts.order_ignored:
        return ""
    order, check = seen.last("T06", "T26"), seen.last("recheck")
    if order is None or check is None or check.data.corrected or order.data.until is None:
        return "INV-36"
    return "INV-36" if check.at < order.data.until else ""


def order_was_given(seen: Seen) -> str:
    facts = seen.world.facts
    if seen.place("T06", "T26") >= 0 or facts.corrected or facts.order_ignored:
        return ""
    stages = [s for s in act_of(seen)["stages"] if s["pre"] != "order_ignored"]
    asked = any(m.startswith(("责令", "限期")) for s in stages[:1] for m in s.get("measures", ()))
    return "INV-37" if asked or only_ignoring(seen) else ""


def first_fine(seen: Seen) -> str:
    return "INV-38" if seen.world.facts.fined_before_for_this else ""


def within_ninety_days(seen: Seen) -> str:
    filed, longer = seen.on("T04", "T12"), seen.last("extension")
    if filed is None:
        return "INV-39"
    last = filed + 90 * DAY
    if longer is not None and longer.data.until is not None:
        last = max(last, longer.data.until.astimezone(CHINA).date())
    return "INV-39" if seen.day > last else ""


def extension_is_the_citys(seen: Seen) -> str:
    filed, until = seen.on("T04", "T12"), seen.event.data.until
    days = seen.world.book.settings.decision_extension
    late = filed is None or until is None or seen.day > filed + 90 * DAY
    return (
        "INV-39"
        if late or until is None or filed is None or until.astimezone(CHINA).date() > filed + (90 + days) * DAY
        else ""
    )


def time_was_over(seen: Seen) -> str:
    return "" if within_ninety_days(seen) else "INV-39"


def party_is_old_enough(seen: Seen) -> str:
    facts, amount = seen.world.facts, seen.event.data.amount
    if is_child(seen):
        return "INV-40"
    if facts.party.age is None or facts.party.age >= 18 or amount is None:
        return ""
    return "" if any(amount <= low + (high - low) * 30 // 100 for low, high in ranges(seen)) else "INV-40"


def party_can_answer(seen: Seen) -> str:
    if not seen.world.facts.party.capacity:
        return "INV-41"
    return "INV-42" if seen.world.facts.no_fault else ""


MINOR_ACTS = frozenset({"V.ZJ.litter", "V.ZJ.pet_dirt", "V.RTSL.pavement_parking"})
FIRST_OFFENCES = frozenset({"V.ZJ.stall", "V.ZJ.shop_outside", "V.ZJ.flyposting", "V.ZJ.balcony", "V.BJ.hang"})


def could_be_spared(seen: Seen) -> bool:
    facts = seen.world.facts
    check = seen.last("recheck")
    corrected = bool(facts.corrected) or (check is not None and check.data.corrected)
    listed_act = str(act_of(seen)["id"])
    return corrected and (listed_act in MINOR_ACTS or (listed_act in FIRST_OFFENCES and bool(facts.first_in_lookback)))


def sparing_came_first(seen: Seen) -> str:
    return "INV-43" if could_be_spared(seen) and ((seen.event.data.amount or 0) > 0 or seen.event.data.warning) else ""


def spared_for_a_reason(seen: Seen) -> str:
    facts = seen.world.facts
    good = {
        "under_14": is_child(seen), "no_capacity": not facts.party.capacity, "no_fault": facts.no_fault,
        "minor": could_be_spared(seen) and act_of(seen)["id"] in MINOR_ACTS, "first_offence": could_be_spared(seen),
    }  # fmt: skip
    return "" if good.get(seen.event.data.ground) else "INV-43"


def not_too_old(seen: Seen) -> str:
    facts = seen.world.facts
    ended = facts.ended or (facts.act.astimezone(CHINA).date() if facts.act else None)
    found = seen.log[0].at.astimezone(CHINA).date() if seen.log else seen.day
    return "INV-44" if ended is not None and found > months_on(ended, 24) else ""


def not_filed_truly(seen: Seen) -> str:
    if seen.event.data.ground == "limitation":
        return "" if not_too_old(seen) else "INV-44"
    return "INV-04" if seen.event.data.ground == "not_competent" and seen.world.facts.power_listed else ""


def camera_counts(seen: Seen) -> str:
    device = seen.world.facts.device
    return "INV-50" if device is not None and device.location_published is None else ""


def proof_is_good(seen: Seen) -> str:
    out = {e.data.about for e in seen.log if e.step == "exclude_evidence"}
    if any(i.unlawful or i.id in out for i in seen.event.data.evidence):
        return "INV-51"
    return "INV-53" if any(i.taken is not None and i.taken > seen.day for i in seen.event.data.evidence) else ""


def no_crime(seen: Seen) -> str:
    return "INV-86" if seen.world.facts.crime_suspected else ""


def a_crime(seen: Seen) -> str:
    return "" if seen.world.facts.crime_suspected else "INV-86"


def not_lawful_here(seen: Seen) -> str:
    return "INV-89" if seen.world.facts.lawful_here else ""


# Measures, money, remedies ---------------------------------------------------------------------------------------------------


def preserved_in_time(seen: Seen) -> str:
    at, settled = seen.place("T21"), seen.place("settle_preserved")
    if at < 0 or settled > at:
        return ""
    start = seen.log[at].at.astimezone(CHINA).date()
    return "INV-54" if seen.event.step == "T90" or seen.day > nth_working(start, 7) else ""


def seized(seen: Seen) -> int:
    """Where the running seizure stands in the log; -1: none."""
    at = seen.place("T22", "T23")
    return at if at > seen.place("T25", "release", "T68") else -1


def power_to_seize(seen: Seen) -> str:
    if seen.event.data.basis.split()[0] not in ("ZJ", "BJ", "SHCGZF") or seized(seen) >= 0:
        return "INV-60"
    return "INV-61" if {"necessities", "unrelated"} & set(seen.event.data.goods) else ""


def seizure_not_too_long(seen: Seen) -> str:
    at = seized(seen)
    if at < 0:
        return "INV-60" if seen.event.step in ("T24", "T25", "release", "T68") else ""
    start = seen.log[at].at.astimezone(CHINA).date()
    longer = [e for e in seen.log[at:] if e.step == "T24" and e.data.until]
    last = longer[-1].data.until.astimezone(CHINA).date() if longer and longer[-1].data.until else start + 30 * DAY
    if seen.event.step in ("T25", "release", "T68"):
        return ""
    if seen.event.step == "T90" or seen.day > last:
        return "INV-60"
    until = seen.event.data.until
    too_long = seen.event.step == "T24" and (
        bool(longer) or until is None or until.astimezone(CHINA).date() > start + 60 * DAY
    )
    return "INV-60" if too_long else ""


def urgent_was_approved(seen: Seen) -> str:
    at = seen.place("T23")
    if at < 0 or at != seized(seen) or any(e.step == "approve_measure" for e in seen.log[at:]):
        return ""
    return "INV-60" if seen.event.at - seen.log[at].at > timedelta(hours=24) else ""


def by_day(seen: Seen) -> str:
    at = seen.event.at.astimezone(CHINA)
    return "INV-62" if not 6 <= at.hour < 22 or seen.day.isoformat() in _off()[0] else ""


def urged_substitute(seen: Seen) -> str:
    urged = seen.on("urge_substitute")
    return "INV-62" if urged is None or not ignored(seen) or seen.day <= nth_working(urged, 3) else ""


def cash_small(seen: Seen) -> str:
    if not is_simple(seen) or not seen.event.data.receipt or seen.on("T10") != seen.day:
        return "INV-11"
    return "INV-11" if fine(seen) > 100_00 and not seen.event.data.ground else ""


def cash_is_away(seen: Seen) -> str:
    return "INV-12" if seen.place("T14") >= 0 and seen.place("bank_cash") < 0 else ""


def paid_right(seen: Seen) -> str:
    data = seen.event.data
    if data.method == "officer":
        return "INV-13"
    if data.amount is not None and data.amount < fine(seen):
        return "INV-66"
    return "INV-64" if (data.surcharge or 0) > owed(seen, seen.day) else ""


def settled_before_closing(seen: Seen) -> str:
    paid = seen.place("T61", "T14")
    return "INV-64" if paid >= 0 and seen.place("T83", "T67", "T68") < paid and owed(seen, seen.day) > 0 else ""


def overdue_really(seen: Seen) -> str:
    last = due(seen)
    return "INV-64" if last is None or seen.day <= last else ""


def court_in_its_window(seen: Seen) -> str:
    urged, end, deferred = seen.on("T64"), remedies_end(seen), seen.last("T62")
    if urged is None or end is None:
        return "INV-65"
    if deferred is not None and deferred.data.until is not None:
        end = max(end, deferred.data.until.astimezone(CHINA).date())
    return "" if end < seen.day <= months_on(end, 3) and seen.day > nth_working(urged, 10) else "INV-65"


def remedies_over(seen: Seen) -> str:
    end = remedies_end(seen)
    return "INV-65" if end is None or seen.day <= end else ""


def applied_for(seen: Seen) -> str:
    return "" if seen.event.data.applied else "INV-66"


def agreed_online(seen: Seen) -> str:
    if seen.place("consent") <= seen.place("consent_withdrawn"):
        return "INV-70"
    return "" if seen.event.data.online_remedy else "INV-72"


def service_counts(seen: Seen) -> str:
    day = served(seen)
    return "INV-70" if day is None or seen.day < day else ""


def one_remedy_in_time(seen: Seen) -> str:
    day = served(seen)
    if day is None or seen.place("T80", "T82") >= 0:
        return "INV-71"
    return "INV-73" if seen.day > rolled(day + 60 * DAY) else ""


def suit_in_time(seen: Seen) -> str:
    day, result = served(seen), seen.last("remedy_result")
    pending = seen.place("T80") > seen.place("remedy_result")
    if day is None or pending or seen.place("T82") >= 0 or (is_simple(seen) and result is None):
        return "INV-71"
    start = seen.on("remedy_result")
    last = rolled(start + 15 * DAY) if start else rolled(months_on(day, 6))
    return "INV-73" if seen.day > last else ""


def published_rightly(seen: Seen) -> str:
    return "" if seen.event.data.masked and seen.place("T83") < 0 and seen.place("T10", "T42") >= 0 else "INV-74"


def withdrawn_before_closing(seen: Seen) -> str:
    return "INV-74" if seen.place("T83") >= 0 and seen.place("publish") > seen.place("withdraw_publication") else ""


def record_is_whole(seen: Seen) -> str:
    return "INV-55" if seen.event.data.lacking else ""


def a_paper_once(seen: Seen) -> str:
    return "" if is_simple(seen) else "INV-32"


def a_building_announced(seen: Seen) -> str:
    announced = seen.place("announce_demolition") >= 0 and seen.world.facts.violations[0].startswith("V.PLAN")
    return "" if announced else "INV-65"


def ends_where_corrected(seen: Seen) -> str:
    check = seen.last("recheck")
    return "" if only_ignoring(seen) and check is not None and check.data.corrected else "INV-36"


FILED: tuple[Monitor, ...] = (listed, not_too_old, first_fine, not_lawful_here)
MEANT: tuple[Monitor, ...] = (
    *FILED, amount_fits, order_was_ignored, order_was_given, party_is_old_enough, party_can_answer, sparing_came_first, camera_counts, no_crime,
)  # fmt: skip
DECIDED: tuple[Monitor, ...] = (*MEANT, paper_is_whole, proof_is_good, a_human_decides, challenged_head_waits)
SPARED: tuple[Monitor, ...] = (spared_for_a_reason, no_crime, a_human_decides)
WATCH: Mapping[str, tuple[Monitor, ...]] = {
    "T02": (not_filed_truly,), "T04": FILED, "T05": FILED, "T07": (ends_where_corrected, no_crime),
    "T10": (*DECIDED, small_and_alone, told_first), "T11": SPARED, "T13": (a_paper_once,), "T14": (cash_small,),
    "T22": (power_to_seize,), "T23": (power_to_seize,), "T24": (seizure_not_too_long, urgent_was_approved), "T25": (seizure_not_too_long,),
    "T29": (preserved_in_time, seizure_not_too_long, urgent_was_approved, proof_is_good), "T30": (*SPARED, hands_are_separate),
    "T31": (hands_are_separate, no_crime), "T32": (a_crime,), "T33": (*MEANT, hearing_offered), "T39": (*MEANT, hearing_offered, not_heavier),
    "T34": (heard_first, hearing_not_cut_off, all_points_answered), "T35": (asked_in_time,), "T36": (hands_are_separate, seven_days_between),
    "T37": (hands_are_separate, seven_days_between, all_points_answered), "T38": (all_points_answered,), "T40": (hands_are_separate,),
    "T42": (*DECIDED, heard_first, hearing_took_place, hearing_not_cut_off, not_heavier, review_came_first, heads_came_first,
            within_ninety_days, hands_are_separate),
    "T43": (time_was_over,), "T54": (agreed_online,), "T60": (service_counts,), "T61": (paid_right,), "T62": (applied_for,),
    "T63": (overdue_really,), "T66": (court_in_its_window,), "T68": (seizure_not_too_long, remedies_over), "T69": (urged_substitute, by_day),
    "T71": (a_building_announced, remedies_over, by_day), "T74": (paid_right,), "T80": (one_remedy_in_time,), "T82": (suit_in_time,),
    "T90": (preserved_in_time, seizure_not_too_long, cash_is_away, settled_before_closing, withdrawn_before_closing, record_is_whole),
    "T91": (record_is_whole,), "extension": (extension_is_the_citys,), "release": (seizure_not_too_long,), "publish": (published_rightly,),
    "approve_measure": (urgent_was_approved,),
}  # fmt: skip
WATCHED = frozenset(
    [
        "INV-01",
        "INV-02",
        "INV-03",
        "INV-04",
        "INV-10",
        "INV-11",
        "INV-12",
        "INV-13",
        "INV-20",
        "INV-21",
        "INV-22",
        "INV-23",
        "INV-24",
        "INV-30",
        "INV-31",
        "INV-32",
        "INV-35",
        "INV-36",
        "INV-37",
        "INV-38",
        "INV-39",
        "INV-40",
        "INV-41",
        "INV-42",
        "INV-43",
        "INV-44",
        "INV-50",
        "INV-51",
        "INV-52",
        "INV-53",
        "INV-54",
        "INV-55",
        "INV-60",
        "INV-61",
        "INV-62",
        "INV-64",
        "INV-65",
        "INV-66",
        "INV-70",
        "INV-71",
        "INV-72",
        "INV-73",
        "INV-74",
        "INV-81",
        "INV-86",
        "INV-89",
    ]
)
