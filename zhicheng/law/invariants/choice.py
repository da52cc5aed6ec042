"""Which procedure, and who may take money (INV-10 to INV-13)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.invariants.case import Case, Refusal


def simple_procedure_fits(case: Case) -> Refusal | None:
    if not case.facts.on_spot or case.fits_simple:
        return None
    limit = case.book.constants[f"K.simple.{case.facts.party.subject}_max"] // YUAN
    return Refusal("INV-10", "APL 51", f"当场处罚只限警告或 {limit} 元以下罚款，且不得没收、责令停业；请转普通程序。",
                   f"On the spot only a warning or a fine up to {limit} yuan, alone; use the ordinary procedure.")  # fmt: skip


def may_be_collected_on_the_spot(case: Case) -> Refusal | None:
    facts, limit = case.facts, case.book.constants["K.collect_on_spot_max"]
    if not facts.collected_on_spot or facts.hard_to_collect or facts.amount is None or facts.amount <= limit:
        return None
    return Refusal("INV-11", "APL 68", f"罚款 {facts.amount / YUAN:g} 元超过 {limit // YUAN} 元，没有记明事后难以执行的理由，不得当场收缴。",
                   f"A fine above {limit // YUAN} yuan is collected on the spot only with a recorded reason.")  # fmt: skip
