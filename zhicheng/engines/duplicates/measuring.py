"""How good links are, beside two rules that everybody would try first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from zhicheng.engines.duplicates.candidates import candidates
from zhicheng.engines.duplicates.learning import families
from zhicheng.engines.duplicates.linking import Links
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Texts, words_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
RULE_M, RULE_HOURS = 50.0, 168.0  # the space-and-time rule: fifty metres weigh as much as a week
OTHER_KIND = 2.0
SURE = (0.5, 0.7, 0.9)


def compare(reports: Reports, truth: Mapping[int, int], links: Links) -> dict[str, Any]:
    """Shares of the linked reports whose true parent (an earlier one) is named first, or among five: ours, the nearest, and the rule
    "distance / 50 m + time / 7 days, other category + 2"; and how often ours is right above a score.
    """
    child = np.array([c for c, p in truth.items() if reports.order[p] < reports.order[c]], np.int64)
    parent = np.array([truth[int(c)] for c in child], np.int64)
    rules = {"nearest": nearest, "space_and_time": space_and_time}
    found = {name: ranked(reports, child, rule) for name, rule in rules.items()} | {"ours": links.best[child]}
    out: dict[str, Any] = {"links": len(child)}
    for name, best in found.items():
        out[name] = {"first": _share(best[:, 0] == parent), "five": _share((best == parent[:, None]).any(axis=1))}
    family = families(np.array([truth.get(i, -1) for i in range(len(reports))], np.int64))
    picked = links.parent[child]
    right = (picked >= 0) & (family[picked] == family[child])
    for name, above in (
        *((f"score>={s}", links.score[child] >= s) for s in SURE),
        ("automatic", links.sure[child]),
    ):
        out[name] = {
            "share": _share(above),
            "parent": _share((picked == parent)[above]),
            "same_thing": _share(right[above]),
        }
    out["merged_by_itself_of_all"] = _share(links.sure)
    return out


def ranked(reports: Reports, child: Ints, cost: Callable[[Reports, Ints, Ints], Floats]) -> Ints:
    """(len(child), 5) rows of the earlier reports with the lowest cost, -1 where there are fewer."""
    best = np.full((len(reports), 5), -1, np.int64)
    for ones, others in candidates(reports, Texts(reports.texts, words_of)):
        worth = np.where(others >= 0, cost(reports, ones, others), np.inf)
        order = np.argsort(worth, axis=1, kind="stable")[:, :5]
        best[ones, : order.shape[1]] = np.take_along_axis(others, order, axis=1)
    return best[child]


def nearest(reports: Reports, ones: Ints, others: Ints) -> Floats:
    apart: Floats = np.hypot(reports.x[others] - reports.x[ones][:, None], reports.y[others] - reports.y[ones][:, None])
    return apart


def space_and_time(reports: Reports, ones: Ints, others: Ints) -> Floats:
    gap = reports.hours[ones][:, None] - reports.hours[others]
    other = reports.category[others] != reports.category[ones][:, None]
    out: Floats = nearest(reports, ones, others) / RULE_M + gap / RULE_HOURS + OTHER_KIND * other
    return out


def _share(of: npt.NDArray[np.bool_]) -> float | None:
    return round(float(of.mean()), 4) if len(of) else None
