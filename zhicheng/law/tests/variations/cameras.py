"""What a camera recorded."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import CARS, PASS, Row, no

ROWS: tuple[Row, ...] = (
    Row("a camera in order", CARS, {"procedure": "ordinary (off-site)", "admissible": True, **PASS}),
    Row(
        "published on the day of the capture is not before it",
        {**CARS, "device": {**CARS["device"], "location_published": "2026-04-02"}},
        {**no("INV-50"), "admissible": False},
    ),
    Row(
        "a calibration that ended the day before",
        {**CARS, "device": {**CARS["device"], "calibration_valid_to": "2026-04-01"}},
        no("INV-50"),
    ),
    Row(
        "a technical review that failed",
        {**CARS, "device": {**CARS["device"], "technical_review": "failed"}},
        no("INV-50"),
    ),
    Row("no law allows the monitoring", {**CARS, "device": {**CARS["device"], "legal_basis": None}}, no("INV-50")),
    Row("nobody reviewed the record", {**CARS, "reviewed_by_officer": None}, no("INV-50")),
    Row(
        "reviewed only after the decision",
        {**CARS, "reviewed_by_officer": "2026-04-17", "D36_served": "2026-04-08", "decision": "2026-04-16"},
        no("INV-50"),
    ),
    Row("not on the power list", {**CARS, "power_list": None}, no("INV-04")),
    Row(
        "consent signed after the arrival serves nothing",
        {
            **CARS,
            "D36_served": "2026-04-08",
            "decision": "2026-04-16",
            "e_service_arrived": "2026-04-16T16:02",
            "D51_signed": "2026-04-17",
        },
        {**no("INV-70"), "deadlines": {"service_last_day": "2026-04-27"}},
    ),
)
