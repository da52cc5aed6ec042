"""What a named person decides: edit, count again, release, hold back, withdraw. Each with his name, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from zhicheng.civic.openness import figures, queries, telling
from zhicheng.civic.openness.events import Edited, Held, Released, Shown, TakenBack
from zhicheng.civic.openness.models import KINDS, Publication
from zhicheng.civic.openness.rules import releasing as rules
from zhicheng.civic.openness.states import PUBLICATION
from zhicheng.civic.openness.terms import terms
from zhicheng.flow.cases import queries as cases
from zhicheng.flow.reports.masking import mask
from zhicheng.ground.people.queries import Access
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused
from zhicheng.kernel.phrases import Phrase

KIND_NAMES: Mapping[str, Phrase] = {
    "figures": Phrase(KINDS["figures"], "Figures"), "cases": Phrase(KINDS["cases"], "Cases explained"),
    "answer": Phrase(KINDS["answer"], "You said, we did"),
}  # fmt: skip
EDITABLE = {"cases": ("intro", "plain", "lesson"), "answer": ("said", "did")}
SYSTEM = "system"


def mine(pk: int, who: Access) -> Publication:
    """One that he may decide; Refused with one sentence."""
    found = queries.by_id(pk, who)
    asked = rules.Asked(who.account_id, found.named_id or 0, queries.is_head(who, found.area), KIND_NAMES[found.kind])
    verdict = rules.may_decide(asked)
    if not verdict.allowed:
        text = verdict.against[0].text
        raise Refused(text.zh + "。", text.en + ".")
    return found


def release(*, pk: int, who: Access, at: datetime, show_at: datetime | None = None) -> Publication:
    """Let it out, now or on a chosen day. What its texts say of people is looked at once more."""
    with transaction.atomic():
        one = mine(pk, who)
        check(one)
        when = rules.show_at(show_at, at=at, due_at=one.promised_at)
        let_out(one, actor=who.actor, account=who.account_id, show_at=when, at=at)
    return one


def let_out(
    one: Publication, *, actor: str, account: int | None, show_at: datetime, at: datetime, rule: str = ""
) -> None:
    """Released, and shown when its moment has come; in the caller's transaction."""
    digest = telling.digest_of(one.content)
    body = partial(Released, digest=digest, show_at=iso(show_at), rule=rule)
    columns = {"released_by_id": account, "released_at": at, "show_at": show_at, "digest": digest, "reason": ""}
    advance(one, PUBLICATION, Step("release", actor, at, body, holder="", due_changes=True, columns=columns), at=at)
    if show_at <= at:
        show(one, at=at)


def show(one: Publication, *, at: datetime) -> None:
    """From now on everybody reads it."""
    advance(one, PUBLICATION, Step("show", SYSTEM, at, Shown, columns={"shown_at": at}), at=at)


def hold(*, pk: int, reason: str, who: Access, at: datetime) -> Publication:
    """Not yet, and why: the public reads the reason."""
    with transaction.atomic():
        one = mine(pk, who)
        said = rules.words(reason, most=rules.MAX_REASON, what=Phrase("暂缓理由", "the reason"), field="reason")
        _insist_clean([("reason", said)], [])
        step = Step("hold", who.actor, at, partial(Held, reason=said), due_changes=True, columns={"reason": said})
        advance(one, PUBLICATION, step, at=at)
    return one


def withdraw(*, pk: int, reason: str, who: Access, at: datetime) -> Publication:
    """Off the public page at once."""
    with transaction.atomic():
        one = mine(pk, who)
        said = rules.words(reason, most=rules.MAX_REASON, what=Phrase("撤下理由", "the reason"), field="reason")
        _insist_clean([("reason", said)], [])
        take_back(one, reason=said, actor=who.actor, at=at)
    return one


def take_back(
    one: Publication, *, reason: str, actor: str, at: datetime, content: dict[str, Any] | None = None
) -> None:
    """In the caller's transaction. `content`: what is left of it."""
    columns = {"reason": reason, "content": one.content if content is None else content}
    step = Step("withdraw", actor, at, partial(TakenBack, reason=reason), holder="", due_changes=True, columns=columns)
    advance(one, PUBLICATION, step, at=at)


