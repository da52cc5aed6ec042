"""What people try in each state: the lawful way, and beside it what the law forbids. The rules decide; the monitors watch what they let by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.worlds import CHEN, MORNING, World
from zhicheng.law.invariants.case import Case, earliest_hearing
from zhicheng.law.procedure import Procedure
from zhicheng.law.remedies import surcharge_of
from zhicheng.law.standing import Standing
from zhicheng.law.stream import RECORDS, Actor, Data, Event, Item, Record

HEAD = Actor("gu", frozenset({"head"}))
DEPUTY = Actor("lu", frozenset({"head"}))
REVIEWER = Actor("fang", frozenset({"legal_reviewer", "reviewer"}))
HOST = Actor("he", frozenset({"hearing_host"}))
PARTY = Actor("party", frozenset({"party"}))
CLOCK = Actor("clock", frozenset({"system"}))
MACHINE = Actor("rules", frozenset({"service"}))
OTHERS: Mapping[str, tuple[Actor, ...]] = {
    "squad_head": (Actor("qian", frozenset({"squad_head"})),), "head": (HEAD,), "head (正职负责人)": (HEAD,), "head signs": (HEAD,),
    "lead_officer": (CHEN,), "lead_officer + reviewer": (CHEN, REVIEWER), "system": (CLOCK,), "legal_reviewer": (REVIEWER,),
    "panel": (Actor("pan", frozenset({"panel"})),), "hearing_host": (HOST,), "archivist": (Actor("ai", frozenset({"archivist"})),),
    "cashier": (Actor("bank", frozenset({"cashier"})),), "party": (PARTY,), "court": (Actor("court", frozenset({"court"})),),
    "county government order": (Actor("county", frozenset({"government"})),),
    "reconsideration authority | court | agency itself (APL 75)": (Actor("authority", frozenset({"reconsideration_authority"})),),
}  # fmt: skip
Tries = Iterable[Data]
_say = lru_cache(maxsize=1 << 16)(Data)  # the same few things are said in every state
MONTH = timedelta(days=30)
PROOF, LATE_PROOF = Item("p1"), Item("p2")


def people(who: str, world: World) -> tuple[Actor, ...]:
    """Those whom the procedure names, with this world's officers."""
    if who in OTHERS:
        return OTHERS[who]
    heads = (HEAD,) if "head" in who else ()
    return (*(world.officers if "x2" in who or not heads else ()), *heads) or world.officers


# Where what follows the first is another lawful way, not a temptation.
ALTERNATIVES = frozenset({"T02", "T11", "T30", "T37", "recheck", "waiver", "late_remedy"})


def moves(world: World, s: Standing, now: datetime, way: Procedure, *, tempted: bool = True) -> Iterator[Event]:
    """Every event that somebody of this world tries here and now; `tempted`: the unlawful ones too."""
    for step in way.open_steps(s.trail):
        if _is_wished(step.id, world, s):
            actors = seated(people(step.actor, world), s)
            for data in said(step.id, world, s, now, tempted):
                yield Event(step.id, now, actors, data)
            if tempted:
                yield from _wrong_hands(step.id, world, s, now)
    for record, can in beside(s.state):
        if can(world, s):
            actors = (DEPUTY,) if record.id == "recusal" else seated(people(record.who, world), s)
            for data in said(record.id, world, s, now, tempted):
                yield Event(record.id, now, actors, data)


def said(step: str, world: World, s: Standing, now: datetime, tempted: bool) -> Iterator[Data]:
    """What is said with this step here: the lawful thing first, and when tempted what must not be said."""
    for n, data in enumerate(TRIES.get(step, _nothing)(world, s, now)):
        if n and not tempted and step not in ALTERNATIVES:
            return
        yield data


def seated(actors: tuple[Actor, ...], s: Standing) -> tuple[Actor, ...]:
    """Once the head is recused the deputy sits in the chair. While the question is open the head still tries."""
    return tuple(DEPUTY if a.id in s.recused else a for a in actors)


def _wrong_hands(step: str, world: World, s: Standing, now: datetime) -> Iterator[Event]:
    """A machine, an investigator in the head's or the host's seat, and the dead of night, once where each matters most."""
    if step in ("T42", "T30", "T31", "T10"):
        yield Event(step, now, (MACHINE,), _say(amount=world.amount, ground="x"))
    if step in ("T42", "T40", "T36") and s.investigators:
        role = {"T42": "head", "T40": "legal_reviewer", "T36": "hearing_host"}[step]
        yield Event(step, now, (Actor(min(s.investigators), frozenset({role})),), _say(amount=s.facts.amount))
    if step in ("T69", "T71"):
        yield Event(
            step, now.replace(hour=23), people("head" if step == "T69" else "county government order", world), _say()
        )
    if s.at is not None and step in ("T42", "T61", "T90") and now > s.at:
        yield Event(step, s.at - timedelta(minutes=1), people("head", world), _say(amount=s.facts.amount, receipt="N"))


