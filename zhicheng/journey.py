"""The story of a report: when this happened, the system does that. Read this file first.

Each step has a stable name; it runs once per event, after commit, in a worker, in one transaction with its job
(`infra/journey.py`). Steps lead forward only; what people decide stands in the stages' services.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.civic.community import services as community
from zhicheng.civic.community.queries import gatherings
from zhicheng.civic.following import services as following
from zhicheng.civic.following.rules import STEPS as FOLLOWED
from zhicheng.civic.openness import services as openness
from zhicheng.civic.voices import services as voices
from zhicheng.civic.whistles import services as whistles
from zhicheng.flow.cases import services as cases
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.papers import services as papers
from zhicheng.flow.reports import observed
from zhicheng.flow.sense import gauge_sites
from zhicheng.flow.sense import services as sense
from zhicheng.flow.tickets import services as tickets
from zhicheng.gateways.hotline import answering as hotline
from zhicheng.ground.messages import notices
from zhicheng.infra import clock
from zhicheng.infra.journey import Happened, Step
from zhicheng.kernel.phrases import Phrase


def _ids(happened: Sequence[Happened]) -> list[int]:
    return [h.stream_id for h in happened]


def report_observed(happened: Sequence[Happened], at: datetime) -> None:
    """A person said yes, or the zone reports by itself: what a camera or sensor saw is a report like any other."""
    observed.receive_observed(_ids(happened), at=at)


def tell_silence(happened: Sequence[Happened], at: datetime) -> None:
    """A zone was mostly wrong and is silent now: whoever keeps devices hears of it."""
    sense.tell_silence([h.pos for h in happened], at=at)


def decide_reports(happened: Sequence[Happened], at: datetime) -> None:
    """Lawful here and now? Known already? Else a ticket; in the fast lane accepted, filed and handed over at once."""
    tickets.open_from_reports(_ids(happened), at=at)


def hand_over_filed(happened: Sequence[Happened], at: datetime) -> None:
    """Supervision has filed it; command takes over."""
    tickets.hand_over(_ids(happened), at=at)


def send_to_responsible_unit(happened: Sequence[Happened], at: datetime) -> None:
    """A firm that looks after this ground has the first word; else, in the fast lane, the unit responsible for the matter here."""
    dispatch.send_to_units(community.offer_first(_ids(happened), at=at), at=at)


def send_to_recheck(happened: Sequence[Happened], at: datetime) -> None:
    """Fast lane: other eyes look at what was done."""
    tickets.check_by_rule(_ids(happened), at=at)


def send_to_rework(happened: Sequence[Happened], at: datetime) -> None:
    """Fast lane: not done, so the same unit goes again."""
    tickets.redo_by_rule(_ids(happened), at=at)


def evaluate_without_citizen(happened: Sequence[Happened], at: datetime) -> None:
    """Nobody will rate it: step seven is the system's."""
    tickets.evaluate_by_system(_ids(happened), at=at)


def look_for_same(happened: Sequence[Happened], at: datetime) -> None:
    """Does a new ticket tell of a known thing? Sure: merged. Perhaps: a question at the acceptor's desk."""
    tickets.look_for_same(_ids(happened), at=at)


def watch_bursts(happened: Sequence[Happened], at: datetime) -> None:
    """One thing that many report within the hour: the shift leader hears of it."""
    tickets.watch_bursts(_ids(happened), at=at)


def recall_jobs(happened: Sequence[Happened], at: datetime) -> None:
    """Nobody should ride to a ticket that is gone, nor stay bound to one that rests."""
    dispatch.recall_for(_ids(happened), reason=GONE, at=at)


def send_recategorised(happened: Sequence[Happened], at: datetime) -> None:
    """It is another matter: nobody rides for the old one, and in the fast lane the unit responsible for the new one gets it."""
    ids = _ids(happened)
    dispatch.recall_for(ids, reason=RECATEGORISED, at=at)
    community.withdraw_offers(ids, at=at)
    dispatch.send_to_units(ids, at=at)


def tell_escalated(happened: Sequence[Happened], at: datetime) -> None:
    """It is late: its unit's lead, the shift leader, the manager are told, by level."""
    tickets.tell_escalated([h.pos for h in happened], at=at)


