"""What is covered, what stays, and that nobody gets round it by writing a number another way. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.reports.masking import mask

COVERED = [
    # mobile phones, in every way in which people write them
    ("请打13812345678谢谢", "请打138********谢谢"),
    ("138-1234-5678", "138**********"),
    ("138 1234 5678", "138**********"),
    ("138.1234.5678", "138**********"),
    ("1381 234 5678", "138**********"),
    ("138 123 45678", "138**********"),
    ("138 12345678", "138*********"),
    ("13812 345678", "138*********"),
    ("1381234 5678", "138*********"),
    ("+86 13812345678", "+86 138********"),
    ("86-13812345678", "86-138********"),
    ("008613812345678", "0086138********"),
    ("1 3 8 1 2 3 4 5 6 7 8", "1 3" + "*" * 18),
    ("1-9-9-1-2-3-4-5-6-7-8", "1-9" + "*" * 18),
    ("１３８１２３４５６７８", "１３８********"),
    ("一三八一二三四五六七八", "一三八********"),
    ("幺三八幺二三四五六七八", "幺三八********"),
    ("壹叁捌壹贰叁肆伍陆柒捌", "壹叁捌********"),
    ("138一二三四五六七八", "138********"),
    ("一三八 一二三四 五六七八", "一三八 **** ****"),
    ("找张三13812345678", "找张三138********"),
    ("赵五一三八一二三四五六七八", "赵五一三八********"),
    ("三三零一零二一九九零零一零一一二三四", "三三零" + "*" * 15),
    ("①③⑧①②③④⑤⑥⑦⑧", "①③⑧********"),
    ("138\u200b1234\u200b5678", "138\u200b****\u200b****"),
    ("138—1234—5678", "138**********"),
    ("13812345678和13987654321", "138********和139********"),
    ("电话13812345678.", "电话138********."),
    # other phones
    ("+1 415 555 2671", "+1 ************"),
    ("0571-87654321", "0571*********"),
    ("(0571)87654321", "(057**********"),
    ("010 62345678", "010 ********"),
    ("02187654321", "0218*******"),
    ("电话：8765432", "电话：*******"),
    ("联系电话 87654321", "联系电话 ********"),
    ("call me: 87654321", "call me: ********"),
    # identity numbers; a wrong check digit is still somebody's number
    ("身份证330102199001011234", "身份证330***************"),
    ("33010219900101123X", "330***************"),
    ("33010219900101123x", "330***************"),
    ("330102 19900101 1234", "330*****************"),
    ("330102 1990 0101 1234", "330******************"),
    ("330102900101123", "330************"),
    ("护照E12345678", "护照*********"),
    ("通行证号：H12345678", "通行证号：*********"),
    ("passport no. G28233515", "passport no. *********"),
    # cards
    ("6222021234567890128", "6222***************"),
    ("4111 1111 1111 1111", "4111***************"),
    # plates
    ("浙A12345", "浙A*****"),
    ("浙A·D1234", "浙A******"),
    ("浙a12345", "浙a*****"),
    ("浙AD12345", "浙A******"),
    ("京A 88888", "京A******"),
    ("粤Z1234港", "粤Z*****"),
    ("浙Ａ１２３４５", "浙Ａ*****"),
    ("浙A1234学", "浙A*****"),
    ("车牌号：A12345", "车牌号：******"),
    ("plate A12345", "plate ******"),
    # mail and chat
    ("zhang.san@example.com", "*" * 21),
    ("邮箱zhang＠example.com。", "邮箱" + "*" * 17 + "。"),
    ("微信：zhang_san88", "微信：***********"),
    ("加QQ 123456789", "加QQ *********"),
    ("vx:abc12345", "vx:********"),
    # names that say that they are names
    ("联系人：李四先生来电", "联系人：李*先生来电"),
    ("姓名：张小明，男", "姓名：张**，男"),
    ("车主：欧阳小敏", "车主：欧***"),
    ("我叫王五。", "我叫王*。"),
]

LEFT = [
    "", " ", "人民路138号12幢3单元501室", "2026年5月1日上午9点30分", "2026-05-01 09:30:00", "20260501093000",
    "12345热线，110，95588", "400-820-8820", "120.15512345678,30.27412345678", "编号2026050112345678901",
    "13 2026-05-01 9", "一二三四五六七八九十", "二〇二六年五月一日", "一三八号楼一二三四室", "一二三四五六七八九一二三四五",
    "三三两两的摊贩", "浙江省A座12345", "浙A1234警", "GB/T 47678.5", "A4纸", "业主王先生说",
    "12813812345678", "占道3.5米，垃圾12袋", "G2501次", "微信群里", "QQ", "1234567", "87654321", "当事人自行清理", "10086", "电话打不通", "@所有人",
    "33010219901301123", "the stall in front of no. 12 is back", "🍢🍢🍢",
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), COVERED)
def test_personal_data_is_covered(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", LEFT)
def test_what_is_nobody_s_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(("text", "masked"), COVERED)
def test_it_is_covered_inside_a_sentence_too(text: str, masked: str) -> None:
    assert mask(f"昨天有人反映，{text}，请核实") == f"昨天有人反映，{masked}，请核实"


@given(st.text(alphabet="0123456789１２３一三八浙京Aa@.·-+ \u200b电话微信姓名：张先生x", max_size=60))
def test_the_length_stays_and_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once


@given(
    before=st.text(alphabet="请打电话给张三我五，联系人。/x一", max_size=12),
    phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    after=st.text(alphabet="谢谢！，。x）一二三", max_size=12),
)
def test_no_mobile_phone_survives_whatever_stands_around_it(before: str, phone: str, after: str) -> None:
    assert phone[3:] not in mask(before + phone + after)


@given(number=st.from_regex(r"[1-6][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]", fullmatch=True))  # fmt: skip
def test_no_identity_number_survives(number: str) -> None:
    assert number[6:14] not in mask(f"本人身份证号{number}，请核实。")


def test_a_long_hostile_text_takes_no_long_time() -> None:
    """No pattern may walk the text again and again: 40,000 characters that nearly match are done at once."""
    from time import process_time

    start = process_time()
    for piece in ("1", "a.", "138 ", "浙A1", "电话", "姓名：张", "+1 23 "):
        mask(piece * 10_000)
    assert process_time() - start < 3
