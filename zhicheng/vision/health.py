"""Is this camera fit to be believed? Pure: facts of each look in, one trouble at a time out, with one sentence for the person who repairs it.

A trouble must last before it is told and must be gone for a while before it is taken back: a bus in front of the lens is no other view, and
a lamp that flickers does not make an upkeep order a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from zhicheng.kernel.phrases import Phrase
from zhicheng.vision.seen import Pixels

GOOD = "good"
MOVED_BELOW = 0.6  # likeness: as the eye's own limit
SURE_AGAIN = 0.65  # to be taken back it has to be clearly the known view
DARK_BELOW, DARK_OVER = 12.0, 18.0  # grey levels: mean of the picture, and of its brightest tenth
DRIFT_S, DRIFT_BACK_S = 5.0, 3.0
LATE_BY = 3.0  # a look that takes so many times its interval
# How long a trouble must be seen (seconds) and in how many looks before it is told; and how long it must be gone.
LASTS: Mapping[str, tuple[float, int]] = {
    "offline": (60.0, 3), "frozen": (120.0, 4), "moved": (20.0, 3), "dark": (120.0, 4), "drifting": (60.0, 3), "slow": (120.0, 4),
}  # fmt: skip
GONE_S, GONE_LOOKS = 30.0, 2
# What is worse is told first: who gets no picture cannot say that it is dark.
ORDER = ("offline", "frozen", "dark", "moved", "drifting", "slow")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one look says about the camera, not about the street. `print_`: of the picture's pixels; None where there was no picture."""

    t: float
    picture: bool
    why: str = ""  # no picture: what the decoder said
    print_: bytes = b""
    likeness: float | None = None
    brightness: float | None = None
    brightest: float | None = None
    clock_off_s: float | None = None
    took_s: float = 0.0  # from asking to having it
    every_s: float = 45.0


def fingerprint(image: Pixels) -> bytes:
    """Of a coarse grid of untouched pixels: sensor noise changes it in every live picture, a picture that hangs never does."""
    step_y, step_x = max(image.shape[0] // 48, 1), max(image.shape[1] // 64, 1)
    return np.ascontiguousarray(image[::step_y, ::step_x]).tobytes()


def brightness(image: Pixels) -> tuple[float, float]:
    """Mean grey level, and that of the brightest tenth: a lamp at night is dark in the mean only."""
    grey = image[:: max(image.shape[0] // 48, 1), :: max(image.shape[1] // 64, 1)].mean(axis=2)
    return float(grey.mean()), float(np.percentile(grey, 95))


@dataclass
class Health:
    """One camera's state over time."""

    status: str = GOOD
    since: float = 0.0
    why: str = ""
    clock_off_s: float | None = None
    last_print: bytes = b""
    last_picture: float | None = None
    _began: dict[str, tuple[float, int]] = field(default_factory=dict)  # trouble → first seen, looks
    _gone: tuple[float, int] | None = None  # since when, and in how many looks, the told trouble is not seen any more

    def look(self, facts: Facts) -> str:
        """The status after this look."""
        seen = self._seen(facts)
        self._count(seen, facts.t)
        worst = next((t for t in ORDER if t in seen and self._lasts(t, facts.t)), None)
        if self.status != GOOD and self._back(seen, facts.t):
            self._tell(GOOD, facts.t)
        if worst is not None and (self.status == GOOD or ORDER.index(worst) < ORDER.index(self.status)):
            self._tell(worst, self._began[worst][0])
        return self.status

    def _tell(self, status: str, since: float) -> None:
        self.status, self.since, self._gone = status, since, None

    def _count(self, seen: set[str], t: float) -> None:
        for trouble in seen:
            first, looks = self._began.get(trouble, (t, 0))
            self._began[trouble] = first, looks + 1
        for trouble in self._began.keys() - seen:
            del self._began[trouble]

    def _lasts(self, trouble: str, t: float) -> bool:
        first, looks = self._began[trouble]
        seconds, least = LASTS[trouble]
        return t - first >= seconds and looks >= least

    def _back(self, seen: set[str], t: float) -> bool:
        """Has the told trouble been gone for long enough?"""
        if self.status in seen:
            self._gone = None
            return False
        first, looks = self._gone or (t, 0)
        self._gone = first, looks + 1
        return t - first >= GONE_S and looks + 1 >= GONE_LOOKS

    def _seen(self, facts: Facts) -> set[str]:
        if not facts.picture:
            self.why = facts.why
            return {"offline"}
        found = {
            name
            for name, holds in (
                ("frozen", self._frozen(facts)),
                ("dark", self._dark(facts)),
                ("moved", self._moved(facts)),
                ("drifting", self._drifts(facts)),
                ("slow", facts.took_s > LATE_BY * facts.every_s),
            )
            if holds
        }
        self.last_picture = facts.t
        if "dark" in found:
            found.discard("moved")  # nobody knows a view in the dark
        return found

    def _frozen(self, facts: Facts) -> bool:
        same = bool(facts.print_) and facts.print_ == self.last_print
        self.last_print = facts.print_
        return same

    def _dark(self, facts: Facts) -> bool:
        if facts.brightness is None or facts.brightest is None:
            return False
        slack = 1.3 if self.status == "dark" else 1.0
        return facts.brightness < slack * DARK_BELOW and facts.brightest < slack * DARK_OVER

    def _moved(self, facts: Facts) -> bool:
        limit = SURE_AGAIN if self.status == "moved" else MOVED_BELOW
        return facts.likeness is not None and facts.likeness < limit

    def _drifts(self, facts: Facts) -> bool:
        self.clock_off_s = facts.clock_off_s if facts.clock_off_s is not None else self.clock_off_s
        limit = DRIFT_BACK_S if self.status == "drifting" else DRIFT_S
        return facts.clock_off_s is not None and abs(facts.clock_off_s) >= limit

    @property
    def said(self) -> Phrase:
        """One sentence: what is wrong, and what to do."""
        off = self.clock_off_s or 0.0
        why = self.why.rstrip("。. ")
        if self.status == "offline":
            return Phrase(
                f"取不到画面（{why or '没有回应'}），请检查电源、网络和地址。",
                f"No picture ({why or 'no answer'}); check power, network and address.",
            )
        if self.status == "drifting":
            return Phrase(f"时钟偏差 {off:+.0f} 秒，请校时。", f"Its clock is off by {off:+.0f} s; set it.")
        return SENTENCES[self.status]


SENTENCES: Mapping[str, Phrase] = {
    GOOD: Phrase("正常。", "In order."),
    "frozen": Phrase(
        "画面静止不变而码流仍在，请重启摄像机。", "The picture stands still though the stream runs; restart the camera."
    ),
    "moved": Phrase(
        "画面与画区时不同，区域已暂停；请转回原位或重画区域。",
        "Another view than the zones were drawn on; they rest: turn it back or redraw them.",
    ),
    "dark": Phrase(
        "画面全黑，请检查镜头遮挡和补光。", "The picture is dark; check what covers the lens, and the lamp."
    ),
    "slow": Phrase(
        "取一次画面的时间远超巡检间隔，请检查带宽或降低码流。",
        "A picture takes far longer than its interval; check the bandwidth or lower the stream.",
    ),
}
