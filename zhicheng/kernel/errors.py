"""How the system says no.

ZhichengError
├── BadInput      something from outside is wrong; one sentence: what, where, what to do   (CLI exit 2, HTTP 400)
│   └── BadSheet  several rows of a sheet are wrong; row, field and reason of each         (HTTP 400, `rows`)
│       └── BadRow    one row, typed into a form: field and reason of each mistake         (HTTP 400, `rows`)
├── NotFound      no such thing, or not for this user to see                              (HTTP 404)
├── Refused       this account may not do this                                            (HTTP 403)
│   ├── TooMany       too much at once from one address; wait and send the same again          (HTTP 403)
│   └── SignedOut     nobody is signed in, or not with all factors: the same may go after signing in (HTTP 403)
├── NotAllowed    the state or a rule forbids this step; carries the reasons              (HTTP 409)
└── Conflict      somebody else moved it first; read again and retry                      (HTTP 409)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhicheng.kernel.phrases import Phrase


class ZhichengError(Exception):
    """Base of every refusal that is not a bug: one sentence for the person who caused it, Chinese first, English beside it.

    What only an operator at the command line can cause may be said in English alone.
    """

    def __init__(self, zh: str, en: str = "") -> None:
        super().__init__(zh)
        self.said = Phrase(zh, en or zh)


class BadInput(ZhichengError):
    """Input from outside is wrong. `field` names the field, column or option, where there is one."""

    def __init__(self, zh: str, en: str = "", *, field: str = "") -> None:
        super().__init__(zh, en)
        self.field = field


class Wrong(NamedTuple):
    """What is wrong with one row: its line in the sheet, the column (as the sheet titles it), the reason in both languages."""

    row: int
    field: str
    reason: str
    reason_en: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 · {self.field}：{self.reason}"


class BadSheet(BadInput):
    """Rows of a sheet are wrong; nothing of it was written. `rows` has all of them, the sentence the first."""

    def __init__(self, rows: Sequence[Wrong]) -> None:
        more = f"（共 {len(rows)} 处有误）" if len(rows) > 1 else ""
        first = rows[0]
        super().__init__(
            f"{first}{more} 什么都没有写入，请改好后重新导入。",
            f"Row {first.row}, {first.field}: {first.reason_en}{f' ({len(rows)} mistakes in all.)' if more else ''} "
            "Nothing was written; correct the sheet and import it again.",
            field=first.field,
        )
        self.rows = tuple(rows)


class BadRow(BadSheet):
    """One row was typed into a form: told without the row's number."""

    def __init__(self, rows: Sequence[Wrong]) -> None:
        super().__init__(rows)
        more = len(rows) > 1
        self.said = Phrase(
            f"{rows[0].field}：{rows[0].reason}{f'（共 {len(rows)} 处有误）' if more else ''}",
            f"{rows[0].field}: {rows[0].reason_en}{f' ({len(rows)} mistakes in all.)' if more else ''}",
        )


class NotFound(ZhichengError):
    """There is no such thing, or this user may not know of it."""


class Refused(ZhichengError):
    """This account lacks the role, area or purpose."""


class TooMany(Refused):
    """Too much at once from one address. A phone keeps what it has and sends it later."""

    code = "too-many"


class SignedOut(Refused):
    """Nobody is signed in, or not with all factors. A phone keeps what it has and sends it after the next sign-in."""


class NotAllowed(ZhichengError):
    """A life cycle or a rule forbids the step now. `code` is stable (an invariant id or `state`)."""

    def __init__(self, zh: str, en: str = "", *, code: str = "state") -> None:
        super().__init__(zh, en)
        self.code = code


class Conflict(ZhichengError):
    """Somebody else moved the thing first."""
