"""A step of a case together with its papers: composed, signed, numbered, and taken, all in one transaction or not at all.

The law is asked before anything is written and again when the step is taken; a paper with a missing or contradicting field stops the step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from zhicheng.flow.cases import queries as cases
from zhicheng.flow.cases import rules as case_rules
from zhicheng.flow.cases import services as case_services
from zhicheng.flow.cases.dossier import book_for
from zhicheng.flow.cases.queries import Case, Motion
from zhicheng.flow.cases.services import Act, PaperRef
from zhicheng.flow.cases.services.steps import not_allowed
from zhicheng.flow.papers.agency import agency_for
from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.filling import Known, filled
from zhicheng.flow.papers.kinds import Kind, kind_of
from zhicheng.flow.papers.known import known_of
from zhicheng.flow.papers.models import Paper
from zhicheng.flow.papers.rules import CaseFacts, Draft, Objection, objections
from zhicheng.flow.papers.rules.between import NUMBER_OF
from zhicheng.flow.papers.services import goods
from zhicheng.flow.papers.services.blocks import Lent
from zhicheng.flow.papers.services.drafting import change, content, draft, drop, sign
from zhicheng.flow.papers.services.finalising import complete, number
from zhicheng.flow.papers.values import Party, Violation, read_fields
from zhicheng.ground.people import passkeys
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.passkeys import Touch, TouchQuestion
from zhicheng.ground.people.queries import Access
from zhicheng.infra.locks import hold
from zhicheng.kernel.errors import NotAllowed, NotFound

FIRST = {"D32": "D31", "D92": "D31"}  # is made before the other, which names its number
LOCK = 4610  # of one case: who writes papers for a step waits for whoever is writing some
FREE = (
    "D20",
    "D21",
    "D22",
    "D23",
    "D91",
    "D92",
    "D51",
)  # made while a case is investigated, without a step of their own
OFFICES = frozenset(
    {"squad_head", "head", "legal_reviewer", "host", "recorder", "reviewer", "archivist", "member", "taker", "receiver"}
)


@dataclass(frozen=True, slots=True)
class Signing:
    """A trace on glass (or a refusal) as it comes from a screen. Without `content_sha256` it is bound to what is written now."""

    role: str
    name: str
    certificate: str = ""
    strokes: Any = None
    refused: str = ""
    content_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PaperIn:
    """A paper that comes with a step: what people changed of what the case filled in, who signed, who signs on the printed paper."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    signatures: Sequence[Signing] = ()
    by_hand: Sequence[str] = ()
    lent: Lent | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper as the case would write it: its fields, what is missing, what stands against it."""

    kind: Kind
    required: bool
    fields: dict[str, Any]
    objections: tuple[Objection, ...]
    content_sha256: str


def compose(*, case: Case, act: Act, papers: Sequence[PaperIn] = (), access: Access, at: datetime) -> list[Composed]:
    """The papers of a step, filled in. Nothing is written."""
    known = known_of(case, act, access=access, at=at)
    needed = case_rules.papers_of(
        act.step, points=known.standing.points, is_child=known.standing.facts.is_under_penalty_age
    )
    given = {p.kind: p.fields for p in papers}
    return [
        _composed(known, kind, required=kind in needed, changed=given.get(kind, {}))
        for kind in (*in_order(needed), *in_order([k for k in case_rules.may_have(act.step) if k not in needed]))
    ]


def compose_one(*, case: Case, kind: str, fields: Mapping[str, Any], access: Access, at: datetime) -> Composed:
    """A paper without a step."""
    return _composed(known_of(case, Act("evidence"), access=access, at=at), kind, required=False, changed=fields)


def _composed(known: Known, code: str, *, required: bool, changed: Mapping[str, Any]) -> Composed:
    kind = kind_of(code)
    values = read_fields(kind, {**filled(kind, known), **changed})
    against = objections(
        Draft(kind, values, known.at, _case_facts(known), tuple(known.others), known.agency.url, known.agency.short)
    )
    later = {name for (k, name) in NUMBER_OF if k == code}  # the number of a paper of the same step comes with it
    return Composed(
        kind, required, msgspec.to_builtins(values), tuple(o for o in against if o.field not in later or required is False),
        _sha(code, known, values),
    )  # fmt: skip


def _sha(code: str, known: Known, values: Mapping[str, Any]) -> str:
    return hashlib.sha256(content(code, known.agency, values)).hexdigest()


def in_order(kinds: Sequence[str]) -> list[str]:
    """As they are made: a paper that names another's number comes after it."""
    return sorted(kinds, key=lambda k: (FIRST.get(k, k), k not in FIRST))