def tell_owner(happened: Sequence[Happened], at: datetime) -> None:
    """Somebody else touched what lets a person in: he hears of it."""
    notices.tell_ways_in([h.pos for h in happened], at=at)


def know_sites(happened: Sequence[Happened], at: datetime) -> None:
    """A sensor watches a site or a shop: they are told of its alarms before anybody is sent."""
    gauge_sites.know_sites(_ids(happened))


def feed_ticket_back(happened: Sequence[Happened], at: datetime) -> None:
    """A case has put the thing right: its work order is handled, and other hands check it."""
    cases.feed_ticket_back(_ids(happened), at=at)


def answer_hotline(happened: Sequence[Happened], at: datetime) -> None:
    """The hotline sent it here: its answer goes into the outbox."""
    hotline.answer(happened, now=clock.real(), at=at)


def make_numbered_papers(happened: Sequence[Happened], at: datetime) -> None:
    """A paper has its number: its file is made and sealed, unless who finalised it has done so already."""
    papers.complete(_ids(happened), at=at)


def tell_called(happened: Sequence[Happened], at: datetime) -> None:
    """A street calls this department: it gets a link on the phone."""
    whistles.tell_called(_ids(happened), at=at)


def gather_whistle(happened: Sequence[Happened], at: datetime) -> None:
    """A department has answered: was it the last one that was awaited?"""
    whistles.gather(_ids(happened), at=at)


def begin_joint_action(happened: Sequence[Happened], at: datetime) -> None:
    """A department has signed the joint record: was it the last one?"""
    whistles.begin_signed(_ids(happened), at=at)


def tell_blower(happened: Sequence[Happened], at: datetime) -> None:
    """Whoever blew the whistle hears of each answer."""
    whistles.tell_blower([h.pos for h in happened], at=at)


def tell_late_department(happened: Sequence[Happened], at: datetime) -> None:
    """A department is late: its head, the inspection office, the district's head are told, by level."""
    whistles.tell_late([h.pos for h in happened], at=at)


def tell_rated(happened: Sequence[Happened], at: datetime) -> None:
    """A department was rated: it may reply."""
    whistles.tell_rated(_ids(happened), at=at)


def finish_whistle_task(happened: Sequence[Happened], at: datetime) -> None:
    """A work order that was a department's task is closed: so is the task."""
    whistles.finish_from_tickets(_ids(happened), at=at)


def thank_filed(happened: Sequence[Happened], at: datetime) -> None:
    """It was worth reporting: points for who did, within the city's limits."""
    community.for_filed(_ids(happened), at=at)


def thank_closed(happened: Sequence[Happened], at: datetime) -> None:
    """Solved: points for who reported it and who followed."""
    community.for_closed(_ids(happened), at=at)


def thank_rated(happened: Sequence[Happened], at: datetime) -> None:
    """He said how it was."""
    community.for_rated(_ids(happened), at=at)


def thank_taking_part(happened: Sequence[Happened], at: datetime) -> None:
    """He came, said how it was, or tabled what became a resolution."""
    community.for_taking_part([h.pos for h in happened], at=at)


def end_resolutions(happened: Sequence[Happened], at: datetime) -> None:
    """The ticket that carries a joint meeting's resolution is over: so is the resolution."""
    community.end_with_tickets(_ids(happened), at=at)


def tell_signups(happened: Sequence[Happened], at: datetime) -> None:
    """Whoever signed up for an open day hears of his place, and that he moved up."""
    community.tell_signups([h.pos for h in happened], at=at)


def tell_meeting(happened: Sequence[Happened], at: datetime) -> None:
    """A joint meeting is called: the area's liaisons hear of it."""
    community.tell_called(_ids(happened), at=at)


def tell_duties(happened: Sequence[Happened], at: datetime) -> None:
    """An area has not met in its quarter: its manager hears of it."""
    community.tell_duties(_ids(happened), at=at)


def tell_late_resolutions(happened: Sequence[Happened], at: datetime) -> None:
    """A resolution's days are over: street and manager hear of it."""
    community.tell_resolutions(_ids(happened), at=at)


def tell_task(happened: Sequence[Happened], at: datetime) -> None:
    """A meeting has given a firm something to do: it gets a link on the phone."""
    community.tell_task(_ids(happened), at=at)


