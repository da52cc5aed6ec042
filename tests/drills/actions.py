"""What a drill does in a process of its own: `python -m tests.drills.actions found | cameras [CLIP] N | send N PREFIX | file PATH N PREFIX`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from zhicheng.cli import setup


def rows(n: int, prefix: str) -> list[tuple[str, float, float]]:
    """Own number and place: half of them at places where another lies within 30 m, so that merging is part of the drill."""
    from tests.tiny_city import beside, crossing

    return [(f"{prefix}-{i}", *beside(crossing(i // 2 % 8, i // 16 % 8), 15 * (i % 2))) for i in range(n)]


def cameras(clip: str, n: int) -> None:
    """Registers `n` cameras that all show this clip, looked at every five seconds."""
    from tests.tiny_city import HERE
    from zhicheng.flow.sense.tests.scenery import camera
    from zhicheng.ground.people import queries as people
    from zhicheng.ground.people import services as people_services
    from zhicheng.infra import clock

    zone = {
        "name": "gate",
        "rule": "pile",
        "polygon": [[20, 60], [300, 60], [300, 235], [20, 235]],
        "dwell_s": 40,
        "pre_alarm_s": 15,
    }
    scene = {"width": 320, "height": 240, "fps": 2, "zones": [zone], "min_box_px": 16}
    account = people_services.open_account(username="keeper", name="Keeper", password=None)
    people_services.grant(account=account, role="engineer", area=HERE)
    keeper = people.access_of(account)
    for k in range(n):
        camera(keeper, f"C{k}", scene=scene, source="file", url=clip, look_every_s=5, at=clock.now())


def main(arguments: list[str]) -> None:
    setup()
    match arguments:
        case ["found"]:
            from django.core.management import call_command

            from tests.brigade import found

            call_command("migrate", verbosity=0)
            found()
        case ["cameras", n]:
            from tests.tiny_city import crossing
            from zhicheng.ground.devices import services as devices
            from zhicheng.ground.devices.services import NewCamera
            from zhicheng.ground.people import queries, services
            from zhicheng.infra import clock

            account = services.open_account(username="drill-engineer", name="Gina", password=None)
            services.grant(account=account, role="engineer", area="")
            for i in range(int(n)):
                lng, lat = crossing(1 + i % 14, 1 + i // 14 % 7)
                camera = NewCamera(code=f"D-{i}", name=f"D-{i}", source="vendor", their_name=f"d{i}", lng=lng, lat=lat)
                devices.add(camera, access=queries.access_of(account), at=clock.now())
        case ["send", n, prefix]:
            from zhicheng.flow.reports.rules import Incoming
            from zhicheng.flow.reports.services import receive_many
            from zhicheng.infra import clock

            made = [Incoming(key=k, category="03001", lng=x, lat=y) for k, x, y in rows(int(n), prefix)]
            for i in range(0, len(made), 50):
                receive_many(made[i : i + 50], source="citizen", by="citizen", at=clock.now())
        case ["cameras", clip, n]:
            cameras(clip, int(n))
        case ["file", path, n, prefix]:
            with Path(path).open("w", encoding="utf-8", newline="") as f:
                csv.writer(f).writerows(
                    [("id", "lng", "lat", "category"), *((k, x, y, "03001") for k, x, y in rows(int(n), prefix))]
                )
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
