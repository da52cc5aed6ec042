"""Everything that writes devices: the register of cameras, who looked into them, how they are, orders of upkeep."""

from zhicheng.ground.devices.services.cameras import NewCamera, add, change, draw, open_pictures, switch
from zhicheng.ground.devices.services.health import Seen, note_seen
from zhicheng.ground.devices.services.upkeep import ask_calibrations, ask_upkeep, dismiss, end_upkeep, repair

__all__ = [
    "NewCamera", "Seen", "add", "ask_calibrations", "ask_upkeep", "change", "dismiss", "draw", "end_upkeep",
    "note_seen", "open_pictures", "repair", "switch",
]  # fmt: skip
