"""Who may take which step: roles by the procedure's words, and how many of them have to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhicheng.kernel.phrases import Phrase
from zhicheng.law.stream import Actor

Needs = Mapping[str, int]
OFFICER, LED, HEAD = "officer", "lead_officer", "head"
# The procedure's words → any of these sets of roles with their number.
WHO: Mapping[str, tuple[Needs, ...]] = {
    "": (),
    "squad_head": ({"squad_head": 1},),
    "head": ({HEAD: 1},),
    "head (正职负责人)": ({HEAD: 1},),
    "head signs": ({HEAD: 1},),
    "officer": ({OFFICER: 1},),
    "officer x2": ({OFFICER: 2},),
    "officer x2 after head approval": ({OFFICER: 2, HEAD: 1},),
    "head approves / officer x2 serve": ({OFFICER: 2, HEAD: 1},),
    "head / officer x2 serve": ({OFFICER: 2, HEAD: 1},),
    "lead_officer": ({LED: 1},),
    "lead_officer + reviewer": ({LED: 1, "reviewer": 1},),
    "system": ({"system": 1},),
    "system + officer": ({OFFICER: 1},),
    "legal_reviewer": ({"legal_reviewer": 1},),
    "panel": ({"panel": 1},),
    "hearing_host": ({"hearing_host": 1},),
    "archivist": ({"archivist": 1},),
    "cashier": ({"cashier": 1},),
    "party": ({"party": 1},),
    "court": ({"court": 1},),
    "county government order": ({"government": 1},),
    "reconsideration authority | court | agency itself (APL 75)": ({"reconsideration_authority": 1}, {"court": 1}, {HEAD: 1}),
}  # fmt: skip
# The same words as people say them.
SAID: Mapping[str, Phrase] = {
    "": Phrase("承办人员", "whoever keeps the file"), "squad_head": Phrase("办案机构负责人", "the squad head"),
    "head": Phrase("行政机关负责人", "the head"),
    "head (正职负责人)": Phrase("行政机关正职负责人", "the head himself"), "head signs": Phrase("行政机关负责人签发", "the head"),
    "officer": Phrase("执法人员", "an officer"), "officer x2": Phrase("两名执法人员", "two officers"),
    "officer x2 after head approval": Phrase("经负责人批准的两名执法人员", "two officers with the head's approval"),
    "head approves / officer x2 serve": Phrase("负责人批准、两名执法人员送达", "the head who approves and two officers who serve"),
    "head / officer x2 serve": Phrase("负责人决定、两名执法人员送达", "the head and two officers who serve"),
    "lead_officer": Phrase("主办执法人员", "the lead officer"),
    "lead_officer + reviewer": Phrase("主办人员和复核人", "the lead officer and a reviewer"),
    "system": Phrase("系统", "the system"), "system + officer": Phrase("系统和执法人员", "the system with an officer"),
    "legal_reviewer": Phrase("法制审核人员", "the legal reviewer"), "panel": Phrase("负责人集体讨论", "the heads' discussion"),
    "hearing_host": Phrase("听证主持人", "the hearing host"), "archivist": Phrase("内勤档案员", "the case clerk"),
    "cashier": Phrase("收缴机构", "the bank"), "party": Phrase("当事人", "the party"), "court": Phrase("人民法院", "the court"),
    "county government order": Phrase("县级人民政府", "the county government"),
    "reconsideration authority | court | agency itself (APL 75)": Phrase(
        "复议机关、人民法院或者本机关", "the reconsideration authority, the court or the agency"
    ),
}  # fmt: skip
OUTSIDE = frozenset({"party", "court", "cashier", "reconsideration authority | court | agency itself (APL 75)"})


TWO_OFFICERS = frozenset(who for who, sets in WHO.items() if any(needs.get(OFFICER, 0) >= 2 for needs in sets))


def needs_two_officers(who: str) -> bool:
    return who in TWO_OFFICERS


def have_the_roles(who: str, actors: Sequence[Actor]) -> bool:
    """Is everybody there that the step names? Whether a certificate holds is another rule's question."""
    ways = WHO[who]
    if not ways:
        return True
    there = set().union(*(a.roles for a in actors))
    if LED in there:
        there.add(OFFICER)  # the officer in charge is an officer too
    return any(needs.keys() <= there for needs in ways)
