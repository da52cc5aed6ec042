"""What points are redeemed for: the catalogue, a piece for a code, handed over at the desk."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Redeemed, RedemptionEnded
from zhicheng.civic.community.models import Redemption, Resident, Reward
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.rules.points import check_redeem
from zhicheng.civic.community.services import points
from zhicheng.civic.community.states import REDEMPTION
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.changes import compare, record_changes
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.ids import tracking_code
from zhicheng.kernel.phrases import Phrase

COLUMNS = ("resident_id", "reward_id", "price", "code", "at", "ended_at", "ended_by")
MOST_PRICE, MOST_STOCK = 1_000_000, 1_000_000


def keep_reward(
    *,
    reward_id: int = 0,
    name: str,
    name_en: str = "",
    price: int,
    stock: int,
    active: bool = True,
    who: Access,
    at: datetime,
) -> Reward:
    """Put a reward into the catalogue, or change one; 0 makes a new one."""
    who.require(queries.MANAGES, what=Phrase("管理兑换目录", "keep the catalogue"))
    said = words.words(name, most=60, what=Phrase("奖品名称", "the name of the reward"), field="name")
    values = {
        "name": said, "name_en": words.at_most(name_en, most=60, what=Phrase("英文名称", "the English name"), field="name_en"),
        "price": words.number(price, least=1, most=MOST_PRICE, what=Phrase("所需积分", "the price"), field="price"),
        "stock": words.number(stock, least=0, most=MOST_STOCK, what=Phrase("库存", "the stock"), field="stock"), "active": active,
    }  # fmt: skip
    with transaction.atomic():
        old = Reward.objects.select_for_update().filter(pk=reward_id).first() if reward_id else None
        if reward_id and old is None:
            raise NotFound("没有这件奖品。", "There is no such reward.")
        before = {k: str(getattr(old, k)) for k in values} if old else None
        row = old or Reward()
        for name_, value in values.items():
            setattr(row, name_, value)
        row.save()
        record_changes("rewards", [compare(said, before, {k: str(v) for k, v in values.items()})], by=who.actor, at=at)
    return row


def redeem(*, resident: Resident, reward_id: int, at: datetime) -> Redemption:
    """One piece for its price. Of two who want the last piece one gets it; of one's own two phones one spends."""
    with transaction.atomic():
        me = Resident.objects.select_for_update().get(pk=resident.pk)
        reward = Reward.objects.select_for_update().filter(pk=reward_id).first()
        if reward is None:
            raise NotFound("没有这件奖品。", "There is no such reward.")
        check_redeem(queries.balance_of(me.pk), reward.price, reward.stock, reward.active)
        Reward.objects.filter(pk=reward.pk).update(stock=F("stock") - 1)
        made = bulk.blank(
            Redemption,
            {
                "id": bulk.reserve_ids(Redemption, 1)[0], "resident_id": me.pk, "reward_id": reward.pk, "price": reward.price,
                "code": tracking_code(6), "at": at, "ended_at": None,
            },
        )  # fmt: skip
        step = Step(
            "redeem", f"resident:{me.pk}", at, partial(Redeemed, reward=reward.pk, price=reward.price), "role:manager"
        )
        open_many([(made, [step])], REDEMPTION, COLUMNS, at=at)
        points.spend(me, "redeem", f"redemption:{made.pk}", -reward.price, at=at)
    return made


def hand_over(*, code: str, who: Access, at: datetime) -> Redemption:
    """Whoever shows the code gets the thing."""
    who.require(queries.HANDS_OUT, what=Phrase("发放奖品", "hand out rewards"))
    one = queries.redemption(code)
    step = Step("hand_over", who.actor, at, RedemptionEnded, "", columns={"ended_at": at, "ended_by": who.actor})
    advance(one, REDEMPTION, step, at=at)
    return one


def give_back(*, code: str, at: datetime, resident: Resident | None = None, who: Access | None = None) -> Redemption:
    """Not wanted, or not fetched: the piece goes back to the shelf and the points to their owner."""
    if who is not None:
        who.require(queries.HANDS_OUT, what=Phrase("退回兑换", "take rewards back"))
    one = queries.redemption(code)
    if resident is not None and one.resident_id != resident.pk:
        raise NotFound("没有这个兑换码。", "There is no such code.")
    by = who.actor if who else f"resident:{one.resident_id}"
    with transaction.atomic():
        me = Resident.objects.select_for_update().get(pk=one.resident_id)
        advance(
            one,
            REDEMPTION,
            Step("give_back", by, at, RedemptionEnded, "", columns={"ended_at": at, "ended_by": by}),
            at=at,
        )
        Reward.objects.filter(pk=one.reward_id).update(stock=F("stock") + 1)
        points.spend(me, "give_back", f"redemption:{one.pk}", one.price, at=at)
    return one
