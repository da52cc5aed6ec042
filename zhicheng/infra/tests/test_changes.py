"""What an office changed: the comparison that a preview shows and the history keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from zhicheng.infra.changes import Change, compare, counts, history, record_changes
from zhicheng.infra.models import Event

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "what", "told_before", "told_after"),
    [
        (None, {"名": "甲", "空": ""}, "added", {}, {"名": "甲"}),
        ({"名": "甲", "空": ""}, None, "gone", {"名": "甲"}, {}),
        ({"名": "甲"}, {"名": "甲"}, "same", {}, {}),
        ({"名": "甲", "号": "1"}, {"名": "乙", "号": "1"}, "changed", {"名": "甲"}, {"名": "乙"}),
        ({"名": "甲"}, {"名": ""}, "changed", {"名": "甲"}, {"名": ""}),
        ({}, {"名": "甲"}, "changed", {"名": ""}, {"名": "甲"}),
        (
            {"名": "甲", "旧列": "x"},
            {"名": "甲"},
            "same",
            {},
            {},
        ),  # a column that the sheet does not have changes nothing
    ],
)
def test_a_change_tells_only_what_differs(
    before: dict[str, str] | None,
    after: dict[str, str] | None,
    what: str,
    told_before: dict[str, str],
    told_after: dict[str, str],
) -> None:
    assert compare("x", before, after, row=7) == Change("x", what, told_before, told_after, 7)  # type: ignore[arg-type]


def test_each_sort_is_counted() -> None:
    found = [Change("a", "added"), Change("b", "same"), Change("c", "same"), Change("d", "gone")]
    assert counts(found) == {"added": 1, "changed": 0, "same": 2, "gone": 1}


@pytest.mark.django_db
def test_what_stayed_the_same_is_no_event() -> None:
    record_changes("units", [Change("a", "same")], by="cli", at=AT)
    assert Event.objects.count() == 0
    record_changes("units", [Change("a", "same"), Change("b", "added", {}, {"名": "b"})], by="cli", at=AT)
    assert [(e.stream, e.seq, e.kind) for e in Event.objects.all()] == [("setup:units", 1, "setup.change")]


@pytest.mark.django_db
def test_each_register_has_its_own_numbers() -> None:
    for register in ("units", "crews", "units"):
        record_changes(register, [Change("x", "added", {}, {"名": "x"})], by="cli", at=AT)
    assert sorted(Event.objects.values_list("stream", "seq")) == [
        ("setup:crews", 1),
        ("setup:units", 1),
        ("setup:units", 2),
    ]


@pytest.mark.django_db
def test_the_history_is_read_newest_first_in_pages_without_a_gap() -> None:
    for n in range(7):
        record_changes("units", [Change(f"u{n}", "added", {}, {"n": str(n)})], by=f"person:{n}", at=AT + timedelta(n))
    first = history("units", limit=3)
    second = history("units", before_seq=first[-1].seq, limit=3)
    third = history("units", before_seq=second[-1].seq, limit=3)
    assert [p.change.name for p in first + second + third] == ["u6", "u5", "u4", "u3", "u2", "u1", "u0"]
    assert (first[0].actor, first[0].at, first[0].change.after) == ("person:6", AT + timedelta(6), {"n": "6"})
    assert history("crews") == []
