"""From an HTTP request to a question and from an answer or a refusal to a response: form, language, limits, errors. No business.

Every answer of this door, refusals of unknown addresses too, is in the form that was asked for and in the language that is preferred.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from zhicheng.gateways.open311 import jurisdictions, keys, rules, wire
from zhicheng.gateways.open311.faults import Fault, fault_of
from zhicheng.gateways.open311.models import Key
from zhicheng.gateways.open311.wire import Value
from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.phrases import Phrase

log = logging.getLogger("zhicheng.open311")
KNOCKS = Throttle()
TYPES = {"xml": "text/xml", "json": "application/json", "csv": "text/csv"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CACHE = {"GET": "no-cache", "POST": "no-store"}
_SUFFIX = re.compile(r"\.(xml|json|csv)$")


@dataclass(slots=True)
class Ask:
    """What is asked: `given` are query and form without what is empty; `lists` the form with every value of a name."""

    request: HttpRequest
    form: str
    language: str
    at: datetime
    given: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.given.get(name, "")

    @property
    def base(self) -> str:
        """The address of this version of the interface, as clients reach it."""
        return f"{self.site}/open311/v2"

    @property
    def site(self) -> str:
        return config().public_url.rstrip("/") or f"{self.request.scheme}://{self.request.get_host()}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A document: its root's name in XML, and what is in it."""

    root: str
    value: Value
    headers: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False  # Content-Type without its charset


@dataclass(frozen=True, slots=True)
class Stream:
    parts: Iterator[bytes]
    name: str


Do = Callable[..., Answer | Stream]


def endpoint(
    *, get: Do | None = None, post: Do | None = None, forms: tuple[str, ...] = ("xml", "json")
) -> Callable[..., HttpResponseBase]:
    """A view that answers these methods; everything that goes wrong becomes the errors document."""
    methods = {name: do for name, do in (("GET", get), ("POST", post)) if do is not None}

    @csrf_exempt  # no cookie means anything here
    @functools.wraps(get or post or endpoint)
    def view(request: HttpRequest, form: str, **parts: str) -> HttpResponseBase:
        language = language_of(request)
        try:
            if form not in forms:
                raise lost(request.path)
            return _respond(request, form, language, methods, parts)
        except Fault as fault:
            return refusal(request, fault, form, language)
        except rules.Wrong as error:
            return refusal(request, Fault(400, error.said), form, language)
        except ZhichengError as error:
            return refusal(request, fault_of(error), form, language)
        except DataError:
            return refusal(request, Fault(400, UNSTORABLE), form, language)
        except Exception:
            log.exception("%s %s", request.method, request.path)
            return refusal(request, Fault(500, BROKEN), form, language)

    return view


UNSTORABLE = Phrase(
    "内容里有数据库存不下的字符，请删去后重试。",
    "There is a character in it that no database stores; remove it and retry.",
)
BROKEN = Phrase("服务器出错，已记录，请稍后重试。", "The server failed; it was logged. Please try again later.")


