"""Reads about sensors: the register, what they say now, their series."""

from zhicheng.ground.sensors.models import Chunk, Sensor
from zhicheng.ground.sensors.queries.now import file, find, hours_of, listed, status_of
from zhicheng.ground.sensors.queries.register import Site, ids_of, kept, row_of, sheet_rows, sites_of, visible_to
from zhicheng.ground.sensors.queries.series import calibrated, latest_of, stored, turns_of
from zhicheng.ground.sensors.rules.packing import Readings

__all__ = [
    "Chunk",
    "Readings",
    "Sensor",
    "Site",
    "calibrated",
    "file",
    "find",
    "hours_of",
    "ids_of",
    "kept",
    "latest_of",
    "listed",
    "row_of",
    "sheet_rows",
    "sites_of",
    "status_of",
    "stored",
    "turns_of",
    "visible_to",
]
