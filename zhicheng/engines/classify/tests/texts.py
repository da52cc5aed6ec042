"""Small sets of texts that differ in words that a person would use."""

from __future__ import annotations

import random

WORDS = {
    "灯": ["路灯不亮", "灯杆歪了", "夜里漆黑", "灯罩掉了", "灯一直闪"],
    "垃圾": ["垃圾成堆", "桶满了", "臭气熏天", "没人清运", "苍蝇乱飞"],
    "噪声": ["半夜施工", "喇叭太吵", "睡不着觉", "广场舞音响", "机器轰鸣"],
}
PLACES = ["学校门口", "小区南门", "解放路", "菜场旁边", "桥头"]


def labelled(rows: int = 120, seed: int = 1) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    texts, labels = [], []
    for n in range(rows):
        label = list(WORDS)[n % len(WORDS)]
        texts.append(
            f"{rng.choice(PLACES)}{rng.choice(WORDS[label])}，{rng.choice(WORDS[label])}，第{rng.randrange(999)}次了"
        )
        labels.append(label)
    return texts, labels
