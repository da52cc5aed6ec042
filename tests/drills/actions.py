"""What a drill does in processes of its own: `python -m tests.drills.actions found | cameras N | send N PREFIX | file PATH N PREFIX`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from zhicheng.cli import setup


def rows(n: int, prefix: str) -> list[tuple[str, float, float]]:
    """Own number and place: half of them at places where another lies within 30 m, so that merging is part of the drill."""
    from tests.tiny_city import beside, crossing

    return [(f"{prefix}-{i}", *beside(crossing(i // 2 % 8, i // 16 % 8), 15 * (i % 2))) for i in range(n)]


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
        case ["file", path, n, prefix]:
            with Path(path).open("w", encoding="utf-8", newline="") as f:
                csv.writer(f).writerows(
                    [("id", "lng", "lat", "category"), *((k, x, y, "03001") for k, x, y in rows(int(n), prefix))]
                )
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
