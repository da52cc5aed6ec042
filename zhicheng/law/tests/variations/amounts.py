"""How much."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import BEIJING, IGNORED, PASS, SHOP, Row, no

BUILDING = {"violation": "V.PLAN.no_permit", "act": "2026-03-02", **IGNORED}
POULTRY = {
    "violation": "V.BJ.poultry",
    "act": "2026-03-02",
    "D30": {"served": "2026-03-02T10:00", "correct_by": "2026-03-05T18:00"},
}
ROWS: tuple[Row, ...] = (
    Row(
        "laundry carries an order only",
        {"violation": "V.ZJ.hanging_laundry", "act": "2026-03-02", "fine": 20},
        no("INV-35"),
    ),
    Row(
        "a fixed amount",
        {"violation": "V.BJ.litter", "act": "2026-03-02", "fine": 50},
        {"range": [50, 50], **PASS},
        BEIJING,
    ),
    Row("and nothing beside it", {"violation": "V.BJ.litter", "act": "2026-03-02", "fine": 60}, no("INV-35"), BEIJING),
    Row(
        "serious: another fixed amount",
        {"violation": "V.BJ.litter", "act": "2026-03-02", "stage": "serious", "fine": 200},
        {"range": [200, 200], "stage": "serious", **PASS},
        BEIJING,
    ),
    Row("below the least with a ground of APL 32", {**SHOP, "fine": 50, "mitigation": "主动消除危害后果"}, PASS),
    Row(
        "an article for organisations fines no citizen",
        {"violation": "V.EEC.dump_unit", "act": "2026-09-05", "fine": 100_000},
        no("INV-35"),
    ),
    Row(
        "a share of a cost that nobody gave is not judged",
        {"violation": "V.PLAN.no_permit", "act": "2026-03-02", "fine": 30_000},
        PASS,
    ),
    Row(
        "the law has overtaken the local text for individuals",
        {"violation": "V.ZJ.construction_waste", "act": "2026-09-05", "fine": 500},
        {"law_applied": "EEC 1169(3)", "range": [100, 1000], **PASS},
    ),
    Row(
        "but not for acts before it",
        {"violation": "V.ZJ.construction_waste", "act": "2026-08-05", "fine": 200},
        {"law_applied": "ZJ 28", "range": [0, 200], **PASS},
    ),
    Row(
        "nor for organisations",
        {
            "violation": "V.ZJ.construction_waste",
            "act": "2026-09-05",
            "party": {"kind": "organisation"},
            "fine": 100_000,
        },
        {"law_applied": "ZJ 28", "range": [100_000, 1_000_000], **PASS},
    ),
    Row(
        "a city's tiers do not move the statute",
        {**SHOP, "fine": 100},
        {"light_tier": [100, 190], **PASS},
        {"tier_method": "10/90"},
    ),
    Row("by the head, one", {**POULTRY, "fine": 50}, {"range": [20, 50], **PASS}, BEIJING),
    Row(
        "by the head, three",
        {**POULTRY, "count": 3, "fine": 150},
        {"range": [60, 150], "tier": "heavy", **PASS},
        BEIJING,
    ),
    Row(
        "not a yuan above for three",
        {**POULTRY, "count": 3, "fine": 151},
        {"range": [60, 150], **no("INV-35")},
        BEIJING,
    ),
    Row("nor below it for three", {**POULTRY, "count": 3, "fine": 59}, no("INV-35"), BEIJING),
    Row("for one where nobody counted", {**POULTRY, "fine": 51}, {"range": [20, 50], **no("INV-35")}, BEIJING),
    Row(
        "a flock leaves the simple procedure",
        {**POULTRY, "count": 11, "fine": 201},
        {"procedure": "ordinary", "range": [220, 550]},
        BEIJING,
    ),
    Row("none at all is no number", {**POULTRY, "count": 0, "fine": 0}, no("FACTS"), BEIJING),
    Row("elsewhere a number changes nothing", {**SHOP, "count": 7, "fine": 1000}, {"range": [100, 1000], **PASS}),
    Row(
        "a share of the cost of construction",
        {**BUILDING, "stage": "correctable", "cost": 1_000_000, "fine": 80_000},
        {"range": [50_000, 100_000], "light_tier": [50_000, 65_000], "tier": "normal", **PASS},
    ),
    Row(
        "not a yuan above the share",
        {**BUILDING, "stage": "correctable", "cost": 1_000_000, "fine": 100_001},
        {"range": [50_000, 100_000], **no("INV-35")},
    ),
    Row("nor below it", {**BUILDING, "stage": "correctable", "cost": 1_000_000, "fine": 49_999}, no("INV-35")),
    Row(
        "a share from nothing up",
        {**BUILDING, "stage": "not_correctable", "cost": 300_000.5, "fine": 0},
        {"range": [0, 30_000.05], **PASS},
    ),
    Row(
        "temporary works: up to their whole cost",
        {**BUILDING, "violation": "V.PLAN.temporary", "cost": 20_000, "fine": 20_000},
        {"range": [0, 20_000], "tier": "heavy", **PASS},
    ),
    Row("without the cost no range", {**BUILDING, "stage": "correctable", "fine": 80_000}, {"range": None}),
    Row(
        "a share big enough for a hearing",
        {**BUILDING, "stage": "correctable", "cost": 200_000, "fine": 10_000},
        {"range": [10_000, 20_000], "hearing_right": True},
    ),
    Row(
        "and one that is not",
        {**BUILDING, "stage": "correctable", "cost": 199_999, "fine": 9_999.96},
        {"hearing_right": False},
    ),
)
