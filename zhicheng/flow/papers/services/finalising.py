"""From draft to final: everything complete and agreeing, then the number, then the file with its seal.

The number is taken in one transaction; the file is made after it, by whoever finalises and, when that died, by a worker
(`paper.number` → `papers.complete`). Both may try: one wins, the file is the same kind of thing, nothing is made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from io import BytesIO

import msgspec
from django.db import transaction
from pypdf import PdfReader

from zhicheng.flow.papers import handwriting, numbers
from zhicheng.flow.papers.drawing import Agency, Mark, Marks, draw
from zhicheng.flow.papers.events import Completed, Numbered, Voided
from zhicheng.flow.papers.files import keep, sm3
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.models import Paper, Signature
from zhicheng.flow.papers.ports import Seal, Sealed
from zhicheng.flow.papers.queries import as_draft, paper_of
from zhicheng.flow.papers.rules import objections
from zhicheng.flow.papers.services.blocks import Lent, use
from zhicheng.flow.papers.services.drafting import _reason
from zhicheng.flow.papers.states import PAPER
from zhicheng.flow.papers.values import read_fields
from zhicheng.infra import plug
from zhicheng.infra.config import config
from zhicheng.infra.locks import hold
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, NotAllowed
from zhicheng.kernel.phrases import Phrase, joined

SYSTEM = "rule:papers@1"
LOCK = 4601  # of one case's papers: two that contradict each other must not both become final
NAMES = {
    "officer": Phrase("执法人员", "officer"), "party": Phrase("当事人", "party"), "head": Phrase("负责人", "head"),
    "squad_head": Phrase("承办机构负责人", "squad head"), "legal_reviewer": Phrase("法制审核人员", "legal reviewer"),
    "host": Phrase("听证主持人", "hearing host"), "recorder": Phrase("记录人", "recorder"), "reviewer": Phrase("复核人", "reviewer"),
    "taker": Phrase("取证人", "who took it"), "provider": Phrase("提供人", "provider"), "receiver": Phrase("收件人", "receiver"),
    "performer": Phrase("代履行人", "performer"), "guardian": Phrase("监护人", "guardian"), "applicant": Phrase("申请人", "applicant"),
    "archivist": Phrase("归档人", "archivist"), "member": Phrase("参加讨论人员", "member"), "witness": Phrase("见证人", "witness"),
}  # fmt: skip


def finalise(
    *, paper_id: int, actor: str, at: datetime, by_hand: Collection[str] = (), lent: Lent | None = None
) -> Paper:
    """Number the paper and make its file. NotAllowed with every reason when something is missing or contradicts.

    Roles in `by_hand` sign on the printed paper instead of on glass. `lent`: the number stands on the paper already, out of a phone's block.
    """
    number(paper_id=paper_id, actor=actor, at=at, by_hand=by_hand, lent=lent)
    complete([paper_id], at=at)
    return paper_of(paper_id)


def number(
    *,
    paper_id: int,
    actor: str,
    at: datetime,
    by_hand: Collection[str] = (),
    lent: Lent | None = None,
    when: datetime | None = None,
) -> Paper:
    """Check everything and take the number, in the caller's transaction when there is one; the file follows.

    `when`: a phone with no network made it then; that day's rules and that year's series hold.
    """
    made_at = when or at
    with transaction.atomic():
        paper = paper_of(paper_id)
        PAPER.arrow(paper.state, "number")
        _hold_case(paper)
        kind, agency = kind_of(paper.kind), msgspec.convert(paper.agency, Agency)
        against = [o.said for o in objections(as_draft(paper, at=made_at))] or _unsigned(paper, by_hand)
        if against:
            raise NotAllowed(*joined(against, end=Phrase("。", ".")), code="INV-32")
        year = made_at.astimezone(CHINA).year
        series, no = use(lent, agency.short, kind.word, year) if lent else numbers.take(agency.short, kind.word, year)
        paper.number = numbers.written(agency.short, kind.word, year, no)
        columns = {"series_id": series, "no": no, "number": paper.number, "numbered_at": made_at}
        advance(paper, PAPER, Step("number", actor, made_at, lambda **m: Numbered(
            **m, paper=paper.kind, case=paper.case, number=paper.number or "", content_sha256=paper.content_sha256
        ), columns=columns), at=at)  # fmt: skip
    return paper


def _hold_case(paper: Paper) -> None:
    """Whoever numbers another paper of this case waits: contradictions are looked for among what is final by then."""
    hold(LOCK, [int.from_bytes(paper.case.encode()[-7:].rjust(7), "big") if paper.case else paper.pk])


def _unsigned(paper: Paper, by_hand: Collection[str]) -> list[Phrase]:
    """Who has not signed this very content. A refusal counts for everybody but an officer: it is noted on the paper."""
    needed = Counter(r for r in kind_of(paper.kind).sign if r not in by_hand)
    signed = Counter(
        role
        for role, _ in set(
            Signature.objects.filter(paper=paper, content_sha256=paper.content_sha256).values_list("role", "name")
        )
    )
    return [
        Phrase(
            f"缺{NAMES[role].zh}签名（需 {n} 人，已有 {signed[role]} 人），请签名或者注明拒签理由",
            f"{n - signed[role]} signature of the {NAMES[role].en} is missing; sign, or note why it is refused",
        )
        for role, n in needed.items()
        if signed[role] < n
    ]


def complete(paper_ids: Collection[int], *, at: datetime) -> int:
    """Make, seal and keep the files of numbered papers; what is final already stays. How many were made now."""
    made = 0
    for paper in Paper.objects.filter(pk__in=paper_ids, state="numbered"):
        sealed = _file(paper)
        try:
            _keep(paper, sealed, at)
            made += 1
        except Conflict:  # the worker was faster, or somebody voided it meanwhile: this file is nobody's
            continue
    return made


def _file(paper: Paper) -> Sealed:
    kind = kind_of(paper.kind)
    when = paper.numbered_at
    assert when is not None
    pdf = draw(
        paper.kind, read_fields(kind, paper.fields), msgspec.convert(paper.agency, Agency), _marks(paper), at=when
    )
    if not kind.seal:
        return Sealed(pdf, "none", "")
    seal: Seal = plug.load(config().seal)
    return seal.seal(pdf, reason=kind.name.zh, at=when)


def _marks(paper: Paper) -> Marks:
    rows = Signature.objects.filter(paper=paper, content_sha256=paper.content_sha256).order_by("signed_at", "pk")
    return Marks(
        number=paper.number or "", proof=proof_of(paper.code), code=paper.code, final=True, seal=_note(),
        signatures=[
            Mark(s.role, handwriting.as_svg(s.strokes), s.signed_at.astimezone(CHINA).strftime("%m-%d %H:%M")) for s in rows if not s.refused
        ],
        refusals=[(s.role, f"拒绝签名：{s.refused}") for s in rows if s.refused],
    )  # fmt: skip


def _note() -> str:
    """The drawn seal is for demo and trials and says so; in production the seal is the certificate, the place stays free for ink."""
    return "" if config().mode == "production" else "示例印章"


def proof_of(code: str) -> str:
    """What the QR code says: the page that proves the paper, or only its code where no address is set."""
    base = config().public_url.rstrip("/")
    return f"{base}/paper/{code}" if base else f"zhicheng:paper:{code}"


def _keep(paper: Paper, sealed: Sealed, at: datetime) -> None:
    """The file first, then the row that names it: a crash in between leaves a file that nobody names, never the reverse."""
    sha256, digest = keep(sealed.pdf), sm3(sealed.pdf)
    pages = len(PdfReader(BytesIO(sealed.pdf)).pages)
    columns = {"pdf_sha256": sha256, "pdf_sm3": digest, "pages": pages, "level": sealed.level, "sm2": sealed.sm2}
    advance(paper, PAPER, Step("complete", SYSTEM, at, lambda **m: Completed(
        **m, number=paper.number or "", pdf_sha256=sha256, pdf_sm3=digest, pages=pages, level=sealed.level,
        certificate=sealed.certificate, sm2=bool(sealed.sm2)), columns=columns), at=at)  # fmt: skip


def void(*, paper_id: int, reason: str, actor: str, at: datetime) -> Paper:
    """The paper no longer holds. Its number stays in the series and is not given to another."""
    paper = paper_of(paper_id)
    text = _reason(reason)
    advance(paper, PAPER, Step("void", actor, at, lambda **m: Voided(**m, reason=text, number=paper.number or ""),
                               columns={"void_reason": text}), at=at)  # fmt: skip
    return paper
