"""Another city's GeoReport server: every answer is checked, nothing is followed elsewhere, and nothing lasts for ever.

RemoteError
└── permanent     asking the same again cannot help: an address that is not allowed, an answer that is no GeoReport, a refusal
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from zhicheng.gateways.open311 import rules
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

LARGEST = 16 * 1024 * 1024
PATIENCE = 20.0  # seconds for a whole answer: one that comes by the byte would hold the worker
LONGEST = 64
TRY_AGAIN = (408, 425, 429)


class RemoteError(Exception):
    """No answer that we can use; `said` stands in the list of what is stuck."""

    def __init__(self, said: Phrase, *, permanent: bool, status: int = 0) -> None:
        super().__init__(said.en)
        self.said, self.permanent, self.status = said, permanent, status


@dataclass(frozen=True, slots=True)
class Theirs:
    """One request as they publish it."""

    number: str
    status: str
    service_code: str
    service_name: str
    text: str
    notes: str
    requested_at: datetime
    updated_at: datetime
    address: str
    lng: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to a request of theirs."""

    number: str
    request: str
    status: str
    at: datetime
    text: str


def check_address(
    address: str, hosts: Sequence[str], *, setting: str = "ZHICHENG_OPEN311_HOSTS", query: bool = False
) -> str:
    """The address without its trailing slash; BadInput unless it is http(s) at a host that the settings allow: nobody sends us round the
    office's own network."""
    try:
        parts = urlsplit(address)
        named = {parts.hostname or "", parts.netloc}
        fine = (
            parts.scheme in ("http", "https")
            and "@" not in parts.netloc
            and (query or not parts.query)
            and not parts.fragment
        )
    except ValueError:
        named, fine = set(), False
    if len(address) > 300 or not fine:
        raise BadInput(
            f"地址应为 https://主机/路径，不带用户名{'' if query else '、?'} 或 #。",
            f"The address must be https://host/path, without user name{'' if query else ', ?'} or #.",
            field="ADDRESS",
        )
    if not named & set(hosts):
        host = (parts.netloc or address)[:80]
        raise BadInput(
            f"主机 {host} 不在 {setting} 里，请先由管理员加入。",
            f"The host {host} is not in {setting}; an administrator has to add it first.",
            field="ADDRESS",
        )
    return address.rstrip("/")


