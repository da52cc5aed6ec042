"""The four sheets that a city keeps about itself: units, people, crews, responsibilities. From cells to rows, and back. No database.

All wrong rows are found before anything is said, so that an office corrects its sheet once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from zhicheng.engines.sheets import Line, day_of, lines, split_names, yes_or_no
from zhicheng.ground.people.rules import ROLE_NAMES
from zhicheng.kernel.errors import BadInput, BadSheet, Wrong
from zhicheng.kernel.hours import hours_text, parse_hours
from zhicheng.law import matters

ORGANISATIONS = {
    "brigade": "执法大队", "squad": "执法中队", "supervision_centre": "监督中心", "command_centre": "指挥中心",
    "department": "专业部门", "street": "街道", "property": "物业企业", "shop": "沿街商户",
}  # fmt: skip
MEMBERS = {
    "officer": "执法队员", "assistant": "协管员", "collector": "信息采集员", "centre": "中心坐席", "worker": "处置人员", "manager": "负责人",
}  # fmt: skip
ROLES = {code: name.zh for code, name in ROLE_NAMES.items()}
CREWS = {"patrol": "执法组", "collector": "采集员", "repair": "处置班组"}
MODES = {"car": "汽车", "ebike": "电动车", "walk": "步行"}
PURPOSE = "履行法定职责"
ALL_MATTERS = "全部"
AreaOf = Callable[[str], str]  # name or code → code; BadInput


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A unit. `former` renames the one that had this name; one that is not `active` is dissolved."""

    name: str
    kind: str
    parent: str = ""
    area: str = ""
    uscc: str = ""
    phone: str = ""
    has_phones: bool = True
    frontage: str = ""
    active: bool = True
    former: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person by staff number; with roles he has an account of that name. `roles` are (role, area)."""

    number: str
    name: str
    organisation: str
    kind: str
    phone: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    purpose: str = PURPOSE
    certificate: str = ""
    certificate_area: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True
    row: int = 0


@dataclass(frozen=True, slots=True)
class CrewRow:
    """People (by staff number), a vehicle, and the weekly shifts of a crew; one that is not `active` is disbanded and has nobody."""

    name: str
    kind: str
    organisation: str
    area: str = ""
    mode: str = "ebike"
    plate: str = ""
    members: tuple[str, ...] = ()
    duty: tuple[Mapping[str, str], ...] = ()
    active: bool = True
    row: int = 0


@dataclass(frozen=True, slots=True)
class DutyRow:
    """处置单位 × matter × area. `matter`: 5-digit code, 2-digit class, or "" for all."""

    organisation: str
    matter: str
    area: str = ""
    row: int = 0


T = TypeVar("T")
R = TypeVar("R", OrganisationRow, StaffRow, CrewRow, DutyRow)


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """One kind of sheet: its columns in order (`optional` ones may be missing), how a line becomes a row, how a row is written."""

    name: str
    title: str
    columns: tuple[str, ...]
    read: Callable[[Line, AreaOf], R]
    write: Callable[[R], Sequence[str]]
    optional: frozenset[str] = frozenset()


class _Cells:
    """Reads the cells of one line; what is wrong is raised with its column."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def text(self, title: str, most: int, *, needed: bool = False) -> str:
        found = self.line.text(title)
        if needed and not found:
            raise BadInput("不能为空。", "It must not be empty.", field=title)
        if len(found) > most:
            raise BadInput(
                f"有 {len(found)} 字，最多 {most} 字。",
                f"It has {len(found)} characters; at most {most} fit.",
                field=title,
            )
        return found

    def one_of(self, title: str, names: Mapping[str, str], default: str = "") -> str:
        found = self.line.text(title)
        if not found and default:
            return default
        return self.run(title, lambda: code_in(found, names))

    def in_use(self) -> bool:
        """A sheet without the column names what is in use."""
        return self.run("在用", lambda: yes_or_no(self.line.text("在用"), default=True))

    def day(self, title: str) -> date | None:
        return self.run(title, lambda: day_of(self.line.text(title)))

    def run(self, title: str, read: Callable[[], T]) -> T:
        try:
            return read()
        except BadInput as error:
            raise BadInput(*error.said, field=title) from None


def code_in(text: str, names: Mapping[str, str]) -> str:
    """The code of a Chinese title (or the code itself); BadInput lists what there is."""
    if text in names:
        return text
    for code, title in names.items():
        if title == text:
            return code
    if text:
        raise BadInput(
            f"没有「{text}」；可用：{'、'.join(names.values())}。",
            f"There is no “{text}”; there are: {', '.join(names)}.",
        )
    raise BadInput(
        f"不能为空；可用：{'、'.join(names.values())}。", f"It must not be empty; there are: {', '.join(names)}."
    )


