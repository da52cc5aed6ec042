"""Orders of the hotline come in: by file or over HTTP, through one door, in one transaction; sent twice, they change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from zhicheng.engines import sheets
from zhicheng.engines.datum import Datum
from zhicheng.flow.reports import intake
from zhicheng.flow.reports import queries as report_queries
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.services import Refusal
from zhicheng.gateways.hotline import reading
from zhicheng.gateways.hotline.events import OrderTaken
from zhicheng.gateways.hotline.models import HotlineImport, HotlineMapping, HotlineOrder
from zhicheng.gateways.hotline.reading import Form, Theirs
from zhicheng.gateways.hotline.states import ORDER
from zhicheng.gateways.vendor_events import signing
from zhicheng.gateways.vendor_events.services import use_up
from zhicheng.infra import bulk
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.infra.transitions import Step, open_many
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

REGISTER = "hotline_mappings"
SOURCES = ("hotline", "grid")  # of whom a sender's orders are: callers, or the grid's collectors
BATCH = 2_000
MOST_AT_ONCE = 2_000  # orders in one request
KEPT_REFUSALS = 500
DATUMS = ("wgs84", "gcj02", "bd09")
COLUMNS = (
    "sender",
    "number",
    "round",
    "previous_id",
    "report_id",
    "secret",
    "caller",
    "phone",
    "original",
    "digest",
    "taken_at",
    "note",
)
NOT_THE_SAME = Phrase(
    "这个工单编号已接收过，内容不同：原单未改，请与热线核对后用新编号重发。",
    "This number was taken before with other contents: the order stands as it was; ask the hotline and send it under a new number.",
)
NO_RECORDING = Phrase(
    "录音不存在或已属于另一件：请先传到 /api/photos，再用得到的 id 重发这件。",
    "The recording is not there or belongs to another order: send it to /api/photos first, then this order again with the id that you got.",
)


@dataclass(slots=True)
class Outcome:
    """What became of a delivery."""

    rows: int = 0
    taken: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)


# What a sender's columns mean -------------------------------------------------------------------------------------------


def form_of(sender: str) -> Form | None:
    row = HotlineMapping.objects.filter(sender=sender).first()
    return Form(row.sender, row.columns, row.datum, row.date_format, row.source) if row else None


def keep_form(
    sender: str,
    pairs: Mapping[str, str],
    *,
    header: Sequence[Any] = (),
    datum: str | None = None,
    date_format: str | None = None,
    source: str | None = None,
    by: str,
    at: datetime,
) -> Form:
    """The saved mapping, guessed from the header where there is none, corrected by `pairs`. A change is on record."""
    old = form_of(reading.check_sender(sender))
    guessed = old.columns if old else reading.guess(header)
    columns = reading.corrected(guessed, pairs, header)
    reading.check_columns(columns, header or list(columns))
    new = Form(
        sender,
        columns,
        _datum(datum if datum is not None else old.datum if old else "wgs84"),
        date_format if date_format is not None else old.date_format if old else "",
        _source(source if source is not None else old.source if old else SOURCES[0]),
    )
    if new == old:
        return new
    with transaction.atomic():
        values = {
            "columns": dict(columns),
            "datum": new.datum,
            "date_format": new.date_format[:40],
            "source": new.source,
            "made_by": by,
            "made_at": at,
        }
        HotlineMapping.objects.update_or_create(sender=sender, defaults=values)
        change = Change(sender, "changed" if old else "added", _words(old) if old else {}, _words(new))
        record_changes(REGISTER, [change], by=by, at=at)
    return new


def _datum(name: str) -> str:
    if name not in DATUMS:
        raise BadInput(
            f"没有坐标系 {name[:20]}；可用：{'、'.join(DATUMS)}。",
            f"There is no datum {name[:20]}; any of {', '.join(DATUMS)}.",
            field="datum",
        )
    return name


def _source(name: str) -> str:
    if name not in SOURCES:
        raise BadInput(
            f"没有来源 {name[:20]}；可用：{'、'.join(SOURCES)}。",
            f"There is no source {name[:20]}; any of {', '.join(SOURCES)}.",
            field="source",
        )
    return name


def _words(form: Form) -> dict[str, str]:
    return {**form.columns, "坐标系": form.datum, "日期格式": form.date_format, "来源": form.source}


# A file -----------------------------------------------------------------------------------------------------------------


def take_file(
    path: Path, *, sender: str, pairs: Mapping[str, str], datum: str | None = None, date_format: str | None = None,
    source: str | None = None, by: str, at: datetime,
) -> Outcome:  # fmt: skip
    """Title lines, a header, orders. BadInput before anything is written when the file as a whole is of no use."""
    cells = sheets.read_lines(path)
    old = form_of(reading.check_sender(sender))
    start = reading.find_header(cells, {**(old.columns if old else {}), **pairs})
    header = reading.titles_of(cells[start])
    form = keep_form(sender, pairs, header=header, datum=datum, date_format=date_format, source=source, by=by, at=at)
    gone = reading.missing_columns(form, header)
    if gone:
        raise BadInput(
            f"文件里没有已存映射的列：{'、'.join(gone[:10])}；表头变了就用 --map 新列名=字段 更正（zhicheng hotline mapping {sender} 可查看）。",
            f"The file has no columns {', '.join(gone[:10])} that the saved mapping names; when the header has changed, correct it with --map "
            f"NEW=FIELD (zhicheng hotline mapping {sender} shows it).", field="map",
        )  # fmt: skip
    numbered = reading.rows_below(cells, start, whole=".csv" in path.name.lower())
    return take_rows(list(numbered), form, name=path.name, by=by, at=at)


# HTTP -------------------------------------------------------------------------------------------------------------------


def take_signed(sender: str, body: bytes, said: signing.Signed, *, at: datetime) -> Outcome:
    """A signed list of orders, in the sender's own names or in ours. Sending it again changes nothing."""
    if not reading.SENDER.fullmatch(sender) or not config().hotline_keys.get(sender):
        raise NotFound(
            f"没有热线「{sender[:30]}」的密钥，请在 ZHICHENG_HOTLINE_KEYS 里配置。",
            f"There is no key of the hotline “{sender[:30]}”; put it into ZHICHENG_HOTLINE_KEYS.",
        )
    nonce = signing.check(sender, said, body, keys=config().hotline_keys, tokens={}, at=at)
    rows = _listed(body)
    with transaction.atomic():
        use_up(f"hotline:{sender}", nonce, at)
    form = form_of(sender) or Form(sender, {})
    ours = {name: name for name in reading.NAMES if name not in form.columns.values()}
    return take_rows(
        list(enumerate(rows, start=1)),
        replace(form, columns={**form.columns, **ours}),
        name="HTTP",
        by=f"gateway:{sender}",
        at=at,
    )


