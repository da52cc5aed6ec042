"""Who may see a complaint, and what it has to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.civic.voices.rules import MAX_TEXT, About, Viewer, check, may_see, needed
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

SUPERVISION = frozenset({"supervisor"})


@pytest.mark.parametrize(
    ("viewer", "about", "sees"),
    [
        (Viewer(SUPERVISION, 1, 10, "supervision_centre"), About(7, 20), True),
        (Viewer(SUPERVISION, 1, 10, "supervision_centre"), About(), True),
        (Viewer(SUPERVISION), About(7, 20), True),  # an account without a unit
        (Viewer(frozenset(), 1, 10), About(7, 20), False),  # not of the supervision unit
        (Viewer(frozenset({"manager", "admin", "shift_leader"}), 1, 10), About(7, 20), False),
        (Viewer(SUPERVISION, 7, 20, "squad"), About(7, 20), False),  # the officer himself
        (Viewer(SUPERVISION, 7, 30, "department"), About(7, 20), False),  # himself, moved meanwhile
        (Viewer(SUPERVISION, 8, 20, "squad"), About(7, 20), False),  # his squad
        (Viewer(SUPERVISION, 8, 30, "squad"), About(7, 20), True),  # another squad's
        (Viewer(SUPERVISION, 8, 30, "squad", frozenset({20})), About(7, 20), False),  # speaks for that squad
        (Viewer(SUPERVISION, 8, 20, "squad"), About(), False),  # it may be his
        (Viewer(SUPERVISION, 8, 20, "squad"), About(0, 30), True),
    ],
)
def test_who_sees_it(viewer: Viewer, about: About, sees: bool) -> None:
    assert may_see(viewer, about) is sees


roles = st.frozensets(st.sampled_from(["supervisor", "manager", "member", "admin", "shift_leader", "department"]))
ids = st.integers(min_value=1, max_value=4)


@given(roles, ids, ids, st.sampled_from(["squad", "brigade", "department"]), st.frozensets(ids))
def test_whatever_his_roles_nobody_sees_what_is_said_about_him_or_his_unit(
    given_roles: frozenset[str], member: int, unit: int, kind: str, speaks_for: frozenset[int]
) -> None:
    viewer = Viewer(given_roles, member, unit, kind, speaks_for)
    assert not may_see(viewer, About(member, unit + 10))
    assert not may_see(viewer, About(member + 10, unit))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": ""}, "key"), ({"key": "k" * 49}, "key"), ({"text": "坏"}, "text"), ({"text": "   坏人  "}, "text"),
        ({"text": "长" * (MAX_TEXT + 1)}, "text"), ({"who": "长" * 201}, "who"), ({"text": "他态度\x00很差"}, "text"), ({"badge": "\x00"}, "text"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_with_is_refused(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(**{"key": "k", "text": "他态度很差", "who": "", "badge": "", **wrong})
    assert refused.value.field == field


def test_what_is_enough() -> None:
    check(key="k" * 48, text="长" * MAX_TEXT, who="", badge="")


@pytest.mark.parametrize("said", ["", "  ", "长" * 11])
def test_a_step_says_something_and_not_too_much(said: str) -> None:
    with pytest.raises(BadInput):
        needed(said, what=Phrase("理由", "the reason"), field="reason", most=10)


def test_a_step_s_words_are_trimmed() -> None:
    assert needed(" 好 ", what=Phrase("理由", "the reason"), field="reason") == "好"
