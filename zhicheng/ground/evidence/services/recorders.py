"""Body cameras: who wears which and how its clock stands, and the list of what each recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.ground.evidence.events import ClipListed, RecorderNoted
from zhicheng.ground.evidence.models import Clip, Recorder, RecorderTurn
from zhicheng.ground.people import queries as people
from zhicheng.infra.events import Body, NewEvent, record_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.digests import is_digest
from zhicheng.kernel.errors import BadSheet, Wrong
from zhicheng.kernel.geo import to_e7

MOST_AHEAD = timedelta(days=1)  # a clock further off was never set
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewTurn:
    """One line of the register: from `since` on this staff number wears it ("" = nobody); its clock was so far ahead then."""

    row: int
    number: str
    since: datetime
    staff: str
    ahead_s: int
    model: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class NewClip:
    """One file of a recorder, by the recorder's own clock. `sha256` empty: the file itself was not there to be read."""

    row: int
    number: str
    file: str
    began_at: datetime
    ended_at: datetime
    sha256: str = ""
    size: int | None = None
    lng: float | None = None
    lat: float | None = None


def note_turns(rows: Sequence[NewTurn], *, by: str, at: datetime) -> dict[str, int]:
    """Keep these lines, all or nothing; a line that is there already changes nothing. BadSheet names every wrong row."""
    members = people.members_by_number({r.staff for r in rows if r.staff})
    wrong = [w for r in rows for w in _wrong_turn(r, members, at)]
    if wrong:
        raise BadSheet(wrong)
    counts: Counter[str] = Counter(read=len(rows))
    with transaction.atomic():
        for row in sorted(rows, key=lambda r: r.since):
            one, made = Recorder.objects.get_or_create(
                number=row.number, defaults={"model": row.model, "area": row.area}
            )
            counts["recorders"] += made
            member = members.get(row.staff)
            _, is_new = RecorderTurn.objects.get_or_create(
                recorder=one, since=row.since, defaults={"member_id": member, "ahead_s": row.ahead_s}
            )
            counts["new" if is_new else "known"] += 1
            if is_new:
                body = RecorderNoted(number=row.number, member=member, ahead_s=row.ahead_s, since=row.since.isoformat())
                _write(one, "recorder.note", [body], by=by, at=at)
    return {name: counts[name] for name in ("read", "recorders", "new", "known")}


def _wrong_turn(row: NewTurn, members: dict[str, int], at: datetime) -> list[Wrong]:
    found = []
    if not 0 < len(row.number) <= 40:
        found.append(Wrong(row.row, "设备编号", "应为 1 至 40 个字", "must have 1 to 40 characters"))
    if row.staff and row.staff not in members:
        found.append(
            Wrong(row.row, "工号", f"没有工号 {row.staff}，请先导入人员", f"nobody has the staff number {row.staff}; import the staff first")
        )  # fmt: skip
    if row.since > at:
        found.append(
            Wrong(row.row, "起", "在将来，请写实际交接的时间", "lies in the future; write when it was handed over")
        )
    if abs(row.ahead_s) > MOST_AHEAD.total_seconds():
        found.append(
            Wrong(row.row, "时钟快秒", "超过一天，请先校准记录仪", "is more than a day; set the recorder's clock first")
        )
    return found


def take_footage(rows: Sequence[NewClip], *, by: str, at: datetime) -> dict[str, int]:
    """Keep the list of what was recorded, all or nothing; the same file of a recorder counts once. BadSheet names every wrong row."""
    recorders = {r.number: r for r in Recorder.objects.filter(number__in={r.number for r in rows})}
    known = {
        (c.recorder_id, c.file): c for c in Clip.objects.filter(recorder__in=recorders.values(), file__in={r.file for r in rows})
    }  # fmt: skip
    wrong = [w for r in rows for w in _wrong_clip(r, recorders, known, at)]
    if wrong:
        raise BadSheet(wrong)
    new: dict[tuple[int, str], NewClip] = {}
    for row in rows:
        key = (recorders[row.number].pk, row.file)
        if key not in known:
            new.setdefault(key, row)
    with transaction.atomic():
        Clip.objects.bulk_create(_clip(row, pk, at) for (pk, _), row in new.items())
        for one in recorders.values():
            bodies: list[Body] = [_listed(r) for (pk, _), r in new.items() if pk == one.pk]
            if bodies:
                _write(one, "recorder.list", bodies, by=by, at=at)
    return {"read": len(rows), "new": len(new), "known": len(rows) - len(new)}


def _wrong_clip(
    row: NewClip, recorders: dict[str, Recorder], known: dict[tuple[int, str], Clip], at: datetime
) -> list[Wrong]:
    found = []
    if row.number not in recorders:
        found.append(
            Wrong(row.row, "设备编号", f"没有登记执法记录仪 {row.number}，请先 import recorders",
                  f"the recorder {row.number} is not registered; run import recorders first")
        )  # fmt: skip
    if not timedelta() <= row.ended_at - row.began_at <= LONGEST:
        found.append(Wrong(row.row, "结束", "应在开始之后、一天以内", "must be after the beginning and within a day"))
    if row.began_at > at + MOST_AHEAD:
        when = f"{row.began_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        found.append(Wrong(row.row, "开始", f"{when} 在将来，请核对", f"{when} lies in the future; check it"))
    if row.sha256 and not is_digest(row.sha256):
        found.append(Wrong(row.row, "SHA-256", "应为 64 位小写十六进制", "has 64 lower-case hexadecimal digits"))
    if row.lng is not None and row.lat is not None and not (abs(row.lng) <= 180 and abs(row.lat) <= 90):
        found.append(Wrong(row.row, "经度", "不在地球上", "is not on the globe"))
    one = known.get((recorders[row.number].pk, row.file)) if row.number in recorders else None
    if one is not None and row.sha256 and one.sha256 and row.sha256 != one.sha256:
        found.append(
            Wrong(row.row, "SHA-256", f"文件 {row.file} 与上次登记时的指纹不一致，已被改动，请报告",
                  f"the file {row.file} no longer has the fingerprint it was listed with: it was changed; report it")
        )  # fmt: skip
    return found


def _clip(row: NewClip, recorder_id: int, at: datetime) -> Clip:
    return Clip(
        recorder_id=recorder_id, file=row.file[:200], began_at=row.began_at, ended_at=row.ended_at, sha256=row.sha256, size=row.size,
        lng_e7=None if row.lng is None else to_e7(row.lng), lat_e7=None if row.lat is None else to_e7(row.lat), arrived_at=at,
    )  # fmt: skip


def _listed(row: NewClip) -> ClipListed:
    return ClipListed(
        number=row.number, file=row.file[:200], began_at=row.began_at.isoformat(), ended_at=row.ended_at.isoformat(), sha256=row.sha256
    )  # fmt: skip


def _write(one: Recorder, kind: str, bodies: Sequence[Body], *, by: str, at: datetime) -> None:
    """The recorder's own stream goes on; whoever holds its row writes alone."""
    locked = Recorder.objects.select_for_update().get(pk=one.pk)
    record_many(
        [NewEvent(f"recorder:{one.pk}", locked.seq + n, kind, by, at, body) for n, body in enumerate(bodies, 1)], at=at
    )
    Recorder.objects.filter(pk=one.pk).update(seq=locked.seq + len(bodies))