def _organisation(line: Line, area_of: AreaOf) -> OrganisationRow:
    cells = _Cells(line)
    return OrganisationRow(
        name=cells.text("单位名称", 80, needed=True), kind=cells.one_of("单位类型", ORGANISATIONS), parent=cells.text("上级单位", 80),
        area=cells.run("辖区", lambda: area_of(line.text("辖区"))), uscc=cells.run("统一社会信用代码", lambda: _uscc(line.text("统一社会信用代码"))),
        phone=cells.text("电话", 20), has_phones=cells.run("配手机", lambda: yes_or_no(line.text("配手机"), default=True)),
        frontage=cells.text("门前三包责任段", 120), active=cells.in_use(), former=cells.text("原名称", 80), row=line.number,
    )  # fmt: skip


def _uscc(text: str) -> str:
    if text and not (len(text) == 18 and text.isalnum() and text.isascii()):
        raise BadInput(
            f"「{text}」不是 18 位统一社会信用代码。", f"“{text}” is no unified social credit code of 18 characters."
        )
    return text.upper()


def _staff(line: Line, area_of: AreaOf) -> StaffRow:
    cells = _Cells(line)
    area = cells.run("辖区", lambda: area_of(line.text("辖区")))
    paper = cells.text("执法证号", 30)
    begins, ends = cells.day("证件有效期起"), cells.day("证件有效期止")
    if paper and (begins is None or ends is None):
        raise BadInput(
            "有执法证号就要填有效期起和止。",
            "A certificate needs its first and its last day of validity.",
            field="证件有效期止" if begins else "证件有效期起",
        )
    if paper and begins and ends and begins > ends:
        raise BadInput(
            f"有效期止 {ends} 早于有效期起 {begins}。",
            f"The last day {ends} is before the first day {begins}.",
            field="证件有效期止",
        )
    return StaffRow(
        number=cells.run("工号", lambda: _number(line.text("工号"))), name=cells.text("姓名", 40, needed=True),
        organisation=cells.text("单位", 80, needed=True), kind=cells.one_of("人员类别", MEMBERS),
        phone=cells.run("手机号", lambda: _phone(line.text("手机号"))),
        roles=cells.run("角色", lambda: _roles(line.text("角色"), area, area_of)), purpose=cells.text("用途", 60) or PURPOSE,
        certificate=paper, certificate_area=cells.run("证件辖区", lambda: area_of(line.text("证件辖区"))) if paper else "",
        valid_from=begins if paper else None, valid_to=ends if paper else None,
        active=cells.run("在职", lambda: yes_or_no(line.text("在职"), default=True)), row=line.number,
    )  # fmt: skip


def _phone(text: str) -> str:
    """Also refuses a number that was masked for a screen: it must not be saved back."""
    if len(text) > 20 or not set(text) <= set("0123456789+- "):
        raise BadInput(f"「{text}」不是电话号码。", f"“{text}” is no phone number.")
    return text


def _number(text: str) -> str:
    """A staff number is also a log-in name."""
    if not text:
        raise BadInput("不能为空：工号也是登录名。", "It must not be empty: a staff number is also a log-in name.")
    if len(text) > 40 or not all(c.isascii() and (c.isalnum() or c in "-_.@") for c in text):
        raise BadInput(
            f"「{text}」只能用字母、数字和 - _ . @，最多 40 位：工号也是登录名。",
            f"“{text}” may only have letters, digits and - _ . @, 40 at most: a staff number is also a log-in name.",
        )
    return text


def _roles(text: str, area: str, area_of: AreaOf) -> tuple[tuple[str, str], ...]:
    """ "派遣员、督办@示例区" → roles, each in the row's area unless it names its own."""
    out = []
    for part in split_names(text):
        title, at, own = part.partition("@")
        out.append((code_in(title.strip(), ROLES), area_of(own) if at else area))
    return tuple(dict.fromkeys(out))


def _crew(line: Line, area_of: AreaOf) -> CrewRow:
    cells = _Cells(line)
    active = cells.in_use()
    members, duty = split_names(line.text("成员工号")), cells.run("班次", lambda: parse_hours(line.text("班次")))
    return CrewRow(
        name=cells.text("班组名称", 40, needed=True), kind=cells.one_of("班组类型", CREWS), organisation=cells.text("单位", 80, needed=True),
        area=cells.run("辖区", lambda: area_of(line.text("辖区"))), mode=cells.one_of("车辆", MODES, "ebike"), plate=cells.text("车牌", 12),
        members=tuple(dict.fromkeys(members)) if active else (), duty=tuple(duty) if active else (), active=active, row=line.number,
    )  # fmt: skip


