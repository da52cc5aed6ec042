"""Days: in an order that can have happened, and every period that the law fixes ends on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.rules.facts import Draft, Objection, day_of
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.periods import clear_working_days, deadline

PAST = (  # what has happened when the paper is made
    "found_at", "act_at", "checked_on", "told_on", "received_on", "filed_on", "decided_at", "decided_on", "served_on", "filed_back_on", "paid_at",
    "from_at", "to_at", "taken_at", "measured_at", "defence_at", "paused_on", "served_at", "urged_on", "as_of", "complaint_on", "forwarded_on",
    "withdrawn_on", "closed_on", "archived_on",
)  # fmt: skip
COMING = (
    "pay_due", "due_on", "to_on", "new_due", "correct_by", "statement_due", "hearing_due", "hearing_at", "until_on", "self_by",
)  # fmt: skip
ORDER = (  # each at or before the next
    ("from_at", "to_at"), ("act_at", "filed_on"), ("act_at", "decided_at"), ("act_at", "decided_on"), ("filed_on", "decided_on"),
    ("filed_on", "closed_on"), ("decided_on", "served_on"), ("served_on", "urged_on"), ("served_on", "as_of"), ("found_at", "checked_on"),
    ("found_at", "filed_on"), ("from_on", "to_on"),
    ("decided_on", "filed_back_on"), ("received_on", "forwarded_on"), ("old_due", "new_due"), ("from_on", "old_due"), ("closed_on", "archived_on"),
    ("decided_on", "withdrawn_on"),
)  # fmt: skip
OLD_LEAD = timedelta(days=120)
FAR = timedelta(days=200)  # no term of these papers is longer
LONG_AGO = timedelta(days=5 * 365 + 2)  # the longest limitation (APL 36)
LONGEST_TALK = timedelta(hours=24)


def said(value: date | datetime) -> str:
    return wording.moment(value) if isinstance(value, datetime) else wording.day(value)


def past_is_past(draft: Draft) -> Iterator[Objection]:
    """Nothing that is told has still to happen; nothing is older than any limitation."""
    for field in PAST:
        value = draft.values.get(field)
        if value is None:
            continue
        late = value > draft.at if isinstance(value, datetime) else value > draft.today
        if late:
            yield _wrong(draft, field, value, Phrase("还没有到", "has not come yet"))
        elif draft.today - day_of(value) > LONG_AGO:
            yield _wrong(draft, field, value, Phrase("早于追责时效的最长期限", "lies beyond the longest limitation"))


def coming_is_coming(draft: Draft) -> Iterator[Objection]:
    """A term that is given has not passed."""
    for field in COMING:
        value = draft.values.get(field)
        if value is not None and day_of(value) < draft.today:
            yield _wrong(draft, field, value, Phrase("已经过去", "has passed"))
        elif value is not None and day_of(value) - draft.today > FAR:
            yield _wrong(draft, field, value, Phrase("比今天晚半年以上", "is more than half a year away"))


def after_it_began(draft: Draft) -> Iterator[Objection]:
    """Nothing of a case happened before it was found or done."""
    told = [day_of(m.values[n]) for m in draft.others for n in ("act_at", "found_at", "from_at") if n in m.values]
    own = [day_of(draft.values[n]) for n in ("act_at", "found_at", "from_at", "measured_at") if n in draft.values]
    first = told or own  # what this paper alone says is no beginning of what others told
    if draft.case and draft.case.act_at:
        first = [*first, day_of(draft.case.act_at)]  # done before midnight, found after it
    begun = min((d for d in first if draft.today - d < LONG_AGO), default=None)
    for field in PAST:
        value = draft.values.get(field)
        if value is not None and begun is not None and day_of(value) < begun:
            yield _wrong(
                draft,
                field,
                value,
                Phrase(f"早于本案最早的事实{wording.day(begun)}", f"is before the case began on {begun}"),
            )


def _wrong(draft: Draft, field: str, value: date | datetime, why: Phrase) -> Objection:
    return Objection(
        field,
        "INV-32",
        Phrase(
            f"「{draft.name(field).zh}」{said(value)}{why.zh}，请改正",
            f"{draft.name(field).en} {value} {why.en}; correct it",
        ),
    )


def lead_is_fresh(draft: Draft) -> Iterator[Objection]:
    """A lead is checked within weeks; one that is found a year ago is a slip of the pen."""
    found = draft.values.get("found_at")
    if found is not None and draft.today - day_of(found) > OLD_LEAD:
        yield _wrong(
            draft,
            "found_at",
            found,
            Phrase(
                "比今天早四个月以上，已超过线索核查期限", "is over four months ago, beyond any period to check a lead"
            ),
        )


def in_order(draft: Draft) -> Iterator[Objection]:
    """What comes first is earlier."""
    for first, second in ORDER:
        a, b = draft.values.get(first), draft.values.get(second)
        if a is None or b is None:
            continue
        both = isinstance(a, datetime) and isinstance(b, datetime)
        if (a > b) if both else (day_of(a) > day_of(b)):
            yield Objection(
                second,
                "INV-32",
                Phrase(
                    f"「{draft.name(second).zh}」{said(b)}早于「{draft.name(first).zh}」{said(a)}，请改正其中一个",
                    f"{draft.name(second).en} ({b}) is before {draft.name(first).en} ({a}); correct one of them",
                ),
            )


def record_of_one_sitting(draft: Draft) -> Iterator[Objection]:
    a, b = draft.values.get("from_at"), draft.values.get("to_at")
    if a is not None and b is not None and (b == a or b - a > LONGEST_TALK):
        yield Objection(
            "to_at",
            "APL 55",
            Phrase(
                "笔录的起止时间相同或者超过二十四小时，请改正",
                "The record begins and ends at the same minute or lasts over 24 hours; correct it",
            ),
        )


def _term(draft: Draft, field: str, right: date, why: Phrase, *, at_least: bool = False) -> Iterator[Objection]:
    value = draft.values.get(field)
    if value is None:
        return
    on = day_of(value)
    if on < right or (not at_least and on != right):
        more = Phrase("不得早于 ", "not be before ") if at_least else Phrase("应为", "be ")
        yield Objection(
            field,
            "C.1",
            Phrase(
                f"「{draft.name(field).zh}」写的是{wording.day(on)}，{more.zh}{wording.day(right)}（{why.zh}），请改正",
                f"{draft.name(field).en} is {on}, but must {more.en}{right} ({why.en}); correct it",
            ),
        )


def terms(draft: Draft) -> Iterator[Objection]:
    """Periods that a statute fixes: counted, not believed."""
    v, book = draft.values, draft.book
    match draft.code:
        case "D10" if "decided_at" in v:
            due = deadline("pay", book.period("payment"), v["decided_at"], book.calendar).on
            yield from _term(draft, "pay_due", due, Phrase("收到之日起十五日", "fifteen days"))
        case "D24" if "from_on" in v:
            due = deadline("kept", book.period("evidence_registration"), v["from_on"], book.calendar).on
            yield from _term(draft, "to_on", due, Phrase("七个工作日", "seven working days"))
        case "D36":
            yield from _notice(draft)
        case "D38":
            first = clear_working_days(draft.today, 7, book.calendar)
            yield from _term(
                draft, "hearing_at", first, Phrase("举行七个工作日前通知", "seven clear working days"), at_least=True
            )
        case "D52":
            yield from _term(draft, "until_on", draft.today + timedelta(days=30), Phrase("公告满三十日", "thirty days"))
        case "D61":
            due = deadline("urged", book.period("urge_wait"), draft.today, book.calendar).on
            yield from _term(draft, "due_on", due, Phrase("十个工作日", "ten working days"), at_least=True)


def _notice(draft: Draft) -> Iterator[Objection]:
    book = draft.book
    for field, key, why in (
        ("statement_due", "statement_period", Phrase("陈述申辩期", "the period to state")),
        ("hearing_due", "hearing_request", Phrase("五个工作日", "five working days")),
    ):
        first = deadline(field, book.period(key), draft.today, book.calendar).on
        yield from _term(draft, field, first, why, at_least=True)
        value = draft.values.get(field)
        if value is not None and value > first + timedelta(days=30):
            yield _wrong(draft, field, value, Phrase("比法定期限晚三十日以上", "is thirty days beyond the period"))


def seizure(draft: Draft) -> Iterator[Objection]:
    """Thirty days, and once thirty more (AEL 25, INV-60)."""
    v, period = draft.values, timedelta(days=draft.book.period("seizure").amount)
    more = timedelta(days=draft.book.period("seizure_ext").amount)
    if draft.code == "D26" and {"from_on", "to_on", "measured_at"} <= v.keys():
        if v["to_on"] - v["from_on"] > period:
            yield _wrong(draft, "to_on", v["to_on"], Phrase("超过三十日", "is beyond thirty days"))
        if v["from_on"] != day_of(v["measured_at"]):
            yield _wrong(draft, "from_on", v["from_on"], Phrase("不是采取措施的当日", "is not the day of the measure"))
    if draft.code == "D28" and {"from_on", "old_due", "new_due"} <= v.keys():
        if v["old_due"] - v["from_on"] > period:
            yield _wrong(draft, "old_due", v["old_due"], Phrase("超过三十日", "is beyond thirty days"))
        if v["new_due"] - v["old_due"] > more:
            yield _wrong(draft, "new_due", v["new_due"], Phrase("延长超过三十日", "extends by more than thirty days"))


def instalments(draft: Draft) -> Iterator[Objection]:
    """A plan lies ahead and goes forward."""
    for field in ("instalments", "stages"):
        days = [i.due for i in draft.values.get(field, ())]
        if days and (days != sorted(set(days)) or days[0] < draft.today):
            yield Objection(
                field,
                "APL 66",
                Phrase(
                    f"「{draft.name(field).zh}」的期限须从今天起依次推后，请改正",
                    f"The days of {draft.name(field).en} go forward from today; correct them",
                ),
            )


CHECKS = (
    past_is_past,
    coming_is_coming,
    after_it_began,
    lead_is_fresh,
    in_order,
    record_of_one_sitting,
    terms,
    seizure,
    instalments,
)
