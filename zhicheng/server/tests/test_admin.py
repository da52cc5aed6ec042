"""The look-up tables: for marked accounts with their second factor, to look and not to touch, and no secret among them."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.brigade import BIN, Brigade
from tests.walk import Walk
from zhicheng.ground.messages import services as messages
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import services
from zhicheng.server.admin import HIDDEN, TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def client(account: Any, *, second_factor: bool = True) -> Client:
    made = Client()
    made.force_login(account, backend=BACKEND)
    if second_factor:
        session = made.session
        factor = Authenticator.objects.create(user=account, type="totp", data={})
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "id": factor.pk}]
        session.save()
    return made


@pytest.fixture
def auditor(on_shift: Brigade) -> Client:
    """May look; something of everything is there to be seen."""
    Walk(on_shift).report(matter=BIN, phone="13800000000").handle("Rita")
    services.bind_device(access=on_shift.access["Bob"], name="手机", pin="4711", at=Walk(on_shift).at)
    asked = {
        "street": "示例街道",
        "no": "W1",
        "reason": "污水",
        "address": "南大街",
        "unit": "环卫所",
        "until": "10:30",
    }
    one = Notice("call", "whistle.call", asked, [Recipient("环卫所", card=True)], "whistle:1", link="summons:4711:1")
    messages.tell([one], at=Walk(on_shift).at)
    account = services.open_account(username="auditor", name="Auditor", password="correct horse battery", looks_up=True)
    return client(account)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t._meta.model_name)
def test_every_table_can_be_looked_at_and_only_that(auditor: Client, table: Any) -> None:
    name = f"admin:{table._meta.app_label}_{table._meta.model_name}"
    page = auditor.get(reverse(f"{name}_changelist"))
    assert page.status_code == 200
    assert auditor.get(reverse(f"{name}_add")).status_code == 403
    row = table._default_manager.first()
    if row is not None:
        one = reverse(f"{name}_change", args=[row.pk])
        assert auditor.get(one).status_code == 200
        assert auditor.post(one, {"state": "closed"}).status_code == 403
        assert auditor.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert table._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "table", [t for t in TABLES if HIDDEN & {f.name for f in t._meta.fields}], ids=lambda t: t._meta.model_name
)
def test_no_secret_is_shown(auditor: Client, table: Any) -> None:
    """Hashes of passwords, PINs and phones, receipts' codes, salts and links."""
    row = table._default_manager.exclude(pk__isnull=True).last()
    assert row is not None
    name = f"admin:{table._meta.app_label}_{table._meta.model_name}"
    pages = (
        auditor.get(reverse(f"{name}_changelist")).content
        + auditor.get(reverse(f"{name}_change", args=[row.pk])).content
    )
    for column in HIDDEN & {f.name for f in table._meta.fields}:
        value = getattr(row, column)
        if isinstance(value, str) and len(value) > 5:
            assert value.encode() not in pages, column


def test_without_the_second_factor_or_the_mark_the_tables_stay_closed(on_shift: Brigade) -> None:
    marked = services.open_account(username="auditor", name="Auditor", password="correct horse battery", looks_up=True)
    index = reverse("admin:index")
    assert client(marked, second_factor=False).get(index).status_code == 302
    assert client(on_shift.account["Alice"]).get(index).status_code == 302
    assert Client().get(index).status_code == 302
    assert client(marked).get(index).status_code == 200


def test_a_token_of_a_phone_opens_no_table(on_shift: Brigade) -> None:
    services.open_account(username="auditor", name="Auditor", password=None, looks_up=True)
    assert Client().get(reverse("admin:index"), **on_shift.token("Alice")).status_code == 302


def test_nothing_can_be_done_to_many_rows_at_once(auditor: Client) -> None:
    for table in TABLES:
        before = set(table._default_manager.values_list("pk", flat=True))
        path = reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_changelist")
        auditor.post(path, {"action": "delete_selected", "_selected_action": [str(pk) for pk in before], "post": "yes"})
        assert set(table._default_manager.values_list("pk", flat=True)) >= before, table
