"""Everything that writes about following: choosing a way, stopping, telling a step."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.civic.following import queries, rules
from zhicheng.civic.following.rules import News
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.ground.messages import outside, ways
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.ports import Address
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.messages.ways import DAY, Choice, Way
from zhicheng.infra.journey import Happened
from zhicheng.kernel.errors import BadInput, NotFound, TooMany

BEGIN = "step.begin"
OPENID = re.compile(r"[A-Za-z0-9_-]{16,64}")


def choose(*, report: Report, choice: Choice, at: datetime) -> Way:
    """The reporter wants to be told this way; a first message says so. BadInput, TooMany in one sentence."""
    choice = _checked(report, choice)
    about = f"report:{report.pk}"
    with transaction.atomic():
        known = {(w.channel, w.target): w for w in ways.all_of(about)}
        was = known.get((choice.channel, choice.target))
        if was is None:
            _leave_room(known, choice, at)
        way = ways.choose(choice, about=about, at=at, ends_at=queries.ends_at(report, at=at))
        if was is None or was.stopped_at is not None or not was.every:
            values = {"receipt": report.receipt, "of": report.receipt, "of_en": report.receipt}
            messages.tell([_notice(f"begin:{way.pk}", BEGIN, values, way, report, asked=True)], at=at)
    return way


def _checked(report: Report, choice: Choice) -> Choice:
    if choice.channel == "sms":
        if not report.phone:
            raise BadInput(
                "上报时没有留手机号，请改用浏览器通知，或凭回执查进度。",
                "You gave no phone with this report: choose notifications in the browser, or look it up with your receipt.",
                field="channel",
            )
        return Choice("sms", phone=report.phone, language=choice.language)
    if choice.channel == "wechat":
        _offered()
    if choice.channel == "push":
        port = outside.push()
        if not port.key():
            raise BadInput(
                "本市尚未开通浏览器通知，请选短信。",
                "This city offers no notifications in the browser: choose text messages.",
                field="channel",
            )
        port.check(Address(choice.endpoint, choice.p256dh, choice.auth))
    return choice


def _offered() -> None:
    if not outside.wechat().offered():
        raise BadInput(
            "本市尚未开通微信通知，请选短信或浏览器通知。",
            "This city offers no WeChat messages: choose text messages or the browser.",
            field="channel",
        )


def ask_wechat(*, report: Report, language: str, at: datetime) -> tuple[str, datetime]:
    """(code, until) to be told to the city's mini program, which tells us the openid."""
    _offered()
    return ways.ask(f"report:{report.pk}", language=language, at=at)


def bind_wechat(*, code: str, openid: str, at: datetime) -> Report:
    """The mini program says whose code it is. NotFound when it is wrong, used or over."""
    if not OPENID.fullmatch(openid):
        raise BadInput("openid 格式不正确。", "This is no openid.", field="openid")
    with transaction.atomic():
        about, language = ways.answer(code, at=at)
        report = reports.get(int(about.partition(":")[2]))
        choose(report=report, choice=Choice("wechat", openid=openid, language=language), at=at)
    return report


def _leave_room(known: Mapping[tuple[str, str], Way], choice: Choice, at: datetime) -> None:
    if len([w for w in known.values() if w.stopped_at is None]) >= rules.MOST_WAYS:
        raise TooMany(
            f"一件上报最多 {rules.MOST_WAYS} 个接收方式，请先停用一个。",
            f"At most {rules.MOST_WAYS} ways to be told of one report: stop one first.",
        )
    if choice.channel == "sms" and ways.begun_since("sms", choice.target, at - DAY) >= rules.MOST_A_DAY:
        raise TooMany(
            f"同一手机号一天内最多为 {rules.MOST_A_DAY} 件上报开通短信，请改用浏览器通知或明天再试。",
            f"One phone can begin text messages for {rules.MOST_A_DAY} reports a day: use the browser, or try tomorrow.",
        )


