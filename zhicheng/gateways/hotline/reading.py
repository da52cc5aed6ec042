"""Which of a sender's columns is what, and what a row of it says. Pure; each refusal is one sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from zhicheng.engines.sheets import NO, cell_text
from zhicheng.flow.reports import intake
from zhicheng.flow.reports.masking import mask
from zhicheng.flow.reports.rules import Incoming
from zhicheng.kernel.calendar import CHINA, Calendar, Limit
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.ids import key_of

# Our field → what hotlines call it, most exact first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "诉求编号", "受理编号", "案件编号", "流水号", "单号", "编号", "number", "order_no", "order_id", "id"),
    "title": ("标题", "主题", "诉求标题", "工单标题", "title"),
    "text": ("诉求内容", "反映内容", "来电内容", "问题描述", "工单内容", "内容", "描述", "text", "content", "description"),
    "time": ("来电时间", "诉求时间", "受理时间", "登记时间", "创建时间", "time", "called_at"),
    "caller": ("诉求人", "来电人", "反映人", "市民姓名", "联系人", "姓名", "caller", "name"),
    "phone": ("联系电话", "来电号码", "联系方式", "手机号", "手机", "电话", "phone"),
    "address": ("事发地址", "诉求地址", "问题地址", "事发地点", "发生地址", "地址", "address"),
    "category": ("诉求分类", "问题分类", "事项分类", "诉求类别", "分类", "类别", "category"),
    "due": ("办理时限", "办结时限", "截止时间", "要求办结时间", "处理时限", "due"),
    "secret": ("是否保密", "保密", "信息保密", "匿名", "secret"),
    "lng": ("经度", "lng", "lon"),
    "lat": ("纬度", "lat"),
    "recording": ("录音编号", "录音", "recording"),
}  # fmt: skip
TELLS = frozenset({"text", "title", "address"})
HEADER_WITHIN = 10
LONGEST_NUMBER, LONGEST_KEY = 64, 48
SENDER = re.compile(r"[\w-]{1,30}")
_SIMPLE = str.maketrans(
    "單編號訴內容來電時間聯繫話發類辦結處標題是否經緯錄應產創機稱員問題點截密",
    "单编号诉内容来电时间联系话发类办结处标题是否经纬录应产创机称员问题点截密",
)
_TERM = re.compile(r"(\d{1,3})个?(工作日|天|日)(?:内)?")
OPEN_WORDS = NO | {"不保密", "公开", "非保密", "不需要"}


@dataclass(frozen=True, slots=True)
class Form:
    """A sender's saved mapping: their column → our field; `source`: whose orders these are, hotline or grid."""

    sender: str
    columns: Mapping[str, str]
    datum: str = "wgs84"
    date_format: str = ""
    source: str = "hotline"


@dataclass(slots=True)
class Theirs:
    """One order as they wrote it; `incoming` is what becomes the report."""

    row: int
    number: str
    incoming: Incoming
    caller: str
    phone: str
    secret: bool
    due_at: datetime | None
    original: dict[str, str]
    digest: str


def check_sender(name: str) -> str:
    """Its name stands in addresses and keys."""
    if not SENDER.fullmatch(name):
        raise BadInput(
            f"发送方「{name[:40]}」应为 1 至 30 个字母、数字、汉字、- 或 _。",
            f"The sender “{name[:40]}” must be 1 to 30 letters, digits, - or _.",
            field="sender",
        )
    return name


def plain(title: Any) -> str:
    """A header word as we compare it: no breaks, brackets, stars, full width, traditional characters."""
    text = unicodedata.normalize("NFKC", str(title or "")).translate(_SIMPLE)
    return re.sub(r"\(.*?\)|[\s*:]", "", text).lower()


def guess(header: Sequence[Any]) -> dict[str, str]:
    """Their column → our field, by its words: the more exact name goes first; each field once."""
    titles = {plain(h): str(h).strip() for h in reversed(header) if plain(h)}
    found: dict[str, str] = {}
    for ours, names in NAMES.items():
        theirs = next((titles[n] for n in names if n in titles and titles[n] not in found), "")
        if theirs:
            found[theirs] = ours
    return found


