"""Everything that reads papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from typing_extensions import TypedDict

from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.files import kept_at, sm3
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.models import Paper, Series
from zhicheng.flow.papers.rules import CaseFacts, Draft, Made
from zhicheng.flow.papers.values import read_fields
from zhicheng.flow.papers.volume import Part, Volume, assemble
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotFound


class Row(TypedDict):
    """One number of a series: whose paper, and whether it still holds."""

    number: str
    kind: str
    title: str
    state: str
    case: str
    void_reason: str


def paper_of(paper_id: int) -> Paper:
    found = Paper.objects.filter(pk=paper_id).first()
    if found is None:
        raise NotFound("没有这份文书。", "There is no such paper.")
    return found


def of_case(case: str, *, states: Sequence[str] = ("final",)) -> list[Paper]:
    """The papers of one case in the order in which they were numbered."""
    return list(Paper.objects.filter(case=case, state__in=states).order_by("numbered_at", "pk")) if case else []


def all_of_case(case: str) -> list[Paper]:
    """Every paper of one case that somebody may still look at, in the order in which they were written."""
    return list(Paper.objects.filter(case=case).exclude(state="dropped").order_by("pk")) if case else []


def made(paper: Paper) -> Made:
    """A numbered paper as the rules see it."""
    kind = kind_of(paper.kind)
    values = read_fields(kind, paper.fields)
    assert paper.numbered_at is not None
    return Made(paper.kind, kind.title(values), paper.number or "", paper.numbered_at.astimezone(CHINA).date(), values)


def as_draft(paper: Paper, *, at: datetime) -> Draft:
    """A draft beside what its case says and what is final (or about to be) in it."""
    kind = kind_of(paper.kind)
    others = tuple(made(p) for p in of_case(paper.case, states=("numbered", "final")) if p.pk != paper.pk)
    case = msgspec.convert(paper.facts, CaseFacts) if paper.facts else None
    agency = msgspec.convert(paper.agency, Agency)
    return Draft(kind, read_fields(kind, paper.fields), at, case, others, agency.url, agency.short)


def volume_of(case: str, cover: Sequence[tuple[str, str]], *, at: datetime) -> Volume:
    """Everything final in one case as one file, in the order in which it was made."""
    papers = of_case(case)
    parts = [
        Part(m.title, m.number, f"{m.on.year}.{m.on.month}.{m.on.day}", file_of(p))
        for p, m in ((p, made(p)) for p in papers)
    ]
    agency = papers[-1].agency["name"] if papers else ""
    return assemble(agency, cover, parts, at=at)


def series(agency: str, word: str, year: int) -> list[Row]:
    """Every number of one series from 1 on, void ones too: nothing is missing."""
    papers = Paper.objects.filter(series__agency=agency, series__word=word, series__year=year).order_by("no")
    return [
        {
            "number": p.number or "", "kind": p.kind, "title": kind_of(p.kind).name.zh, "state": p.state, "case": p.case,
            "void_reason": p.void_reason,
        }
        for p in papers
    ]  # fmt: skip


def gaps() -> list[str]:
    """Series whose numbers are not 1, 2, 3 … to the last: there must be none."""
    broken = []
    for one in Series.objects.all():
        numbers = list(Paper.objects.filter(series=one).order_by("no").values_list("no", flat=True))
        if numbers != list(range(1, one.last + 1)):
            broken.append(str(one))
    return broken


def damaged() -> list[tuple[int, str]]:
    """(paper, its number) of every final paper whose file is gone or not what its digests say. Reads every file."""
    found = []
    for paper in Paper.objects.exclude(pdf_sha256="").order_by("pk").iterator(chunk_size=500):
        try:
            file_of(paper)
        except NotFound:
            found.append((paper.pk, str(paper)))
    return found


def file_of(paper: Paper) -> bytes:
    """The file as it was handed out. NotFound when it is gone or no longer what its digests say."""
    path = kept_at(paper.pdf_sha256) if paper.pdf_sha256 else None
    if path is None or not path.is_file():
        raise NotFound(f"{paper} 还没有定稿文件。", f"{paper} has no file yet.")
    data = path.read_bytes()
    if sm3(data) != paper.pdf_sm3:
        raise NotFound(
            f"{paper} 的文件与登记的摘要不符，已被改动，请从备份恢复。",
            f"The file of {paper} is not what its digest says: it was changed; restore it from a backup.",
        )
    return data