def stop(*, report: Report, way: int = 0, at: datetime) -> int:
    """No more by this way, or (0) by none. Returns how many were stopped."""
    mine = [w for w in ways.all_of(f"report:{report.pk}") if way in (0, w.pk)]
    if not mine and way:
        raise NotFound("这件上报没有这个接收方式。", "This report has no such way to be told.")
    return ways.stop(mine, at=at)


def stop_by_link(*, code: str, at: datetime) -> list[Way]:
    """Whoever has the link, without a receipt."""
    found = ways.by_code(code)
    ways.stop(found, at=at)
    return found


def resume_by_link(*, code: str) -> list[Way]:
    """It was a slip."""
    found = ways.by_code(code)
    ways.resume(found)
    return ways.by_code(code)


def tell_steps(happened: Sequence[Happened], *, at: datetime) -> int:
    """Tell who reported or follows what happened. Returns how many messages are new."""
    news = queries.news_of([h for h in happened if h.kind in rules.STEPS])
    with transaction.atomic():
        _begin_for_results(news, at)
        _end_and_go_on(news, at)
        chosen: dict[str, list[Way]] = defaultdict(list)
        for way in ways.hold({n.about for n in news}):
            chosen[way.about].append(way)
        told = [
            (way, one)
            for about, one in rules.latest(news).items()
            for way in chosen[about]
            if rules.concerns(one, every=way.every) and rules.is_new(one, told=way.told, told_pos=way.told_pos)
        ]
        return _tell(sorted(told, key=lambda pair: pair[0].pk), at)


def _tell(told: Sequence[tuple[Way, News]], at: datetime) -> int:
    if not told:
        return 0
    found = {f"report:{r.pk}": r for r in reports.in_ids(int(way.about[7:]) for way, _ in told)}
    groups = rules.grouped([(f"{w.channel}:{w.target}", f"{n.pos}", (w, n)) for w, n in told])
    ways.say([(way, one.said, one.pos) for way, one in told])
    return messages.tell([_step(group, found) for group in groups], at=at)


def _step(group: Sequence[tuple[Way, News]], found: Mapping[str, Report]) -> Notice:
    """One message, about the first report of the person, that counts the others."""
    (way, one), more = group[0], len(group) - 1
    report = found[way.about]
    values = {
        "receipt": report.receipt, "of": report.receipt + (f" 等 {more + 1} 件" if more else ""),
        "of_en": report.receipt + (f" and {more} more" if more else ""), "unit": one.unit or "责任单位", "unit_en": one.unit or "the unit",
        "until": one.until or "—",
    }  # fmt: skip
    return _notice(f"step:{one.pos}", one.step.template, values, way, report, also=tuple(w.pk for w, _ in group[1:]))


def _notice(
    key: str, template: str, values: Mapping[str, str], way: Way, report: Report, *, also: tuple[int, ...] = (), asked: bool = False
) -> Notice:  # fmt: skip
    return Notice(
        key=key, template=template, values=values, to=[Recipient(report.receipt, way=way, also=also)], about=way.about, area=report.grid[:9],
        urgent=asked, link=ways.stop_link(way),
    )  # fmt: skip


def _begin_for_results(news: Iterable[News], at: datetime) -> None:
    """The form asks for a phone "to tell you the result": who left one hears it, unless he chose something or stopped it."""
    over = {n.about for n in news if n.step.result}
    if not over:
        return
    asked = over - ways.with_any(over)
    for report in reports.with_phone(int(about[7:]) for about in asked):
        choice = Choice("sms", phone=report.phone)
        ways.choose(choice, about=f"report:{report.pk}", at=at, every=False)


def _end_and_go_on(news: Iterable[News], at: datetime) -> None:
    last = rules.latest(news).values()
    ways.end([n.about for n in last if n.step.ends], at=at)
    ways.go_on([n.about for n in last if n.step.reopens])


def forget(*, at: datetime) -> int:
    """Ways of what has been over for some days."""
    return ways.forget(at=at)