def corrected(guessed: Mapping[str, str], pairs: Mapping[str, str], header: Sequence[Any]) -> dict[str, str]:
    """A person's their=ours goes before the guess; an empty `ours` leaves the column out."""
    titles = [str(h).strip() for h in header if plain(h)]
    for theirs, ours in pairs.items():
        if titles and theirs not in titles:
            raise BadInput(
                f"没有列「{theirs[:40]}」；有：{'、'.join(titles[:30])}。",
                f"There is no column “{theirs[:40]}”; there are {', '.join(titles[:30])}.",
                field="map",
            )
        if ours and ours not in NAMES:
            raise BadInput(
                f"没有字段「{ours[:40]}」；可用：{'、'.join(NAMES)}。",
                f"There is no field “{ours[:40]}”; any of {', '.join(NAMES)}.",
                field="map",
            )
    kept = {t: o for t, o in guessed.items() if t not in pairs and o not in pairs.values()}
    return kept | {t: o for t, o in pairs.items() if o}


def check_columns(columns: Mapping[str, str], header: Sequence[Any]) -> None:
    """Enough to be an order: its number, and something that tells what or where."""
    ours = set(columns.values())
    if "number" in ours and ours & TELLS:
        return
    missing = "number" if "number" not in ours else "text"
    seen = [str(h).strip() for h in header if plain(h)][:30]
    raise BadInput(
        f"认不出哪一列是{'工单编号' if missing == 'number' else '诉求内容'}；表头有：{'、'.join(seen) or '（空）'}。请用 --map 列名={missing} 指明。",
        f"No column is recognised as {missing}; the header has {', '.join(seen) or '(nothing)'}. Say it with --map COLUMN={missing}.",
        field=missing,
    )


def find_header(cells: Sequence[Sequence[Any]], columns: Mapping[str, str]) -> int:
    """The line below the titles that has most of the columns we know (or guess)."""
    wanted = {plain(t) for t in columns} or {n for names in NAMES.values() for n in names}
    hits = [len({plain(v) for v in line} & wanted) for line in cells[:HEADER_WITHIN]]
    best = max(range(len(hits)), key=hits.__getitem__, default=0)
    if not hits or hits[best] == 0:
        raise BadInput(
            f"前 {HEADER_WITHIN} 行里没有表头（例如 工单编号、诉求内容）；请核对是不是热线工单表，或用 --map 指明列名。",
            f"The first {HEADER_WITHIN} rows hold no header (an order number, a text); check that it is a sheet of orders, or use --map.",
            field="FILE",
        )
    return best


def titles_of(header: Sequence[Any]) -> list[str]:
    """Each column's name; a second one of the same name gets its number, so that neither is lost."""
    seen: dict[str, int] = {}
    out = []
    for title in (str(h or "").strip() for h in header):
        seen[title] = seen.get(title, 0) + 1
        out.append(title if seen[title] == 1 or not title else f"{title} ({seen[title]})")
    return out


