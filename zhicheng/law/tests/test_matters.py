"""The catalogue of matters and the calendar are those of the domain folder; words lead to matters."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhicheng.law import matters
from zhicheng.law.matters import code_of, national_calendar


def domain(shared: Path, name: str) -> Any:
    return yaml.load((shared / "domain" / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


def test_the_pack_is_the_domain_catalogue(shared: Path) -> None:
    source = domain(shared, "matters.yaml")
    assert {i["code"]: i["name"] for i in source["items"]} == {m.code: m.name for m in matters.matters().values()}
    assert len(matters.matters()) == source["count"] == 250


def test_the_calendar_is_the_domain_calendar(shared: Path) -> None:
    source = domain(shared, "calendar.yaml")["years"]
    calendar = national_calendar()
    off = {date.fromisoformat(d) for year in source.values() for d in year["off"] or ()}
    make_up = {date.fromisoformat(d) for year in source.values() for d in year.get("make_up_workdays") or ()}
    published = {int(y) for y, days in source.items() if days["off"]}
    assert calendar.published == published
    assert {d for d in calendar.off if d.year in published} == off
    assert {d for d in calendar.make_up if d.year in published} == make_up


def test_an_unknown_year_has_the_statutory_days_off_and_is_provisional(shared: Path) -> None:
    days = [date.fromisoformat(d) for d in domain(shared, "calendar.yaml")["statutory_days_2027_estimate"]]
    assert all(not national_calendar().is_working_day(d) for d in days)
    assert all(national_calendar().is_provisional(d) for d in days)


def test_every_matter_has_a_class_and_a_name_in_two_languages() -> None:
    for m in matters.matters().values():
        assert m.klass in matters.classes()
        assert m.name
        assert m.name_en
        assert len(m.code) == 5
        assert m.code.isdigit()


@pytest.mark.parametrize("unknown", ["", "99999", "00-00", "no such thing", "09-99"])
def test_an_unknown_category_is_empty(unknown: str) -> None:
    assert code_of(unknown) == ""


def test_codes_names_and_legacy_codes_mean_the_same() -> None:
    stall = matters.matters()["09001"]
    assert code_of("09001") == code_of(stall.name) == code_of(f"  {stall.name_en.upper()} ") == "09001"
    assert code_of("04-01") == code_of("0401") == "09001"  # GB/T 30428.2: class + 5


def test_every_legacy_code_of_the_sample_sheet_is_known(shared: Path) -> None:
    rows = [
        r
        for r in domain(shared, "time_limits_sample.yaml")["rows"]
        if r["kind"] == "matter" and r.get("legacy_code") and r.get("code")
    ]
    assert rows
    assert [(r["legacy_code"], r["code"]) for r in rows if code_of(r["legacy_code"]) not in ("", r["code"])] == []


def test_only_matters_that_may_end_in_a_case_need_certificates() -> None:
    assert matters.matters()["09001"].needs_certificates
    assert not matters.matters()["01001"].needs_certificates
