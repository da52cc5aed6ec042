"""Who did it, as papers name him, and what of that the law may ask: his kind and his age, nothing else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from zhicheng.infra import switches
from zhicheng.kernel import identity
from zhicheng.kernel.errors import BadInput

SALT = "cases.register_salt"
KINDS = ("citizen", "individual_business", "org")
NEEDED = {
    "name": ("姓名或者名称", "name"),
    "id_no": ("证件号码（单位为统一社会信用代码）", "identity number (an organisation's credit code)"),
}


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A citizen, an individual business (punished as its operator) or an organisation."""

    kind: Literal["citizen", "individual_business", "org"]
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    id_no: Annotated[str, Meta(min_length=1, max_length=30)]
    id_type: Annotated[str, Meta(max_length=30)] = ""
    sex: Literal["", "男", "女"] = ""
    born: date | None = None
    address: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=20)] = ""
    trade_name: Annotated[str, Meta(max_length=80)] = ""
    head_name: Annotated[str, Meta(max_length=40)] = ""
    head_title: Annotated[str, Meta(max_length=30)] = "法定代表人（负责人）"


def read_party(raw: Any) -> Party:
    """BadInput names the field; a number of a citizen or an organisation has to be one, and fills in birthday and sex."""
    for name, (zh, en) in NEEDED.items():
        if isinstance(raw, dict) and raw.get("kind") in KINDS and not str(raw.get(name) or "").strip():
            raise BadInput(f"请填写当事人的{zh}。", f"Give the party's {en}.", field=f"party.{name}")
    try:
        found = msgspec.convert(raw, Party)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"当事人信息不对：{error}，请改正后再试。", f"The party is not right: {error}.", field="party"
        ) from None
    if found.id_type:
        return found
    if found.kind == "org":
        if not identity.is_credit_code(found.id_no):
            raise BadInput(
                "统一社会信用代码校验不通过，请核对。",
                "The unified social credit code does not check.",
                field="party.id_no",
            )
        return found
    if not identity.is_citizen_number(found.id_no):
        raise BadInput("公民身份号码校验不通过，请核对。", "The citizen's number does not check.", field="party.id_no")
    born, sex = identity.born(found.id_no), identity.sex(found.id_no)
    if found.born not in (None, born) or found.sex not in ("", sex):
        raise BadInput(
            "出生日期或者性别与身份号码不符，请核对。", "Birthday or sex do not fit the number.", field="party.born"
        )
    return msgspec.structs.replace(found, born=born, sex=sex)


def stored(party: Party) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(party)
    return found


def as_given(party: Party) -> dict[str, Any]:
    """What the law may know of him."""
    kind = "organisation" if party.kind == "org" else party.kind
    born = {"born": party.born.isoformat()} if party.born and party.kind != "org" else {}
    return {"kind": kind, **born}


def key_of(party: Party) -> str:
    """The register's key: the same person always has the same one, and nobody reads a number out of it without the salt."""
    number = f"{'org' if party.kind == 'org' else 'person'}|{party.id_type}|{party.id_no.upper()}"
    return hmac.new(_salt().encode(), number.encode(), hashlib.sha256).hexdigest()


def _salt() -> str:
    """Made once per installation; rotating the signing key must not forget who was warned before."""
    known = switches.get(SALT)
    if not known:
        switches.put(SALT, secrets.token_hex(32))
        known = switches.get(SALT)
    return str(known)
