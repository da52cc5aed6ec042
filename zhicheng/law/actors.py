"""Who may take which step: roles by the procedure's words, and how many of them have to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhicheng.law.stream import Actor

Needs = Mapping[str, int]
OFFICER, HEAD = "officer", "head"
# The procedure's words → any of these sets of roles with their number.
WHO: Mapping[str, tuple[Needs, ...]] = {
    "": (),
    "squad_head": ({"squad_head": 1},),
    "head": ({HEAD: 1},),
    "head (正职负责人)": ({HEAD: 1},),
    "head signs": ({HEAD: 1},),
    "officer": ({OFFICER: 1},),
    "officer x2": ({OFFICER: 2},),
    "officer x2 after head approval": ({OFFICER: 2, HEAD: 1},),
    "head approves / officer x2 serve": ({OFFICER: 2, HEAD: 1},),
    "head / officer x2 serve": ({OFFICER: 2, HEAD: 1},),
    "lead_officer": ({"lead_officer": 1},),
    "lead_officer + reviewer": ({"lead_officer": 1, "reviewer": 1},),
    "system": ({"system": 1},),
    "system + officer": ({OFFICER: 1},),
    "legal_reviewer": ({"legal_reviewer": 1},),
    "panel": ({"panel": 1},),
    "hearing_host": ({"hearing_host": 1},),
    "archivist": ({"archivist": 1},),
    "cashier": ({"cashier": 1},),
    "party": ({"party": 1},),
    "court": ({"court": 1},),
    "county government order": ({"government": 1},),
    "reconsideration authority | court | agency itself (APL 75)": ({"reconsideration_authority": 1}, {"court": 1}, {HEAD: 1}),
}  # fmt: skip
OUTSIDE = frozenset({"party", "court", "cashier", "reconsideration authority | court | agency itself (APL 75)"})


TWO_OFFICERS = frozenset(who for who, sets in WHO.items() if any(needs.get(OFFICER, 0) >= 2 for needs in sets))


def needs_two_officers(who: str) -> bool:
    return who in TWO_OFFICERS


def have_the_roles(who: str, actors: Sequence[Actor]) -> bool:
    """Is everybody there that the step names? Whether a certificate holds is another rule's question."""
    return not WHO[who] or any(_covered(needs, actors) for needs in WHO[who])


def _covered(needs: Needs, actors: Sequence[Actor]) -> bool:
    return all(any(role in a.roles or _is_led(role, a) for a in actors) for role in needs)


def _is_led(role: str, actor: Actor) -> bool:
    """The officer in charge is an officer too."""
    return role == OFFICER and "lead_officer" in actor.roles
