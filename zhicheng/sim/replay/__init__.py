"""Replays a day of real reports against officers and compares who-goes policies on exactly the same day.

`replay(demand, travel, ...)` is one policy on one day; `compare` runs several. Same reports, same service times, same
first positions for every policy, so a difference is the policy's.
"""

from zhicheng.sim.replay.policies import POLICIES
from zhicheng.sim.replay.run import Outcome, Settings, compare, replay, summary
from zhicheng.sim.replay.travel import PlainTravel, RoadTravel, Travel, move_onto

__all__ = [
    "POLICIES",
    "Outcome",
    "PlainTravel",
    "RoadTravel",
    "Settings",
    "Travel",
    "compare",
    "move_onto",
    "replay",
    "summary",
]
