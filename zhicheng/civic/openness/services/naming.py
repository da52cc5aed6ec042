"""Who answers for what is published: one living person per kind and area."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.openness import queries
from zhicheng.civic.openness.events import Handed
from zhicheng.civic.openness.models import KINDS, Named, Publication
from zhicheng.civic.openness.services.proposing import holder
from zhicheng.civic.openness.states import PUBLICATION, WAITING
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, Refused
from zhicheng.kernel.phrases import Phrase


def name_person(*, kind: str, account: int, area: str = "", who: Access, at: datetime) -> Named:
    """From now on he answers for this kind here; what waits goes over to him, its delay runs on."""
    if kind not in KINDS:
        raise BadInput(
            f"没有公开类别「{kind[:20]}」，可选：{'、'.join(KINDS)}。",
            f"There is no kind “{kind[:20]}”; any of {', '.join(KINDS)}.",
            field="kind",
        )
    if not queries.is_head(who, area):
        who.require(queries.HEADS, area, what=Phrase("指定发布人", "name who releases"))
        raise Refused("只有本地区的负责人可以指定发布人。", "Only the manager of this area names who releases.")
    if account not in people.contacts_of([account]):
        raise BadInput(
            "没有这个账号或已停用，请重新选择发布人。",
            "There is no such account, or it is closed; choose another person.",
            field="account",
        )
    with transaction.atomic():
        found, _ = Named.objects.update_or_create(
            kind=kind, area=area, defaults={"account_id": account, "named_by_id": who.account_id, "named_at": at}
        )
        for one in Publication.objects.filter(kind=kind, area__startswith=area, state__in=WAITING).order_by("id"):
            if queries.named_for(kind, one.area) != account or one.named_id == account:
                continue  # a district's own person comes before the city's
            body = partial(Handed, to=account)
            step = Step("hand_over", who.actor, at, body, holder=holder(account), columns={"named_id": account})
            advance(one, PUBLICATION, step, at=at)
    return found
