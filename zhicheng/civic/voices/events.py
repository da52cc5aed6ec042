"""What happens to a complaint and to praise. Many may read events, so they name neither officer nor unit nor citizen, and repeat no words."""

from __future__ import annotations

from zhicheng.infra.events import Moved, kind


@kind("complaint.receive", "收到投诉", "Complaint received")
class ComplaintReceived(Moved, frozen=True, kw_only=True):
    receipt: str


@kind("complaint.take", "受理核查", "Complaint taken up")
class ComplaintTaken(Moved, frozen=True, kw_only=True):
    pass


@kind("complaint.name", "认定被投诉人", "Who is meant was named")
class ComplaintNamed(Moved, frozen=True, kw_only=True):
    pass


@kind("complaint.extend", "延长期限", "Limit extended")
class ComplaintExtended(Moved, frozen=True, kw_only=True):
    pass


@kind("complaint.answer", "答复", "Complaint answered")
class ComplaintAnswered(Moved, frozen=True, kw_only=True):
    """`finding`: upheld, partly, not_upheld or unclear."""

    finding: str


@kind("complaint.refuse", "不作为投诉", "Not a complaint about a person")
class ComplaintRefused(Moved, frozen=True, kw_only=True):
    pass


@kind("complaint.reopen", "请求复核", "The citizen asks to look again")
class ComplaintReopened(Moved, frozen=True, kw_only=True):
    pass


@kind("praise.receive", "收到表扬", "Praise received")
class PraiseReceived(Moved, frozen=True, kw_only=True):
    receipt: str


@kind("praise.pass_on", "转达表扬", "Praise passed on")
class PraisePassedOn(Moved, frozen=True, kw_only=True):
    pass


@kind("praise.set_aside", "不转达", "Praise set aside")
class PraiseSetAside(Moved, frozen=True, kw_only=True):
    pass
