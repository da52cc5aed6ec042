"""The engine by letter: JSON text in, JSON text out. The officer's phone runs this very module under Pyodide, with no network.

Text and not objects, so that the phone's answer can be compared with the server's byte for byte. What the asker got wrong comes
back in both languages; what is our fault is raised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.law.packs import load_pack
from zhicheng.law.scenarios import solve
from zhicheng.law.wire import answer

Json = dict[str, Any]


def _solve(question: Mapping[str, Any]) -> Json:
    return solve(question.get("scenario") or {}, question.get("config") or {})


def _papers(question: Mapping[str, Any]) -> Json:
    """Kinds of papers as the pack describes them, for a slip that the phone draws itself: fields in order, who signs, how to object."""
    pack = load_pack("national", "documents")
    wanted = question.get("codes") or ()
    remedies = {r["id"]: r["text"] for r in pack["remedies"]}
    return {"papers": [_paper(row, pack, remedies) for row in pack["documents"] if row["id"] in wanted]}


def _paper(row: Mapping[str, Any], pack: Mapping[str, Any], remedies: Mapping[str, str]) -> Json:
    conditional = [f for fields in row.get("if", {}).values() for f in fields]
    names = list(dict.fromkeys((*row["needs"], *conditional, *row.get("may", ()))))
    words, choices = pack["vocabulary"], pack["choices"]
    return {
        "code": row["id"], "name": row["name"], "name_en": row["name_en"], "article": row["article"], "sign": row["sign"],
        "remedies": remedies.get(row.get("remedies", ""), ""), "titles": row.get("titles", {}),
        "fields": [
            {"id": f, "type": words[f][0], "name": words[f][1], "name_en": words[f][2], "choices": choices.get(f, {})} for f in names
        ],
    }  # fmt: skip


KINDS: Mapping[str, Callable[[Mapping[str, Any]], Json]] = {"case": answer, "scenario": _solve, "papers": _papers}


def ask(letter: str) -> str:
    """{"kind": "case" | "scenario" | "papers", "question": {…}} → {"answer": {…}} or {"problem": {"zh", "en", "field"}}."""
    asked = json.loads(letter)
    found = KINDS.get(asked.get("kind"))
    try:
        if found is None:
            known = ", ".join(KINDS)
            raise BadInput(
                f"没有「{asked.get('kind')}」这种提问；可用：{known}。", f"No such kind of question; any of {known}."
            )
        told: Json = {"answer": found(asked.get("question") or {})}
    except BadInput as refused:
        told = {"problem": {"zh": refused.said.zh, "en": refused.said.en, "field": refused.field}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