def _respond(
    request: HttpRequest, form: str, language: str, methods: Mapping[str, Do], parts: Mapping[str, str]
) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" else request.method or ""
    if method == "OPTIONS":
        return _open_to_all(HttpResponse(status=204, headers={"Allow": _allowed(methods)}))
    if method not in methods:
        raise Fault(
            405, Phrase(f"这个地址只接受 {_allowed(methods)}。", f"This address takes {_allowed(methods)} only.")
        )
    if method == "GET":
        _throttle(request)
    ask = Ask(request, form, language, clock.now())
    _read(ask, method)
    _refuse_nul(
        [*parts.values(), *ask.given, *ask.given.values(), *(v for values in ask.lists.values() for v in values)]
    )
    answer = methods[method](ask, **parts)
    if isinstance(answer, Stream):
        response: HttpResponseBase = StreamingHttpResponse(answer.parts, content_type=f"{TYPES[form]}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{answer.name}.{form}"'
    else:
        response = written(answer, form)
    response["Cache-Control"] = CACHE[method]
    return _spoken(response, language)


def _allowed(methods: Mapping[str, Do]) -> str:
    return ", ".join(["GET", "HEAD"] * ("GET" in methods) + ["POST"] * ("POST" in methods) + ["OPTIONS"])


def _throttle(request: HttpRequest) -> None:
    if not KNOCKS.allows(address_of(request), config().open311_per_minute):
        raise Fault(429, Phrase("查询过于频繁，请一分钟后再试。", "Too many requests; please try again in a minute."))


def _read(ask: Ask, method: str) -> None:
    """Query, then form; an empty string is as good as nothing."""
    for name, value in ask.request.GET.items():
        ask.given[name] = str(value)
    if method == "POST":
        for name, values in _form(ask.request).items():
            ask.lists[name] = values
            ask.given[name] = values[-1]
    ask.given = {name: value.strip() for name, value in ask.given.items() if value.strip()}


def _form(request: HttpRequest) -> dict[str, list[str]]:
    sent = request.content_type or ""
    if sent not in FORMS and request.META.get("CONTENT_LENGTH") not in ("", "0", None):
        raise Fault(
            400,
            Phrase(
                f"正文应为表单（{FORMS[0]} 或 {FORMS[1]}）。", f"The body must be a form ({FORMS[0]} or {FORMS[1]})."
            ),
        )
    try:
        return {name: [str(v) for v in values] for name, values in request.POST.lists()}
    except RequestDataTooBig:
        raise Fault(
            413, Phrase("正文超过 5 MB（不含文件）。", "The body is larger than 5 MB (files not counted).")
        ) from None
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        raise Fault(
            400,
            Phrase(
                "表单读不懂或字段过多，请按规范重发。",
                "The form cannot be read, or has too many fields; send it again as specified.",
            ),
        ) from None


def _refuse_nul(texts: list[str]) -> None:
    if any("\x00" in text for text in texts):
        raise Fault(400, UNSTORABLE)


def written(answer: Answer, form: str) -> HttpResponse:
    """The document in its form."""
    body = wire.to_json(answer.value) if form == "json" else wire.to_xml(answer.root, answer.value)
    kind = TYPES.get(form, TYPES["xml"])
    return HttpResponse(
        body, content_type=kind if answer.bare else f"{kind}; charset=utf-8", headers=dict(answer.headers)
    )


def refusal(request: HttpRequest, fault: Fault, form: str, language: str) -> HttpResponse:
    """The errors document; a spreadsheet has none, so it gets XML."""
    errors: list[Value] = [{"code": fault.status, "description": said.in_(language)} for said in fault.said]
    response = written(Answer("errors", errors), form if form in ("xml", "json") else "xml")
    response.status_code = fault.status
    if fault.status == 405:
        response["Allow"] = fault.said[0].en.removeprefix("This address takes ").removesuffix(" only.")
    if fault.status == 429:
        response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    _spoken(response, language)
    return response


def _spoken(response: HttpResponseBase, language: str) -> HttpResponseBase:
    response["Content-Language"] = "en" if language == "en" else "zh-CN"
    response["Vary"] = "Accept-Language"
    return _open_to_all(response)


def _open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Any page may ask from a browser: nothing here depends on who is signed in."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Idempotency-Key, Content-Type, Accept-Language"
    response["Access-Control-Expose-Headers"] = "Link, X-Total-Count"
    return response


def lost(path: str) -> Fault:
    return Fault(
        404,
        Phrase(
            f"没有地址 {path[:120]}，请先读 discovery。", f"There is no address {path[:120]}; read discovery first."
        ),
    )


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address under /open311 that is none."""
    found = _SUFFIX.search(request.path)
    json = found[1] == "json" if found else "json" in request.headers.get("Accept", "")
    return refusal(request, lost(request.path), "json" if json else "xml", language_of(request))


def language_of(request: HttpRequest) -> str:
    """zh unless English is preferred to it."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if code.startswith("zh") or code == "*":
            return "zh"
        if code.startswith("en"):
            return "en"
    return "zh"


def key_of(ask: Ask, jurisdiction: str) -> Key:
    """The key that a POST comes with. 403 says the same for none, a wrong one, a revoked one and another jurisdiction's."""
    key = keys.find(ask.get("api_key"))
    if key is None or (key.jurisdiction and key.jurisdiction != jurisdiction):
        _throttle(ask.request)
        raise Fault(
            403,
            Phrase(
                "api_key 缺少或不对，请核对，或向管理员申请。",
                "The api_key is missing or wrong; compare it, or ask for one.",
            ),
        )
    return key


def reader_of(ask: Ask) -> int:
    """Whose key a question comes with, 0 without one: its holder reads what he filed himself exactly. A wrong one reads as nobody."""
    key = keys.find(ask.get("api_key"))
    return key.pk if key else 0


def jurisdiction_of(ask: Ask) -> str:
    return jurisdictions.chosen(ask.get("jurisdiction_id"))
