"""The public's side of /open: no log-in, the same bytes for everybody, so that a proxy and the reader's browser may keep them."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhicheng.civic.openness import files, leniency, points, queries, shapes
from zhicheng.civic.openness.leniency import LeniencyAnswer, LeniencyList
from zhicheng.civic.openness.points import OpenMap
from zhicheng.civic.openness.shapes import (
    AnswerView,
    CasesPage,
    FiguresPage,
    OpenFigures,
    OpenIndex,
    PublishedDecision,
    Standard,
)
from zhicheng.civic.openness.terms import terms
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound

router = Router(tags=["open"])
KEPT = 60  # seconds in which nobody asks again; then by ETag
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Yes = Literal["yes", "no", "unknown"]


def kept(request: HttpRequest, made: Any) -> HttpResponse:
    """The answer with what lets others keep it: its ETag is its content's, so two processes give the same."""
    return bytes_kept(request, made if isinstance(made, bytes) else msgspec.json.encode(made), "application/json")


def bytes_kept(request: HttpRequest, body: bytes, type_: str, name: str = "") -> HttpResponse:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {t.strip().removeprefix("W/") for t in request.headers.get("If-None-Match", "").split(",")}
    answer = HttpResponse(status=304) if etag in known or "*" in known else HttpResponse(body, content_type=type_)
    answer["ETag"], answer["Cache-Control"] = etag, f"public, max-age={KEPT}"
    if name and answer.status_code == 200:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _month(text: str) -> date:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise BadInput(
            f"「{text[:20]}」不是月份，请写成 2026-08。",
            f"“{text[:20]}” is no month; write it as 2026-08.",
            field="month",
        )
    return date(int(text[:4]), int(text[5:]), 1)


def _today() -> date:
    return clock.now().astimezone(CHINA).date()


@router.get("/open", response={200: OpenIndex, **PROBLEMS})
def index(request: HttpRequest) -> HttpResponse:
    """What there is, and what should be and is not yet."""
    return kept(request, shapes.index(clock.now(), _today()))


@router.get("/open/map", response={200: OpenMap, **PROBLEMS})
def map_(request: HttpRequest) -> HttpResponse:
    """Tickets as points, so coarse and so late that nobody learns who reported."""
    return kept(request, points.shown_bytes(at=clock.now()))


@router.get("/open/figures", response={200: FiguresPage, **PROBLEMS})
def figures(request: HttpRequest) -> HttpResponse:
    """Released months, newest first, and what each column of the open data means."""
    return kept(request, shapes.trend(queries.shown("figures")[:24]))


@router.get("/open/figures/{month}", response={200: OpenFigures, **PROBLEMS})
def figures_of(request: HttpRequest, month: str) -> HttpResponse:
    """One month: tables, promises kept by unit, files."""
    one = queries.shown_month("figures", _month(month))
    return kept(request, _released(one.pk, one.digest, terms().licence))


@lru_cache(maxsize=64)
def _released(pk: int, digest: str, licence: str) -> bytes:
    """What was released does not change: its bytes and its files' digests are made once."""
    return msgspec.json.encode(shapes.figures(queries.by_ids([pk])[0]))


@router.get("/open/figures/{month}/{name}", include_in_schema=False)
def file(request: HttpRequest, month: str, name: str) -> HttpResponse:
    """One file of the open data."""
    if name not in files.NAMES:
        raise NotFound(
            f"没有这个文件，可选：{'、'.join(files.NAMES)}。",
            f"There is no such file; any of {', '.join(files.NAMES)}.",
        )
    one = queries.shown_month("figures", _month(month))
    return bytes_kept(request, files.content(one, name), TYPES[name.rpartition(".")[2]], f"{month}-{name}")


@router.get("/open/standards", response={200: list[Standard], **PROBLEMS})
def standards(request: HttpRequest) -> HttpResponse:
    """How long what may take: the limits that the city has published."""
    return kept(request, shapes.standards())


@router.get("/open/decisions", response={200: list[PublishedDecision], **PROBLEMS})
def decisions(request: HttpRequest) -> HttpResponse:
    """Penalty decisions of social influence, masked (APL 48)."""
    return kept(request, shapes.decisions(_today()))


@router.get("/open/cases/{month}", response={200: CasesPage, **PROBLEMS})
def cases(request: HttpRequest, month: str) -> HttpResponse:
    """Cases explained, one page a month."""
    return kept(request, shapes.cases(queries.shown_month("cases", _month(month))))


@router.get("/open/answers", response={200: list[AnswerView], **PROBLEMS})
def answers(request: HttpRequest) -> HttpResponse:
    """You said, we did."""
    return kept(request, shapes.answers(queries.shown("answer")[:200]))


@router.get("/open/leniency", response={200: LeniencyList, **PROBLEMS})
def leniency_list(request: HttpRequest) -> HttpResponse:
    """Acts that are or may be spared, in plain words."""
    return kept(request, leniency.listed())


@router.get("/open/leniency/answer", response={200: LeniencyAnswer, **PROBLEMS})
def would_i_be_spared(
    request: HttpRequest, violation: str, first: Yes = "unknown", corrected: Yes = "unknown", harm: Yes = "unknown"
) -> HttpResponse:
    """By the law's own rule, from what was answered; never a promise. Nothing of it is kept."""
    return kept(request, leniency.ask(violation=violation, first=first, corrected=corrected, harm=harm, at=clock.now()))
