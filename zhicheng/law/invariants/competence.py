"""Who may act, and on what (INV-01 to INV-05)."""

from __future__ import annotations

from zhicheng.law.actors import needs_two_officers
from zhicheng.law.invariants.case import Ask, Case, Refusal
from zhicheng.law.stream import RECORDS, Actor


def officers_are_two(case: Case) -> Refusal | None:
    if case.facts.officers >= 2:
        return None
    return Refusal(
        "INV-01",
        "APL 42",
        f"执法人员不得少于两人，现有 {case.facts.officers} 人；协管员不计入。",
        f"Two officers with valid certificates are needed, there are {case.facts.officers}; assistants never count.",
    )


def two_certified_officers_act(ask: Ask) -> Refusal | None:
    """Two different people, each with a certificate that is valid on the day and in the place; assistants never count."""
    if not needs_two_officers(_who(ask)):
        return None
    if ask.event.actors is None:
        return officers_are_two(ask)
    return _two(ask, ask.event.actors)


def case_is_given_to_two_officers(ask: Ask) -> Refusal | None:
    """Filing names the two officers; so does whoever hands the case over to others."""
    if not ask.is_written:
        return officers_are_two(ask) if ask.step else None
    return _two(ask, ask.data.assigned)


def _two(ask: Ask, people: tuple[Actor, ...]) -> Refusal | None:
    officers = {a.id: a for a in people if "officer" in a.roles or "lead_officer" in a.roles}
    why = {a: _why_not_certified(a, ask) for a in officers.values()}
    count = sum(1 for zh, _ in why.values() if not zh)
    if count >= 2:
        return None
    bad = [w for w in why.values() if w[0]]
    zh, en = "；".join(w[0] for w in bad), "; ".join(w[1] for w in bad)
    return Refusal(
        "INV-01",
        "APL 42",
        f"执法人员不得少于两人，现有 {count} 人持有效执法证{f'（{zh}）' if zh else ''}；协管员不计入。",
        f"Two different officers with valid certificates are needed, there are {count}{f' ({en})' if en else ''}.",
    )


def _why_not_certified(actor: Actor, ask: Ask) -> tuple[str, str]:
    if actor.is_assistant or not actor.certified:
        return f"{actor.id} 没有执法证", f"{actor.id} has no certificate"
    if actor.certified_from and ask.day < actor.certified_from:
        return (
            f"{actor.id} 的执法证 {actor.certified_from} 起有效",
            f"{actor.id}'s certificate begins on {actor.certified_from}",
        )
    if actor.certified_to and ask.day > actor.certified_to:
        return (
            f"{actor.id} 的执法证 {actor.certified_to} 已过期",
            f"{actor.id}'s certificate ended on {actor.certified_to}",
        )
    if actor.places and ask.facts.place and not any(_covers(p, ask.facts.place) for p in actor.places):
        return f"{actor.id} 的执法证不含本辖区", f"{actor.id}'s certificate does not hold in this place"
    return "", ""


def _covers(area: str, place: str) -> bool:
    """330100 covers 330106: a division code ends in zeros for what it leaves open."""
    return place.startswith(area.rstrip("0"))


def _who(ask: Ask) -> str:
    return ask.step.actor if ask.step else RECORDS[ask.event.step].who


def nobody_acting_is_recused(ask: Ask) -> Refusal | None:
    """Recused: may not act. Challenged: goes on investigating, but may not decide."""
    people = (*(ask.event.actors or ()), *ask.data.assigned)
    for actor in people:
        if actor.id in ask.standing.recused and ask.event.step != "recusal_request":
            return Refusal(
                "INV-02",
                "APL 43",
                f"{actor.id} 已回避，不得参与本案。",
                f"{actor.id} is recused and may not act on this case.",
            )
        if actor.id in ask.standing.challenged and ask.event.step in DECIDES:
            return Refusal(
                "INV-02",
                "APL 43",
                f"对 {actor.id} 的回避申请尚未决定，其不得作出决定。",
                f"The recusal of {actor.id} is not decided yet; until then he may not decide.",
            )
    return None


DECIDES = frozenset({"T02", "T03", "T04", "T10", "T11", "T30", "T31", "T32", "T40", "T41", "T42"})


def recusal_is_decided_by_another(ask: Ask) -> Refusal | None:
    """Nobody decides on his own recusal."""
    if all(a.id != ask.data.about for a in ask.event.actors or ()):
        return None
    return Refusal("INV-02", "APL 43", "不得决定自己的回避。", "Nobody decides on his own recusal.")


def is_no_investigator(ask: Ask) -> Refusal | None:
    """Whoever hosts the hearing, reviews the law or approves has not investigated the case."""
    role = SEPARATE[ask.event.step]
    found = [a.id for a in ask.event.actors or () if role in a.roles and a.id in ask.standing.investigators]
    if not found:
        return None
    article = "APL 64" if role == "hearing_host" else "APL 58" if role == "legal_reviewer" else "APL 57"
    return Refusal(
        "INV-03",
        article,
        f"{found[0]} 是本案调查人员，不得担任{ROLES[role][0]}。",
        f"{found[0]} has investigated this case and cannot be its {ROLES[role][1]}.",
    )


ROLES = {
    "hearing_host": ("听证主持人", "hearing host"),
    "legal_reviewer": ("法制审核人员", "legal reviewer"),
    "head": ("审批负责人", "approving head"),
    "reviewer": ("复核人", "reviewer of the defence"),
}
SEPARATE = {
    "hearing_notice": "hearing_host",
    "T34": "reviewer",
    "T36": "hearing_host",
    "T37": "hearing_host",
    "T40": "legal_reviewer",
    "review_returned": "legal_reviewer",
    "T30": "head",
    "T31": "head",
    "T42": "head",
}


def act_is_on_the_power_list(case: Case) -> Refusal | None:
    if case.facts.power_listed:
        return None
    return Refusal(
        "INV-04",
        "APL 17",
        "该违法行为不在本机关公布的权责清单内，不得立案处罚。",
        "The act is not on this agency's published power list, so it may not be filed.",
    )


def assistants_and_machines_only_report(ask: Ask) -> Refusal | None:
    """They create leads; what the clock does by itself (a due date passes) is the one exception."""
    people = ask.event.actors
    if not people or _who(ask) in ("system", "system + officer", "party"):
        return None
    wrong = [a for a in people if a.is_assistant or a.is_machine]
    if not wrong or len(wrong) < len(people):
        return None
    return Refusal(
        "INV-05",
        "APL 42",
        f"{wrong[0].id} 是协管员或者系统账号，只能提供线索。",
        f"{wrong[0].id} is an assistant or a service account and can only report leads.",
    )
