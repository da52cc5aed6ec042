"""What a zone forbids. Each rule watches one zone and says when something came, stayed long enough, and ended."""

from __future__ import annotations

from zhicheng.vision.rules.ad import Ad
from zhicheng.vision.rules.moment import Rule
from zhicheng.vision.rules.parking import Parking
from zhicheng.vision.rules.pile import Pile
from zhicheng.vision.rules.stall import Stall
from zhicheng.vision.scene import Scene, Zone

RULES = {"motor_parking": Parking, "pile": Pile, "garbage": Pile, "stall": Stall, "ad": Ad}


def build(zone: Zone, scene: Scene) -> Rule:
    """The rule that watches this zone."""
    rule: Rule = RULES[zone.rule](zone, scene)
    return rule
