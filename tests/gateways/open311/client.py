"""How the tests of this door knock: Django's client, JSON checked against the description, XML read by a parser that trusts nobody."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.test import Client
from jsonschema_rs import Draft202012Validator

from tests.brigade import GRID
from tests.tiny_city import place
from zhicheng.gateways.open311.openapi import SCHEMAS

LNG, LAT = place(GRID)
RUBBISH, LAMP, STALL = "06010", "01037", "09001"  # one with a required question, two whose questions may stay open
PLAIN = "06011"  # one without questions


@cache
def shape(name: str) -> Draft202012Validator:
    """The JSON Schema of one answer, written from the specification."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}})


def get(path: str, *, language: str = "", expect: int = 200, **query: Any) -> Any:
    """The response of a GET under /open311/v2."""
    headers = {"HTTP_ACCEPT_LANGUAGE": language} if language else {}
    answer = Client().get(f"/open311/v2/{path}", query, **headers)
    assert answer.status_code == expect, answer.content[:500]
    return answer


def read(path: str, shape_name: str, **query: Any) -> Any:
    """The JSON of a GET; it is what the schema says."""
    answer = get(path, **query)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    found = json.loads(answer.content)
    shape(shape_name).validate(found)
    return found


def read_xml(path: str, **query: Any) -> Element:
    answer = get(path, **query)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    return fromstring(answer.content)


def post(path: str, *, expect: int = 200, headers: dict[str, str] | None = None, **form: Any) -> Any:
    """The response of a form; keyword arguments with a value of None are left out."""
    sent = {k: v for k, v in form.items() if v is not None}
    answer = Client(headers=headers or {}).post(f"/open311/v2/{path}", sent)
    assert answer.status_code == expect, answer.content.decode()[:500]
    return answer


def file_json(key: str, *, headers: dict[str, str] | None = None, **form: Any) -> dict[str, Any]:
    """File a request that is good as it is; what the client is told about it."""
    good = {"api_key": key, "service_code": LAMP, "lat": str(LAT), "long": str(LNG), "description": "路灯不亮"}
    found = json.loads(post("requests.json", headers=headers, **good | form).content)
    shape("Filed").validate(found)
    return dict(found[0])


def errors_of(answer: Any) -> list[tuple[int, str]]:
    """(code, description) of each error, whatever the form."""
    if answer["Content-Type"].startswith("application/json"):
        found = json.loads(answer.content)
        shape("Errors").validate(found)
        return [(e["code"], e["description"]) for e in found]
    root = fromstring(answer.content)
    assert root.tag == "errors"
    return [(int(e.findtext("code") or ""), e.findtext("description") or "") for e in root]
