"""Run a generator in a process of its own and take its items here: work for another core, with a short pipe between the two.

The other process starts afresh (`spawn`): forking one that holds database connections and threads ends in deadlocks. This module must
stay importable before Django is set up.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

AHEAD = 4  # items that may wait for who takes them: a slow database must not fill the memory


@contextmanager
def items_of(generator: str, *arguments: Any) -> Iterator[Iterator[Any]]:
    """The items of the generator function at this dotted path, called with picklable arguments; it works from here to the end of
    the block.

    Refusals (`ZhichengError`) that it raises are raised here; when the other process dies, that is a RuntimeError, never a short list.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    slots = context.BoundedSemaphore(AHEAD)
    process = context.Process(target=_send, args=(generator, arguments, sender, slots), daemon=True)
    process.start()
    sender.close()  # ours: so that a dead child ends the pipe
    try:
        yield _received(generator, process, receiver, slots)
    finally:
        receiver.close()
        process.terminate()
        process.join()


def _received(generator: str, process: Any, receiver: Connection, slots: Any) -> Iterator[Any]:
    while True:
        try:
            sort, item = receiver.recv()
        except EOFError:
            process.join()
            raise RuntimeError(f"the process of {generator} ended with {process.exitcode}") from None
        slots.release()
        if sort == "end":
            return
        if sort == "refused":
            raise item
        yield item


def _send(generator: str, arguments: tuple[Any, ...], sender: Connection, slots: Any) -> None:
    """What the other process does: at most `AHEAD` items ahead of who takes them."""
    import django

    django.setup()
    from zhicheng.infra import plug
    from zhicheng.infra.worker import calm_collector
    from zhicheng.kernel.errors import ZhichengError

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who takes the items; he ends us
    calm_collector()

    def send(sort: str, item: Any = None) -> None:
        slots.acquire()
        sender.send((sort, item))

    made: Callable[..., Iterator[Any]] = plug.load(generator)
    try:
        for item in made(*arguments):
            send("item", item)
        send("end")
    except ZhichengError as refused:
        send("refused", refused)
