"""The OpenAPI description of these addresses (JSON side), with the shape of every answer; served at /open311/v2/openapi.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhicheng.gateways.open311.rules import DATATYPES, UPDATE_STATUSES

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
NAME: Shape = {"type": "string", "minLength": 1}
MAYBE: Shape = {"type": ["string", "null"]}
URL: Shape = {"type": "string", "pattern": "^https?://.*[^/]$"}
DEGREES: Shape = {"type": ["number", "null"]}
MOMENT: Shape = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
MAYBE_MOMENT: Shape = {"anyOf": [MOMENT, {"type": "null"}]}


def _object(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: str) -> Shape:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


RECORD: dict[str, Shape] = {
    "service_request_id": NAME, "status": {"enum": ["open", "closed"]}, "status_notes": MAYBE, "service_name": NAME, "service_code": TEXT,
    "description": MAYBE, "agency_responsible": MAYBE, "service_notice": MAYBE, "requested_datetime": MOMENT, "updated_datetime": MOMENT,
    "expected_datetime": MAYBE_MOMENT, "address": MAYBE, "address_id": MAYBE, "zipcode": MAYBE, "media_url": MAYBE,
}  # fmt: skip
POINT: dict[str, Shape] = {
    "lat": {"type": "number", "minimum": -90, "maximum": 90},
    "long": {"type": "number", "minimum": -180, "maximum": 180},
}
SCHEMAS: dict[str, Shape] = {
    "Endpoint": _object({
        "specification": {"const": "http://wiki.open311.org/GeoReport_v2"}, "url": URL, "changeset": MOMENT,
        "type": {"enum": ["production", "test"]}, "formats": {"type": "array", "items": {"enum": ["text/xml", "application/json"]}, "minItems": 2},
    }),
    "Discovery": _object({"changeset": MOMENT, "contact": NAME, "key_service": NAME, "endpoints": {**_list("Endpoint"), "minItems": 2}}),
    "Service": _object({
        "service_code": NAME, "service_name": NAME, "description": TEXT, "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": TEXT, "group": TEXT,
    }),
    "Services": _list("Service"),
    "Value": _object({"key": NAME, "name": NAME}),
    "Attribute": _object({
        "variable": {"type": "boolean"}, "code": NAME, "datatype": {"enum": list(DATATYPES)}, "required": {"type": "boolean"},
        "datatype_description": MAYBE, "order": {"type": "integer", "minimum": 1}, "description": NAME,
    }, {"values": _list("Value")}),
    "Definition": _object({"service_code": NAME, "attributes": _list("Attribute")}),
    "Request": _object(RECORD, POINT | {
        "attributes": {"type": "array", "items": _object({"code": NAME, "label": NAME, "value": TEXT})},
        "extended_attributes": _object({"channel": TEXT, "photos": {"type": "array", "items": _object({"media_url": NAME})}}),
        "notes": {"type": "array", "items": _object({"datetime": MOMENT, "description": TEXT, "type": NAME})},
    }),
    "Requests": _list("Request"),
    "Filed": {"type": "array", "minItems": 1, "maxItems": 1, "items": {
        **_object({"service_notice": MAYBE, "account_id": MAYBE}, {"service_request_id": NAME, "token": NAME}),
        "not": {"required": ["service_request_id", "token"]},
    }},
    "Token": {"type": "array", "minItems": 1, "maxItems": 1, "items": _object({"service_request_id": MAYBE, "token": NAME})},
    "Update": _object({
        "update_id": NAME, "service_request_id": NAME, "status": {"enum": list(UPDATE_STATUSES)}, "updated_datetime": MOMENT, "description": TEXT,
        "media_url": MAYBE,
    }),
    "Updates": _list("Update"),
    "Updated": {"type": "array", "minItems": 1, "maxItems": 1, "items": _object({"update_id": NAME})},
    "BulkRecord": _object({
        "service_request_id": NAME, "requested_datetime": MOMENT, "updated_datetime": MOMENT, "closed_date": MAYBE_MOMENT,
        "status_description": {"enum": ["open", "closed"]}, "status_notes": MAYBE, "source": TEXT, "service_name": TEXT, "service_subtype": TEXT,
        "description": MAYBE, "agency_responsible": MAYBE, "address": MAYBE, "lat": DEGREES, "long": DEGREES,
    }),
    "Bulk": _list("BulkRecord"),
    "Errors": {"type": "array", "minItems": 1, "items": _object({"code": {"type": "integer"}, "description": NAME})},
}  # fmt: skip

JURISDICTION = {"jurisdiction_id": "Required where this server keeps several jurisdictions."}
SPAN = {"start_date": "Earliest, with seconds and zone.", "end_date": "Latest, with seconds and zone."}
# How what is read from a query has to look; everything else is any text.
LOOKS: dict[str, Shape] = {
    "page": {"type": "integer", "minimum": 1, "maximum": 1_000}, "page_size": {"type": "integer", "minimum": 1, "maximum": 1_000},
    "status": {"type": "string", "pattern": "^(open|closed)(,(open|closed))?$"}, "extensions": {"type": "boolean"},
    "start_date": {"type": "string", "format": "date-time"}, "end_date": {"type": "string", "format": "date-time"},
}  # fmt: skip
PAGES = {"page": "From 1.", "page_size": "At most 1,000."}
FILTER = {"service_code": "Comma-separated.", "status": "open, closed or both, comma-separated."}
CREATE = {
    "service_code": TEXT, "lat": TEXT, "long": TEXT, "address_string": TEXT, "address_id": TEXT, "email": TEXT, "device_id": TEXT, "account_id": TEXT,
    "first_name": TEXT, "last_name": TEXT, "phone": TEXT, "description": TEXT, "media_url": TEXT,
}  # fmt: skip
UPDATE = {
    "service_request_id": TEXT, "update_id": TEXT, "status": TEXT, "updated_datetime": TEXT, "description": TEXT, "media_url": TEXT,
}  # fmt: skip
SAYS = "Errors are said in Chinese, or in English by Accept-Language."
REFUSED = (400, 403, 404, 405, 413, 429)


def describe(base: str) -> Shape:
    """OpenAPI 3.1. Everything is a string on its way in: that is how forms and queries are."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Open311 GeoReport v2 · 治城 Zhicheng", "version": "2", "description": SAYS},
        "servers": [{"url": base}],
        "paths": {
            "/discovery.json": {"get": _get("Discovery", "Where this server is")},
            "/services.json": {"get": _get("Services", "What may be asked for", JURISDICTION)},
            "/services/{service_code}.json": {"get": _get("Definition", "The questions of a service", JURISDICTION, path="service_code")},
            "/requests.json": {
                "get": _get("Requests", "Requests, newest first", {
                    **JURISDICTION, "service_request_id": "Comma-separated; overrides everything else.", **FILTER, **SPAN, **PAGES,
                    "extensions": "true adds attributes, channel, photos and notes.",
                }),
                "post": _post("Filed", "File a request", CREATE, ["api_key", "service_code"], media=True),
            },
            "/requests/{service_request_id}.json": {
                "get": _get("Requests", "One request", {**JURISDICTION, "extensions": "true adds what the list adds."}, path="service_request_id")
            },
            "/tokens/{token}.json": {"get": _get("Token", "The number of a batch's request", JURISDICTION, path="token")},
            "/servicerequestupdates.json": {
                "get": _get("Updates", "What happened to requests, newest first", {**JURISDICTION, **SPAN, **PAGES}),
                "post": _post("Updated", "Say something about a request", UPDATE, ["api_key", *(n for n in UPDATE if n != "media_url")]),
            },
            "/bulk/requests.json": {"get": _get("Bulk", "Everything, as one stream", {**JURISDICTION, **FILTER, **SPAN})},
        },
        "components": {"schemas": SCHEMAS},
    }  # fmt: skip


