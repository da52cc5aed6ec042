"""What the demo's people post: now and then something in the street, mostly something else. It comes in as a platform's feed would."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import Any

from zhicheng.gateways.social import services
from zhicheng.sim.demand_live import Street

FEED = "demo-weibo"
FIRST = timedelta(minutes=1)
BETWEEN = (12, 40)  # city minutes between two readings of the feed
PEOPLE = ("城里的麦子", "早起遛弯", "三餐四季", "骑车上班的人", "楼下小卖部")
CHAT = (
    "周末去哪儿玩，求推荐",
    "今天的晚霞真好看",
    "新店开业大吉，全场八折，加微信领券",
    "跑步第二十天，打卡",
    "房东要涨房租，唉",
)
VAGUE = ("路过的时候看到，不知道归谁管：{}", "随手一拍，{}")


class Posts:
    """Draws posts with a rhythm of its own, of the same streets as everything else in the demo."""

    def __init__(self, street: Street, rng: random.Random) -> None:
        self.street, self.rng = street, rng
        self.next: datetime | None = None
        self.count = 0

    def step(self, at: datetime) -> None:
        """Read the feed when it is time."""
        if self.next is None:
            self.next = at + FIRST
        if at < self.next:
            return
        self.next = at + timedelta(minutes=self.rng.randint(*BETWEEN))
        lines = [json.dumps(row, ensure_ascii=False) for row in self._rows(at)]
        services.take("\n".join(lines).encode(), feed=FEED, by=f"gateway:{FEED}", at=at)

    def _rows(self, at: datetime) -> list[dict[str, Any]]:
        """One that is plain, one that is vague and names no point, two that concern nobody."""
        plain, vague = self.street.draw(at), self.street.draw(at)
        words = self.rng.choice(VAGUE).format(vague.text)
        told: list[dict[str, Any]] = [
            {"text": f"{plain.text}，没人管，走路都危险", "lng": plain.lng, "lat": plain.lat, "picture": True},
            {"text": words},
            *({"text": text} for text in self.rng.sample(CHAT, 2)),
        ]
        return [self._row(one, at) for one in told]

    def _row(self, told: dict[str, Any], at: datetime) -> dict[str, Any]:
        self.count += 1
        moment = at - timedelta(minutes=self.rng.randint(1, 30))
        key = f"{at:%m%d%H%M}-{self.count}"
        return {"id": key, "user": self.rng.choice(PEOPLE), "time": moment.isoformat(), **told}
