"""The engine by letter: JSON text in, JSON text out. The officer's phone runs this very module under Pyodide, with no network.

Text and not objects, so that the phone's answer can be compared with the server's byte for byte. What the asker got wrong comes
back in both languages; what is our fault is raised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.law.scenarios import solve
from zhicheng.law.wire import answer

Json = dict[str, Any]


def _solve(question: Mapping[str, Any]) -> Json:
    return solve(question.get("scenario") or {}, question.get("config") or {})


KINDS: Mapping[str, Callable[[Mapping[str, Any]], Json]] = {"case": answer, "scenario": _solve}


def ask(letter: str) -> str:
    """{"kind": "case" | "scenario", "question": {…}} → {"answer": {…}} or {"problem": {"zh", "en", "field"}}."""
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