def _case_facts(k: Known) -> CaseFacts:
    procedure = "simple" if k.assessment.procedure == "simple" or k.step == "T10" else "ordinary" if k.filed_on else ""
    return CaseFacts(
        no=k.no, region=k.region, procedure=procedure, party=msgspec.convert(k.party, Party) if k.party else None,  # type: ignore[arg-type]
        violation=msgspec.convert(k.violation, Violation), act_at=k.act_at, act_place=k.address, filed_on=k.filed_on,
    )  # fmt: skip


def enact(
    *, case: Case, act: Act, papers: Sequence[PaperIn] = (), access: Access, at: datetime, files: bool = True
) -> Case:
    """Take a step with its papers. NotAllowed with the article, or with what is missing in which paper; then nothing is written.

    Without `files` a worker makes the papers' files (the journey does so in any case when this process dies).
    """
    if cases.known_key(access.actor, act.key):
        return cases.locked(case.pk)
    refused = case_services.check(case=case, act=act, access=access, at=at)
    if refused:
        raise not_allowed(refused)
    with transaction.atomic():
        hold(LOCK, [case.pk])
        if cases.known_key(access.actor, act.key):  # the same phone, a moment earlier
            return cases.locked(case.pk)
        made = _make(case, act, papers, access, at)
        case = case_services.take(
            case_id=case.pk, act=replace(act, papers=tuple(ref(p) for p in made)), access=access, at=at
        )
        goods.follow(case, made, officer=access, decides=access, at=at)
    if files:
        complete([p.pk for p in made], at=at)
    return case


def ref(paper: Paper) -> PaperRef:
    return PaperRef(paper.kind, paper.number or "", paper.pk)


def _make(case: Case, act: Act, papers: Sequence[PaperIn], access: Access, at: datetime) -> list[Paper]:
    """Draft, sign and number, in the order in which they name each other."""
    given = {p.kind: p for p in papers}
    made: list[Paper] = []
    for kind in in_order(list(given)):
        paper = _draft(case, act, given[kind], access, at)
        one = given[kind]
        made.append(
            number(
                paper_id=paper.pk, actor=access.actor, at=at, by_hand=one.by_hand, lent=one.lent, when=act.happened_at
            )
        )
    return made


def _draft(case: Case, act: Act, one: PaperIn, access: Access, at: datetime) -> Paper:
    known = known_of(case, act, access=access, at=act.happened_at or at)
    kind = kind_of(one.kind)
    fields = {**filled(kind, known), **one.fields}
    paper = draft(
        kind=one.kind,
        fields=fields,
        agency=known.agency,
        actor=access.actor,
        at=at,
        case=_case_facts(known),
        when=act.happened_at,
    )
    for s in one.signatures:
        sign(
            paper_id=paper.pk, role=s.role, name=s.name, content_sha256=s.content_sha256 or paper.content_sha256, actor=access.actor, at=at,
            certificate=s.certificate, strokes=s.strokes, refused=s.refused, when=act.happened_at,
        )  # fmt: skip
    return paper


def may_make_free(case: Case, access: Access) -> bool:
    """While the case is open, whoever has a part in it makes records and letters."""
    return case.state not in ("lead", "closed", "archived") and cases.has_part(case, access)


def make_free(*, case: Case, one: PaperIn, access: Access, at: datetime) -> Paper:
    """A record, a statement, a letter: made while the case is open, numbered and final, without moving it."""
    if one.kind not in FREE:
        raise NotAllowed(
            f"《{kind_of(one.kind).name.zh}》随办案步骤制作，请办理相应的步骤。",
            f"A {kind_of(one.kind).name.en} is made with its step; take that step.",
            code="PAPERS",
        )
    if not may_make_free(case, access):
        raise NotAllowed(
            "案件不在办理中，或者您不是承办人员。", "The case is not being handled, or not by you.", code="ROLE"
        )
    with transaction.atomic():
        paper = _draft(case, Act("evidence"), one, access, at)
        paper = number(paper_id=paper.pk, actor=access.actor, at=at, by_hand=one.by_hand)
    complete([paper.pk], at=at)
    return paper


# Put to another's decision ---------------------------------------------------------------------------------------------------


def ask(
    *, case: Case, act: Act, papers: Sequence[PaperIn] = (), note: str = "", access: Access, at: datetime
) -> Motion:
    """Prepare a step with its papers and put it to whoever decides. The papers wait as drafts, signed as far as they are."""
    with transaction.atomic():
        hold(LOCK, [case.pk])
        asked = case_services.asked_before(access=access, key=act.key)
        if asked:
            return asked  # sent twice: its drafts are there
        known = known_of(case, act, access=access, at=at)
        needed = case_rules.papers_of(
            act.step, points=known.standing.points, is_child=known.standing.facts.is_under_penalty_age
        )
        given = {p.kind: p for p in papers}
        wanted = [given.get(kind, PaperIn(kind)) for kind in in_order(sorted({*needed, *given}))]
        drafts = [{"id": _draft(case, act, one, access, at).pk, "by_hand": list(one.by_hand)} for one in wanted]
        return case_services.ask(case_id=case.pk, act=act, papers=drafts, note=note, access=access, at=at)


