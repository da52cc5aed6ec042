"""Service and remedies (INV-70 to INV-74)."""

from __future__ import annotations

from zhicheng.law.invariants.case import Ask, Case, Refusal
from zhicheng.law.periods import Deadline
from zhicheng.law.remedies import reconsideration_until, suit_until


def online_service_was_agreed(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.served_online is None:
        return None
    agreed = facts.consent is None or facts.consent <= facts.served_online.date()
    if not facts.consent_absent and agreed:
        return None
    return Refusal(
        "INV-70",
        "APL 61",
        "没有当事人签订的电子送达确认书，电子送达无效，请在七个工作日内改用其他方式。",
        "Without a signed consent electronic service is void: serve another way within seven working days.",
    )


def leaving_was_witnessed(ask: Ask) -> Refusal | None:
    if ask.data.witnessed:
        return None
    return Refusal(
        "INV-70",
        "CPL 89",
        "留置送达须有见证人，或者拍照、录像记录送达过程。",
        "Leaving a paper needs a witness, or photos or a video of the process.",
    )


def service_is_complete(ask: Ask) -> Refusal | None:
    """By announcement the paper counts as served after thirty days."""
    served = ask.facts.served
    if served is not None and ask.day >= served:
        return None
    return Refusal(
        "INV-70",
        "CPL 95",
        f"公告送达自发出公告之日起经过三十日（{served}）才视为送达。",
        f"A paper served by announcement counts as served on {served}.",
    )


def remedies_fit_the_procedure(ask: Ask) -> Refusal | None:
    """On the spot: reconsideration first. Otherwise both ways. Always sixty days and six months."""
    if ask.data.remedies == "fifteen days":
        return Refusal(
            "INV-73",
            "ARL 20",
            "救济期限应为六十日和六个月，不得写十五日。",
            "The remedies' periods are sixty days and six months, never fifteen days.",
        )
    if ask.data.remedies != "direct suit" or not ask.facts.on_spot:
        return None
    return Refusal(
        "INV-71",
        "ARL 23",
        "当场处罚决定应告知先申请行政复议，不得写直接起诉。",
        "An on-the-spot decision says that reconsideration comes first; it does not offer a direct suit.",
    )


def reconsideration_comes_first(ask: Ask) -> Refusal | None:
    """The same, when the party goes to court; and nobody sues while the reconsideration runs."""
    s = ask.standing
    if s.suit is not None or s.judged is not None:
        return Refusal("INV-71", "ALL 44", "已经提起诉讼。", "A suit is or was pending already.")
    if s.reconsideration is None and (s.reconsidered is not None or not s.simple):
        return _in_time(ask)
    return Refusal(
        "INV-71",
        "ARL 23",
        "应先申请行政复议，对复议决定不服再起诉。",
        "Reconsideration comes first; a suit is open against its outcome.",
    )


def _in_time(ask: Ask) -> Refusal | None:
    until = suit_until(ask.standing, ask.book)
    if until is None or ask.day <= until.on:
        return None
    return Refusal("INV-73", "ALL 46", f"起诉期限已于 {until.on} 届满。", f"The time to sue ended on {until.on}.")


def reconsideration_is_open(ask: Ask) -> Refusal | None:
    """Within sixty days, once, and not beside a suit."""
    s, until = ask.standing, reconsideration_until(ask.standing, ask.book)
    if until is None or ask.facts.revoked is not None:
        return a_decision_was_served(ask)
    if s.is_remedy_running or s.reconsidered is not None or s.judged is not None:
        return Refusal(
            "INV-71", "ARL 29", "复议或者诉讼已经提起。", "Reconsideration or a suit has been begun already."
        )
    if ask.day <= until.on:
        return None
    return Refusal(
        "INV-73", "ARL 20", f"复议申请期限已于 {until.on} 届满。", f"The time for reconsideration ended on {until.on}."
    )


def a_decision_was_served(ask: Ask) -> Refusal | None:
    """There is something to remedy, or to revoke."""
    if ask.facts.served is not None and ask.facts.revoked is None:
        return None
    return Refusal(
        "INV-71",
        "ARL 20",
        "本案没有已送达且仍然有效的决定，没有可以复议、诉讼或者撤销的对象。",
        "No decision that stands was served in this case: there is nothing to remedy or to revoke.",
    )


def reconsideration_is_running(ask: Ask) -> Refusal | None:
    if ask.standing.reconsideration is not None and not ask.standing.forwarded:
        return None
    return Refusal(
        "INV-71", "ARL 32", "没有待转送的复议申请。", "No application for reconsideration waits to be forwarded."
    )


def late_remedy_may_begin(ask: Ask) -> Refusal | None:
    """The authority or the court takes on what came too late for a good cause (ARL 20, ALL 48): on record, whatever stage the case is in."""
    if (no := a_decision_was_served(ask)) is not None:
        return no
    about = ask.data.about
    if about and about not in ("reconsideration", "suit"):
        return Refusal(
            "DATA", "ARL 20", f"没有救济途径「{about}」；可用：reconsideration、suit。",
            f"There is no remedy {about!r}; any of reconsideration, suit.",
        )  # fmt: skip
    asked = [
        late for kind, late in (("reconsideration", _late_reconsideration), ("suit", _late_suit)) if about in ("", kind)
    ]
    found = [no for late in asked if (no := late(ask)) is not None]
    return found[0] if len(found) == len(asked) else None


def _late_reconsideration(ask: Ask) -> Refusal | None:
    s, until = ask.standing, reconsideration_until(ask.standing, ask.book)
    if s.is_remedy_running or s.reconsidered is not None or s.judged is not None:
        return Refusal(
            "INV-71", "ARL 29", "复议或者诉讼已经提起。", "Reconsideration or a suit has been begun already."
        )
    return _still_open(ask, until)


def _late_suit(ask: Ask) -> Refusal | None:
    s = ask.standing
    if s.suit is not None or s.judged is not None:
        return Refusal("INV-71", "ALL 44", "已经提起诉讼。", "A suit is or was pending already.")
    if s.reconsideration is not None or (s.simple and s.reconsidered is None):
        return Refusal(
            "INV-71",
            "ARL 23",
            "应先申请行政复议，对复议决定不服再起诉。",
            "Reconsideration comes first; a suit is open against its outcome.",
        )
    return _still_open(ask, suit_until(s, ask.book))


def _still_open(ask: Ask, until: Deadline | None) -> Refusal | None:
    if until is None or ask.day > until.on:
        return None
    return Refusal(
        "INV-73",
        "ARL 20",
        f"期限到 {until.on} 才届满，请直接登记复议申请或者起诉。",
        f"The period runs through {until.on}: record the application or the suit itself.",
    )


def remedy_is_running(ask: Ask) -> Refusal | None:
    s = ask.standing
    running = (
        s.suit if ask.data.about == "suit" else s.reconsideration if ask.data.about else s.suit or s.reconsideration
    )
    if running is not None:
        return None
    return Refusal("INV-71", "ARL 62", "没有进行中的复议或者诉讼。", "No such remedy is running.")


def online_decision_names_an_online_remedy(ask: Ask) -> Refusal | None:
    if ask.data.online_remedy:
        return None
    return Refusal(
        "INV-72",
        "ARL 22",
        "通过互联网送达的决定应当同时提供互联网复议申请渠道。",
        "A decision served over the Internet names a way over the Internet to ask for reconsideration.",
    )


def publication_is_masked(ask: Ask) -> Refusal | None:
    """Only decisions of social influence, and without anybody's personal data."""
    if ask.standing.decided is None or not ask.data.masked or ask.standing.facts.revoked is not None:
        return Refusal(
            "INV-74",
            "APL 48",
            "只公开具有一定社会影响、仍然有效且已隐去个人信息的处罚决定。",
            "Only a decision of social influence that stands, with personal data masked, is published.",
        )
    return None


def revoked_decision_is_withdrawn(ask: Ask) -> Refusal | None:
    if not ask.standing.published or ask.facts.revoked is None:
        return None
    return Refusal(
        "INV-74",
        "APL 48",
        "决定已被撤销，公开的信息应在三日内撤回并说明理由，尚未撤回。",
        "The decision is revoked; what was published has to be withdrawn within three days.",
    )


def something_is_published(ask: Ask) -> Refusal | None:
    if ask.standing.published:
        return None
    return Refusal("INV-74", "APL 48", "本案决定没有公开。", "Nothing of this case is published.")
