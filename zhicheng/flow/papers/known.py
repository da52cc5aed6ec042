"""What a case knows, gathered for its papers: one reading of the stream, the people, the evidence, the papers that are final."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases.dossier import read
from zhicheng.flow.cases.queries import Case
from zhicheng.flow.cases.services import Act
from zhicheng.flow.papers.agency import agency_for
from zhicheng.flow.papers.filling import Known
from zhicheng.flow.papers.queries import made, of_case
from zhicheng.flow.papers.rules.facts import Made
from zhicheng.ground.evidence import queries as evidence
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access, Colleague
from zhicheng.ground.permits import queries as permits
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import from_e7
from zhicheng.law import matters, wire
from zhicheng.law.assessment import assess_standing
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book

SORTS = {
    "documentary": "document", "physical": "object", "audiovisual": "recording", "electronic": "electronic", "witness": "witness",
    "party": "statement", "expert": "opinion", "record": "record",
}  # fmt: skip
# Papers that are evidence themselves, and what they prove.
PROVE = {
    "D20": ("record", "现场检查的时间、地点和情况"),
    "D21": ("statement", "被询问人陈述的事实"),
    "D30": ("document", "已经责令改正"),
    "D32": ("record", "当事人已经改正并接受教育"),
}
SOURCES = {
    "hotline": "hotline",
    "grid": "patrol",
    "citizen": "citizen",
    "social": "complaint",
    "camera": "detection",
    "observation": "detection",
    "sensor": "sensor",
}


def known_of(case: Case, act: Act, *, access: Access, at: datetime) -> Known:
    """Everything that the case says of itself at this moment, for this step."""
    file = read(case)
    standing, _ = file.fold(at)
    found = assess_standing(standing, max([at, *(e.at for e in file.events)]), file.book)
    agency, channel = agency_for(case.area)
    entry = file.book.violations.get(case.violation)
    final = of_case(case.no, states=("numbered", "final"))
    papers = [made(p) for p in final]
    me = people.colleagues([access.member_id]).get(access.member_id) if access.member_id else None
    ticket = case.ticket if case.ticket_id else None
    return Known(
        no=case.no, region=case.region, step=act.step, data=wire.read_data({k: v for k, v in act.data.items() if k != "assigned"}, file.book), at=at,
        agency=agency, pay_channel=channel, book=file.book, basis=basis_of(standing.facts, file.book), standing=standing, assessment=found,
        events=file.events, party=case.party, violation={"id": case.violation, "name": entry.name if entry else case.violation},
        facts_text=case.facts_text, address=case.address, area=case.area, coordinate=_coordinate(case),
        matter=ticket.matter if ticket else entry.matters[0] if entry and entry.matters else "",
        source=SOURCES.get(ticket.source, "patrol") if ticket else "patrol", opened_at=case.opened_at.astimezone(CHINA),
        act_at=case.act_at.astimezone(CHINA) if case.act_at else None, filed_on=case.filed_on, decided_on=case.decided_on, served_on=case.served_on,
        amount=case.amount, officers=_officers(case, act, access), evidence=_evidence(case, papers, access),
        goods=_goods(case, access), others=papers, me=me.name if me else access.name, about=_meant(act),
        lawful_place=_lawful_place(case, file.book, at),
        reviewer=_reviewer(case, access, me.name if me else access.name), heads=[c.name for c in people.accounts_with("head", case.area)],
        pages=sum(p.pages for p in final),
        volume_sha256=hashlib.sha256("".join(p.pdf_sha256 for p in final).encode()).hexdigest(),
    )  # fmt: skip


REACH_M = 2_000


def _lawful_place(case: Case, book: Book, at: datetime) -> str:
    """Where he may sell instead: the nearest designated place, with its hours. Whoever is sent away is told where to."""
    entry = book.violations.get(case.violation)
    if entry is None or case.lng_e7 is None or case.lat_e7 is None or not matters.STALLS & set(entry.matters):
        return ""
    near = permits.lawful_near(lng=from_e7(case.lng_e7), lat=from_e7(case.lat_e7), radius_m=REACH_M, at=at)
    if not near:
        return ""
    spot = near[0]
    hours = "、".join(dict.fromkeys(f"{h['from']}–{h['to']}" for h in spot["hours"])) or "全天"
    return f"需要设摊的，可到最近的指定摊位点：{spot['name']}（{spot['number']}，约 {spot['distance_m']} 米，开放时间 {hours}）。"


def _coordinate(case: Case) -> str:
    return (
        "" if case.lng_e7 is None or case.lat_e7 is None else f"{from_e7(case.lng_e7):.6f}, {from_e7(case.lat_e7):.6f}"
    )


def _officers(case: Case, act: Act, access: Access) -> Sequence[Mapping[str, str]]:
    """The two on the paper: those of the case, else whoever is there now, else those to whom it is being given."""
    members = (
        list(cases.hands(case))
        or list(act.assigned)
        or [m for m in (access.member_id, act.colleague, act.asked_by) if m]
    )
    if act.colleague and act.colleague not in members:
        members.append(act.colleague)
    known = people.colleagues(members)
    found = [known[m] for m in dict.fromkeys(members) if m in known and known[m].kind == "officer"]
    return [{"name": who.name, "certificate": _certificate(who)} for who in found if _certificate(who)][:2]


def _meant(act: Act) -> str:
    """The name of the person whom the step is about."""
    kind, _, number = str(act.data.get("about", "")).partition(":")
    known = people.colleagues([int(number)]) if kind == "member" and number.isdigit() else {}
    return next((who.name for who in known.values()), "")


def _reviewer(case: Case, access: Access, me: str) -> str:
    """The one who writes when he is a reviewer himself, else whoever would review it."""
    if access.may({"legal_reviewer"}, case.area):
        return me
    return next((c.name for c in people.accounts_with("legal_reviewer", case.area)), "")


def _certificate(who: Colleague) -> str:
    best = max(who.certificates, key=lambda c: c.valid_to, default=None)
    return best.number if best else ""


def _evidence(case: Case, papers: list[Made], access: Access) -> Sequence[Mapping[str, str]]:
    """What was taken in and not excluded, and the papers that prove something themselves."""
    kept = evidence.items(access, about=f"case:{case.pk}").filter(state="kept", parent__isnull=True)
    found: list[Mapping[str, str]] = [
        {
            "kind": SORTS.get(e.sort, "document"),
            "name": e.title,
            "number": f"SHA-256 {e.sha256[:12]}",
            "proves": e.proves or "现场情况",
        }
        for e in kept
    ]
    for paper in papers:
        if paper.code in PROVE:
            kind, proves = PROVE[paper.code]
            found.append({"kind": kind, "name": paper.title, "number": paper.number, "proves": proves})
    return found


def _goods(case: Case, access: Access) -> Sequence[Mapping[str, str]]:
    """What is held in this case, as the lists of preservation and seizure name it."""
    held = evidence.holdings(access, about=f"case:{case.pk}").filter(state="held")
    return [_goods_row(item) for holding in held for item in holding.items]


def _goods_row(item: Mapping[str, str]) -> Mapping[str, str]:
    """“3 组” is a number and its unit."""
    quantity, _, unit = item.get("quantity", "").partition(" ")
    return {
        "name": item.get("name", ""), "model": item.get("model", ""), "quantity": quantity or "1", "unit": unit or "件",
        "condition": item.get("state", ""),
    }  # fmt: skip
