"""Which procedure, and who may take money (INV-10 to INV-13)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.invariants.case import Ask, Case, Refusal


def simple_procedure_fits(case: Case) -> Refusal | None:
    if not case.facts.on_spot or case.fits_simple:
        return None
    limit = case.book.constants[f"K.simple.{case.facts.party.subject}_max"] // YUAN
    return Refusal(
        "INV-10",
        "APL 51",
        f"当场处罚只限警告或 {limit} 元以下罚款，且不得没收、责令停业；请转普通程序。",
        f"On the spot only a warning or a fine up to {limit} yuan, alone; use the ordinary procedure.",
    )


def nothing_but_a_fine_or_warning(ask: Ask) -> Refusal | None:
    """A measure that this very decision adds forces the ordinary procedure too."""
    if not ask.data.measures:
        return None
    return Refusal(
        "INV-10",
        "APL 51",
        f"当场处罚不得附带{'、'.join(ask.data.measures)}；请转普通程序。",
        "On the spot nothing but a fine or a warning; use the ordinary procedure.",
    )


def may_be_collected_on_the_spot(case: Case) -> Refusal | None:
    facts, limit = case.facts, case.book.constants["K.collect_on_spot_max"]
    if not facts.collected_on_spot:
        return None
    if not case.is_simple and facts.served is None:
        return Refusal(
            "INV-11",
            "APL 68",
            "只有简易程序的罚款才能当场收缴。",
            "Only a fine of the simple procedure is collected on the spot.",
        )
    if facts.hard_to_collect or facts.amount is None or facts.amount <= limit:
        return None
    return Refusal(
        "INV-11",
        "APL 68",
        f"罚款 {facts.amount / YUAN:g} 元超过 {limit // YUAN} 元，没有记明事后难以执行的理由，不得当场收缴。",
        f"A fine above {limit // YUAN} yuan is collected on the spot only with a recorded reason.",
    )


def only_the_simple_procedure_collects(ask: Ask) -> Refusal | None:
    """In the ordinary one only at the party's own request in a remote place (APL 69)."""
    if ask.standing.simple or ask.data.ground == "remote":
        return None
    return Refusal(
        "INV-11",
        "APL 68",
        "普通程序的罚款不得当场收缴，边远地区经当事人提出的除外。",
        "Outside the simple procedure money is not collected on the spot, but at the party's request in a remote place (APL 69).",
    )


def collected_where_decided(ask: Ask) -> Refusal | None:
    """On the spot means there and then; later the money goes to the bank."""
    if ask.standing.decided is None or ask.day == ask.standing.decided or ask.data.ground == "remote":
        return None
    return Refusal(
        "INV-11",
        "APL 68",
        "当场收缴只能在作出决定的当日，之后应到银行或者通过电子支付缴纳。",
        "Collected on the spot means on the day of the decision; later it is paid at the bank or electronically.",
    )


def cash_is_on_its_way(ask: Ask) -> Refusal | None:
    """A case with cash in somebody's pocket is not closed."""
    if ask.standing.cash is None or ask.standing.banked:
        return None
    return Refusal(
        "INV-12",
        "APL 71",
        "当场收缴的罚款尚未缴付银行，不得结案。",
        "The cash collected on the spot is not at the bank yet; the case stays open.",
    )


def no_officer_receives_money(ask: Ask) -> Refusal | None:
    if ask.data.method != "officer":
        return None
    return Refusal(
        "INV-13",
        "APL 67",
        "除当场收缴外，执法人员不得自行收缴罚款，请经银行或者电子支付缴纳。",
        "Apart from collection on the spot no officer receives money; pay at the bank or electronically.",
    )


def cash_was_collected(ask: Ask) -> Refusal | None:
    if ask.standing.cash is not None and ask.standing.cash_in is None:
        return None
    return Refusal("INV-12", "APL 71", "没有待上交的当场收缴款。", "No cash from the spot waits to be handed in.")


def cash_was_handed_in(ask: Ask) -> Refusal | None:
    if ask.standing.cash_in is not None and not ask.standing.banked:
        return None
    return Refusal("INV-12", "APL 71", "没有待缴付银行的款项。", "No money waits to be paid in at the bank.")