def _listed(body: bytes) -> list[dict[str, Any]]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadInput(
            "正文应为工单对象的 JSON 列表：[{…}, …]。",
            "The body must be a JSON list of orders: [{…}, …].",
            field="body",
        )
    if len(found) > MOST_AT_ONCE:
        raise BadInput(
            f"一次最多 {MOST_AT_ONCE} 单，这里有 {len(found)} 单，请分批发送。",
            f"{MOST_AT_ONCE} orders at most in one request, here are {len(found)}; send several.",
            field="body",
        )
    return found


# One door for both ------------------------------------------------------------------------------------------------------


def take_rows(
    numbered: Sequence[tuple[int, Mapping[str, Any]]], form: Form, *, name: str, by: str, at: datetime
) -> Outcome:
    """All rows, a batch a transaction; the delivery stands in the list of imports with its refusals."""
    outcome = Outcome(rows=len(numbered))
    calendar = matters.national_calendar(config().working_time)
    good: list[Theirs] = []
    for n, cells in numbered:
        try:
            good.append(reading.read_order(n, cells, form, at=at, calendar=calendar))
        except BadInput as error:
            outcome.refused.append(Refusal(n, error.field, error.said))
    intake.in_wgs84([one.incoming for one in good], _typed(form.datum))
    for i in range(0, len(good), BATCH):
        _take_batch(good[i : i + BATCH], form, outcome, by=by, at=at)
    outcome.refused.sort(key=lambda r: r.row)
    kept = [[r.row, r.field, r.said.zh, r.said.en] for r in outcome.refused[:KEPT_REFUSALS]]
    HotlineImport.objects.create(
        sender=form.sender,
        name=name[-120:],
        rows=outcome.rows,
        taken=outcome.taken,
        known=outcome.known,
        refused=kept,
        made_by=by,
        made_at=at,
    )
    return outcome


