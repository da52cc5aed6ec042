"""What no statute fixes: a city's own choices, as `config` writes them."""

from __future__ import annotations

from zhicheng.kernel.errors import BadInput
from zhicheng.law.amounts import Tiers
from zhicheng.law.book import Book, Settings, book_of
from zhicheng.law.scenarios.values import Given, fen, whole_number

CONFIG: dict[str, str] = {
    "jurisdiction": "six-digit division code of the region's packs",
    "individual_business_as": "citizen | organisation",
    "statement_period_workdays": "working days",
    "hearing_notice_clear_days": "bool: neither the notice's day nor the hearing's counts",
    "big_fine_citizen": "yuan",
    "big_fine_org": "yuan",
    "tier_method": "light up to / heavy from, per cent of the range: 30/70",
    "first_offence_lookback_months": "months",
    "legal_review_always": "bool: every ordinary decision passes a legal review",
    "decision_extension_days": "days beyond the ninety that the city's own rules allow",
    "rollover_party": "next_working_day",
    "rollover_agency": "none",
    "make_up_days_are_working_days": "true",
    "surcharge_base": "unpaid_fine",
}
FIXED = {
    "rollover_party": "next_working_day",
    "rollover_agency": "none",
    "make_up_days_are_working_days": True,
    "surcharge_base": "unpaid_fine",
}


def read_config(config: Given) -> Book:
    """The book under these choices. BadInput names a key that is not known, or a value that this engine does not offer."""
    return book_of(str(config.get("jurisdiction", ""))).with_settings(read_settings(config))


def read_settings(config: Given) -> Settings:
    """A city's own choices; what is not mentioned is as usual."""
    for key, value in config.items():
        if key not in CONFIG:
            raise BadInput(
                f"config 里不认识的键 {key}；可用：{'、'.join(CONFIG)}。",
                f"{key} is no key of config; any of {', '.join(CONFIG)}.",
                field=f"config.{key}",
            )
        if key in FIXED and value != FIXED[key]:
            raise BadInput(
                f"config.{key} 只能是 {FIXED[key]}。", f"config.{key} can only be {FIXED[key]}.", field=f"config.{key}"
            )
    method = str(config.get("tier_method", "30/70")).split("/")
    if len(method) != 2 or not all(p.isdigit() for p in method):
        raise BadInput("tier_method 应写成 30/70 的样子。", "Write tier_method like 30/70.", field="config.tier_method")
    return Settings(
        individual_business_as="org" if config.get("individual_business_as") == "organisation" else "citizen",
        big_fine_citizen=fen(config.get("big_fine_citizen", 10_000), "config.big_fine_citizen"),
        big_fine_org=fen(config.get("big_fine_org", 100_000), "config.big_fine_org"),
        tiers=Tiers(int(method[0]), int(method[1])),
        statement_period=whole_number(config.get("statement_period_workdays", 5), "config.statement_period_workdays"),
        hearing_notice_clear_days=bool(config.get("hearing_notice_clear_days", True)),
        first_offence_months=whole_number(
            config.get("first_offence_lookback_months", 24), "config.first_offence_lookback_months"
        ),
        legal_review_always=bool(config.get("legal_review_always", False)),
        decision_extension=whole_number(config.get("decision_extension_days", 0), "config.decision_extension_days"),
    )
