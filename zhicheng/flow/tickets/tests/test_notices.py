"""A late ticket tells its unit's lead, then the shift leader, then the manager; each once, each in his own bell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, Brigade
from tests.tiny_city import HERE
from tests.walk import Walk
from zhicheng.flow.tickets import services as tickets
from zhicheng.flow.tickets.models import Ticket
from zhicheng.ground.messages import queries
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.infra import jobs
from zhicheng.infra.models import Event


@pytest.fixture
def late(on_shift: Brigade, city_time: Any) -> Brigade:
    """A bin's ticket with the sanitation department, whose lead is Lena; Mona is manager of the whole city."""
    unit = people.organisation(on_shift.unit["clean"])
    for name, role, area in (("Lena", "department", HERE), ("Mona", "manager", "")):
        account = people_services.open_account(username=name.lower(), name=name, password=None)
        people_services.grant(
            account=account, role=role, area=area, organisation=unit if role == "department" else None
        )
        people_services.enrol_member(
            organisation=unit, name=name, kind="manager" if name == "Lena" else "centre", account=account
        )
        on_shift.account[name] = account
        on_shift.access[name] = people.access_of(account)
    Walk(on_shift).report(matter=BIN)
    return on_shift


def told(brigade: Brigade) -> list[str]:
    names = {account.pk: name for name, account in brigade.account.items()}
    return [names[m.account_id or 0] for m in reversed(queries.listed(("",)))]


@pytest.mark.django_db
class TestEscalation:
    def ticket(self) -> Any:
        return Ticket.objects.get()

    def escalate(self, at: datetime) -> None:
        tickets.escalate_due(at=at)
        jobs.drain(at=at, name="step:tickets.tell_escalated")

    def test_the_units_lead_then_the_shift_leader_then_the_manager_each_once(self, late: Brigade) -> None:
        ticket = self.ticket()
        limit = ticket.due_at - ticket.since_at
        steps = []
        for share in (-0.1, 0.01, 0.2, 0.6, 0.7, 1.1, 3.0):
            self.escalate(ticket.due_at + limit * share)
            steps.append(told(late))
        assert steps == [
            [], ["Lena"], ["Lena"], ["Lena", "Alice"], ["Lena", "Alice"], ["Lena", "Alice", "Mona"], ["Lena", "Alice", "Mona"],
        ]  # fmt: skip

    def test_after_a_long_stop_nobody_was_skipped(self, late: Brigade) -> None:
        ticket = self.ticket()
        self.escalate(ticket.due_at + (ticket.due_at - ticket.since_at) * 4)
        assert told(late) == ["Lena", "Alice", "Mona"]

    def test_telling_again_tells_nobody(self, late: Brigade) -> None:
        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        positions = list(Event.objects.filter(kind="ticket.escalate").values_list("pos", flat=True))
        assert tickets.tell_escalated(positions, at=AT) == 0
        assert len(told(late)) == 1

    def test_the_bell_is_ones_own(self, late: Brigade) -> None:
        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        client = Client()
        mine = client.get("/api/messages", **late.token("Lena")).json()
        assert (mine["unread"], mine["items"][0]["ticket"]) == (1, self.ticket().no)
        assert client.get("/api/messages", **late.token("Alice")).json() == {"unread": 0, "items": []}
        body = {"up_to": mine["items"][0]["id"]}
        client.post("/api/messages/read", body, content_type="application/json", **late.token("Alice"))
        assert queries.unread(late.access["Lena"]) == 1, "another's reading is not mine"
        client.post("/api/messages/read", body, content_type="application/json", **late.token("Lena"))
        assert queries.unread(late.access["Lena"]) == 0
        assert client.get("/api/messages").status_code == 403

    def test_managers_see_what_was_sent_in_their_areas(self, late: Brigade) -> None:
        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        client = Client()
        assert client.get("/api/manage/messages", **late.token("Mona")).json()["total"] == 1
        people_services.grant(account=late.account["Charlie"], role="manager", area="990102")
        assert client.get("/api/manage/messages", **late.token("Charlie")).json()["total"] == 0
        assert client.get("/api/manage/messages", **late.token("Alice")).status_code == 403
