"""The face /manage: who keeps the registers sees and changes them here. Managers and administrators only, each in his areas.

`units`, `staff`, `crews`, `conditions`, `sensors` list what there is; `sheets` changes it by sheet and tells its history; `ways_in`
helps who lost his phone or his second factor; `lanes` switches the fast lane; `classifier` shows and sets
what tells categories; `jobs`, `messages` and `dead_letters` show what is stuck, `open311` what goes between cities.
"""

from ninja import Router

from zhicheng.server.manage import (
    classifier,
    conditions,
    crews,
    dead_letters,
    jobs,
    lanes,
    messages,
    open311,
    sensors,
    sheets,
    staff,
    units,
    ways_in,
)

router = Router()
for part in (
    units,
    staff,
    ways_in,
    crews,
    conditions,
    sensors,
    sheets,
    lanes,
    classifier,
    jobs,
    dead_letters,
    messages,
    open311,
):
    router.add_router("", part.router)
