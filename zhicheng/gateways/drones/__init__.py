"""Drones: frames of a flight placed on the map by their telemetry, what was found in them taken in as observations.

Where no area has been published and no marking is on the drone, what it saw is a lead and nothing more (APL 41): the observation says so.
"""
