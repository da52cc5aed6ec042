"""Who may volunteer, for what, and how much of it counts. Pure; the city's numbers come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.phrases import Phrase

LEAST_MINUTES = 10
OLDEST = 110


def age_on(born_on: date, day: date) -> int:
    """Full years; who was born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the form says. Guardian and consent are a minor's."""

    born_on: date
    guardian: str = ""
    guardian_phone: str = ""
    consents: bool = False


def is_minor(born_on: date | None, day: date, terms: Mapping[str, int]) -> bool:
    return born_on is not None and age_on(born_on, day) < terms["adult_age"]


def check_age(one: Applicant, *, today: date, terms: Mapping[str, int]) -> None:
    """BadInput in one sentence when he is too young, or a minor without his guardian's consent."""
    age = age_on(one.born_on, today)
    if not 0 <= age <= OLDEST:
        raise BadInput("出生日期不对，请核对。", "That is no day of birth; check it.", field="born_on")
    if age < terms["least_age"]:
        raise BadInput(
            f"志愿者须年满 {terms['least_age']} 周岁，欢迎到时再来；没有保存任何信息。",
            f"Volunteers are at least {terms['least_age']}; you are welcome then. Nothing was kept.",
            field="born_on",
        )
    if age >= terms["adult_age"]:
        return
    if not one.guardian.strip() or not one.guardian_phone.strip():
        raise BadInput(
            f"未满 {terms['adult_age']} 周岁，请填写监护人姓名和电话。",
            f"Under {terms['adult_age']}, give your guardian's name and phone.",
            field="guardian",
        )
    if not one.consents:
        raise BadInput(
            f"未满 {terms['adult_age']} 周岁须经监护人同意，请由监护人勾选。",
            f"Under {terms['adult_age']} your guardian has to agree; let him tick it.",
            field="consents",
        )


@dataclass(frozen=True, slots=True)
class Span:
    """An errand's time, or the time of a stint; `minutes` counted for its day."""

    starts_at: datetime
    ends_at: datetime
    minutes: int = 0

    @property
    def length(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def meets(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Server:
    """A volunteer on the day of an errand."""

    state: str
    age: int
    is_trained: bool
    own: Sequence[Span] = ()


def check_may_take(one: Server, *, kind: str, span: Span, free: int, at: datetime, terms: Mapping[str, int]) -> None:
    """NotAllowed with the first reason against it."""
    if one.state != "active":
        raise NotAllowed(
            "要先由街道确认为志愿者，才能认领任务。",
            "The street has to confirm you as a volunteer before you take something on.",
        )
    if at >= span.starts_at:
        raise NotAllowed("任务已经开始，请选别的。", "It has begun already; choose another.")
    if kind == "patrol" and one.age < terms["alone_age"]:
        raise NotAllowed(
            f"巡查任务须年满 {terms['alone_age']} 周岁，可以认领开放日服务。",
            f"Patrols are from {terms['alone_age']} years on; an open day is possible.",
        )
    if kind == "patrol" and not one.is_trained:
        raise NotAllowed("巡查前要先参加培训，请联系街道。", "Patrols want a training first; ask the street office.")
    if any(span.meets(other) for other in one.own):
        raise NotAllowed("与您已认领的任务时间冲突。", "It is at the same time as something you have taken on.")
    if free < 1:
        raise NotAllowed("名额已满，请选别的。", "All places are taken; choose another.")


def check_minutes(minutes: int, *, span: Span, others: Sequence[Span], at: datetime, terms: Mapping[str, int]) -> int:
    """So many minutes may be logged. BadInput for more than it lasted, NotAllowed too early, too late, or beyond the day's most."""
    if at < span.ends_at:
        raise NotAllowed("任务还没结束，结束后再登记。", "It is not over yet; log your time afterwards.")
    if at > span.ends_at + timedelta(days=terms["log_days"]):
        raise NotAllowed(
            f"登记期（结束后 {terms['log_days']} 天）已过。",
            f"Time is logged within {terms['log_days']} days after it.",
        )
    if not LEAST_MINUTES <= minutes <= span.length:
        raise BadInput(
            f"时长要在 {LEAST_MINUTES} 到 {span.length} 分钟之间（任务的时长），现在是 {minutes}。",
            f"Give {LEAST_MINUTES} to {span.length} minutes, as long as it lasted; it is {minutes}.",
            field="minutes",
        )
    total = sum(o.minutes for o in others)
    if total + minutes > terms["day_minutes"]:
        raise NotAllowed(
            f"这一天已登记 {total} 分钟，每天最多计 {terms['day_minutes']} 分钟。",
            f"{total} minutes are logged for that day; at most {terms['day_minutes']} count.",
        )
    return minutes


def confirmed_minutes(logged: int, minutes: int, reason: str) -> tuple[int, str]:
    """What is confirmed: as logged, or fewer with the reason; never more."""
    if minutes > logged or minutes < LEAST_MINUTES:
        raise BadInput(
            f"确认的时长要在 {LEAST_MINUTES} 到登记的 {logged} 分钟之间。",
            f"Confirm {LEAST_MINUTES} to {logged} minutes, as they were logged.",
            field="minutes",
        )
    if minutes < logged and not reason:
        raise BadInput("少于登记的时长，请写明理由。", "Fewer than logged: say why.", field="reason")
    return minutes, reason


HOURS = Phrase("志愿服务", "voluntary service")
