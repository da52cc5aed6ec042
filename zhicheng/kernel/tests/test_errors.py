"""How the system says no: one sentence in two languages, and for a sheet or a form all that is wrong."""

from __future__ import annotations

import pytest

from zhicheng.kernel.errors import (
    BadInput,
    BadRow,
    BadSheet,
    Conflict,
    NotAllowed,
    NotFound,
    Refused,
    Wrong,
    ZhichengError,
)

ONE = Wrong(3, "辖区", "没有。", "There is none.")
TWO = Wrong(5, "工号", "重复。", "Twice.")


@pytest.mark.parametrize("kind", [BadInput, NotFound, Refused, NotAllowed, Conflict])
def test_a_refusal_speaks_both_languages(kind: type[ZhichengError]) -> None:
    said = kind("不行。", "No.").said
    assert (said.zh, said.en, str(kind("不行。", "No."))) == ("不行。", "No.", "不行。")


def test_what_only_an_operator_causes_may_be_said_once() -> None:
    assert Refused("no such file").said == ("no such file", "no such file")


def test_a_sheet_names_the_first_mistake_and_says_how_many() -> None:
    assert BadSheet([ONE]).said == (
        "第 3 行 · 辖区：没有。 什么都没有写入，请改好后重新导入。",
        "Row 3, 辖区: There is none. Nothing was written; correct the sheet and import it again.",
    )
    error = BadSheet([ONE, TWO])
    assert (error.field, error.rows) == ("辖区", (ONE, TWO))
    assert "（共 2 处有误）" in error.said.zh
    assert "(2 mistakes in all.)" in error.said.en


def test_a_form_says_the_same_without_a_row() -> None:
    assert BadRow([ONE]).said == ("辖区：没有。", "辖区: There is none.")
    assert BadRow([ONE, TWO]).said == ("辖区：没有。（共 2 处有误）", "辖区: There is none. (2 mistakes in all.)")
    assert BadRow([ONE, TWO]).rows == (ONE, TWO)


def test_a_state_that_forbids_a_step_has_a_stable_code() -> None:
    assert (NotAllowed("x").code, NotAllowed("x", code="INV-07").code) == ("state", "INV-07")
