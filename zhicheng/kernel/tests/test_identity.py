"""Identity numbers, credit codes, plates: the check finds every slip of one digit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel import identity

GOOD_CITIZENS = ["11010519491231002X", "360426199101010071", "33010619880315123X", "330106201306010027"]
BAD_CITIZENS = [
    "", "1", "11010519491231002x", "110105194912310021", "11010519490231002X", "33010619880315123", "33010619880315123XX", "3301061988O315123X",
]  # fmt: skip
GOOD_CODES = [
    "91110000600037341L",
    "N2330113MF1234567Q",
    "91330106MA2BX7K30X",
]  # the second is rejected by python-stdnum
BAD_CODES = [
    "",
    "91110000600037341M",
    "9111000060003734IL",
    "91110000600037341",
    "91110000600037341l",
    "91110000600037314L",
]
GOOD_PLATES = ["浙A12345", "浙AD12345", "京A·12345", "沪A1234警", "粤Z1234港", "浙A3K582"]
BAD_PLATES = ["", "浙A1234", "浙I12345", "A12345", "浙A1234567", "杭A12345", "浙a12345", "浙AO1234"]


@pytest.mark.parametrize("number", GOOD_CITIZENS)
def test_a_good_citizen_number(number: str) -> None:
    assert identity.is_citizen_number(number)


@pytest.mark.parametrize("number", BAD_CITIZENS)
def test_a_bad_citizen_number(number: str) -> None:
    assert not identity.is_citizen_number(number)


@pytest.mark.parametrize("code", GOOD_CODES)
def test_a_good_credit_code(code: str) -> None:
    assert identity.is_credit_code(code)


@pytest.mark.parametrize("code", BAD_CODES)
def test_a_bad_credit_code(code: str) -> None:
    assert not identity.is_credit_code(code)


@given(st.sampled_from(GOOD_CITIZENS), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_found(number: str, at: int, digit: str) -> None:
    wrong = number[:at] + digit + number[at + 1 :]
    assert identity.is_citizen_number(wrong) is (wrong == number)


@given(st.sampled_from(GOOD_CODES), st.integers(0, 17), st.sampled_from(identity.ALPHABET))
def test_one_wrong_character_is_found(code: str, at: int, character: str) -> None:
    wrong = code[:at] + character + code[at + 1 :]
    assert identity.is_credit_code(wrong) is (wrong == code)


@given(st.sampled_from(GOOD_CITIZENS), st.integers(0, 16))
def test_two_neighbours_exchanged_are_found(number: str, at: int) -> None:
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert identity.is_citizen_number(wrong) is (wrong == number)


def test_birthday_and_sex_are_inside() -> None:
    assert identity.born("33010619880315123X") == date(1988, 3, 15)
    assert identity.born("330106198802301234") is None
    assert identity.sex("33010619880315123X") == "男"
    assert identity.sex("330106201306010027") == "女"


@pytest.mark.parametrize("plate", GOOD_PLATES)
def test_a_plate(plate: str) -> None:
    assert identity.is_plate(plate)


@pytest.mark.parametrize("plate", BAD_PLATES)
def test_no_plate(plate: str) -> None:
    assert not identity.is_plate(plate)


def test_plates_are_found_in_text() -> None:
    assert identity.plates_in("货车浙A3K582与京A·12345相撞，另有浙I00000。") == ["浙A3K582", "京A12345"]


def test_a_check_character_completes_an_invented_number() -> None:
    assert identity.with_check("33010619880315123") == "33010619880315123X"