def _typed(datum: str) -> Datum:
    return "gcj02" if datum == "gcj02" else "bd09" if datum == "bd09" else "wgs84"


def _take_batch(batch: Sequence[Theirs], form: Form, outcome: Outcome, *, by: str, at: datetime) -> None:
    try:
        found = _take_once(batch, form, by, at)
    except IntegrityError:  # the same orders come in at this very moment through another door
        found = _take_once(batch, form, by, at)
    outcome.taken += found.taken
    outcome.known += found.known
    outcome.refused += found.refused


def _take_once(batch: Sequence[Theirs], form: Form, by: str, at: datetime) -> Outcome:
    with transaction.atomic():
        out, fresh = _sorted_out(batch, form.sender)
        taken = reports.receive_many([one.incoming for one in fresh.values()], source=form.source, by=by, at=at)
        out.refused += taken.refused
        rows = [(fresh[r.key], r) for r in [*taken.reports, *taken.known]]
        open_orders([blank_order(form.sender, one, r, at) for one, r in rows], by=by, at=at)
        out.taken = len(rows)
    return out


def _sorted_out(batch: Sequence[Theirs], sender: str) -> tuple[Outcome, dict[str, Theirs]]:
    """Those that are new, by their report's key; the others are known or differ from what is known."""
    stored = bulk.among(HotlineOrder.objects.filter(sender=sender, round=1), "number", [one.number for one in batch])
    seen = dict(stored.values_list("number", "digest"))
    out, fresh = Outcome(), {}
    free = report_queries.free_photos(p for one in batch for p in one.incoming.photos)
    for one in batch:
        if one.number not in seen and not free.issuperset(one.incoming.photos):
            out.refused.append(Refusal(one.row, "recording", NO_RECORDING))
        elif one.number not in seen:
            free -= set(one.incoming.photos)
            seen[one.number] = one.digest
            fresh[one.incoming.key] = one
        elif seen[one.number] == one.digest:
            out.known += 1
        else:
            out.refused.append(Refusal(one.row, "number", NOT_THE_SAME))
    return out, fresh


def blank_order(sender: str, one: Theirs, report: Report, at: datetime) -> HotlineOrder:
    return bulk.blank(
        HotlineOrder,
        {
            "sender": sender, "number": one.number, "round": 1, "report_id": report.pk, "secret": one.secret,
            "caller": one.caller, "phone": one.phone,
            "original": one.original, "digest": one.digest, "taken_at": at, "due_at": one.due_at,
        },
    )  # fmt: skip


def open_orders(orders: Iterable[HotlineOrder], *, by: str, at: datetime) -> None:
    """In the caller's transaction."""
    made = list(orders)
    for pk, order in zip(bulk.reserve_ids(HotlineOrder, len(made)) if made else [], made, strict=True):
        order.pk = pk
    open_many([(order, [_taking(order, by, at)]) for order in made], ORDER, COLUMNS, at=at)


def _taking(order: HotlineOrder, by: str, at: datetime) -> Step:
    def body(**moved: Any) -> OrderTaken:
        return OrderTaken(
            sender=order.sender,
            number=order.number,
            report=order.report_id,
            secret=order.secret,
            round=order.round,
            **moved,
        )

    return Step("take", by, at, body, holder="role:acceptor")
