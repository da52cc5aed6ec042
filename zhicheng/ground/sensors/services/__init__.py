"""Everything that writes sensors: their register, what they say, and what of it is kept."""

from zhicheng.ground.sensors.services.keeping import erase_old, sort_away, sort_when_due
from zhicheng.ground.sensors.services.readings import (
    MOST,
    Alarm,
    BadReading,
    Heard,
    Reading,
    SensorFacts,
    Trouble,
    store,
    take_in,
)
from zhicheng.ground.sensors.services.register import (
    SHEET,
    NewCalibration,
    calibrate,
    keep,
    keep_row,
    keep_sheet,
    preview,
    row_cells,
    set_limits,
    switch,
)
from zhicheng.ground.sensors.services.watching import watch_calibrations, watch_silence

__all__ = [
    "MOST",
    "SHEET",
    "Alarm",
    "BadReading",
    "Heard",
    "NewCalibration",
    "Reading",
    "SensorFacts",
    "Trouble",
    "calibrate",
    "erase_old",
    "keep",
    "keep_row",
    "keep_sheet",
    "preview",
    "row_cells",
    "set_limits",
    "sort_away",
    "sort_when_due",
    "store",
    "switch",
    "take_in",
    "watch_calibrations",
    "watch_silence",
]
