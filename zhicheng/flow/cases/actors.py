"""Who acts in a case, as the law sees him: an id, the roles in which he acts here, the term of his certificate.

An officer counts as one of the two only by his own certificate; an account's grants give the offices (squad head, reviewer, head …).
One person has one id in all his offices, so that nobody reviews what he has investigated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access, Colleague
from zhicheng.law.actors import OUTSIDE, WHO
from zhicheng.law.stream import Actor, Event

OFFICES = ("squad_head", "legal_reviewer", "head", "hearing_host", "archivist")
# An office brings the parts that the procedure names otherwise.
BRINGS: Mapping[str, tuple[str, ...]] = {
    "head": ("head", "panel"), "legal_reviewer": ("legal_reviewer", "reviewer"), "squad_head": ("squad_head", "reviewer"),
}  # fmt: skip
# What comes from outside is written down by these; "officer": one of the case.
ENTERS: Mapping[str, frozenset[str]] = {
    "party": frozenset({"officer", "squad_head", "legal_reviewer", "archivist"}),
    "court": frozenset({"legal_reviewer", "archivist"}),
    "cashier": frozenset({"archivist"}),
    "county government order": frozenset({"legal_reviewer"}),
    "reconsideration authority | court | agency itself (APL 75)": frozenset({"legal_reviewer"}),
}
VOICES = {
    "reconsideration authority | court | agency itself (APL 75)": "reconsideration_authority",
    "county government order": "government",
}
RECORDED = OUTSIDE | ENTERS.keys()  # taken by somebody else, written down by us
CLOCK = Actor("rule:cases@1", frozenset({"system"}), certified=False)


def id_of(access: Access) -> str:
    return f"member:{access.member_id}" if access.member_id else access.actor


def offices(access: Access, area: str) -> frozenset[str]:
    """The offices that his grants give him here."""
    return frozenset(role for role in OFFICES if access.may({role}, area))


def involved(hands: Iterable[int], acted: Iterable[Event], area: str) -> frozenset[str]:
    """Everybody whose recusal may be asked for: the officers, whoever has acted, whoever holds an office here."""
    holders = {c.account for office in OFFICES for c in people.accounts_with(office, area) if c.account}
    members = {*hands, *(m for m in (people.access_of_id(a).member_id for a in holders) if m)}
    said = {a.id for e in acted for a in e.actors or () if a.id.startswith("member:")}
    return frozenset({*said, *(f"member:{m}" for m in members)})


def acting(access: Access, *, area: str, hands: Mapping[int, bool], on: date) -> Actor:
    """The one who asks, with every role he has in this case. `hands`: member → is in charge; empty before anybody is assigned."""
    found = people.colleagues([access.member_id]).get(access.member_id) if access.member_id else None
    roles = {part for office in offices(access, area) for part in BRINGS.get(office, (office,))}
    if (
        found is not None
        and found.kind == "officer"
        and access.may({"member"}, area)
        and (not hands or access.member_id in hands)
    ):
        roles.add("officer")
        if hands.get(access.member_id, not hands):
            roles.add("lead_officer")
    elif found is not None and found.kind == "assistant":
        roles.add("assistant")
    return _actor(id_of(access), roles, found, area, on)


def colleague(member_id: int, *, area: str, hands: Mapping[int, bool], on: date) -> Actor | None:
    """Somebody who is there too: an officer, or an assistant who does not count."""
    found = people.colleagues([member_id]).get(member_id)
    if found is None:
        return None
    roles = {"officer"} if found.kind == "officer" else {"assistant"}
    if hands.get(member_id):
        roles.add("lead_officer")
    return _actor(f"member:{member_id}", roles, found, area, on)


def assigned(members: Iterable[int], *, area: str, on: date) -> tuple[Actor, ...]:
    """The officers to whom a case is given; the first is in charge."""
    wanted = list(members)
    known = people.colleagues(wanted)
    return tuple(
        _actor(f"member:{m}", {"officer", "lead_officer"} if n == 0 else {"officer"}, known.get(m), area, on)
        for n, m in enumerate(wanted)
        if m in known
    )


def _actor(actor_id: str, roles: Collection[str], known: Colleague | None, area: str, on: date) -> Actor:
    """With the certificate that holds here on that day, else the one that ran longest: the refusal says why it does not hold."""
    papers = (
        sorted(
            known.certificates, key=lambda c: (c.valid_from <= on <= c.valid_to and area.startswith(c.area), c.valid_to)
        )
        if known
        else []
    )
    if not papers or (known is not None and known.kind != "officer"):
        return Actor(actor_id, frozenset(roles), certified=False)
    best = papers[-1]
    return Actor(actor_id, frozenset(roles), True, best.valid_from, best.valid_to, (best.area,) if best.area else ())


def seated(who: str, present: Iterable[Actor]) -> tuple[Actor, ...]:
    """Of those present, who takes this step and in which part. `who` in the procedure's words; "" = anybody of the case."""
    if not WHO[who]:
        return tuple(present)
    parts = {part for needs in WHO[who] for part in needs}
    wanted = parts | ({"lead_officer", "assistant"} if "officer" in parts else set())
    return tuple(
        Actor(a.id, a.roles & wanted, a.certified, a.certified_from, a.certified_to, a.places)
        for a in present
        if a.roles & wanted
    )


def outside(who: str) -> tuple[Actor, ...]:
    """The party, the bank, the court: in whose name it is written down."""
    voice = VOICES.get(who, who)
    return (Actor(voice, frozenset({voice}), certified=False),)