def _duty(line: Line, area_of: AreaOf) -> DutyRow:
    cells = _Cells(line)
    return DutyRow(
        organisation=cells.text("处置单位", 80, needed=True), matter=cells.run("事项", lambda: matter_of(line.text("事项"))),
        area=cells.run("辖区", lambda: area_of(line.text("辖区"))), row=line.number,
    )  # fmt: skip


def matter_of(text: str) -> str:
    """5-digit code, 2-digit class, their names, or 全部 → code, class or "". BadInput otherwise."""
    if text in (ALL_MATTERS, "*"):
        return ""
    classes = matters.classes()
    by_name = {names[0]: code for code, names in classes.items()}
    found = text if text in classes else by_name.get(text) or matters.code_of(text)
    if not found and text.isdigit():  # typed as numbers they have lost their leading zero
        found = text.zfill(2) if text.zfill(2) in classes else matters.code_of(text.zfill(5))
    if not found:
        raise BadInput(
            f"「{text}」不是小类代码、大类代码或其名称；所有事项请填 {ALL_MATTERS}。",
            f"“{text}” is no code or name of a matter or a class; for all matters write {ALL_MATTERS}.",
        )
    return found


def matter_text(code: str) -> str:
    """A matter, a class or all of them, as people read it."""
    if not code:
        return ALL_MATTERS
    return f"{code} {matters.classes()[code][0] if len(code) == 2 else matters.matters()[code].name}"


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def roles_text(roles: Iterable[tuple[str, str]]) -> str:
    """Roles as they stand in the sheet."""
    return "、".join(f"{ROLES.get(role, role)}@{area}" if area else ROLES.get(role, role) for role, area in roles)


ORGANISATION = Sheet[OrganisationRow](
    "organisations", "单位表", ("单位名称", "单位类型", "上级单位", "辖区", "统一社会信用代码", "电话", "配手机", "门前三包责任段", "原名称", "在用"),
    _organisation,
    lambda r: (
        r.name, ORGANISATIONS[r.kind], r.parent, r.area, r.uscc, r.phone, _yes(r.has_phones), r.frontage, r.former, _yes(r.active),
    ),
    optional=frozenset({"在用", "原名称"}),
)  # fmt: skip
STAFF = Sheet[StaffRow](
    "staff", "人员表",
    ("工号", "姓名", "单位", "人员类别", "手机号", "角色", "辖区", "用途", "执法证号", "证件辖区", "证件有效期起", "证件有效期止", "在职"),
    _staff,
    lambda r: (
        r.number, r.name, r.organisation, MEMBERS[r.kind], r.phone, roles_text(r.roles), "", r.purpose, r.certificate, r.certificate_area,
        _day(r.valid_from), _day(r.valid_to), _yes(r.active),
    ),
)  # fmt: skip
CREW = Sheet[CrewRow](
    "crews", "班组表", ("班组名称", "班组类型", "单位", "辖区", "车辆", "车牌", "成员工号", "班次", "在用"), _crew,
    lambda r: (
        r.name, CREWS[r.kind], r.organisation, r.area, MODES[r.mode], r.plate, "、".join(r.members), hours_text(r.duty), _yes(r.active),
    ),
    optional=frozenset({"在用"}),
)  # fmt: skip
DUTY = Sheet[DutyRow](
    "responsibilities",
    "责任表",
    ("处置单位", "事项", "辖区"),
    _duty,
    lambda r: (r.organisation, matter_text(r.matter).split(" ")[0], r.area),
)


def read(sheet: Sheet[R], cells: Sequence[Sequence[Any]], area_of: AreaOf) -> list[R]:
    """Every row of a sheet. BadInput without a header; BadSheet with all rows that are wrong."""
    rows: list[R] = []
    wrong: list[Wrong] = []
    needed = [c for c in sheet.columns if c not in sheet.optional]
    for line in lines(cells, sheet.columns, needed):
        try:
            rows.append(sheet.read(line, area_of))
        except BadInput as error:
            wrong.append(Wrong(line.number, error.field, *error.said))
    if wrong:
        raise BadSheet(wrong)
    if not rows:
        raise BadInput(
            f"{sheet.title}里没有数据行：表头下面至少要有一行。",
            f"The sheet of {sheet.name} has no rows: at least one must stand below the header.",
        )
    return rows


def cells(sheet: Sheet[R], rows: Iterable[R]) -> Iterator[list[str]]:
    """The sheet with these rows, header first; what `read` reads again."""
    yield list(sheet.columns)
    for row in rows:
        yield list(sheet.write(row))
