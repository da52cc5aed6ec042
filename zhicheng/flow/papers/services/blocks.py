"""Blocks of numbers for phones that have no network: lent beforehand, used one by one, closed without leaving a gap.

A block is taken from the series by the statement that takes single numbers, so two phones never share one. Its numbers are
accounted for at every moment: borne by a paper, still the phone's, given back, or void with a reason.
"""

from __future__ import annotations

from binascii import crc32
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from zhicheng.flow.papers import numbers
from zhicheng.flow.papers.events import BlockClosed, BlockOpened
from zhicheng.flow.papers.models import Block
from zhicheng.flow.papers.queries import BlockRow, block_row, blocks_of, borne, past_blocks
from zhicheng.flow.papers.states import BLOCK
from zhicheng.infra import bulk
from zhicheng.infra.locks import hold
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

SIZE = 10  # numbers in one block: a shift's worth of one kind of paper
GRACE = timedelta(days=7)  # into the new year: what was written on the last evening still comes in with its number
LOW = 3  # with so few left a phone is lent the next block, and says so on its screen
MOST = 100
YEAR_IS_OVER = "年度已过，未用号作废"
BY_BLOCK, BY_DEVICE = 4602, 4603  # kinds of locks
COLUMNS = ("series_id", "device", "first", "last", "opened_at", "void", "void_reason")


class Lent(NamedTuple):
    """A number that stands on a paper already: which phone wrote it, and how it reads."""

    device: str
    number: str


def lend(
    *, agency: str, word: str, device: str, actor: str, at: datetime, holder: str = "", size: int = SIZE
) -> list[BlockRow]:
    """The phone's open blocks of this year's series; with a new one when at most `LOW` numbers are left. Asking twice lends once."""
    if not device.strip():
        raise BadInput("缺设备编号，无法借出号段。", "A block of numbers goes to a named phone.", field="device")
    if not 1 <= size <= MOST:
        raise BadInput(f"号段应为 1 至 {MOST} 个号。", f"A block has 1 to {MOST} numbers.", field="size")
    year = at.astimezone(CHINA).year
    with transaction.atomic():
        hold(BY_DEVICE, [crc32(f"{device} {word}".encode())])
        mine = [b for b in blocks_of(device) if (b["agency"], b["word"], b["year"]) == (agency, word, year)]
        if sum(b["left"] for b in mine) > LOW:
            return mine
        series, last = numbers.take(agency, word, year, size)
        block = Block(
            pk=bulk.reserve_ids(Block, 1)[0], series_id=series, device=device, first=last - size + 1, last=last, opened_at=at
        )  # fmt: skip
        open_many([(block, [Step("open", actor, at, lambda **m: BlockOpened(
            **m, agency=agency, word=word, year=year, first=block.first, last=block.last, device=device), holder=holder)])],
            BLOCK, COLUMNS, at=at)  # fmt: skip
        return [*mine, block_row(block)]


def use(lent: Lent, agency: str, word: str, year: int) -> tuple[int, int]:
    """(series, number) of a number that a phone has written on a paper. NotAllowed says why it is not that phone's to write."""
    found = Block.objects.filter(
        series__agency=agency, series__word=word, series__year=year, device=lent.device
    ).select_related("series")
    no = next(
        ((b, n) for b in found for n in range(b.first, b.last + 1) if numbers.written(agency, word, year, n) == lent.number),
        None,
    )  # fmt: skip
    if no is None:
        raise NotAllowed(
            f"文号 {lent.number} 不在这部手机的号段里（{agency}{word}〔{year}〕），请用号段里的号重开。",
            f"Number {lent.number} is not in this phone's blocks of {agency}{word} {year}; write the paper again with one that is.",
            code="block",
        )
    block, n = no
    hold(BY_BLOCK, [block.pk])
    block.refresh_from_db()
    if block.state != "open":
        raise NotAllowed(
            f"文号 {lent.number} 的号段已交回（{block.void_reason or '未用号已退回'}），请用新号重开，并把旧文书收回。",
            f"The block of {lent.number} was closed ({block.void_reason or 'unused numbers went back'}); write the paper again with a "
            "new number and take the old one back.",
            code="block",
        )
    if n in borne(block):
        raise NotAllowed(
            f"文号 {lent.number} 已经用在另一份文书上，请用号段里的下一个号重开。",
            f"Number {lent.number} is on another paper already; write it again with the next number of the block.",
            code="block",
        )
    return block.series_id, n


def close_past_years(*, at: datetime) -> int:
    """Nobody writes last year's numbers any more: what is left of them stays visible as void. How many blocks were closed."""
    done = 0
    for block_id in past_blocks((at.astimezone(CHINA) - GRACE).year):
        try:
            close_block(block_id=block_id, reason=YEAR_IS_OVER, actor="system", at=at)
        except (Conflict, NotAllowed):  # its phone gave it back at this moment
            continue
        done += 1
    return done


def close_block(*, block_id: int, reason: str, actor: str, at: datetime, by_device: bool = False) -> Block:
    """The phone needs it no more. Unused numbers at the end of the series go back; all others stay visible as void.

    Only the phone itself knows what it has handed out: closed by somebody else (a lost phone), no number goes back to be used again.
    """
    text = reason.strip()
    if not text:
        raise BadInput("交回号段要写明原因。", "Say why the block is closed.", field="reason")
    with transaction.atomic():
        hold(BY_BLOCK, [block_id])
        block = Block.objects.select_related("series").filter(pk=block_id).first()
        if block is None:
            raise NotFound("没有这个号段。", "There is no such block.")
        BLOCK.arrow(block.state, "close")
        used = borne(block)
        end = max(used, default=block.first - 1)
        back = by_device and end < block.last and numbers.give_back(block.series_id, last=block.last, to=end)
        void = sorted(set(range(block.first, (end if back else block.last) + 1)) - used)
        columns = {"void": void, "void_reason": text[:300] if void else ""}
        advance(block, BLOCK, Step("close", actor, at, lambda **m: BlockClosed(
            **m, reason=text, returned=block.last - end if back else 0, void=tuple(void)), columns=columns), at=at)  # fmt: skip
        return block
