"""Everything that reads papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from typing_extensions import TypedDict

from zhicheng.flow.papers.drawing import Agency
from zhicheng.flow.papers.files import kept_at, sm3
from zhicheng.flow.papers.kinds import kind_of, kinds
from zhicheng.flow.papers.models import Block, Paper, Series
from zhicheng.flow.papers.numbers import written
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
    """Every number of one series from 1 on, void ones and those in a phone's hands too: nothing is missing."""
    rows: dict[int, Row] = {}
    for block in Block.objects.filter(series__agency=agency, series__word=word, series__year=year):
        for no in _without_paper(block):
            rows[no] = {
                "number": written(agency, word, year, no), "kind": "", "title": "号段", "state": "voided" if block.void else "lent",
                "case": "", "void_reason": block.void_reason,
            }  # fmt: skip
    for p in Paper.objects.filter(series__agency=agency, series__word=word, series__year=year):
        assert p.no is not None
        rows[p.no] = {
            "number": p.number or "", "kind": p.kind, "title": kind_of(p.kind).name.zh, "state": p.state, "case": p.case,
            "void_reason": p.void_reason,
        }  # fmt: skip
    return [rows[no] for no in sorted(rows)]


def borne(block: Block) -> set[int]:
    """Numbers of a block that stand on papers, void ones included."""
    papers = Paper.objects.filter(series=block.series_id, no__range=(block.first, block.last))
    return {no for no in papers.values_list("no", flat=True) if no is not None}


def _without_paper(block: Block) -> set[int]:
    """Numbers of a block that no paper bears, and that are accounted for: void, or still the phone's to use."""
    return set(block.void) if block.state == "closed" else set(range(block.first, block.last + 1))


def gaps() -> list[str]:
    """Series whose numbers are not 1, 2, 3 … to the last: there must be none. A phone's block accounts for its own."""
    broken = []
    for one in Series.objects.all():
        numbers = {no for no in Paper.objects.filter(series=one).values_list("no", flat=True) if no is not None}
        for block in Block.objects.filter(series=one):
            numbers |= _without_paper(block)
        if sorted(numbers) != list(range(1, one.last + 1)):
            broken.append(str(one))
    return broken


class BlockRow(TypedDict):
    """A block as the phone has it: `kinds` of papers bear numbers of this series, `next` is the first number that no paper here bears."""

    id: int
    kinds: list[str]
    agency: str
    word: str
    year: int
    first: int
    last: int
    next: int
    left: int


def blocks_of(device: str) -> list[BlockRow]:
    """The open blocks of one phone, oldest first: what it may use with no network."""
    return [
        block_row(b) for b in Block.objects.filter(device=device, state="open").select_related("series").order_by("pk")
    ]


class KeptBlock(BlockRow):
    """A block as the office sees it: whose phone, since when, and once it is closed which numbers are void and why."""

    device: str
    state: str
    opened_at: datetime
    void: list[int]
    void_reason: str


def blocks(*, closed: bool = False) -> list[KeptBlock]:
    """All blocks that phones still have, oldest first; with `closed` those that came back too."""
    rows = Block.objects.all() if closed else Block.objects.filter(state="open")
    return [
        {
            **block_row(b), "device": b.device, "state": b.state, "opened_at": b.opened_at, "void": b.void, "void_reason": b.void_reason,
        }
        for b in rows.select_related("series").order_by("pk")
    ]  # fmt: skip


def past_blocks(year: int) -> list[int]:
    """Open blocks of the series before this year."""
    return list(Block.objects.filter(state="open", series__year__lt=year).order_by("pk").values_list("pk", flat=True))


def block_row(block: Block) -> BlockRow:
    used = borne(block)
    series = block.series
    return {
        "id": block.pk, "kinds": [k.code for k in kinds().values() if k.word == series.word], "agency": series.agency,
        "word": series.word, "year": series.year, "first": block.first, "last": block.last, "next": max(used, default=block.first - 1) + 1,
        "left": block.last - block.first + 1 - len(used),
    }  # fmt: skip


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
