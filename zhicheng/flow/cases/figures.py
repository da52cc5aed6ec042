"""Figures of cases, and a formula over them that refuses to make fines a target (APL 74, INV-80).

A formula is arithmetic over named counts: `(corrected + spared) / decided * 100`. What counts money taken, or how many were fined, is
shown to whoever audits and cannot be part of anybody's appraisal.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from zhicheng.flow.cases.models import Case
from zhicheng.flow.cases.rules import WAITED_FOR
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.phrases import Phrase

NAMES: Mapping[str, Phrase] = {
    "opened": Phrase("登记", "opened"), "filed": Phrase("立案", "filed"), "decided": Phrase("办结决定", "decided"),
    "corrected": Phrase("当场改正", "put right at once"), "spared": Phrase("不予处罚", "spared"), "revoked": Phrase("被撤销", "revoked"),
    "in_time": Phrase("期限内决定", "decided in time"), "late": Phrase("现已超期", "late now"), "closed": Phrase("结案", "closed"),
    "heard": Phrase("听证", "heard"),
}  # fmt: skip
FORBIDDEN: Mapping[str, Phrase] = {
    "fined": Phrase("罚款案件数", "cases with a fine"), "fines": Phrase("罚款总额", "sum of fines"), "paid": Phrase("收缴罚款", "fines collected"),
    "average_fine": Phrase("平均罚款", "average fine"), "surcharge": Phrase("加处罚款", "surcharges"),
    "confiscated": Phrase("没收财物", "goods confiscated"),
}  # fmt: skip
MOST_FORMULA = 300
NINETY = timedelta(days=90)  # the term to decide (APL 60)
SUMS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def figures(*, areas: Sequence[str], first: date, last: date, at: date) -> dict[str, int]:
    """Counts of cases opened in this span, inside these areas ("" = everywhere); `fines` and `fined` for audit only. Fen."""
    here = Q()
    for area in areas if "" not in areas else ():
        here |= Q(area__startswith=area)
    rows = Case.objects.filter(here, opened_at__date__range=(first, last))
    found: dict[str, int] = rows.aggregate(
        opened=Count("pk"), filed=Count("pk", filter=Q(filed_on__isnull=False)), decided=Count("pk", filter=Q(decided_on__isnull=False)),
        corrected=Count("pk", filter=Q(outcome="corrected")), spared=Count("pk", filter=Q(outcome="spared")),
        revoked=Count("pk", filter=Q(outcome="revoked")), late=Count("pk", filter=Q(due_at__date__lte=at) & ~Q(due_name__in=WAITED_FOR)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)), fined=Count("pk", filter=Q(outcome="penalty", amount__gt=0)),
        fines=Sum("amount", filter=Q(outcome="penalty")),
        in_time=Count("pk", filter=Q(decided_on__isnull=False) & (Q(filed_on__isnull=True) | Q(decided_on__lte=F("filed_on") + NINETY))),
    )  # fmt: skip
    return {name: value or 0 for name, value in found.items()} | {"heard": _heard(rows)}


def _heard(rows: QuerySet[Case]) -> int:
    """How many of these had a hearing, wherever they are now: the stream says."""
    stream = Concat(Value("case:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(Exists(Event.objects.filter(stream=stream, kind="case.T36"))).count()


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """The formula's value. NotAllowed (INV-80) for one that rewards fines, BadInput for one that is no arithmetic over `NAMES`."""
    text = formula.strip()
    if not 0 < len(text) <= MOST_FORMULA:
        raise BadInput("请写一个公式（三百字以内）。", "Write a formula of at most 300 characters.", field="formula")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadInput(
            f"「{text}」不是算式，例如 (corrected + spared) / decided。",
            f"{text!r} is no formula; like (corrected + spared) / decided.",
            field="formula",
        ) from None
    return _value(tree, values)


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in FORBIDDEN:
            said = FORBIDDEN[name]
            raise NotAllowed(
                f"「{said.zh}」不得作为考核指标：罚款、没收不得与考核挂钩（行政处罚法第七十四条）。",
                f"{said.en} may not be part of an appraisal: no target by fines or confiscation (APL 74).",
                code="INV-80",
            )
        case ast.Name(id=name) if name in values and name in NAMES:
            return float(values[name])
        case ast.Name(id=name):
            raise BadInput(
                f"没有指标 {name}；可用：{'、'.join(NAMES)}。",
                f"There is no figure {name}; any of {', '.join(NAMES)}.",
                field="formula",
            )
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SUMS:
            return _computed(op, _value(left, values), _value(right, values))
    raise BadInput(
        "公式里只能有指标、数字、+ - * / 和括号。",
        "A formula holds figures, numbers, + - * / and brackets only.",
        field="formula",
    )


def _computed(op: ast.operator, left: float, right: float) -> float:
    """Nothing divided by nothing is nothing: an empty month has no value."""
    if isinstance(op, ast.Div) and right == 0:
        return 0.0
    return SUMS[type(op)](left, right)