# Editing ---------------------------------------------------------------------------------------------------------------------


def edit(*, pk: int, title: str, texts: Mapping[str, str], who: Access, at: datetime) -> Publication:
    """Plain words. `texts` by name: `said`, `did`; `intro`, `plain.3`, `lesson.3` for the case with that number. Figures are counted, not edited."""
    with transaction.atomic():
        one = mine(pk, who)
        if one.kind not in EDITABLE:
            raise NotAllowed(
                "数据由系统统计，不能手改；有误请重新统计。",
                "Figures are counted, not written; have them counted again.",
            )
        name = rules.words(title, most=rules.MAX_TITLE, what=Phrase("标题", "the title"), field="title")
        content = one.content
        for field, text in texts.items():
            content = _with(content, one.kind, field, text.replace("\x00", "").strip())
        one.content, one.title = content, name
        check(one)
        save(one, {"content": content, "title": name}, who, at)
    return one


def _with(content: dict[str, Any], kind: str, field: str, text: str) -> dict[str, Any]:
    """The content with one text changed; BadInput for a field that is none."""
    name, _, number = field.partition(".")
    known = name in EDITABLE[kind] and (number.isdigit() if name in ("plain", "lesson") else not number)
    entries = content.get("entries", [])
    if not known or (number and int(number) not in telling.stands(content)):
        raise BadInput(
            f"没有可修改的栏目「{field[:40]}」，请刷新后重试。",
            f"There is no field “{field[:40]}” to edit; refresh and retry.",
            field="texts",
        )
    if len(text) > rules.MAX_WORDS:
        raise BadInput(
            f"文字有 {len(text)} 字，最多 {rules.MAX_WORDS} 字，请缩短。",
            f"The text has {len(text)} characters, at most {rules.MAX_WORDS}; shorten it.",
            field=field,
        )
    if not number:
        return {**content, name: text}
    return {**content, "entries": [{**e, name: text} if e["case"] == int(number) else e for e in entries]}


def recount(*, pk: int, who: Access, at: datetime) -> Publication:
    """Figures as they are now: ratings and corrections that came after the first count."""
    with transaction.atomic():
        one = mine(pk, who)
        if one.kind != "figures" or one.month is None:
            raise NotAllowed("只有数据可以重新统计。", "Only figures can be counted again.")
        content = figures.tell(figures.count(one.month, at=at), month=one.month, least=terms().least)
        save(one, {"content": content}, who, at)
    return one


def save(one: Publication, columns: dict[str, Any], who: Access, at: datetime) -> None:
    body = partial(Edited, digest=telling.digest_of(columns["content"]))
    advance(one, PUBLICATION, Step("edit", who.actor, at, body, columns=columns), at=at)


def check(one: Publication) -> None:
    """Nobody is named, whoever wrote it; and every case still has its plain words."""
    if one.kind == "figures":
        return
    texts = [("title", one.title), *texts_of(one)]
    held = cases.by_ids(telling.stands(one.content)) if one.kind == "cases" else []
    _insist_clean(texts, [s for case in held for s in telling.secrets_of(case)])
    empty = next(
        (field for field, text in texts if field.partition(".")[0] in ("plain", "said", "did") and not text), None
    )
    if empty:
        raise BadInput("还有没写的内容，请补全后再发布。", "Something is not written yet; complete it.", field=empty)


def texts_of(one: Publication) -> list[tuple[str, str]]:
    """Every text that a person may have written, with the name of its field."""
    content = one.content
    if one.kind == "answer":
        return [(name, content[name]) for name in EDITABLE["answer"]]
    per_case = [
        (f"{name}.{e['case']}", e[name]) for e in content["entries"] if not e["struck"] for name in ("plain", "lesson")
    ]
    return [("intro", content["intro"]), *per_case]


def _insist_clean(texts: list[tuple[str, str]], secrets: list[str]) -> None:
    rules.check_nobody_named(texts, secrets=secrets, masked=[mask(text) for _, text in texts])
