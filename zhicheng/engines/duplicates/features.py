"""What speaks for and against two reports telling of the same thing, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Texts

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# (name, group): groups are what a person is told; their contributions are summed.
FIRST = (
    ("distance_log", "place"), ("within_20_m", "place"), ("within_60_m", "place"), ("same_spot", "place"), ("nearest", "place"),
    ("distance_rank", "place"), ("placeless", "place"),
    ("gap_log", "time"), ("within_2_days", "time"), ("gap_60_days", "time"), ("latest", "time"), ("time_rank", "time"),
    ("still_open", "state"), ("closed_since_log", "state"),
    ("same_category", "category"), ("other_category", "category"),
    ("words", "words"), ("pieces", "words"), ("words_lead", "words"), ("words_best", "words"), ("its_text_empty", "words"),
    ("text_empty", "words"), ("words_while_open", "words"), ("words_on_spot", "words"),
    ("crowd", "surroundings"), ("open_near", "surroundings"),
)  # fmt: skip
SECOND = (
    ("itself_a_duplicate", "chain"), ("named_by_others", "chain"), ("named_by_alike", "chain"), ("most_named", "chain"),
)  # fmt: skip
NAMES = tuple(name for name, _ in FIRST + SECOND)
GROUPS = tuple(group for _, group in FIRST + SECOND)


@dataclass(frozen=True, slots=True)
class Looked:
    """One chunk: m reports, k candidates each, f features: `matrix` (m, k, f), `there` (m, k) whether there is a candidate."""

    ones: Ints
    others: Ints
    there: npt.NDArray[np.bool_]
    matrix: Floats


def look(reports: Reports, words: Texts, pieces: Texts, ones: Ints, others: Ints) -> Looked:
    """The features of the first look: each candidate by itself and beside the other candidates."""
    there = others >= 0
    who = np.maximum(others, 0)
    apart = np.hypot(reports.x[who] - reports.x[ones][:, None], reports.y[who] - reports.y[ones][:, None])
    placeless = ~np.isfinite(apart)
    apart = np.where(placeless, 500.0, apart)
    gap = np.nan_to_num(np.maximum(reports.hours[ones][:, None] - reports.hours[who], 0))  # no time: nobody's candidate
    is_open = reports.closed[who] >= reports.hours[ones][:, None]
    since = np.where(
        is_open, 0, np.maximum(reports.hours[ones][:, None] - np.where(is_open, 0, reports.closed[who]), 0)
    )
    kinds, kind = reports.category[who], reports.category[ones][:, None]
    same, named = (kinds == kind) & (kind >= 0), (kinds >= 0) & (kind >= 0)
    by_words, by_pieces = words.similar(ones, others), pieces.similar(ones, others)
    distance_rank = _rank(np.where(there, apart, np.inf))
    time_rank = _rank(np.where(there, gap, np.inf))
    lead, best = _lead(np.where(there, by_words + by_pieces, -1))
    empty = np.broadcast_to(words.empty[ones][:, None], there.shape)
    columns = {
        "distance_log": np.log1p(apart), "within_20_m": np.minimum(apart, 20) / 20, "within_60_m": np.minimum(apart, 60) / 60,
        "same_spot": apart < 1, "nearest": distance_rank == 0, "distance_rank": np.log1p(distance_rank), "placeless": placeless,
        "gap_log": np.log(gap + 0.05), "within_2_days": np.minimum(gap, 48) / 48, "gap_60_days": gap / 1440,
        "latest": time_rank == 0, "time_rank": np.log1p(time_rank),
        "still_open": is_open, "closed_since_log": np.log1p(since), "same_category": same, "other_category": named & ~same,
        "words": by_words, "pieces": by_pieces, "words_lead": lead, "words_best": best, "its_text_empty": words.empty[who],
        "text_empty": empty, "words_while_open": by_words * is_open, "words_on_spot": by_words * np.exp(-apart / 30),
        "crowd": np.broadcast_to(np.log1p(there.sum(axis=1))[:, None], there.shape),
        "open_near": np.broadcast_to(
            np.log1p((there & is_open & same & (apart < 50)).sum(axis=1))[:, None], there.shape
        ),
    }  # fmt: skip
    matrix = np.stack([np.asarray(columns[name], np.float32) for name, _ in FIRST], axis=2)
    return Looked(ones, others, there, matrix)


def look_again(looked: Looked, score: Floats, own: Floats, parent: Ints) -> Looked:
    """With what the first look said of everybody: `score` (m, k) of this chunk, `own` (n,) how much each report is somebody's
    duplicate, `parent` (n,) whose. People name the first report of a thing, not the last one that repeated it.
    """
    who = np.maximum(looked.others, 0)
    owns = np.where(looked.there, own[who], 0)
    theirs = np.where(looked.there, parent[who], -2)
    named = (theirs[:, :, None] == looked.others[:, None, :]) & looked.there[:, None, :]
    by_others = np.einsum("mk,mkj->mj", owns, named)
    by_alike = np.einsum("mk,mkj->mj", owns * np.where(looked.there, score, 0), named)
    most = (by_alike >= by_alike.max(axis=1, keepdims=True)) & (by_alike > 0)
    more = np.stack([owns, np.log1p(by_others), np.log1p(by_alike), most], axis=2)
    return Looked(
        looked.ones, looked.others, looked.there, np.concatenate([looked.matrix, more.astype(np.float32)], axis=2)
    )


def _rank(values: npt.NDArray[np.float64]) -> Ints:
    ranks: Ints = np.argsort(np.argsort(values, axis=1, kind="stable"), axis=1, kind="stable")
    return ranks


def _lead(values: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """How far each is ahead of the best of the others (below 0: behind), and which is the best, if any has something."""
    if values.shape[1] == 1:
        return np.maximum(values, 0), values > 0
    two = -np.partition(-values, 1, axis=1)[:, :2]
    best = values >= two[:, :1]
    other = np.where(best, two[:, 1:], two[:, :1])
    return (values - np.maximum(other, 0)).astype(np.float32), best & (values > 0)
