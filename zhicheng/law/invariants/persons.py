"""Who can be punished, who is spared, until when (INV-40 to INV-44)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.facts import PENALTY_AGE
from zhicheng.law.invariants.case import Ask, Case, Refusal, limitation_of


def party_may_be_punished(case: Case) -> Refusal | None:
    """Under 14: never. 14 to 17: light or mitigated only."""
    facts, whole = case.facts, case.range
    if facts.is_under_penalty_age:
        return Refusal("INV-40", "APL 30", f"行为时未满 {PENALTY_AGE} 周岁，不予行政处罚，责令监护人加以管教。",
                       f"Under {PENALTY_AGE} at the time of the act: no penalty; the guardian is told.")  # fmt: skip
    if not facts.is_minor or facts.amount is None or whole is None:
        return None
    light = case.book.settings.tiers.tier("light", whole)
    if facts.amount <= light.most:
        return None
    return Refusal("INV-40", "APL 30", f"已满十四不满十八周岁，应当从轻或者减轻：至多 {light.most / YUAN:g} 元。",
                   f"Aged 14 to 17: light or mitigated, at most {light.most / YUAN:g} yuan.")  # fmt: skip


def party_could_control_the_act(case: Case) -> Refusal | None:
    if case.facts.party.capacity:
        return None
    return Refusal("INV-41", "APL 31", "不能辨认或者不能控制自己行为时有违法行为的，不予行政处罚。",
                   "No penalty for an act that the party could not recognise or control.")  # fmt: skip


def party_was_at_fault(case: Case) -> Refusal | None:
    if not case.facts.no_fault:
        return None
    return Refusal(
        "INV-42",
        "APL 33",
        "当事人有证据足以证明没有主观过错的，不予行政处罚。",
        "The party has proved absence of fault: no penalty.",
    )


def leniency_was_considered(case: Case) -> Refusal | None:
    facts = case.facts
    proposes = facts.amount not in (None, 0) or facts.warning
    if not proposes or facts.not_lenient_because or leniency_of(case) is None:
        return None
    return Refusal("INV-43", "APL 33", "符合公布的不予处罚条件：应当选择不予处罚，或者记明不适用的理由。",
                   "The published conditions for sparing hold: spare, or record why not.")  # fmt: skip


def leniency_of(case: Case) -> str | None:
    """`minor` (must be spared), `first_offence` (may be), None: by the published list and what is known."""
    facts = case.facts
    if (
        case.basis is None
        or case.basis.violation.id in case.book.never_lenient
        or facts.harm
        or not facts.was_corrected
    ):
        return None
    listed = case.book.leniency.get(case.basis.violation.id)
    if listed is None or (listed.kind == "first_offence" and not facts.first_in_lookback):
        return None
    return listed.kind


def act_is_within_limitation(case: Case) -> Refusal | None:
    last = limitation_of(case)
    if last is None or case.facts.discovered is None or case.facts.discovered <= last.on:
        return None
    return Refusal("INV-44", "APL 36", f"追责时效到 {last.on} 届满，{case.facts.discovered} 才发现，不再给予处罚。",
                   f"The limitation ended on {last.on}; it was discovered on {case.facts.discovered}.")  # fmt: skip


def must_be_spared(ask: Ask) -> Refusal | None:
    """A minor act is never penalised, whatever the penalty would be (APL 33(1)); the amount need not be known."""
    if ask.facts.not_lenient_because or leniency_of(ask) != "minor":
        return None
    return Refusal(
        "INV-43",
        "APL 33",
        "违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚。",
        "A minor act, put right in time and without harm, is not penalised.",
    )


def ground_of_sparing_holds(ask: Ask) -> Refusal | None:
    """Nobody is spared on a ground that the file does not show."""
    ground, facts = ask.data.ground, ask.facts
    offered = leniency_of(ask)
    holds = {
        "minor": offered == "minor",
        "first_offence": offered in ("minor", "first_offence"),
        "no_fault": facts.no_fault,
        "under_14": facts.is_under_penalty_age,
        "no_capacity": not facts.party.capacity,
        "limitation": _is_time_barred(ask),
    }
    if (holds[ground] if ground in holds else any(holds.values())) or (not ask.is_written and any(holds.values())):
        return None
    return Refusal(
        "INV-43",
        "APL 33",
        "案卷没有显示不予处罚的法定情形（处罚法第三十、三十一、三十三、三十六条）。",
        "The file shows no statutory ground for sparing (APL 30, 31, 33, 36).",
    )


def _is_time_barred(case: Case) -> bool:
    return act_is_within_limitation(case) is not None


def party_is_educated(ask: Ask) -> Refusal | None:
    """Whoever is spared is taught, on record; the guardian of a child, or of who lacks capacity, is told."""
    if not ask.data.educated:
        return Refusal(
            "INV-43",
            "APL 33",
            "不予处罚应当对当事人进行教育，缺少教育记录。",
            "Who is spared is educated; the record is missing.",
        )
    needs_guardian = ask.facts.is_under_penalty_age or not ask.facts.party.capacity
    if needs_guardian and not ask.data.guardian_told:
        rule, article = ("INV-40", "APL 30") if ask.facts.is_under_penalty_age else ("INV-41", "APL 31")
        return Refusal(
            rule,
            article,
            "应当责令监护人加以管教或者看管治疗，缺少监护人通知书。",
            "The guardian has to be told; the notice is missing.",
        )
    return None


def not_filed_on_a_true_ground(ask: Ask) -> Refusal | None:
    """A ground like "limitation" or "not competent" is refused when the file says otherwise."""
    if ask.data.ground == "limitation" and not _is_time_barred(ask):
        return Refusal("INV-44", "APL 36", "追责时效没有届满。", "The limitation has not expired.")
    if ask.data.ground == "not_competent" and ask.facts.power_listed:
        return Refusal("INV-04", "APL 17", "该行为在本机关权责清单内。", "The act is on this agency's power list.")
    return None