def tell_volunteer(happened: Sequence[Happened], at: datetime) -> None:
    """The street has decided about a volunteer: he hears of it, and why."""
    community.tell_volunteers([h.pos for h in happened], at=at)


def tell_late_answers(happened: Sequence[Happened], at: datetime) -> None:
    """Whoever tabled an item has waited too long: the street office hears of it."""
    community.tell_late_answers(_ids(happened), at=at)


def tell_items(happened: Sequence[Happened], at: datetime) -> None:
    """Whoever tabled an item hears of its fate."""
    community.tell_items([h.pos for h in happened], at=at)


def tell_firm(happened: Sequence[Happened], at: datetime) -> None:
    """Something in a firm's duty area: it gets a link on the phone."""
    community.tell_firms(_ids(happened), at=at)


def tell_desk_of_repair(happened: Sequence[Happened], at: datetime) -> None:
    """A firm says that it has put it right: the desk looks at the photo."""
    community.tell_desk(_ids(happened), at=at)


def send_on_from_firm(happened: Sequence[Happened], at: datetime) -> None:
    """The firm does not, or was too late: the ordinary way."""
    community.send_on(_ids(happened), at=at)


def withdraw_offer(happened: Sequence[Happened], at: datetime) -> None:
    """The ticket is gone, or a dispatcher has sent somebody: the firm need not."""
    community.withdraw_offers(_ids(happened), at=at)


def tell_commended(happened: Sequence[Happened], at: datetime) -> None:
    """A person has released a commendation: the resident hears of it."""
    community.tell_commended(_ids(happened), at=at)


def list_decisions(happened: Sequence[Happened], at: datetime) -> None:
    """A case has published its decision: it stands on the public page."""
    openness.list_decisions(_ids(happened), at=at)


def take_down_revoked(happened: Sequence[Happened], at: datetime) -> None:
    """The decision no longer stands: it leaves the public page, and every page that tells of it (INV-74)."""
    openness.take_down(_ids(happened), reason=openness.REVOKED, at=at)


def take_down_withdrawn(happened: Sequence[Happened], at: datetime) -> None:
    """The case has withdrawn its publication."""
    openness.take_down(_ids(happened), reason=openness.WITHDRAWN, at=at)


def propose_answers(happened: Sequence[Happened], at: datetime) -> None:
    """What many asked is done: "you said, we did" is put before the person who may release it."""
    openness.propose_answers(_ids(happened), at=at)


def propose_resolutions(happened: Sequence[Happened], at: datetime) -> None:
    """A joint meeting's resolution is carried out: what residents said and what was done is put before the person who may release it."""
    for one in gatherings.done_resolutions(_ids(happened)):
        said = one.item.text if one.item else one.text
        answer = openness.NewAnswer(
            f"resolution:{one.pk}", said, f"{one.text}。{one.result}", one.meeting.area, gatherings.votes_for(one), one.agreed_at.date(),
            one.ended_at.date() if one.ended_at else None,
        )  # fmt: skip
        openness.propose_answer(answer, by=openness.RULE, at=at)


def tell_overdue_publication(happened: Sequence[Happened], at: datetime) -> None:
    """Neither released nor held back in time: the named person's head hears of it."""
    openness.tell_overdue(_ids(happened), at=at)


def tell_supervision(happened: Sequence[Happened], at: datetime) -> None:
    """A complaint about an officer: those of the supervision unit who are not of his squad hear that there is one."""
    voices.tell_supervision(_ids(happened), at=at)


def tell_complainant(happened: Sequence[Happened], at: datetime) -> None:
    """There is news of a complaint: who left a phone hears of it."""
    voices.tell_complainant(_ids(happened), at=at)


def tell_praised(happened: Sequence[Happened], at: datetime) -> None:
    """Praise was passed on: the officer and his head read it."""
    voices.tell_praised(_ids(happened), at=at)


def tell_steps(happened: Sequence[Happened], at: datetime) -> None:
    """Whoever reported it or follows it hears of the step, the way he chose (which events: `civic/following/rules.py`)."""
    following.tell_steps(happened, at=at)


