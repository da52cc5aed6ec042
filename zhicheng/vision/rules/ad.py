"""违规广告: new text on a wall that must stay free of it. Only a piece of the zone that changed between two visits is read.

Reading costs half a second, so the unchanged wall is never read. A text is illegal by a telephone number or a word of the list; what the
office hangs up itself is named in the scene (`allowed_texts`), and public notices carry neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zhicheng.vision import polygons
from zhicheng.vision.candidate import Candidate, onset
from zhicheng.vision.ground import NEW, Patch, gap, is_light, patches, slices
from zhicheng.vision.ports import Text
from zhicheng.vision.rules.moment import Moment, Watch
from zhicheng.vision.rules.pile import near, shifted, whole_around
from zhicheng.vision.seen import Box, Floats, Observation, joined

STANDS_S = 4.0
LOOK_EVERY_S = 2.0
READ_AGAIN_S = 20.0
LEAST_SCORE = 0.6
WORDS = (
    "办证", "刻章", "证件", "开锁", "换锁", "疏通", "贷款", "借款", "套现", "代开", "发票", "高价回收", "回收", "招租", "出租", "转租",
    "求租", "招聘", "招工", "兼职", "转让", "搬家", "补漏", "防水", "维修", "清洗", "代考", "替考", "代孕", "私家侦探", "讨债", "追债",
    "性病", "老军医", "祖传", "壮阳", "无痛", "迷药", "窃听", "枪支", "牌照", "信用卡", "低息", "上门", "优惠", "特价", "促销", "清仓",
)  # fmt: skip
# Digits may be parted by spaces, dots or dashes; neighbours must be no digits, or every long number would hold a telephone.
_MOBILE = r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[-. ]?\d){8}(?!\d)"
_TOLL = r"(?<!\d)[48]00[-. ]?\d{3}[-. ]?\d{4}(?!\d)"
_LANDLINE = r"(?<!\d)\(?0\d{2,3}\)?[-. ]?\d{7,8}(?!\d)"
_LOCAL = r"(?:电话|热线|联系|TEL|Tel|tel|手机)[:： ]*\d{7,8}(?!\d)"
_ACCOUNT = r"(?:QQ|qq|微信|VX|vx|WX|wx|V信|加微)[:： ]*[A-Za-z0-9_-]{5,20}"
NUMBER = re.compile("|".join((_MOBILE, _TOLL, _LANDLINE, _LOCAL, _ACCOUNT)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a text is no business of that wall: numbers and words; both empty = lawful."""

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def illegal(self) -> bool:
        return bool(self.numbers or self.words)


def judge(lines: Sequence[str], words: Sequence[str] = (), allowed: Sequence[str] = ()) -> Verdict:
    """What the lines of one notice give away. An allowed text (or a part of it that is read) is lawful as a whole."""
    texts = [unicodedata.normalize("NFKC", line) for line in lines]
    whole = "".join(re.sub(r"\s", "", t) for t in texts)
    if any(a and (re.sub(r"\s", "", a) in whole) for a in allowed):
        return Verdict()
    numbers = [re.sub(r"[^0-9A-Za-z_+]", "", found[0]) for t in texts for found in NUMBER.finditer(_digits(t))]
    return Verdict(tuple(dict.fromkeys(numbers)), tuple(w for w in (*WORDS, *words) if w in whole))


def _digits(text: str) -> str:
    """Letters that a reader takes for digits, between digits."""
    return re.sub(r"(?<=\d)[oOlI|](?=\d)", lambda m: "0" if m[0] in "oO" else "1", text)


@dataclass
class Ad(Watch):
    """One wall. `wall`: how it looked at the last visit; `read_at`: pieces that were read and found lawful."""

    wall: Floats | None = None
    lawful: list[tuple[float, Box]] = field(default_factory=list)
    looked: float = -1e9

    def wants(self, moved: bool, t: float) -> bool:
        return False

    def step(self, moment: Moment) -> list[Observation]:
        present, said = self.see_all(moment)
        if moment.read is not None and (moment.visits or moment.t - self.looked >= LOOK_EVERY_S):
            self.looked = moment.t
            self._propose(moment)
        for c in [*present, *(c for c in self.candidates if c not in present and moment.visits)]:
            if self.zone.forbids(c.exact.centre, moment.at):
                dwell = float("inf") if moment.visits else c.dwell
                said += self.stage(c, dwell)
        return said

    def _now(self, moment: Moment) -> Floats:
        """What stands still on the wall: passers-by and lorries with telephone numbers are no posters."""
        return moment.picture if moment.visits else moment.ground.stable

    def _propose(self, moment: Moment) -> None:
        ground = moment.ground
        now = self._now(moment)
        changed = gap(now, ground.base) > NEW
        if not moment.visits:
            changed &= ground.age >= STANDS_S
        changed &= self.area(moment) & ~self.kept(changed.shape)
        self.lawful = [(t, b) for t, b in self.lawful if moment.t - t < READ_AGAIN_S or moment.visits]
        for patch in patches(changed, self.scene.min_box_px * moment.scale):
            exact = patch.box.times(1 / moment.scale)
            if polygons.holds(self.zone.polygon, exact.centre) and not any(near(patch.box, b) for _, b in self.lawful):
                self._consider(moment, patch, exact, now)

    def _consider(self, moment: Moment, patch: Patch, exact: Box, now: Floats) -> None:
        ground = moment.ground
        if any(near(patch.box, c.box) for c in self.candidates):
            return
        wide = whole_around(patch, ground.base.shape)
        if is_light(now[slices(wide)], ground.base[slices(wide)], shifted(patch, wide)):
            return
        read = moment.read(exact.grown(0.08)) if moment.read is not None else ()
        lines = [x for x in read if x.score >= LEAST_SCORE]
        found = judge([x.text for x in lines], self.zone.words, self.zone.allowed_texts)
        if not found.illegal:
            self.lawful.append((moment.t, patch.box))
            return
        c = self.begin(moment, patch.box, self._extent(exact, lines), now[patch.where], patch.pixels)
        if not moment.visits:
            c.t_start = onset(c, moment.history()) or moment.t - STANDS_S
        c.hits = c.looks = 1
        c.facts |= {
            "texts": [x.text for x in lines],
            "numbers": list(found.numbers),
            "words": list(found.words),
            "score": float(np.mean([x.score for x in lines])),
        }

    def _extent(self, exact: Box, lines: Sequence[Text]) -> Box:
        """The changed piece; when it is much more than the text (a whole wall repainted), the text."""
        text = joined([x.box for x in lines])
        return exact if exact.area <= 12 * text.area else text.grown(0.3)

    def confidence(self, c: Candidate) -> float:
        sure = 0.95 if c.facts.get("numbers") else 0.8
        return float(sure * c.facts.get("score", 0.8))

    def facts(self, c: Candidate) -> dict[str, Any]:
        return {k: c.facts.get(k, []) for k in ("texts", "numbers", "words")}