# Which side ways this world goes ---------------------------------------------------------------------------------------------

ONLY_WISHED: Mapping[str, str] = {
    "T21": "preserve", "T22": "seize", "T23": "urgent", "T24": "seize", "T25": "seize", "T27": "suspend", "T35": "hearing",
    "T39": "renotice", "T54": "consent", "T55": "announce", "T62": "defer", "T66": "court", "T69": "substitute", "T71": "demolish",
    "T72": "court", "T74": "agreement", "T80": "reconsider", "T81": "reconsider", "T82": "sue", "T83": "reconsider", "T14": "cash",
    "T41": "review", "T28": "suspend", "T65": "agreement", "T73": "agreement", "T68": "seize",
}  # fmt: skip


def _is_wished(step: str, world: World, s: Standing) -> bool:
    if step == "T41":
        return world.facts.major or world.wishes_for("review")
    if step in ("T25", "T24", "T68"):
        return bool(world.wishes & {"seize", "urgent"})
    if step == "T39":  # once: a notice after a notice would never end
        return world.wishes_for("renotice") and not s.facts.new_fact
    if step in ("T50", "T52", "T53"):  # one way of serving stands for those that differ only in the paper
        return not world.wishes & {"consent", "announce", "court", "substitute", "demolish", "cash"}
    if step == "T29":
        return world.wishes_for("carry") or (s.seized is None and s.preserved is None)
    if step in ("T06", "T26"):
        return s.facts.order is None
    wish = ONLY_WISHED.get(step)
    return wish is None or world.wishes_for(wish)


def _once(wish: str, when: Callable[[Standing], bool]) -> Callable[[World, Standing], bool]:
    return lambda world, s: world.wishes_for(wish) and when(s)


LEARNS_IN = frozenset({"onspot", "investigating", "notified", "defence_reviewed", "decided_penalty", "served"})


def _can_learn(world: World, s: Standing) -> bool:
    """Something is not known yet. It comes to light where it matters: before and after each of the great steps."""
    learns = world.learns
    return learns is not None and s.state in LEARNS_IN and any(getattr(s.facts, n) != v for n, v in learns.means)


LATE_IN = frozenset({"urged", "court_applied"})  # where a late remedy changes most

BESIDE: Mapping[str, Callable[[World, Standing], bool]] = {
    "amend": _can_learn,
    "recheck": lambda world, s: s.facts.order is not None and s.facts.recheck is None,
    "statement": _once("statement", lambda s: s.facts.defence is None),
    "waiver": _once("waiver", lambda s: not s.facts.waived or not s.hearing_waived),
    "hearing_notice": _once("hearing", lambda s: s.facts.hearing_notice is None),
    "review_returned": _once("review", lambda s: s.facts.reviewed is None),
    "extension": lambda world, s: world.book.settings.decision_extension > 0 and s.facts.extended_to is None,
    "consent": _once("consent", lambda s: s.facts.consent is None),
    "consent_withdrawn": _once("consent", lambda s: s.facts.consent is not None and s.state == "decided_penalty"),
    "recusal_request": _once("recusal", lambda s: not s.challenged and not s.recused),
    "recusal": _once("recusal", lambda s: bool(s.challenged)),
    "exclude_evidence": _once("exclude", lambda s: not s.excluded and s.state == "investigating"),
    "settle_preserved": _once("preserve", lambda s: s.preserved is not None),
    "approve_measure": _once("urgent", lambda s: s.unapproved is not None),
    "release": lambda world, s: s.seized is not None,
    "hand_in_cash": _once("cash", lambda s: s.cash is not None),
    "bank_cash": _once("cash", lambda s: s.cash_in is not None),
    "publish": _once("publish", lambda s: not s.published and s.state == "performing"),
    "withdraw_publication": _once("publish", lambda s: s.published and s.facts.revoked is not None),
    "late_remedy": lambda world, s: s.state in LATE_IN and bool(world.wishes & {"reconsider", "sue"}) and not s.is_remedy_running,
    "remedy_result": lambda world, s: s.is_remedy_running,
    "urge_substitute": _once("substitute", lambda s: s.substitute_urged is None),
    "announce_demolition": _once("demolish", lambda s: s.demolition_announced is None),
}  # fmt: skip


