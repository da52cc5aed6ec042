"""The command board: map and day's figures."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from zhicheng.flow.dispatch import board
from zhicheng.flow.dispatch.board import CrewCard, Day, LiveMap
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["command"])


@router.get("/command/map", response={200: LiveMap, **PROBLEMS})
def live_map(request: HttpRequest) -> LiveMap:
    """Crews on shift and open tickets in the viewer's areas."""
    return board.live_map(staff(request), at=clock.now())


@router.get("/command/day", response={200: Day, **PROBLEMS})
def day(request: HttpRequest) -> Day:
    """Today's figures in the viewer's areas."""
    return board.day(staff(request), at=clock.now())


@router.get("/command/crews/{crew_id}", response={200: CrewCard, **PROBLEMS})
def crew(request: HttpRequest, crew_id: int) -> CrewCard:
    """One crew: who, with what, doing what."""
    return board.crew_card(crew_id, staff(request), at=clock.now())
