"""Django's admin, read-only, for look-ups: it walks around every rule, so it may not write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest

from zhicheng.flow.dispatch.models import Assignment, Incident
from zhicheng.flow.reports.models import Mapping, Photo, Report
from zhicheng.flow.tickets.models import Condition, Follower, Ticket
from zhicheng.ground.evidence.models import Evidence, Holding
from zhicheng.ground.messages.models import Message
from zhicheng.ground.people.auth import second_factor
from zhicheng.ground.people.models import (
    Account,
    Certificate,
    Crew,
    Device,
    Grant,
    Member,
    Organisation,
    Responsibility,
)
from zhicheng.ground.permits.models import Permit
from zhicheng.infra.models import Event, Job, Schedule, Switch

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
else:
    ModelAdmin = admin.ModelAdmin  # subscriptable for the type checker only

SHOWN = 9  # columns in a list: more do not fit
HIDDEN = frozenset({"password", "token_hash", "pin_hash", "fingerprint", "challenge", "code", "salt", "link"})


class LookUpSite(admin.AdminSite):
    """For accounts marked as staff who have passed the second factor."""

    site_header = "治城 · 只读查询"
    site_title = "治城"
    index_title = "数据表（只读）"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_permission(request)) and second_factor(request) != "required"


class ReadOnly(ModelAdmin):
    """Shows, never writes."""

    show_full_result_count = False  # counting a million rows for a look-up is not worth it
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [f.name for f in self._columns()][:SHOWN]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [f.name for f in self.model._meta.concrete_fields if f.name in HIDDEN]

    def _columns(self) -> list[Field[Any, Any]]:
        return [f for f in self.model._meta.concrete_fields if f.name not in HIDDEN]


site = LookUpSite(name="admin")
TABLES: tuple[type[Model], ...] = (
    Event, Job, Schedule, Switch, Account, Organisation, Responsibility, Member, Grant, Certificate, Crew, Device, Permit, Message, Report, Mapping,
    Photo, Condition, Ticket, Follower, Assignment, Incident, Evidence, Holding,
)  # fmt: skip
for table in TABLES:
    site.register(table, ReadOnly)
