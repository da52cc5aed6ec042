"""Articles: they exist, may punish, were in force, and are those of the violation; the remedies fit the procedure."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.rules.facts import Draft, Objection, day_of
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.book import MAY_PUNISH, RANKS, Law, Violation, book_of

REGIONS = ("", "330000", "110000")


def entry_of(draft: Draft) -> Violation | None:
    """The violation in the case's law book, else in any book of the box."""
    named = draft.values.get("violation")
    if named is None:
        return None
    books = (draft.book, *(book_of(r) for r in REGIONS)) if not draft.case or not draft.case.region else (draft.book,)
    return next((b.violations[named.id] for b in books if named.id in b.violations), None)


def law_of(code: str) -> Law | None:
    """The registered law that an article belongs to."""
    name = code.partition(" ")[0]
    return next((b.laws[name] for b in map(book_of, REGIONS) if name in b.laws), None)


def cited(draft: Draft) -> Iterator[tuple[str, str]]:
    for f in draft.kind.fields.values():
        value = draft.values.get(f.id, ())
        if f.type == "article" and value:
            yield f.id, value
        elif f.type == "articles":
            yield from ((f.id, one) for one in value)


def exists(draft: Draft) -> Iterator[Objection]:
    """An article is written as the registry writes it, and its law is registered."""
    for field, code in cited(draft):
        try:
            wording.article(code)
        except ValueError:
            yield Objection(
                field,
                "APL 16",
                Phrase(
                    f"「{draft.name(field).zh}」的条文 {code} 不在法规库里，请按“法规代号 条(款)”填写，如 ZJ 17(1)",
                    f"{code} is no article of the registry; write the law's id and the article, such as ZJ 17(1)",
                ),
            )


def in_force(draft: Draft) -> Iterator[Objection]:
    """The text was in force on the day of the act (APL 37; a milder new one is the caller's choice and in force now)."""
    days = {day_of(draft.values["act_at"]) if "act_at" in draft.values else draft.today, draft.today}
    for field, code in cited(draft):
        law = law_of(code)
        if law and not any((law.start or d) <= d <= (law.end or d) for d in days):
            yield Objection(
                field,
                "INV-33",
                Phrase(
                    f"「{draft.name(field).zh}」引用的《{law.title}》在行为日和今天都不施行，请换用施行中的条文",
                    f"{law.id} was in force neither on the day of the act nor today; cite the text in force",
                ),
            )


def may_punish(draft: Draft) -> Iterator[Objection]:
    """Normative documents never carry a penalty (APL 16, INV-34)."""
    code = draft.values.get("penalises", "")
    law = law_of(code)
    if law and law.rank not in MAY_PUNISH:
        yield Objection(
            "penalises",
            "INV-34",
            Phrase(
                f"《{law.title}》不能作为处罚依据，请引用法律、法规或者规章",
                f"{law.id} cannot be the basis of a penalty; cite a law, regulation or rule",
            ),
        )


MEASURES = ("D26", "D64", "D65")
MAY_COERCE = frozenset(RANKS[:3])  # law, administrative and local regulation (AEL 10)


def may_coerce(draft: Draft) -> Iterator[Objection]:
    """A coercive measure rests on a law or a regulation, never on less (AEL 10, INV-60)."""
    for code in draft.values.get("basis", ()) if draft.code in MEASURES else ():
        law = law_of(code)
        if law and law.rank not in MAY_COERCE:
            yield Objection(
                "basis",
                "INV-60",
                Phrase(
                    f"《{law.title}》不能作为行政强制的依据，请引用法律或者法规",
                    f"{law.id} cannot be the basis of a coercive measure; cite a law or a regulation",
                ),
            )


def of_the_violation(draft: Draft) -> Iterator[Objection]:
    """Name and articles are those of the catalogue's entry."""
    named, entry = draft.values.get("violation"), entry_of(draft)
    if named is None:
        return
    if entry is None:
        yield Objection(
            "violation",
            "INV-04",
            Phrase(
                f"违法行为 {named.id} 不在本地区的法规库里，请从目录中选取",
                f"The violation {named.id} is not in this region's catalogue; choose one of it",
            ),
        )
        return
    if named.name != entry.name:
        yield Objection(
            "violation",
            "INV-32",
            Phrase(
                f"违法行为写成「{named.name}」，目录中 {entry.id} 是「{entry.name}」，请改成一致",
                f"The violation reads “{named.name}”, but {entry.id} is “{entry.name}”; make them the same",
            ),
        )
    yield from _articles(draft, entry)


def _articles(draft: Draft, entry: Violation) -> Iterator[Objection]:
    punishes = draft.values.get("penalises")
    if punishes and punishes != entry.article:
        yield _other(draft, "penalises", punishes, entry.article)
    allowed = {entry.article, *entry.prohibits}
    for code in draft.values.get("prohibits", ()):
        if code not in allowed:
            yield _other(draft, "prohibits", code, "、".join(entry.prohibits or (entry.article,)))


def _other(draft: Draft, field: str, given: str, right: str) -> Objection:
    return Objection(
        field,
        "INV-33",
        Phrase(
            f"「{draft.name(field).zh}」写的是 {given}，该违法行为对应的是 {right}，请改正条文",
            f"{draft.name(field).en} says {given}, but for this violation it is {right}; correct the article",
        ),
    )


def fits_procedure(draft: Draft) -> Iterator[Objection]:
    """The on-the-spot paper belongs to the simple procedure, the decision to the ordinary one: their remedies differ (INV-71)."""
    asked = draft.case.procedure if draft.case else ""
    if draft.kind.procedure and asked and draft.kind.procedure != asked:
        zh = {"simple": "简易程序", "ordinary": "普通程序"}
        yield Objection(
            "",
            "INV-71",
            Phrase(
                f"《{draft.kind.name.zh}》的救济途径属于{zh[draft.kind.procedure]}，本案适用{zh[asked]}，请换用相应的决定书",
                f"The remedies of a {draft.kind.name.en} are those of the {draft.kind.procedure} procedure; this case is {asked}",
            ),
        )


def online_remedy(draft: Draft) -> Iterator[Objection]:
    """Served through the Internet, it names an Internet way to object (ARL 22, INV-72)."""
    if draft.values.get("served_online") and not draft.url:
        yield Objection(
            "served_online",
            "INV-72",
            Phrase(
                "通过互联网送达的决定书须写明网上申请行政复议的地址，请先登记本机关网址",
                "A decision served through the Internet names where to object on the Internet; enter the agency's address first",
            ),
        )


CHECKS = (exists, in_force, may_punish, may_coerce, of_the_violation, fits_procedure, online_remedy)
