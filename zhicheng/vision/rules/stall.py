"""占道经营: somebody trades where nobody may. A set-up stands (goods, cart, parasol), the same people stay beside it, others come and go.

Not measured on real footage: there are no free clips of street stalls. Its recall comes from drawn scenes and is named so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zhicheng.vision.candidate import Candidate
from zhicheng.vision.rules.moment import Moment
from zhicheng.vision.rules.pile import Pile, attends
from zhicheng.vision.seen import PERSON, PROPS, Box, Detection, Observation

KEEPS_S = 10.0
LEAST_ATTENDED = 0.4  # share of the time in which somebody stays beside it
VISIT_S = 2.0
VISITOR_MOST = 0.5  # a visitor is there for less than half of the set-up's time; the others keep the stall


@dataclass
class Stall(Pile):
    """One zone in which nobody may trade."""

    beside: dict[str, dict[int, tuple[float, float]]] = field(default_factory=dict)  # candidate → track → first, last

    def _judge(self, moment: Moment, c: Candidate) -> list[Observation]:
        if not self.zone.forbids(c.exact.foot, moment.at):
            return []
        kept = c.facts.get("attended_s", 0.0) / max(c.dwell, 1e-6)
        enough = self.visitors(c) >= self.zone.customers or c.facts.get("props", 0) >= 2
        return self.stage(c, c.dwell if kept >= LEAST_ATTENDED else 0.0, enough)

    def _alive(self, moment: Moment, box: Box) -> bool:
        """A cart or a van may be the stall itself; only a person alone is none."""
        return any(d.name == PERSON and d.box.common(box) >= 0.6 * box.area for d in moment.look_closer(box))

    def _attend(self, moment: Moment) -> None:
        people = [k for k in moment.tracks if k.name == PERSON]
        for c in self.candidates:
            close = [k for k in people if attends(k.box, c.exact)]
            seen = self.beside.setdefault(c.id, {})
            for k in close:
                seen[k.id] = (seen.get(k.id, (moment.t, moment.t))[0], moment.t)
            if self._kept(seen, moment.t):
                c.facts["attended_s"] = c.facts.get("attended_s", 0.0) + moment.dt
            c.facts["props"] = c.facts.get("props", 0) + self._props(moment.detections or (), c.exact)

    def _kept(self, seen: dict[int, tuple[float, float]], t: float) -> bool:
        """Is somebody beside it who has been there for long? The detector blinks, people do not: a moment ago counts."""
        return any(last - first >= KEEPS_S and t - last <= 3.0 for first, last in seen.values())

    def _props(self, found: Any, box: Box) -> int:
        return sum(1 for d in found if isinstance(d, Detection) and d.name in PROPS and d.box.common(box) > 0)

    def visitors(self, c: Candidate) -> int:
        """People who came, stayed for a moment and left again, while others keep the stall."""
        most = max(VISITOR_MOST * c.dwell, VISIT_S)
        return sum(1 for first, last in self.beside.get(c.id, {}).values() if VISIT_S <= last - first <= most)

    def facts(self, c: Candidate) -> dict[str, Any]:
        return {**super().facts(c), "visitors": self.visitors(c)}
