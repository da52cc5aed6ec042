"""Which handler takes which topic, and one batch taken: its messages' doings and its dead letters in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from zhicheng.gateways.arrivals import Arrival, Bad, Handler, matches
from zhicheng.gateways.dead_letters import services as letters
from zhicheng.infra import plug
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

log = logging.getLogger("zhicheng.gateways")
HANDLERS = {
    "frigate": "zhicheng.gateways.frigate.handler.FRIGATE",
    "sensors": "zhicheng.gateways.readings.READINGS",
    "vendor": "zhicheng.gateways.vendor_events.handler.VENDOR",
}
BUILT_IN = ("http/vendor-events/+=vendor",)  # what came over HTTP and was kept as a dead letter finds its handler too
NOBODY = Phrase(
    "没有处理程序接收这个主题，请检查 ZHICHENG_MQTT_TOPICS。", "No handler takes this topic; see ZHICHENG_MQTT_TOPICS."
)
GONE = (OperationalError, InterfaceError)  # the database does not answer: not the message's fault


@dataclass(frozen=True, slots=True)
class Route:
    """`filter=handler` or `filter=handler:option` of a setting."""

    filter: str
    handler: Handler
    option: str


def read_routes(texts: Sequence[str], handlers: Mapping[str, str] = HANDLERS) -> list[Route]:
    """As the setting says; BadInput names the entry."""
    if not texts:
        raise _wrong("", "请至少写一项，如 frigate/#=frigate", "name at least one, such as frigate/#=frigate")
    return [_route(text, handlers) for text in texts]


def routes_of(texts: Sequence[str]) -> list[Route]:
    """Those of the setting, and those of our own doors: for trying dead letters again."""
    return [*(_route(text, HANDLERS) for text in texts), *(_route(text, HANDLERS) for text in BUILT_IN)]


def _route(text: str, handlers: Mapping[str, str]) -> Route:
    filter_, equals, rest = text.partition("=")
    name, _, option = rest.partition(":")
    if not equals or not filter_.strip() or name.strip() not in handlers:
        any_of = "、".join(sorted(handlers))
        raise _wrong(
            text,
            f"「{text}」应写成 主题=处理程序，处理程序为 {any_of} 之一",
            f"“{text}” must be topic=handler with a handler of {', '.join(sorted(handlers))}",
        )
    levels = filter_.strip().split("/")
    if "#" in levels[:-1] or any(level not in ("+", "#") and ("+" in level or "#" in level) for level in levels):
        raise _wrong(
            text,
            f"「{text}」的主题不合 MQTT 规则：# 只能在最后，+ 与 # 须独占一级",
            f"the topic of “{text}” breaks MQTT's rule: # only at the end, + and # alone in their level",
        )
    return Route(filter_.strip(), plug.load(handlers[name.strip()]), option.strip())


def _wrong(text: str, zh: str, en: str) -> BadInput:
    return BadInput(f"ZHICHENG_MQTT_TOPICS：{zh}。", f"ZHICHENG_MQTT_TOPICS: {en}.", field="ZHICHENG_MQTT_TOPICS")


def take(arrivals: Sequence[Arrival], routes: Sequence[Route], *, at: datetime) -> int:
    """All of them, in one transaction; returns how many became dead letters.

    What no handler foresaw (a bug of ours) must not stop the stream: the batch is cut in halves until the message that does it
    stands alone and becomes a dead letter. A database that does not answer is nobody's fault: it goes up, nothing is acknowledged.
    """
    try:
        with transaction.atomic():
            bad = _handled(arrivals, routes, at)
            letters.keep(arrivals, bad, at=at)
        return len(bad)
    except GONE:
        raise
    except Exception as error:
        if len(arrivals) > 1:
            half = len(arrivals) // 2
            return sum(take(part, routes, at=at) for part in (arrivals[:half], arrivals[half:]))
        log.exception("a message under %s could not be taken", arrivals[0].topic)
        letters.keep(arrivals, [Bad(0, _unforeseen(error))], at=at)
        return 1


def _unforeseen(error: Exception) -> Phrase:
    what = f"{type(error).__name__}: {error}"[:200]
    return Phrase(
        f"处理时出现程序没有料到的错误（{what}），请把这条死信交给开发者。",
        f"An error nobody foresaw ({what}); hand this dead letter to the developers.",
    )


def _handled(arrivals: Sequence[Arrival], routes: Sequence[Route], at: datetime) -> list[Bad]:
    """Each handler takes its own together, in the order in which they came."""
    chosen: dict[int, list[int]] = {}
    bad = []
    for n, arrival in enumerate(arrivals):
        k = next((k for k, r in enumerate(routes) if matches(r.filter, arrival.topic)), -1)
        if k < 0:
            bad.append(Bad(n, NOBODY))
        else:
            chosen.setdefault(k, []).append(n)
    for k, places in chosen.items():
        found = routes[k].handler.take([arrivals[n] for n in places], option=routes[k].option, at=at)
        bad += [replace(b, n=places[b.n]) for b in found]
    return sorted(bad, key=lambda b: b.n)


def retry(*, letter: int, routes: Sequence[Route], by: str, at: datetime) -> bool:
    """Try a dead letter again; True when it was taken and is gone. Otherwise it stays, with the reason of today."""
    with transaction.atomic():
        found = letters.letter_of(letter)
        if not found.is_whole:
            raise BadInput(
                f"{letter} 号死信只存了前 {letters.LONGEST // 1024} KB，无法重试，请由发送方重发。",
                f"Dead letter {letter} was cut after {letters.LONGEST // 1024} KB and cannot be tried again; ask its sender.",
                field="letter",
            )
        arrival = Arrival(found.topic, bytes(found.payload), at)
        if take([arrival], routes, at=at):
            return False
        letters.drop(letter=letter, by=by, at=at)
        return True