def rows_below(cells: Sequence[Sequence[Any]], start: int, *, whole: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered rows under the header; `whole`: a line that has fewer cells than the header was cut off."""
    titles = titles_of(cells[start])
    for n, line in enumerate(cells[start + 1 :], start=start + 2):
        if any(cell_text(v) for v in line):
            row = {t: v for t, v in zip(titles, line, strict=False) if t and (t != "__broken__" or v)}
            if whole and len(line) < len(titles):
                row["__short__"] = len(line)
            yield n, row


def missing_columns(form: Form, header: Sequence[Any]) -> list[str]:
    """Columns of the saved mapping that this file does not have."""
    titles = {str(h).strip() for h in header}
    return [theirs for theirs in form.columns if theirs not in titles]


def read_order(row: int, cells: Mapping[str, Any], form: Form, *, at: datetime, calendar: Calendar) -> Theirs:
    """One order. BadInput in one sentence when it cannot be one."""
    intake.check_whole(cells)
    original = {str(k)[:80]: _text(v) for k, v in cells.items() if k and _text(v)}
    _check_characters(original)
    of = {ours: theirs for theirs, ours in form.columns.items()}

    def get(ours: str) -> Any:
        return cells.get(of[ours]) if ours in of else None

    number = _text(get("number"))
    if not number or len(number) > LONGEST_NUMBER:
        raise BadInput(
            "缺少工单编号，或编号超过 64 个字符：没有编号就无法回传结果。",
            "The order has no number, or one of more than 64 characters: without it nothing can be returned.",
            field="number",
        )
    called_at = _moment(get("time"), form, "time")
    due_at = _deadline(get("due"), form, called_at or at, calendar)
    if due_at and called_at and due_at < called_at:
        raise BadInput(
            f"办理时限 {due_at.astimezone(CHINA):%Y-%m-%d %H:%M} 早于来电时间，请核对两列的日期。",
            f"The deadline {due_at.astimezone(CHINA):%Y-%m-%d %H:%M} is before the call; check both dates.",
            field="due",
        )
    secret, caller, phone = _secret(_text(get("secret"))), _text(get("caller")), _text(get("phone"))
    recordings = _recordings(_text(get("recording")))
    text = "。".join(part for part in (_text(get("title")), _text(get("text"))) if part)
    incoming = Incoming(
        key=key_for(form.sender, number), happened_at=called_at, text=covered(text, caller) if secret else text,
        lng=intake.parse_degrees(_text(get("lng")), "lng"), lat=intake.parse_degrees(_text(get("lat")), "lat"), address=_text(get("address")),
        category=_text(get("category")), reporter="" if secret else caller[:40], phone="" if secret else phone[:20], row=row,
        photos=[] if secret else recordings,
    )  # fmt: skip
    told = (
        ours for ours in NAMES if ours != "recording" or recordings
    )  # orders from before there were any keep their digest
    digest = key_of(*(f"{ours}={_text(get(ours))}" for ours in told))
    return Theirs(row, number, incoming, caller[:80], phone[:60], secret, due_at, original, digest)


def _recordings(text: str) -> list[str]:
    """Ids of what was sent to `POST /api/photos` before. A secret caller's are checked and left out: his voice would name him."""
    try:
        return [str(UUID(part)) for part in re.split(r"[\s,;，；、]+", text) if part]
    except ValueError:
        raise BadInput(
            f"录音编号「{text[:40]}」不对：应为先传到 /api/photos 得到的 id，多个用逗号隔开。",
            f"The recording “{text[:40]}” is none: it is the id that /api/photos gave, several with commas between.",
            field="recording",
        ) from None


def key_for(sender: str, number: str, round_: int = 1) -> str:
    """The report's key: two hotlines may use the same number."""
    key = f"{sender}/{number}" + (f"/{round_}" if round_ > 1 else "")
    return key if len(key) <= LONGEST_KEY else key_of(key)


def covered(text: str, caller: str) -> str:
    """A secret caller is not named by his own complaint either."""
    found = mask(text)
    return found.replace(caller, "*" * len(caller)) if len(caller) >= 2 else found


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise BadInput(
            "这一格是嵌套的数据，应为文字或数字。", "A field holds nested data; text or a number is wanted.", field=""
        )
    return "" if value != value else cell_text(value)


def _check_characters(original: Mapping[str, str]) -> None:
    for name, value in original.items():
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise BadInput(
                f"列「{name}」里有存不下的字符（NUL 或半个字符），请重新导出。",
                f"The column “{name}” holds characters that cannot be stored (NUL or half a character); export it again.",
                field=name,
            )


def _moment(value: Any, form: Form, field: str) -> datetime | None:
    """In the sender's own form where it has one, else in any usual one; a spreadsheet's day number counts from 1899-12-30."""
    text = _text(value)
    if not text:
        return None
    if re.fullmatch(r"[2-9]\d{4}(\.\d+)?", text):
        days = timedelta(seconds=round(float(text) * 86_400))
        return datetime(1899, 12, 30, tzinfo=CHINA) + days
    try:
        if form.date_format and not isinstance(value, datetime):
            return datetime.strptime(text, form.date_format).replace(tzinfo=CHINA)
        return intake.parse_time(value if isinstance(value, datetime) else text)
    except BadInput as error:
        raise BadInput(*error.said, field=field) from None
    except ValueError:
        raise BadInput(
            f"时间「{text[:40]}」不符合 {form.date_format}，请核对映射里的日期格式。",
            f"The time “{text[:40]}” does not fit {form.date_format}; check the date format of the mapping.",
            field=field,
        ) from None


def _deadline(value: Any, form: Form, since: datetime, calendar: Calendar) -> datetime | None:
    """A moment, or so many (working) days from the call."""
    found = _TERM.fullmatch(re.sub(r"\s", "", _text(value)))
    if not found:
        return _moment(value, form, "due")
    return Limit(int(found[1]), "work_day" if found[2] == "工作日" else "natural_day").due(since, calendar)


def _secret(text: str) -> bool:
    """What nobody understands is kept secret: the other mistake cannot be undone."""
    return bool(text) and text.lower() not in OPEN_WORDS
