"""The addresses of GeoReport v2: each reads its parameters, makes one call, and shapes the answer."""

from __future__ import annotations

from urllib.parse import urlencode

from zhicheng.gateways.open311 import bulk, discovery, filing, published, rules, updates
from zhicheng.gateways.open311.door import Answer, Ask, Stream, endpoint, jurisdiction_of, key_of, reader_of
from zhicheng.gateways.open311.faults import Fault
from zhicheng.gateways.open311.openapi import describe
from zhicheng.gateways.open311.published import Asked
from zhicheng.gateways.open311.wire import Value
from zhicheng.infra import clock
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase

MEDIA_FILES = 6


def show_discovery(ask: Ask) -> Answer:
    # The machine's own clock, also in the demo: clients compare it with theirs.
    return Answer("discovery", discovery.document(base=ask.base, language=ask.language, at=clock.real()), bare=True)


def list_services(ask: Ask) -> Answer:
    jurisdiction_of(ask)
    return Answer("services", discovery.services(ask.language))


def show_definition(ask: Ask, code: str) -> Answer:
    jurisdiction_of(ask)
    return Answer("service_definition", discovery.definition(code, ask.language))


def list_requests(ask: Ask) -> Answer:
    """By numbers, which override everything else, or by time, service and status; in pages."""
    jurisdiction = jurisdiction_of(ask)
    ids, key = rules.read_list(ask.get("service_request_id")), reader_of(ask)
    page, size = rules.read_page(ask.get("page"), ask.get("page_size"))
    first = (page - 1) * size
    if ids:
        every = published.by_ids(ids[: rules.MOST], jurisdiction, at=ask.at, key=key)
        total, rows = len(every), every[first : first + size]
    else:
        found = published.between(_asked(ask, jurisdiction))
        total, rows = found.count(), list(found[first : first + size])
    facts = published.facts_of(rows, at=ask.at, key=key)
    more = rules.read_boolean(ask.get("extensions"))
    records: list[Value] = [published.record(r, facts, language=ask.language, site=ask.site, more=more) for r in rows]
    return Answer("service_requests", records, headers=_paging(ask, page, size, total))


def _asked(ask: Ask, jurisdiction: str) -> Asked:
    since, until = rules.read_span(ask.get("start_date"), ask.get("end_date"), at=ask.at)
    codes = tuple(rules.read_list(ask.get("service_code")))
    return Asked(jurisdiction, since, until, ask.at, codes, rules.read_statuses(ask.get("status")), reader_of(ask))


