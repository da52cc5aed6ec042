"""What people write, and what is read out of it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.reports.extracting import address_in, complete_row, extract, number_of, phones_in, plates_in, when_in
from zhicheng.flow.reports.rules import Incoming
from zhicheng.kernel.calendar import CHINA

TOLD = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA)


def china(day: int, hour: int, minute: int = 0, month: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("幸福路12号门口有人摆摊", "幸福路12号"),
        ("我住在幸福路12号，楼下太吵", "幸福路12号"),
        ("你好，我要反映解放大道与建设路交叉口的信号灯坏了", "解放大道与建设路交叉口"),
        ("阳光花园3栋楼下堆垃圾", "阳光花园3栋"),
        ("位于桂花苑2期5栋的业主", "桂花苑2期5栋"),
        ("东风巷 7 号 污水横流", "东风巷7号"),
        ("昨天在李家村看见有人倒渣土", "李家村"),
        ("昨晚十点半幸福路12号门口有人烧垃圾", "幸福路12号"),
        ("每天晚上中山路5号太吵", "中山路5号"),
        ("路灯不亮", ""),
        ("马路上全是泥", ""),
        ("小区里很脏", ""),
        ("人民路垃圾多，人民路88号最严重", "人民路88号"),
        ("今天天气很好", ""),
        ("", ""),
        ("😀😀😀", ""),
    ],
)
def test_where(text: str, address: str) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("昨天下午三点有人砍树", china(15, 15)),
        ("昨晚十点半还在施工", china(15, 22, 30)),
        ("今早7点", china(16, 7)),
        ("前天凌晨2点15分", china(14, 2, 15)),
        ("今天中午12点", china(16, 12)),
        ("昨天中午一点", china(15, 13)),
        ("9月3日上午9:20", china(3, 9, 20)),
        ("九月三号晚上八点", china(3, 20)),
        ("12月30日下午2点", china(30, 14, 0, month=12, year=2025)),  # not in the future: last year's
        ("昨晚", china(15, 20)),
        ("昨晚十二点", china(16, 0)),
        ("昨天晚上", china(15, 20)),
        ("昨天 14点", None),
        ("昨天", None),
        ("昨天下午25点", None),
    ],
)
def test_when(text: str, at: datetime | None) -> None:
    found = when_in(text, told_at=TOLD)
    assert found is not None
    assert found.at == at
    assert not found.again


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每天晚上跳广场舞", "每天晚上"),
        ("天天半夜装修", "天天半夜"),
        ("每晚11点多还在唱", "每晚11点多"),
        ("经常停电", "经常"),
    ],
)
def test_again_and_again(text: str, words: str) -> None:
    found = when_in(text, told_at=TOLD)
    assert found is not None
    assert found.again
    assert found.at is None
    assert found.words == words


@pytest.mark.parametrize("text", ["", "路灯不亮", "13月40日", "两点意见", "一共三点"])
def test_no_time(text: str) -> None:
    assert when_in(text, told_at=TOLD) is None


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("联系电话13812345678", ("13812345678",)),
        ("打138-1234-5678或 138 1234 5678", ("13812345678",)),
        ("座机0571-87654321", ("057187654321",)),
        ("身份证330106199001011234", ()),
        ("账号6222021234567890123", ()),
        ("12812345678", ()),
        ("12345", ()),
    ],
)
def test_phones(text: str, phones: tuple[str, ...]) -> None:
    assert phones_in(text) == phones


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("浙A12345堵门", ("浙A12345",)),
        ("车牌浙a·1b234挡道", ("浙A1B234",)),
        ("新能源粤BD12345停这里", ("粤BD12345",)),
        ("教练车苏E1234学", ("苏E1234学",)),
        ("浙江A区", ()),
        ("浙A123", ()),
        ("粤BI12345", ()),
        ("浙A1234567", ()),
    ],
)
def test_plates(text: str, plates: tuple[str, ...]) -> None:
    assert plates_in(text) == plates


@pytest.mark.parametrize(
    ("written", "number"), [("3", 3), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("两", 2)]
)
def test_numbers(written: str, number: int) -> None:
    assert number_of(written) == number


def test_all_of_it_at_once() -> None:
    found = extract("昨天下午三点，浙A12345停在幸福路12号人行道，电话13812345678", told_at=TOLD)
    assert (found.address, found.plates, found.phones) == ("幸福路12号", ("浙A12345",), ("13812345678",))
    assert found.when is not None
    assert found.when.at == china(15, 15)


@given(st.text(alphabet="昨今前天晚上下午三五十点半月日号路街巷小区1234567890浙A·-: 每我在", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = extract(text, told_at=TOLD)
    assert len(found.address) <= 200
    assert found.when is None or found.when.words in text


@pytest.mark.parametrize(
    "text", ["昨晚十一二点工地还在施工", "十二三点吵得睡不着", "早上十点十五六分", "十一二月3号报过"]
)
def test_about_so_many_is_no_time_and_no_fault(text: str) -> None:
    found = when_in(text, told_at=datetime.fromisoformat("2026-11-26T09:00:00+08:00"))
    assert found is None or found.at is None or found.at.tzinfo is not None


def test_an_old_moment_in_a_text_is_its_history_not_when_it_was_seen() -> None:
    at = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
    old, new = Incoming(key="a", text="1月2日上午报过一次，至今没修"), Incoming(key="b", text="昨天下午三点开始漏水")
    for one in (old, new):
        complete_row(one, at=at)
    assert old.happened_at is None
    assert new.happened_at == datetime.fromisoformat("2026-11-25T15:00:00+08:00")
