"""A draft's texts begin some day to come; the rehearsal takes them as in force all along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhicheng.law.book import Book, book_from, book_of, pack_of
from zhicheng.law.rehearse import as_if_in_force, compare
from zhicheng.law.tests.test_rehearse import CASES, changes, drafted, entry
from zhicheng.law.tests.walks import BOOK

STAGE = {"pre": "none", "fine": {"citizen": [60, 200], "org": [60, 200]}}


def later(**more: Any) -> Book:
    return drafted(violations=[entry("V.ZJ.litter", stages=[STAGE], **{"from": "2027-01-01", **more})])


def test_as_it_is_written_a_coming_text_says_nothing_of_yesterday() -> None:
    found = compare(CASES["on the spot"], BOOK, later())
    assert changes(found, "range") == [("", "20-50", "")]  # the old text is gone, the new one is not in force yet
    assert ("T10", "", "INV-33") in changes(found, "refused")


def test_taken_as_in_force_it_does() -> None:
    found = compare(CASES["on the spot"], BOOK, as_if_in_force(later(), BOOK))
    assert changes(found, "range") == [("", "20-50", "60-200")]


def test_a_new_entry_takes_the_place_of_what_it_replaces() -> None:
    old = entry("V.ZJ.litter", to="2026-12-31")
    new = entry("V.ZJ.litter", id="V.ZJ.litter2", replaces="V.ZJ.litter", stages=[STAGE], **{"from": "2027-01-01"})
    draft = as_if_in_force(drafted(violations=[old, new]), BOOK)
    assert changes(compare(CASES["on the spot"], BOOK, draft), "range") == [("", "20-50", "60-200")]


def test_a_repeal_is_in_force_too() -> None:
    draft = as_if_in_force(drafted(violations=[entry("V.ZJ.litter", to="2026-12-31")]), BOOK)
    found = compare(CASES["on the spot"], BOOK, draft)
    assert changes(found, "article") == [("", "ZJ 32", "")]


def test_what_the_draft_does_not_touch_keeps_its_days() -> None:
    draft = as_if_in_force(later(), BOOK)
    for name, now in BOOK.violations.items():
        if name != "V.ZJ.litter":
            assert draft.violations[name] == now


@pytest.mark.parametrize("region", ["", "330000", "110000"])
def test_the_same_book_stays_as_it_is(region: str) -> None:
    book = book_of(region)
    assert as_if_in_force(book, book).violations == book.violations


def test_a_book_laid_together_from_its_packs_is_the_region_s_own() -> None:
    assert book_from([pack_of("national"), pack_of("zhejiang")]) == book_of("330000")
    assert book_from([pack_of("national")]) == book_of()


def test_an_entry_takes_the_place_of_the_one_with_its_id() -> None:
    changed = drafted(violations=[entry("V.ZJ.litter", stages=[STAGE])])
    assert len(changed.violations) == len(BOOK.violations)
    assert changed.violations["V.ZJ.litter"] != BOOK.violations["V.ZJ.litter"]
    more = drafted(violations=[entry("V.ZJ.litter", id="V.ZJ.more")])
    assert set(more.violations) - set(BOOK.violations) == {"V.ZJ.more"}


def test_a_lenient_entry_takes_the_place_of_the_one_about_the_same_act() -> None:
    changed = drafted(leniency=[{"violation": "V.ZJ.stall", "kind": "minor", "conditions": []}])
    assert changed.leniency["V.ZJ.stall"].kind == "minor"
    assert len(changed.leniency) == len(BOOK.leniency)


def test_the_never_lenient_of_all_packs_hold() -> None:
    draft = book_from([pack_of("national"), {"leniency": {"leniency": [], "never": ["V.ZJ.litter"]}}])
    assert draft.never_lenient == book_of().never_lenient | {"V.ZJ.litter"}


def test_the_answers_of_one_book_are_not_the_other_s() -> None:
    """Books remember bases; a draft begins with none."""
    compare(CASES["on the spot"], BOOK, BOOK)
    draft = as_if_in_force(later(), BOOK)
    assert draft.known == {}
    assert BOOK.known


def test_a_law_of_which_only_the_end_is_earlier_is_no_repeal_today() -> None:
    ended = replace(
        BOOK,
        violations={**BOOK.violations, "V.ZJ.litter": replace(BOOK.violations["V.ZJ.litter"], end=date(2027, 6, 30))},
    )
    draft = drafted(violations=[entry("V.ZJ.litter", to="2027-12-31")])
    found = as_if_in_force(draft, ended).violations["V.ZJ.litter"]
    assert found.in_force(date(2026, 4, 30))
