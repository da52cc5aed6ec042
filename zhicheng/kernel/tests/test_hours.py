"""Weekly hours, as an office writes them and as English readers read them."""

from __future__ import annotations

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.hours import hours_in_english, hours_text, parse_hours


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("周一至周五 08:00-16:00", "周一至周五 08:00-16:00", "Mon–Fri 08:00–16:00"),
        ("每天 07:00-15:00", "每天 07:00-15:00", "every day 07:00–15:00"),
        (
            "67 9:00-12:00；3 22:00-06:00",
            "周六、周日 09:00-12:00；周三 22:00-06:00",
            "Sat, Sun 09:00–12:00; Wed 22:00–06:00",
        ),
        ("135 08:00-12:00", "周一、周三、周五 08:00-12:00", "Mon, Wed, Fri 08:00–12:00"),
    ],
)
def test_hours_are_told_in_both_languages(written: str, zh: str, en: str) -> None:
    spans = parse_hours(written)
    assert (hours_text(spans), hours_in_english(spans)) == (zh, en)


def test_the_english_refusal_shows_a_form_that_is_read() -> None:
    with pytest.raises(BadInput) as refused:
        parse_hours("sometimes")
    assert "12345 08:00-16:00" in refused.value.said.en
    assert hours_in_english(parse_hours("12345 08:00-16:00")) == "Mon–Fri 08:00–16:00"