def touch_question(*, motion_id: int, access: Access, host: str) -> TouchQuestion:
    """What the keys of whoever decides this are to sign."""
    return passkeys.question(access, about=f"motion:{motion_id}", host=host)


def grant(
    *, motion_id: int, key: str = "", by_hand: Sequence[str] = (), touch: Touch | None = None, host: str = "", access: Access,
    at: datetime, files: bool = True,
) -> Case:  # fmt: skip
    """Decide it: number the papers and take the step. Offices sign by deciding; the printed paper keeps the place for ink."""
    if cases.known_key(access.actor, key):
        return cases.motion(motion_id).case
    confirmed_by = passkeys.confirmed(access, about=f"motion:{motion_id}", touch=touch, host=host)
    with transaction.atomic():
        hold(LOCK, [cases.motion(motion_id).case_id])
        motion = cases.motion(motion_id)
        if cases.known_key(access.actor, key):
            return motion.case
        case_services.demand_open(motion)
        made = [_number(p["id"], motion, access, at, {*by_hand, *p["by_hand"]}) for p in motion.papers]
        case = case_services.grant(
            motion_id=motion_id,
            access=access,
            papers=tuple(ref(p) for p in made),
            key=key,
            confirmed_by=confirmed_by,
            at=at,
        )
        asked = people.access_of_id(motion.asked_by.account_id) if motion.asked_by.account_id else access
        goods.follow(case, made, officer=asked, decides=access, at=at)
    if files:
        complete([p.pk for p in made], at=at)
    return case


def _number(paper_id: int, motion: Motion, access: Access, at: datetime, by_hand: Collection[str]) -> Paper:
    """A draft that was waiting: what only this moment knows (another paper's number, the day) is filled in now."""
    paper = Paper.objects.get(pk=paper_id)
    kind = kind_of(paper.kind)
    known = known_of(motion.case, case_services.of_motion(motion), access=access, at=at)
    now = filled(kind, known)
    missing = {n: now[n] for n in kind.fields if n not in paper.fields and n in now}
    if missing:
        paper = change(paper_id=paper_id, fields={**paper.fields, **missing}, actor=access.actor, at=at)
    return number(paper_id=paper_id, actor=access.actor, at=at, by_hand={*by_hand, *OFFICES})


def give_back(*, motion_id: int, reason: str, access: Access, at: datetime) -> Motion:
    """Not so: the drafts go with it, whoever asked begins again with the reason before his eyes."""
    with transaction.atomic():
        motion = case_services.give_back(motion_id=motion_id, reason=reason, access=access, at=at)
        _drop(motion, access, at)
    return motion


def withdraw(*, motion_id: int, access: Access, at: datetime) -> Motion:
    with transaction.atomic():
        motion = case_services.withdraw(motion_id=motion_id, access=access, at=at)
        _drop(motion, access, at)
    return motion


def _drop(motion: Motion, access: Access, at: datetime) -> None:
    for one in motion.papers:
        drop(paper_id=one["id"], reason="呈批退回或者撤回", actor=access.actor, at=at)


def paper_for(paper_id: int, access: Access) -> Paper:
    """A paper of a case that this account may see, with its file."""
    paper = Paper.objects.filter(pk=paper_id).exclude(case="").first()
    if paper is None:
        raise NotFound("没有这份文书。", "There is no such paper.")
    case = cases.by_no(paper.case, access)
    if not cases.sees_party(case, access, cases.hands(case)):
        raise NotFound("没有这份文书。", "There is no such paper.")
    return paper


def demand_sight(case: Case, access: Access) -> None:
    """NotFound unless this account may read the party's name: a volume holds everything."""
    if not cases.sees_party(case, access, cases.hands(case)):
        raise NotFound("没有这份案卷，或者您无权查阅。", "There is no such volume, or it is not yours to read.")


def agency_of(case: Case) -> tuple[Agency, str]:
    """Who issues this case's papers."""
    return agency_for(case.area)


def cover(case: Case) -> list[tuple[str, str]]:
    """The lines on a volume's cover."""
    found = [
        ("案件编号", case.no),
        ("案由", _violation(case)),
        ("当事人", case.party_name),
        ("承办机构", case.squad.name if case.squad else ""),
    ]
    days = (
        ("立案日期", case.filed_on),
        ("决定日期", case.decided_on),
        ("结案日期", case.closed_at and case.closed_at.date()),
    )
    return [*found, *((name, f"{on.year}年{on.month}月{on.day}日") for name, on in days if on)]


def _violation(case: Case) -> str:
    entry = book_for(case.region).violations.get(case.violation)
    return entry.name if entry else case.violation