GONE = Phrase("工单已回退、挂账、作废或强制结案", "The ticket was returned, put on hold, voided or closed by force")
RECATEGORISED = Phrase(
    "工单的事项已更正，由别的单位负责", "The ticket's matter was corrected: another unit is responsible"
)
REPORT_OBSERVED = Step("reports.receive_observed", report_observed, batch=100, priority=3)
LOOK_FOR_SAME = Step("tickets.look_for_same", look_for_same, batch=50, priority=8)
DECIDE = Step(tickets.DECIDE, decide_reports, priority=3)
RECALL = Step("dispatch.recall_jobs", recall_jobs)
TELL_OWNER = Step("messages.tell_owner", tell_owner, priority=4)
HAND_OVER = Step("tickets.hand_over_filed", hand_over_filed)
KNOW_SITES = Step("sense.know_sites", know_sites, priority=7)
TELL_CALLED = Step("whistles.tell_called", tell_called, priority=3)
GATHER = Step("whistles.gather", gather_whistle, priority=3)
TELL_BLOWER = Step("whistles.tell_blower", tell_blower, priority=5)
ANSWER = Step("hotline.answer", answer_hotline, priority=7)
TELL_SUPERVISION = Step("voices.tell_supervision", tell_supervision, priority=6)
TELL_COMPLAINANT = Step("voices.tell_complainant", tell_complainant, priority=6)
FEED_BACK = Step("cases.feed_ticket_back", feed_ticket_back, priority=5)

TELL_STEP = Step("following.tell_steps", tell_steps, priority=7)
THANK = Step("community.thank", thank_taking_part, priority=9)
END_RESOLUTIONS = Step("community.end_resolutions", end_resolutions, priority=7)
SEND_ON = Step("community.send_on", send_on_from_firm, priority=4)
WITHDRAW_OFFER = Step("community.withdraw_offer", withdraw_offer, priority=6)
TELL_SIGNUP = Step("community.tell_signups", tell_signups, priority=4)
TELL_VOLUNTEER = Step("community.tell_volunteer", tell_volunteer, priority=7)
TELL_ITEM = Step("community.tell_items", tell_items, priority=7)

