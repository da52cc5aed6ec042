"""What must never happen, said a second time: each monitor looks at the bare log of what was let by, with arithmetic of its own.

Nothing here imports a rule, a gate, the fold or the engine's periods: numbers and lists stand here as the statutes give them, days are
counted with the calendar pack alone, ranges are read from the raw catalogue. A monitor that agreed with the engine because it asked the
engine would find nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhicheng.law.explore.monitors import (
    choice,
    coercion,
    competence,
    conduct,
    decision,
    evidence,
    hearing,
    order,
    persons,
    service,
)  # fmt: skip
from zhicheng.law.explore.monitors.order import AFTER, leads_astray
from zhicheng.law.explore.monitors.seen import Log, Monitor, Seen, known_by
from zhicheng.law.explore.worlds import World
from zhicheng.law.stream import Event

__all__ = ["AFTER", "WATCHED", "Watcher", "broken", "leads_astray"]


def broken(world: World, log: Log, event: Event) -> list[str]:
    """The numbers of the hard rules that this event breaks; empty when nothing does."""
    return Watcher(world, log).broken(event)


class Watcher:
    """The monitors at one place of a case: whatever is let by from here has the same past."""

    def __init__(self, world: World, log: Log) -> None:
        self.world, self.log, self.facts = world, log, known_by(world, log)
        self.places = {event.step: place for place, event in enumerate(log)}

    def broken(self, event: Event) -> list[str]:
        seen = Seen(self.world, self.log, event, self.facts, self.places)
        found = []
        for watching in (ALWAYS, WATCH.get(event.step, ())):
            for monitor in watching:
                if rule := monitor(seen):
                    found.append(rule)
        return found


ALWAYS: tuple[Monitor, ...] = (
    order.time_goes_on,
    order.steps_come_in_order,
    order.nothing_happens_while_it_rests,
    order.the_court_has_it,
    order.steps_are_not_repeated,
    order.urged_before_the_court,
    competence.two_real_officers,
    order.the_head_is_there,
    competence.nobody_recused_acts,
)
FILED: tuple[Monitor, ...] = (competence.listed, persons.not_too_old, decision.first_fine, conduct.not_lawful_here)
MEANT: tuple[Monitor, ...] = (
    *FILED, decision.amount_fits, decision.order_was_ignored, decision.order_was_given, persons.party_is_old_enough,
    persons.party_can_answer, persons.sparing_came_first, evidence.camera_counts, conduct.no_crime,
)  # fmt: skip
DECIDED: tuple[Monitor, ...] = (
    *MEANT,
    decision.paper_is_whole,
    evidence.proof_is_good,
    conduct.a_human_decides,
    competence.challenged_head_waits,
)
SPARED: tuple[Monitor, ...] = (persons.spared_for_a_reason, conduct.no_crime, conduct.a_human_decides)
WATCH: Mapping[str, tuple[Monitor, ...]] = {
    "T02": (persons.not_filed_truly,), "T04": FILED, "T05": FILED, "T07": (decision.ends_where_corrected, conduct.no_crime),
    "T10": (*DECIDED, choice.small_and_alone, hearing.told_first), "T11": SPARED, "T13": (decision.a_paper_once,),
    "T14": (choice.cash_small,), "T22": (coercion.power_to_seize,), "T23": (coercion.power_to_seize,),
    "T24": (coercion.seizure_not_too_long, coercion.urgent_was_approved), "T25": (coercion.seizure_not_too_long,),
    "T29": (evidence.preserved_in_time, coercion.seizure_not_too_long, coercion.urgent_was_approved, evidence.proof_is_good),
    "T30": (*SPARED, competence.hands_are_separate), "T31": (competence.hands_are_separate, conduct.no_crime), "T32": (conduct.a_crime,),
    "T33": (*MEANT, hearing.hearing_offered), "T39": (*MEANT, hearing.hearing_offered, hearing.not_heavier),
    "T34": (hearing.heard_first, hearing.hearing_not_cut_off, hearing.all_points_answered), "T35": (hearing.asked_in_time,),
    "T36": (competence.hands_are_separate, hearing.seven_days_between),
    "T37": (competence.hands_are_separate, hearing.seven_days_between, hearing.all_points_answered), "T38": (hearing.all_points_answered,),
    "T40": (competence.hands_are_separate,),
    "T42": (*DECIDED, hearing.heard_first, hearing.hearing_took_place, hearing.hearing_not_cut_off, hearing.not_heavier,
            decision.review_came_first, decision.heads_came_first, decision.within_ninety_days, competence.hands_are_separate),
    "T43": (decision.time_was_over,), "T54": (service.agreed_online,), "T60": (service.service_counts,), "T61": (choice.paid_right,),
    "T62": (coercion.applied_for,), "T63": (coercion.overdue_really,), "T66": (coercion.court_in_its_window,),
    "T68": (coercion.seizure_not_too_long, coercion.remedies_over), "T69": (coercion.urged_substitute, coercion.by_day),
    "T71": (coercion.a_building_announced, coercion.remedies_over, coercion.by_day), "T74": (choice.paid_right,),
    "T80": (service.one_remedy_in_time,), "late_remedy": (service.late_only_when_late,), "T82": (service.suit_in_time,),
    "T90": (evidence.preserved_in_time, coercion.seizure_not_too_long, choice.cash_is_away, coercion.settled_before_closing,
            service.withdrawn_before_closing, evidence.record_is_whole), "T91": (evidence.record_is_whole,),
    "extension": (decision.extension_is_the_citys,), "release": (coercion.seizure_not_too_long,), "publish": (service.published_rightly,),
    "approve_measure": (coercion.urgent_was_approved,),
}  # fmt: skip
WATCHED = frozenset({
    "INV-01", "INV-02", "INV-03", "INV-04", "INV-10", "INV-11", "INV-12", "INV-13", "INV-20", "INV-21", "INV-22", "INV-23", "INV-24",
    "INV-30", "INV-31", "INV-32", "INV-35", "INV-36", "INV-37", "INV-38", "INV-39", "INV-40", "INV-41", "INV-42", "INV-43", "INV-44",
    "INV-50", "INV-51", "INV-52", "INV-53", "INV-54", "INV-55", "INV-60", "INV-61", "INV-62", "INV-64", "INV-65", "INV-66", "INV-70",
    "INV-71", "INV-72", "INV-73", "INV-74", "INV-81", "INV-86", "INV-89",
})  # fmt: skip
