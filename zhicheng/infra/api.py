"""problem+json (RFC 9457): every refusal of ours becomes one sentence with a stable code; everything else is a 500 and a bug."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from zhicheng.kernel.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    Refused,
    SignedOut,
    TooMany,
    Wrong,
    ZhichengError,
)
from zhicheng.kernel.phrases import Phrase

STATUS: dict[type[ZhichengError], tuple[int, str]] = {
    BadInput: (400, "bad-input"),
    NotFound: (404, "not-found"),
    SignedOut: (403, "signed-out"),
    TooMany: (403, "too-many"),
    Refused: (403, "refused"),
    NotAllowed: (409, "not-allowed"),
    Conflict: (409, "conflict"),
}


# Query parameters: a number that is no place on the globe is refused at the door, not deep in the arithmetic.
Lng = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


def _with_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise PydanticCustomError("zone", "时间缺少时区，请写成 2026-05-01T09:30:00+08:00。")
    return moment


# A moment without its zone could be eight hours off: nobody guesses.
Moment = Annotated[datetime, AfterValidator(_with_zone)]


class WrongRow(Schema):
    """What is wrong with one row of a sheet."""

    row: int
    field: str
    reason: str
    reason_en: str


class Problem(Schema):
    """RFC 9457 problem details; `detail` says it in Chinese, `detail_en` in English; `rows` only for a sheet with wrong rows."""

    type: str
    title: str
    status: int
    detail: str
    detail_en: str
    code: str
    field: str = ""
    rows: list[WrongRow] = Field(default_factory=list)


PROBLEMS: dict[int, type[Schema]] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def problem(
    status: int, code: str, said: Phrase, *, field: str = "", title: str = "", rows: Sequence[Wrong] = ()
) -> JsonResponse:
    """A problem+json response."""
    body: dict[str, Any] = {
        "type": f"urn:zhicheng:problem:{code}", "title": title or code, "status": status, "detail": said.zh, "detail_en": said.en, "code": code,
        "field": field,
    }  # fmt: skip
    if rows:
        body["rows"] = [w._asdict() for w in rows]
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def install(api: NinjaAPI) -> None:
    """Teach this API to answer refusals as problem+json."""

    @api.exception_handler(ZhichengError)
    def ours(request: HttpRequest, error: ZhichengError) -> HttpResponse:
        status, code = next((STATUS[t] for t in type(error).__mro__ if t in STATUS), (400, "refused"))
        return problem(
            status,
            getattr(error, "code", "") or code,
            error.said,
            field=getattr(error, "field", ""),
            title=code,
            rows=getattr(error, "rows", ()),
        )

    @api.exception_handler(DataError)
    def unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
        said = Phrase(
            "内容里有数据库存不下的字符（如 NUL）或过大的数值，请修改后重试。",
            "The input holds a character (such as NUL) or a number that no database stores; change it and retry.",
        )
        return problem(400, "bad-input", said)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0] if error.errors else {}
        where = ".".join(str(x) for x in first.get("loc", ()) if x not in ("body", "payload"))
        why = first.get("msg", "")
        said = Phrase(f"字段「{where}」不正确：{why}", f"The field “{where}” is not right: {why}")
        return problem(422, "bad-input", said, field=where)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "log-in", Phrase("请先登录。", "Please sign in first."))
