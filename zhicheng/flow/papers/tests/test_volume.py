"""The volume: every page of every paper once, in order, numbered; an index that tells the truth."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.drawing import Marks, draw
from zhicheng.flow.papers.files import sm3
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.signing import CERTIFICATE
from zhicheng.flow.papers.tests.cases import number_of, spared
from zhicheng.flow.papers.values import read_fields
from zhicheng.flow.papers.volume import Part, assemble
from zhicheng.kernel.errors import BadInput

COVER = [("案由", "张建国超出门窗店外经营案"), ("保管期限", "30 年")]


def parts() -> list[Part]:
    made = []
    for code, at, fields in spared().papers:
        kind = kind_of(code)
        pdf = draw(code, read_fields(kind, fields), samples.AGENCY, Marks(number=number_of(code), final=True), at=at)
        sealed = CERTIFICATE.seal(pdf, reason="x", at=at).pdf if kind.seal else pdf
        made.append(Part(kind.name.zh, number_of(code), f"{at.year}.{at.month}.{at.day}", sealed))
    return made


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def bound() -> tuple[list[Part], bytes, int, list[str]]:
    given = parts()
    made = assemble(samples.AGENCY.name, COVER, given, at=samples.AT)
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    return given, made.pdf, made.pages, [row.page for row in made.index]


def test_every_page_is_there_once_with_its_number(bound: tuple[list[Part], bytes, int, list[str]]) -> None:
    given, pdf, count, _ = bound
    pages = PdfReader(BytesIO(pdf)).pages
    front = len(pages) - count
    assert front == 2  # cover and index
    assert count == sum(len(PdfReader(BytesIO(p.pdf)).pages) for p in given)
    for n, page in enumerate(list(pages)[front:], start=1):
        assert re.search(rf"(^|\s){n}(\s|$)", page.extract_text()), n


def test_the_index_says_where_each_paper_is(bound: tuple[list[Part], bytes, int, list[str]]) -> None:
    given, pdf, _, where = bound
    pages = PdfReader(BytesIO(pdf)).pages
    index = squeezed(pages[1].extract_text())
    for part, page in zip(given, where, strict=True):
        first = int(page.partition("–")[0])
        assert part.number in squeezed(pages[1 + first].extract_text())
        assert part.number in index
        assert page in index
        assert sm3(part.pdf) in index


def test_the_cover_says_what_the_case_is(bound: tuple[list[Part], bytes, int, list[str]]) -> None:
    cover = squeezed(PdfReader(BytesIO(bound[1])).pages[0].extract_text())
    assert "行政处罚案卷" in cover
    assert "张建国超出门窗店外经营案" in cover


def test_pages_of_one_paper_stay_together_when_its_number_of_pages_differs() -> None:
    one = parts()[0]
    made = assemble(samples.AGENCY.name, COVER, [one, parts()[1], one], at=samples.AT)
    assert made.index[0].page == "1"
    assert made.index[-1].page == str(made.pages)


def test_an_empty_volume_and_a_broken_file_are_told() -> None:
    with pytest.raises(BadInput, match="还没有定稿的文书"):
        assemble(samples.AGENCY.name, COVER, [], at=samples.AT)
    for broken in (b"", b"no pdf", parts()[0].pdf[:400]):
        with pytest.raises(BadInput, match="读不出来"):
            assemble(samples.AGENCY.name, COVER, [Part("甲", "某〔2026〕1号", "2026.9.1", broken)], at=samples.AT)