JOURNEY: dict[str, tuple[Step, ...]] = {
    # when this happened     the system does this next
    "observation.accept": (REPORT_OBSERVED,),
    "observation.pass": (REPORT_OBSERVED,),
    "guard.silence": (Step("sense.tell_silence", tell_silence, priority=6),),
    "sensor.add": (KNOW_SITES,),
    "sensor.change": (KNOW_SITES,),
    "report.receive": (DECIDE,),
    "report.complete": (DECIDE,),
    "report.allow": (ANSWER,),
    "report.reject": (ANSWER,),
    "ticket.report": (LOOK_FOR_SAME,),
    "ticket.recategorise": (Step("dispatch.send_recategorised", send_recategorised, priority=4), LOOK_FOR_SAME),
    "ticket.follow": (Step("tickets.watch_bursts", watch_bursts, batch=100, priority=8),),
    "ticket.merge": (RECALL, WITHDRAW_OFFER),
    "report.rate": (Step("community.thank_rated", thank_rated, batch=50, priority=9),),
    "ticket.file": (HAND_OVER, Step("community.thank_filed", thank_filed, batch=50, priority=9)),
    "ticket.hand_over": (Step("dispatch.send_to_responsible_unit", send_to_responsible_unit, priority=4),),
    "ticket.dispatch": (WITHDRAW_OFFER,),
    "ticket.feed_back": (Step("tickets.send_to_recheck", send_to_recheck),),
    "ticket.fail": (Step("tickets.send_to_rework", send_to_rework),),
    "ticket.close": (
        Step("tickets.evaluate_without_citizen", evaluate_without_citizen, priority=8),
        Step("whistles.finish_task", finish_whistle_task, priority=6),
        Step("community.thank_closed", thank_closed, batch=50, priority=9),
        END_RESOLUTIONS,
        Step("openness.propose_answers", propose_answers, priority=9),
        ANSWER,
    ),
    "ticket.escalate": (Step("tickets.tell_escalated", tell_escalated, priority=6),),
    # in a penalty case (the statute's own numbers of its steps: docs/reference/procedure.md)
    "case.T07": (FEED_BACK,),  # put right on the spot
    "case.T11": (FEED_BACK,),  # spared: put right, told
    "case.T70": (FEED_BACK,),  # cleared at once by us
    "case.T90": (FEED_BACK,),  # closed
    "case.publish": (Step("openness.list_decisions", list_decisions, priority=6),),
    "case.T83": (Step("openness.take_down_revoked", take_down_revoked, priority=4),),
    "case.withdraw_publication": (Step("openness.take_down_withdrawn", take_down_withdrawn, priority=4),),
    "publication.overdue": (Step("openness.tell_overdue", tell_overdue_publication, priority=5),),
    "paper.number": (Step("papers.make_numbered_papers", make_numbered_papers, priority=6),),
    "ticket.return": (RECALL,),
    "ticket.hold": (RECALL,),
    "ticket.void": (RECALL, WITHDRAW_OFFER, END_RESOLUTIONS, ANSWER),
    "ticket.force_close": (RECALL, END_RESOLUTIONS, ANSWER),
    "ticket.reject": (END_RESOLUTIONS, ANSWER),
    "ticket.decline": (END_RESOLUTIONS, ANSWER),
    "ticket.settle": (ANSWER,),
    # a street blows its whistle
    "summons.call": (TELL_CALLED,),
    "summons.recall": (TELL_CALLED,),
    "summons.relink": (TELL_CALLED,),
    "summons.report_in": (GATHER, TELL_BLOWER),
    "summons.decline": (GATHER, TELL_BLOWER),
    "summons.sign": (Step("whistles.begin_signed", begin_joint_action, priority=3),),
    "summons.finish": (TELL_BLOWER,),
    "summons.explain": (TELL_BLOWER,),
    "summons.reply": (TELL_BLOWER,),
    "summons.rate": (Step("whistles.tell_rated", tell_rated, priority=6),),
    "summons.escalate": (Step("whistles.tell_late", tell_late_department, priority=4),),
    # a neighbourhood takes part
    "signup.place": (TELL_SIGNUP,),
    "signup.wait": (TELL_SIGNUP,),
    "signup.move_up": (TELL_SIGNUP,),
    "signup.call_off": (TELL_SIGNUP,),
    "signup.come": (THANK,),
    "signup.feed_back": (THANK,),
    "meeting.call": (Step("community.tell_meeting", tell_meeting, priority=7),),
    "meeting.attend": (THANK,),
    "stint.confirm": (THANK,),
    "volunteer.confirm": (TELL_VOLUNTEER,),
    "volunteer.refuse": (TELL_VOLUNTEER,),
    "volunteer.suspend": (TELL_VOLUNTEER,),
    "item.resolve": (THANK, TELL_ITEM),
    "item.answer": (TELL_ITEM,),
    "item.warn": (Step("community.tell_late_answers", tell_late_answers, priority=7),),
    "duty.warn": (Step("community.tell_duties", tell_duties, priority=7),),
    "resolution.agree": (Step("community.tell_task", tell_task, priority=6),),
    "resolution.finish": (Step("openness.propose_resolutions", propose_resolutions, priority=9),),
    "resolution.warn": (Step("community.tell_late_resolutions", tell_late_resolutions, priority=6),),
    "offer.make": (Step("community.tell_firm", tell_firm, priority=4),),
    "offer.repair": (Step("community.tell_desk", tell_desk_of_repair, priority=5),),
    "offer.decline": (SEND_ON,),
    "offer.lapse": (SEND_ON,),
    "commendation.release": (Step("community.tell_commended", tell_commended, priority=8),),
    # a citizen speaks about an officer
    "complaint.receive": (TELL_SUPERVISION,),
    "complaint.reopen": (TELL_SUPERVISION,),
    "complaint.extend": (TELL_COMPLAINANT,),
    "complaint.answer": (TELL_COMPLAINANT,),
    "complaint.refuse": (TELL_COMPLAINANT,),
    "praise.pass_on": (Step("voices.tell_praised", tell_praised, priority=6),),
    "device.unbind": (TELL_OWNER,),
    "reset.ask": (TELL_OWNER,),
    "reset.confirm": (TELL_OWNER,),
}


# Each step that is told stands in one table of its own, so that it is told nowhere else.
JOURNEY |= {kind: (*JOURNEY.get(kind, ()), TELL_STEP) for kind in FOLLOWED}
