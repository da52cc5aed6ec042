"""One paper as pages: its words, its template, the number, QR code, signatures and seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.kinds import Kind, kind_of, remedies
from zhicheng.flow.papers.typesetting import set_pages, set_pictures
from zhicheng.flow.papers.values import Fields, Short, Value
from zhicheng.kernel.calendar import CHINA

SPARED_BY = {  # ground → the paragraph that it stands on
    "minor": "《中华人民共和国行政处罚法》第三十三条第一款",
    "first_offence": "《中华人民共和国行政处罚法》第三十三条第一款",
    "no_fault": "《中华人民共和国行政处罚法》第三十三条第二款",
    "under_14": "《中华人民共和国行政处罚法》第三十条",
    "no_capacity": "《中华人民共和国行政处罚法》第三十一条",
}


class Agency(Value, frozen=True, kw_only=True):
    """Who issues the paper, and where one may object: what an agency configures once."""

    name: Short
    short: Short  # in numbers: 杭西综执
    address: Short
    phone: Short
    reconsideration: Short  # the government that hears reconsiderations (ARL 24)
    court: Short
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature as it is drawn: whose, in which role, when, the strokes as SVG."""

    role: str
    svg: str
    at: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What is not the paper's own words: number, proof, signatures, refusals to sign, the note inside the drawn seal."""

    number: str = ""
    proof: str = ""
    code: str = ""
    signatures: Sequence[Mark] = ()
    refusals: Sequence[tuple[str, str]] = ()
    seal: str = ""
    final: bool = False


NO_MARKS = Marks()


def draw(code: str, values: Fields, agency: Agency, marks: Marks = NO_MARKS, *, at: datetime) -> bytes:
    """The paper's PDF/A. Without a number it is a draft and says so across every page."""
    kind = kind_of(code)
    return set_pages(code, _data(kind, values, agency, marks, at), at)


def pictures(
    code: str, values: Fields, agency: Agency, marks: Marks = NO_MARKS, *, at: datetime, ppi: float = 96
) -> list[bytes]:
    """The paper's pages as PNG: what somebody sees beside the form."""
    return set_pictures(code, _data(kind_of(code), values, agency, marks, at), ppi)


def _data(kind: Kind, values: Fields, agency: Agency, marks: Marks, at: datetime) -> dict[str, Any]:
    return {
        "code": kind.code, "title": kind.title(values), "number": marks.number or None, "final": marks.final,
        "agency": {name: getattr(agency, name) or None for name in agency.__struct_fields__},
        "made_on": wording.day(at.astimezone(CHINA).date()),
        "fields": wording.all_shown(kind.fields, values, () if marks.number else kind.needed(values)),
        "choices": {
            f.id: [{"code": code, "zh": zh} for code, zh in f.choices.items()] for f in kind.fields.values() if f.choices
        } | {"adopted": [{"code": c, "zh": zh} for c, zh in wording.choices("adopted").items()]},
        "remedies": remedies_text(kind, agency).splitlines(),
        "spare_article": SPARED_BY.get(values.get("spare_ground", ""), ""),
        "signatures": [{"role": m.role, "svg": m.svg, "at": m.at} for m in marks.signatures],
        "refusals": [{"role": role, "reason": reason} for role, reason in marks.refusals],
        "seal": {"note": marks.seal} if kind.seal and marks.seal else None,
        "qr": qr(marks.proof) if marks.proof else None,
        "footnote": f"核验码 {marks.code}" if marks.code else "",
    }  # fmt: skip


def remedies_text(kind: Kind, agency: Agency) -> str:
    """How to object to this paper, in the words of the pack; "" for a paper against which nothing is open."""
    found = remedies().get(kind.remedies)
    return (
        found.text.format(reconsideration=agency.reconsideration, court=agency.court).replace(" ", "") if found else ""
    )


@lru_cache(maxsize=256)
def qr(url: str) -> str:
    """The QR code as SVG, small enough for a corner."""
    buffer = BytesIO()
    segno.make(url, error="m").save(buffer, kind="svg", xmldecl=False, border=0)
    return buffer.getvalue().decode()