def _answers(shape: str) -> Shape:
    def told(name: str) -> Shape:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}

    return {"200": {"description": "Done", "content": told(shape)}} | {
        str(status): {"description": "Refused: one error for each thing that is wrong", "content": told("Errors")}
        for status in REFUSED
    }


def _get(shape: str, summary: str, query: Mapping[str, str] | None = None, *, path: str = "") -> Shape:
    named: list[Shape] = [
        {"name": name, "in": "query", "required": False, "description": said, "schema": LOOKS.get(name, TEXT)}
        for name, said in (query or {}).items()
    ]
    if path:
        named.append({"name": path, "in": "path", "required": True, "schema": NAME})
    return {"summary": summary, "parameters": named, "responses": _answers(shape)}


def _post(
    shape: str, summary: str, fields: Mapping[str, Shape], required: Sequence[str], *, media: bool = False
) -> Shape:
    form = {
        "type": "object",
        "properties": {"api_key": TEXT, "jurisdiction_id": TEXT, **fields},
        "required": list(required),
    }
    content: Shape = {"application/x-www-form-urlencoded": {"schema": form}}
    if media:
        with_file = {**form, "properties": {**form["properties"], "media": {"type": "string", "format": "binary"}}}  # type: ignore[dict-item]
        content["multipart/form-data"] = {"schema": with_file}
    named = (
        [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200}}]
        if media
        else []
    )
    return {
        "summary": summary,
        "parameters": named,
        "requestBody": {"required": True, "content": content},
        "responses": _answers(shape),
    }