@dataclass(frozen=True, slots=True)
class Server:
    """One of them, as `following` and `referring` speak with it."""

    address: str
    jurisdiction: str = ""
    key: str = ""
    patience: float = PATIENCE

    def requests(self, *, since: datetime, until: datetime, page: int, size: int) -> list[Theirs | Phrase]:
        """One page, newest first; a record that cannot be read is a sentence."""
        span = {"start_date": _iso(since), "end_date": _iso(until)}
        return [_read(one) for one in self._list("requests.json", {**span, "page": str(page), "page_size": str(size)})]

    def requests_of(self, numbers: Sequence[str]) -> list[Theirs | Phrase]:
        return [_read(one) for one in self._list("requests.json", {"service_request_id": ",".join(numbers)})]

    def updates(self, *, since: datetime, until: datetime) -> list[Told]:
        """What happened, where they speak this extension; updates that cannot be read are left out: the request's own status is read too."""
        found = self._list("servicerequestupdates.json", {"start_date": _iso(since), "end_date": _iso(until)})
        return [told for one in found if (told := _read_update(one)) is not None]

    def file(self, form: Mapping[str, str], *, idempotency: str) -> tuple[str, str]:
        """(number, token) of what they took in; one of them may be empty, both where they tell neither."""
        sent = {"api_key": self.key, "jurisdiction_id": self.jurisdiction, **form}
        body = {name: value for name, value in sent.items() if value}
        found = self._ask("POST", "requests.json", data=body, headers={"Idempotency-Key": idempotency})
        if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], dict):
            raise _strange("requests.json")
        number, token = _word(found[0], "service_request_id"), _word(found[0], "token")
        if max(len(number), len(token)) > LONGEST:
            raise _strange("requests.json")
        return number, token

    def number_of(self, token: str) -> str:
        """The number of what has a token; "" while they have not looked at it."""
        found = self._list(f"tokens/{quote(token, safe='')}.json", {})
        if len(found) != 1 or not isinstance(found[0], dict) or len(_word(found[0], "service_request_id")) > LONGEST:
            raise _strange("tokens")
        return _word(found[0], "service_request_id")

    def _list(self, path: str, query: Mapping[str, str]) -> list[Any]:
        more = {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        found = self._ask("GET", path, params={**query, **more})
        if not isinstance(found, list):
            raise _strange(path)
        return found

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            check_address(self.address, config().open311_hosts)
        except BadInput as error:  # taken out of the settings meanwhile
            raise RemoteError(error.said, permanent=True) from None
        ends = time.monotonic() + self.patience
        try:
            with httpx.stream(
                method,
                f"{self.address}/{path}",
                timeout=min(5.0, self.patience),
                follow_redirects=False,
                trust_env=False,
                **more,
            ) as answer:
                body = _body(answer, ends)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = Phrase(
                f"对方服务器没有应答（{type(error).__name__}）。",
                f"Their server does not answer ({type(error).__name__}).",
            )
            raise RemoteError(said, permanent=False) from None
        if answer.status_code != 200:
            raise _refused(answer.status_code, body)
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise _strange(path) from None


def _body(answer: httpx.Response, ends: float) -> bytes:
    found = b""
    for part in answer.iter_bytes():
        found += part
        if len(found) > LARGEST:
            size = LARGEST // 1024 // 1024
            raise RemoteError(
                Phrase(f"对方的应答超过 {size} MB。", f"Their answer is larger than {size} MB."), permanent=True
            )
        if time.monotonic() > ends:
            raise RemoteError(Phrase("对方的应答太慢。", "Their answer is too slow."), permanent=False)
    return found


def _refused(status: int, body: bytes) -> RemoteError:
    """In their own words, where there are any."""
    words = ""
    try:
        found = msgspec.json.decode(body)
        words = (
            "；".join(str(e.get("description", "")) for e in found if isinstance(e, dict))[:200]
            if isinstance(found, list)
            else ""
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    said = Phrase(
        f"对方应答 {status}{f'：{words}' if words else ''}。",
        f"Their server answers {status}{f': {words}' if words else ''}.",
    )
    return RemoteError(said, permanent=300 <= status < 500 and status not in TRY_AGAIN, status=status)


def _strange(path: str) -> RemoteError:
    return RemoteError(
        Phrase(f"{path} 的应答不是 GeoReport v2 的 JSON。", f"The answer of {path} is no GeoReport v2 JSON."),
        permanent=True,
    )


def _read(one: Any) -> Theirs | Phrase:
    """A record, or why it cannot be one."""
    if not isinstance(one, dict):
        return Phrase("记录不是对象。", "The record is no object.")
    number = _word(one, "service_request_id")
    try:
        if not number or len(number) > LONGEST:
            raise rules.Wrong(f"编号「{number[:20]}」为空或过长。", f"The number “{number[:20]}” is empty or too long.")
        status = _word(one, "status").lower()
        if status not in rules.STATUSES:
            raise rules.Wrong(
                f"状态「{status[:20]}」不是 open 或 closed。", f"The status “{status[:20]}” is neither open nor closed."
            )
        requested_at = rules.read_moment(_word(one, "requested_datetime"), "requested_datetime")
        updated = _word(one, "updated_datetime")
        return Theirs(
            number, status, _word(one, "service_code")[:80], _word(one, "service_name")[:80], _word(one, "description")[: rules.LONGEST_TEXT],
            _word(one, "status_notes")[:400], requested_at, rules.read_moment(updated, "updated_datetime") if updated else requested_at,
            _word(one, "address")[:200], _degrees(one, "long", 180), _degrees(one, "lat", 90),
        )  # fmt: skip
    except rules.Wrong as error:
        return Phrase(f"{number[:20]}：{error.said.zh}", f"{number[:20]}: {error.said.en}")


def _read_update(one: Any) -> Told | None:
    if not isinstance(one, dict):
        return None
    try:
        at = rules.read_moment(_word(one, "updated_datetime"), "updated_datetime")
    except rules.Wrong:
        return None
    told = Told(
        _word(one, "update_id"),
        _word(one, "service_request_id"),
        _word(one, "status").lower()[:32],
        at,
        _word(one, "description")[: rules.LONGEST_TEXT],
    )
    return told if 0 < len(told.number) <= LONGEST and told.request else None


def _word(one: Mapping[str, Any], name: str) -> str:
    """Text, or a number that somebody wrote where text belongs; anything else is nothing. No database stores a NUL."""
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "").strip()


def _degrees(one: Mapping[str, Any], name: str, most: int) -> float | None:
    value = one.get(name)
    if value is None or value == "":
        return None
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except ValueError:
        found = math.nan
    if not abs(found) <= most:
        raise rules.Wrong(f"{name}「{str(value)[:20]}」不是度数。", f"{name} “{str(value)[:20]}” is not in degrees.")
    return found


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
