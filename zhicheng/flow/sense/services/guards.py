"""What zones learn, and when they are silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhicheng.flow.sense import queries, rules
from zhicheng.flow.sense.events import Spoke, Tuned
from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.models import Addressee, Guard
from zhicheng.flow.sense.rules import Verdict
from zhicheng.flow.sense.states import GUARD, REVIEWERS
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.events import iso, read_body
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

LEARN = "rule:sense.learn@1"
TUNE = Phrase("调整布防", "tune a zone")
LIMITS = {"min_confidence": (0, 95), "dwell_pct": (50, rules.DWELL_MOST), "sample_pct": (0, 100), "automatic": (0, 1)}


def learn(guard: Guard, verdict: Verdict, *, at: datetime) -> None:
    """Remember a review; thresholds follow, and a zone that is mostly wrong falls silent. In the caller's transaction.

    `guard` was read in this transaction: whoever else moves it meanwhile makes this one fail and be tried again.
    """
    if verdict.reason and not rules.REASONS[verdict.reason][1]:
        return  # lawful, gone, known, unclear: it says nothing about the machine
    recent = [*queries.verdicts(guard), verdict][-rules.RECENT :]
    before = {"min_confidence": guard.min_confidence, "dwell_pct": guard.dwell_pct}
    now = {
        "min_confidence": max(guard.min_confidence, rules.learnt_confidence(recent)) if not verdict.right else guard.min_confidence,
        "dwell_pct": rules.learnt_dwell(guard.dwell_pct, verdict.reason),
    }  # fmt: skip
    columns: dict[str, Any] = {
        "recent": [[v.confidence, int(v.right), v.reason] for v in recent], "right": guard.right + verdict.right,
        "wrong": guard.wrong + (not verdict.right), **now,
    }  # fmt: skip
    changed = {k: v for k, v in now.items() if v != before[k]}
    why = "按复核结果学习" if changed else "记入复核"

    def tuned(**moved: Any) -> Tuned:
        return Tuned(before={k: before[k] for k in changed}, now=changed, why=why, **moved)

    steps = [Step("tune", LEARN, at, tuned, columns=columns)]
    if guard.state == "armed" and rules.is_mostly_wrong(recent):
        steps.append(_silencing(guard, recent, at))
    advance_many([(guard, steps)], GUARD, at=at)


def _silencing(guard: Guard, recent: Sequence[Verdict], at: datetime) -> Step:
    until = at + rules.silent_for(guard.silences)
    right, n = sum(v.right for v in recent), len(recent)

    def body(**moved: Any) -> Spoke:
        return Spoke(why="多数为误报", right=right, reviewed=n, until=iso(until), **moved)

    return Step("silence", LEARN, at, body, due_at=until, due_changes=True, columns={"silences": guard.silences + 1})


def tell_silence(positions: Sequence[int], *, at: datetime) -> int:
    """A zone fell silent: whoever keeps devices and whoever manages here hears of it."""
    notices = []
    for event in Event.objects.filter(pos__in=positions):
        guard, body = Guard.objects.get(pk=event.stream_id), read_body(event)
        assert isinstance(body, Spoke)
        if not body.until:
            continue
        kind = KINDS[guard.kind].term
        until = datetime.fromisoformat(body.until.replace("Z", "+00:00")).astimezone(CHINA)
        values = {
            "device": guard.device.partition(":")[2], "zone": guard.zone or "—", "kind": kind.zh, "kind_en": kind.en, "right": str(body.right),
            "reviewed": str(body.reviewed), "until": f"{until:%m-%d %H:%M}",
        }  # fmt: skip
        who = {c.account: c for role in ("engineer", "manager") for c in people.accounts_with(role, guard.area)}
        to = [Recipient(c.name, c.account) for c in who.values()]
        notices.append(
            Notice(f"guard.silence:{event.id}", "guard.silence", values, to, f"guard:{guard.pk}", guard.area)
        )
    return messages.tell(notices, at=at)


def tune(guard_id: int, values: dict[str, int], *, access: Access, at: datetime) -> Guard:
    """A person sets what the zone asks for: min_confidence, dwell_pct, sample_pct, automatic (0 or 1)."""
    guard = _mine(guard_id, access)
    for name, value in values.items():
        if name not in LIMITS:
            raise BadInput(
                f"不能调整 {name}，可调整：{'、'.join(LIMITS)}。",
                f"{name} cannot be tuned; any of {', '.join(LIMITS)}.",
                field=name,
            )
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise BadInput(
                f"{name} 是 {value}，应在 {least} 与 {most} 之间。",
                f"{name} is {value}; it must lie between {least} and {most}.",
                field=name,
            )
    changed = {k: v for k, v in values.items() if int(getattr(guard, k)) != v}
    if not changed:
        return guard
    before = {k: int(getattr(guard, k)) for k in changed}
    columns = {k: bool(v) if k == "automatic" else v for k, v in changed.items()}

    def body(**moved: Any) -> Tuned:
        return Tuned(before=before, now=changed, why="人工调整", **moved)

    advance_many([(guard, [Step("tune", access.actor, at, body, columns=columns)])], GUARD, at=at)
    return guard


def silence(guard_id: int, *, reason: str, until: datetime | None, access: Access, at: datetime) -> Guard:
    """A person silences a zone; without an end until somebody arms it again."""
    return _spoke(guard_id, "silence", reason, until, access, at)


def arm(guard_id: int, *, access: Access, at: datetime) -> Guard:
    """It may speak again; what it was reproached with before is forgotten, so that it is judged anew."""
    return _spoke(guard_id, "arm", "人工恢复", None, access, at)


def arm_due(*, at: datetime) -> int:
    """Zones whose time of silence is over."""
    rows = list(Guard.objects.filter(state="silent", due_at__lte=at)[:500])
    steps = [(g, [_arming(LEARN, "静默期满", at)]) for g in rows]
    advance_many(steps, GUARD, at=at)
    return len(rows)


def _arming(by: str, why: str, at: datetime) -> Step:
    return Step("arm", by, at, lambda **m: Spoke(why=why, **m), due_at=None, due_changes=True, columns={"recent": []})


def _spoke(guard_id: int, action: str, why: str, until: datetime | None, access: Access, at: datetime) -> Guard:
    guard = _mine(guard_id, access)
    if not why.strip():
        raise BadInput("请写明理由。", "Give the reason.", field="reason")
    if until is not None and until <= at:
        raise BadInput("静默的截止时间已过。", "The end of the silence has passed already.", field="until")
    step = (
        _arming(access.actor, why.strip()[:200], at)
        if action == "arm"
        else Step(
            action, access.actor, at, lambda **m: Spoke(why=why.strip()[:200], **m), due_at=until, due_changes=True,
        )
    )  # fmt: skip
    advance_many([(guard, [step])], GUARD, at=at)
    return guard


def _mine(guard_id: int, access: Access) -> Guard:
    guard = Guard.objects.filter(pk=guard_id).first()
    if guard is None:
        raise NotFound("没有这个布防。", "There is no such zone.")
    access.require(REVIEWERS, guard.area, what=TUNE)
    return guard


def register_addressee(
    *, whom: str, name: str, device: str, phone: str = "", speaker: str = "", zone: str = "", kinds: Sequence[str] = (), grace_minutes: int = 10,
) -> Addressee:  # fmt: skip
    """Somebody who can put things right here without an officer; BadInput."""
    if not (phone or speaker):
        raise BadInput(
            "劝导对象要有电话或喇叭地址。", "Whoever is to be told needs a phone or a loudspeaker.", field="phone"
        )
    strange = [k for k in kinds if k not in KINDS]
    if strange:
        raise BadInput(f"种类「{strange[0]}」不存在。", f"There is no kind “{strange[0]}”.", field="kinds")
    if not 1 <= grace_minutes <= 120:
        raise BadInput("整改时间应为 1 至 120 分钟。", "Give 1 to 120 minutes.", field="grace_minutes")
    return Addressee.objects.create(
        whom=whom,
        name=name,
        device=device,
        phone=phone,
        speaker=speaker,
        zone=zone,
        kinds=list(kinds),
        grace_minutes=grace_minutes,
    )