@cache
def beside(state: str) -> tuple[tuple[Record, Callable[[World, Standing], bool]], ...]:
    """The records that somebody tries in this state, each with when."""
    here = (r for r in RECORDS.values() if not r.states or state in r.states)
    return tuple((r, BESIDE[r.id]) for r in here if r.id in BESIDE)


# What each event says, lawful first ------------------------------------------------------------------------------------------


def _nothing(world: World, s: Standing, now: datetime) -> Tries:
    yield _say()


def _ground(*grounds: str) -> Callable[[World, Standing, datetime], Tries]:
    def tries(world: World, s: Standing, now: datetime) -> Tries:
        for ground in grounds:
            yield _say(ground=ground)

    return tries


def _learned(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(facts=world.learns)


def _filing(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(assigned=world.officers)


def _order(world: World, s: Standing, now: datetime) -> Tries:
    """Until this evening on the spot, for two days otherwise."""
    yield _say(until=now + (timedelta(minutes=30) if s.simple else timedelta(days=2)))


def _recheck(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(corrected=False)
    yield _say(corrected=True)


def _penalty(world: World, s: Standing, now: datetime) -> Tries:
    return _penalties(world.amount, s.announced, s.simple, s.excluded)


@lru_cache(maxsize=4096)
def _penalties(
    amount: int | None, announced: tuple[str, ...], on_the_spot: bool, excluded: frozenset[str]
) -> tuple[Data, ...]:
    good = Data(amount=amount, warning=amount is None, measures=announced, evidence=(PROOF,))
    unlawful = (
        replace(good, told=False) if on_the_spot else replace(good, evidence=(replace(LATE_PROOF, unlawful=True),))
    )
    wrong_papers = (
        {"remedies": "direct suit"},
        {"remedies": "fifteen days"},
        {"lacking": ("印章",)},
        {"measures": ("没收工具",)},
    )
    amounts = (amount + 1, 10_000_001_00, 0) if amount is not None else ()
    found = [
        good,
        *(replace(good, **one) for one in wrong_papers),
        unlawful,
        *(replace(good, amount=n) for n in amounts),
    ]
    if excluded:
        found.append(replace(good, evidence=tuple(Item(i) for i in sorted(excluded))))
    return tuple(found)


def _notice(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(amount=world.amount, warning=world.amount is None, hearing_offered=True)
    yield _say(amount=world.amount, warning=world.amount is None, hearing_offered=False)
    yield _say(amount=10_000_001_00, warning=world.amount is None, hearing_offered=True)


def _new_notice(world: World, s: Standing, now: datetime) -> Tries:
    if s.facts.amount is None:
        return
    yield _say(amount=s.facts.amount + 1, hearing_offered=True, ground="new_facts")
    yield _say(amount=s.facts.amount + 1, hearing_offered=True, ground="new_basis")


def _cash(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(amount=s.facts.amount, receipt="N1")
    yield _say(amount=s.facts.amount)


def _payment(world: World, s: Standing, now: datetime) -> Tries:
    owed = surcharge_of(s, world.book, now.astimezone(CHINA).date())
    yield _say(amount=s.facts.amount, receipt="B1", method="bank", surcharge=owed)
    yield _say(amount=s.facts.amount, receipt="B1", method="officer", surcharge=owed)
    yield _say(amount=s.facts.amount, receipt="B1", method="bank", surcharge=owed + 1)
    if s.facts.amount:
        yield _say(amount=s.facts.amount - 1, receipt="B1", method="bank", surcharge=owed)


def _agreement(world: World, s: Standing, now: datetime) -> Tries:
    owed = surcharge_of(s, world.book, now.astimezone(CHINA).date())
    if s.facts.amount and owed:
        yield _say(ground="已采取补救措施", surcharge=owed, amount=s.facts.amount)
        yield _say(ground="已采取补救措施", surcharge=owed, amount=s.facts.amount - 1)


def _seizure(world: World, s: Standing, now: datetime) -> Tries:
    if s.seized is None and _is_early(s, now):
        basis = "ZJ 1" if "ZJ" in world.book.laws else "BJ 1"
        yield _say(basis=basis, goods=("tools",))
        yield _say(basis="ORD55 1", goods=("tools",))
        yield _say(basis=basis, goods=("necessities",))


def _is_early(s: Standing, now: datetime) -> bool:
    """Measures are taken in the first days: later ones would only repeat the same."""
    return s.facts.filed is None or (now.astimezone(CHINA).date() - s.facts.filed).days <= 3


def _longer(world: World, s: Standing, now: datetime) -> Tries:
    if s.seized is not None:
        end = datetime.combine(s.seized, MORNING, CHINA)
        yield _say(until=end + 2 * MONTH, ground="案情复杂")
        yield _say(until=end + 2 * MONTH + timedelta(days=1), ground="案情复杂")


def _preserve(world: World, s: Standing, now: datetime) -> Tries:
    if s.preserved is None and _is_early(s, now):
        yield _say(ground="可能灭失")


def _defence(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(answered=s.points)
    if s.points:
        yield _say(answered=s.points - 1)


def _statement(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(points=2)


def _waiver(world: World, s: Standing, now: datetime) -> Tries:
    if not s.facts.waived:
        yield _say()
    if not s.hearing_waived:
        yield _say(hearing=True)


def _hearing_notice(world: World, s: Standing, now: datetime) -> Tries:
    first = earliest_hearing(Case(s.facts, world.book, None), now.astimezone(CHINA).date())
    day = datetime.combine(first, MORNING, CHINA)
    yield _say(until=day)
    yield _say(until=day - timedelta(days=1))


def _forfeit(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(ground="absent", answered=s.points)
    yield _say(ground="withdrawn", answered=s.points)


def _review(world: World, s: Standing, now: datetime) -> Tries:
    yield _say()
    yield _say(passed=False)


def _extension(world: World, s: Standing, now: datetime) -> Tries:
    if s.facts.filed is not None:
        end = datetime.combine(s.facts.filed, MORNING, CHINA) + timedelta(
            days=90 + world.book.settings.decision_extension
        )
        yield _say(until=end)
        yield _say(until=end + timedelta(days=1))


def _online(world: World, s: Standing, now: datetime) -> Tries:
    yield _say()
    yield _say(online_remedy=False)


def _deferral(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(until=now + 2 * MONTH)
    yield _say(until=now + 2 * MONTH, applied=False)


def _recusal(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(about="gu")


def _outcome(world: World, s: Standing, now: datetime) -> Tries:
    yield _say(about="suit" if s.suit is not None else "reconsideration")


def _late(world: World, s: Standing, now: datetime) -> Tries:
    for wish, about in (("reconsider", "reconsideration"), ("sue", "suit")):
        if world.wishes_for(wish):
            yield _say(about=about, ground="force_majeure")


def _publication(world: World, s: Standing, now: datetime) -> Tries:
    yield _say()
    yield _say(masked=False)


def _closing(world: World, s: Standing, now: datetime) -> Tries:
    yield _say()
    yield _say(lacking=("送达",))


TRIES: Mapping[str, Callable[[World, Standing, datetime], Tries]] = {
    "T02": _ground("no_violation", "limitation", "not_competent"), "T03": _ground("由他机关管辖"), "T04": _filing, "T06": _order,
    "T10": _penalty, "T11": _ground("minor", "first_offence"), "T12": _ground("改用普通程序"), "T14": _cash, "T21": _preserve,
    "T22": _seizure, "T23": _seizure, "T24": _longer, "T26": _order, "T27": _ground("待鉴定"), "T28": _ground("party_gone"),
    "T30": _ground("minor", "first_offence", "no_fault", "under_14", "no_capacity"), "T31": _ground("证据不足"), "T33": _notice,
    "T34": _defence, "T37": _forfeit, "T38": _defence, "T39": _new_notice, "T40": _review, "T41": _ground("影响较大"),
    "T42": _penalty, "T43": _ground("超期"), "T53": _ground("直接送达有困难"), "T54": _online, "T55": _ground("下落不明"),
    "T61": _payment, "T62": _deferral, "T70": _ground("遗洒"), "T72": _ground("案外人异议"), "T73": _ground("无财产可供执行"),
    "T74": _agreement, "T83": _ground("复议撤销"), "T90": _closing, "T91": _closing, "recheck": _recheck, "statement": _statement,
    "waiver": _waiver, "hearing_notice": _hearing_notice, "extension": _extension, "recusal_request": _recusal, "recusal": _recusal,
    "amend": _learned, "exclude_evidence": lambda world, s, now: iter((_say(about="p9"),)), "remedy_result": _outcome,
    "late_remedy": _late, "publish": _publication,
}  # fmt: skip