def _paging(ask: Ask, page: int, size: int, total: int) -> dict[str, str]:
    """RFC 8288 links to the neighbours, and how many there are in all."""
    last = max(1, -(-total // size))
    known = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    links = [
        f'<{ask.base}/requests.{ask.form}?{urlencode({**ask.given, "page": n, "page_size": size})}>; rel="{rel}"'
        for rel, n in known.items() if 1 <= n <= last
    ]  # fmt: skip
    return {"Link": ", ".join(links), "X-Total-Count": str(total)}


def show_request(ask: Ask, receipt: str) -> Answer:
    key = reader_of(ask)
    report = published.by_id(receipt, jurisdiction_of(ask), at=ask.at, key=key)
    more, facts = rules.read_boolean(ask.get("extensions")), published.facts_of([report], at=ask.at, key=key)
    record = published.record(report, facts, language=ask.language, site=ask.site, more=more)
    return Answer("service_requests", [record])


def file_request(ask: Ask) -> Answer:
    jurisdiction = jurisdiction_of(ask)
    key = key_of(ask, jurisdiction)
    form = filing.Form(
        ask.given, filing.answers_of(ask.lists), _media(ask), ask.request.headers.get("Idempotency-Key", "").strip()
    )
    filed = filing.file_request(form, key=key, jurisdiction=jurisdiction, at=ask.at)
    posting = filed.posting
    out: dict[str, Value] = {}
    if posting.kind == "realtime":
        out["service_request_id"] = filed.receipt
    elif posting.kind == "batch":
        out["token"] = posting.token
    notice = Phrase(
        "已收到，30 个工作分钟内受理。", "Received; it will be looked at within 30 minutes of working time."
    ).in_(ask.language)
    return Answer("service_requests", [{**out, "service_notice": notice, "account_id": posting.account or None}])


def _media(ask: Ask) -> list[bytes]:
    """Files of the part `media`; each at most as large as a citizen's photo or clip may be."""
    files = ask.request.FILES.getlist("media")
    most = config().max_video_mb
    if any((f.size or 0) > most * 1024 * 1024 for f in files):
        raise Fault(
            413,
            Phrase(
                f"文件超过 {most} MB，请缩小后再传。",
                f"A file is larger than {most} MB; make it smaller and try again.",
            ),
        )
    if len(files) > MEDIA_FILES:
        raise Fault(400, Phrase(f"media 最多 {MEDIA_FILES} 个文件。", f"At most {MEDIA_FILES} files as media."))
    return [f.read() for f in files]


def show_token(ask: Ask, token: str) -> Answer:
    jurisdiction_of(ask)
    posting = filing.posting_of(token)
    if posting.refused:
        raise Fault(400, Phrase(posting.refused, posting.refused))
    number = posting.report.receipt if posting.report else None
    return Answer("service_requests", [{"service_request_id": number, "token": token}])


def list_updates(ask: Ask) -> Answer:
    jurisdiction = jurisdiction_of(ask)
    page, size = rules.read_page(ask.get("page"), ask.get("page_size"))
    since, until = rules.read_span(ask.get("start_date"), ask.get("end_date"), at=ask.at)
    found = updates.between(
        since, until, jurisdiction, offset=(page - 1) * size, most=size, language=ask.language,
        at=ask.at, key=reader_of(ask),
    )  # fmt: skip
    return Answer("service_request_updates", found)


def post_update(ask: Ask) -> Answer:
    jurisdiction = jurisdiction_of(ask)
    key = key_of(ask, jurisdiction)
    posted = updates.Posted(
        ask.get("service_request_id"),
        ask.get("update_id"),
        ask.get("status"),
        ask.get("updated_datetime"),
        ask.get("description"),
        ask.get("media_url"),
    )
    kept = updates.post(posted, key=key, jurisdiction=jurisdiction, at=ask.at)
    return Answer("service_request_updates", [{"update_id": kept.update}])


def export(ask: Ask) -> Stream:
    """Any span, all of it."""
    jurisdiction = jurisdiction_of(ask)
    start, end = ask.get("start_date"), ask.get("end_date")
    since = rules.read_moment(start, "start_date") if start else rules.BEGINNING
    until = rules.read_moment(end, "end_date") if end else ask.at
    codes = tuple(rules.read_list(ask.get("service_code")))
    statuses, key = rules.read_statuses(ask.get("status")), reader_of(ask)
    rows = published.between(Asked(jurisdiction, since, until, ask.at, codes, statuses, key))
    write = {"csv": bulk.as_csv, "json": bulk.as_json, "xml": bulk.as_xml}[ask.form]
    return Stream(write(bulk.records(rows, ask.language, at=ask.at, key=key)), "requests")


def show_description(ask: Ask) -> Answer:
    return Answer("openapi", describe(ask.base), bare=True)


discovery_view = endpoint(get=show_discovery)
services_view = endpoint(get=list_services)
definition_view = endpoint(get=show_definition)
requests_view = endpoint(get=list_requests, post=file_request)
request_view = endpoint(get=show_request)
token_view = endpoint(get=show_token)
updates_view = endpoint(get=list_updates, post=post_update)
bulk_view = endpoint(get=export, forms=("csv", "json", "xml"))
description_view = endpoint(get=show_description, forms=("json",))
