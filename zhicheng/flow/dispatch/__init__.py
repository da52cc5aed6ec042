"""Dispatch 派遣: first the responsible unit (处置单位 × area), then the crew: one assignment problem per tick on road time."""
