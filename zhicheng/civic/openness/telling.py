"""What is told, in its first draft: a case without its party, a month's cases, what was done about what many asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from zhicheng.civic.openness.models import Decision
from zhicheng.civic.openness.rules.releasing import surname_only, without_houses
from zhicheng.flow.cases.dossier import book_for
from zhicheng.flow.cases.queries import Case
from zhicheng.flow.reports.masking import mask
from zhicheng.flow.tickets import counted
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.law import matters
from zhicheng.law.citation import cite

FEN = 100


class NewAnswer(NamedTuple):
    """Something that citizens asked and what became of it. Whoever knows of such a pair (a closed ticket, a meeting's resolution) proposes it.

    `key` names the thing, like `ticket:17` or `resolution:4`: proposed twice, told once. `asked_by`: how many people, 0 where nobody counted.
    """

    key: str
    said: str
    did: str
    area: str = ""
    asked_by: int = 0
    asked_on: date | None = None
    done_on: date | None = None


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON: what was released can be proved."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


# Cases -----------------------------------------------------------------------------------------------------------------------


def secrets_of(case: Case) -> list[str]:
    """What would name the party: his names, numbers, phone and home."""
    party = case.party or {}
    fields = ("name", "id_no", "phone", "address", "trade_name", "head_name")
    return sorted(
        {str(party[f]) for f in fields if len(str(party.get(f) or "")) > 1} | ({case.party_name} - {""}),
        key=len,
        reverse=True,
    )


def masked_text(text: str, case: Case) -> str:
    """The text without whoever it is about: his names as one character, every other personal datum as stars, no house's number."""
    party = case.party or {}
    short = surname_only(str(party.get("name") or case.party_name), str(party.get("kind") or "citizen"))
    for secret in secrets_of(case):
        text = text.replace(secret, short if secret in (party.get("name"), case.party_name) else "某某")
    return mask(without_houses(text))


def decision_told(case: Case) -> dict[str, Any]:
    """A penalty decision as the public reads it (APL 48)."""
    book = book_for(case.region)
    violation = book.violations.get(case.violation)
    party = case.party or {}
    article = cite(violation.article) if violation else None
    return {
        "about": violation.name if violation else "", "about_en": violation.name_en if violation else "",
        "article": article.zh if article else "", "article_en": article.en if article else "",
        "party": surname_only(str(party.get("name") or case.party_name), str(party.get("kind") or "citizen")),
        "place": places.name_of(case.area[:9]) if len(case.area) >= 9 else places.name_of(case.area), "facts": masked_text(case.facts_text, case),
        "fine_yuan": (case.amount or 0) // FEN, "agency": case.squad.name if case.squad else "",
        "decided_on": case.decided_on.isoformat() if case.decided_on else "",
    }  # fmt: skip


def month_of_cases(month: date, decisions: Sequence[Decision]) -> dict[str, Any]:
    """The first draft of a month's page; a person writes the plain words."""
    return {"month": month.strftime("%Y-%m"), "intro": "", "entries": [_entry(d) for d in decisions]}


def _entry(decision: Decision) -> dict[str, Any]:
    told = decision.told
    plain = f"{told['party']}因{told['about']}，依据{told['article']}，被处以罚款 {told['fine_yuan']} 元。" if told["fine_yuan"] else (
        f"{told['party']}因{told['about']}，依据{told['article']}受到处罚。"
    )  # fmt: skip
    return {"case": decision.case_id, **told, "plain": plain, "lesson": "", "struck": ""}


def without_case(content: dict[str, Any], case_id: int, reason: str) -> dict[str, Any]:
    """The page with this case struck: nothing of it is left but why."""
    entries = [{"case": case_id, "struck": reason} if e["case"] == case_id else e for e in content["entries"]]
    return {**content, "entries": entries}


def stands(content: dict[str, Any]) -> list[int]:
    """Cases of this page that still stand."""
    return [e["case"] for e in content.get("entries", ()) if not e["struck"]]


# You said, we did ------------------------------------------------------------------------------------------------------------


def answer_to(ticket: Ticket) -> NewAnswer:
    """A closed ticket that many told of. Its own words may name somebody, so only the matter and the street are taken over."""
    found = matters.matters().get(ticket.matter)
    name = found.name if found else "城市管理问题"
    street = places.name_of(ticket.grid[:9]) if len(ticket.grid) >= 9 else ""
    unit = people.organisation_names([ticket.unit_id]).get(ticket.unit_id or 0, "责任单位")
    closed = ticket.closed_at or ticket.opened_at
    return NewAnswer(
        key=f"ticket:{ticket.pk}", said=f"多位市民反映{street}{name}。", did=f"{unit}已处理，并由核查人员到现场核查通过。", area=ticket.grid[:6],
        asked_by=counted.voices(ticket), asked_on=_day(ticket.opened_at), done_on=_day(closed),
    )  # fmt: skip


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def answer_content(new: NewAnswer, *, least: int) -> dict[str, Any]:
    """`asked_by` as it may be told: few are nobody's business."""
    return {
        "said": mask(new.said), "did": mask(new.did), "asked_by": new.asked_by if new.asked_by >= least else 0,
        "place": places.name_of(new.area) if new.area else "", "asked_on": new.asked_on.isoformat() if new.asked_on else "",
        "done_on": new.done_on.isoformat() if new.done_on else "", "photos": [],
    }  # fmt: skip
