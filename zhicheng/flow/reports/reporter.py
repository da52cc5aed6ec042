"""Who reports, as far as the city may know it: nobody, a phone, or a child's guardian (PIPL 31: under 14 only with the guardian's consent). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhicheng.kernel.errors import BadInput

GUARDIAN = "监护人"
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,18}")


@dataclass(frozen=True, slots=True)
class Reporter:
    """What a citizen's form says about him."""

    name: str = ""
    phone: str = ""
    under_14: bool = False
    guardian_phone: str = ""
    guardian_consents: bool = False


def kept_of(told: Reporter, *, anonymous_allowed: bool) -> tuple[str, str]:
    """(name, phone) that may be kept. BadInput says in one sentence what is missing. A child's report itself is always taken."""
    if told.under_14:
        return _of_child(told)
    if told.guardian_phone:
        raise BadInput(
            "监护人手机号只在上报人未满 14 周岁时填写。",
            "A guardian's phone is only for a reporter under 14.",
            field="guardian_phone",
        )
    if not told.phone.strip() and not anonymous_allowed:
        raise BadInput(
            "本市要求上报人留下手机号，请填写后再提交。",
            "This city asks reporters for a phone; fill it in and send again.",
            field="phone",
        )
    return told.name, _phone(told.phone, "phone")


def _of_child(told: Reporter) -> tuple[str, str]:
    if told.name.strip() or told.phone.strip():
        raise BadInput(
            "未满 14 周岁请不要填自己的姓名和手机号，可以留监护人的手机号，也可以都不留。",
            "Under 14, do not give your own name or phone: give your guardian's phone, or nothing.",
            field="phone",
        )
    if not told.guardian_phone.strip():
        return "", ""
    if not told.guardian_consents:
        raise BadInput(
            "留监护人手机号须先经监护人同意，请由监护人勾选同意，或不留手机号。",
            "A guardian's phone needs the guardian's consent: let him tick it, or leave the phone out.",
            field="guardian_consents",
        )
    return GUARDIAN, _phone(told.guardian_phone, "guardian_phone")


def _phone(text: str, field: str) -> str:
    said = text.strip()
    if said and not _PHONE.fullmatch(said):
        raise BadInput(
            f"手机号「{said[:20]}」不像电话号码，请核对或留空。",
            f"“{said[:20]}” is no phone number; check it or leave it empty.",
            field=field,
        )
    return said
