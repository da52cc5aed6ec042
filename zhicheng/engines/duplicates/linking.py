"""From reports to links: each report's best earlier report, its score, the next best, and the cluster of one thing.

1. `candidates.py`: who comes into question. 2. `features.py`: what speaks for and against. 3. `weighing.py`: a first look at everybody,
then a second one that knows who repeats whom. 4. here: links and clusters. Fellegi and Sunter, "A theory for record linkage" (1969),
with learned weights instead of counted ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhicheng.engines.duplicates.candidates import candidates
from zhicheng.engines.duplicates.features import FIRST, Looked, look, look_again
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Texts, pieces_of, words_of
from zhicheng.engines.duplicates.weighing import LIKELY, Book, Weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KEPT = 5
SAME_AT_FIRST = 0.5
ALIKE = 0.15  # cosine of rare words; on labelled hot issues: pairs in one cluster right in 100 %, a half of all pairs found (ADR 0031)
WORDS = [name for name, _ in FIRST].index("words")
REPEATED = 0.95  # the score of what repeats the words of a report on its spot on its day
MOST_LEAD = 8.0  # log-odds; more makes nobody surer


@dataclass(frozen=True, slots=True)
class Links:
    """For n reports: `parent` (n,) row of the best earlier report or -1, `score` (n,) 0..1, `sure` (n,) whether the score is enough to
    merge by itself, `best` (n, 5) rows best first or -1, `odds` (n, 5) their log-odds, `cluster` (n,) row of the first report of the thing.
    """

    parent: Ints
    score: Floats
    sure: npt.NDArray[np.bool_]
    best: Ints
    odds: Floats
    cluster: Ints


@dataclass(frozen=True, slots=True)
class Look1:
    """What the first look said of everybody: (n,) how much each is somebody's duplicate, whose, and the first report of its thing."""

    own: npt.NDArray[np.float32]
    parent: Ints
    thing: Ints


def link(reports: Reports, book: Book) -> Links:
    """Links of all reports. Memory: some 100 bytes a report and 100 MB for a chunk, whatever there is."""
    words, pieces = Texts(reports.texts, words_of), Texts(reports.texts, pieces_of)
    seen = list(candidates(reports, words))
    first = first_look(reports, words, pieces, seen, book)
    n = len(reports)
    best, odds = np.full((n, KEPT), -1, np.int64), np.full((n, KEPT), -np.inf)
    score, sure = np.zeros(n), np.zeros(n, bool)
    mate, told = np.full(n, -1, np.int64), np.zeros(n, bool)
    for looked in second_look(reports, words, pieces, seen, book, first):
        fitting = fitting_weights(reports, looked.ones, book)
        values = np.where(looked.there, fitting.second.odds(looked.matrix), -np.inf)
        ranks = np.where(looked.there, fitting.rank.odds(looked.matrix), -np.inf)
        order = np.argsort(-ranks, axis=1, kind="stable")[:, :KEPT]
        width = order.shape[1]
        best[looked.ones, :width] = np.take_along_axis(np.where(looked.there, looked.others, -1), order, axis=1)
        odds[looked.ones, :width] = np.take_along_axis(values, order, axis=1)
        here, ahead = of_things(values, first.thing[np.maximum(looked.others, 0)], order[:, 0])
        top = np.take_along_axis(values, order[:, :1], axis=1)[:, 0]
        has = looked.there.any(axis=1)
        again = repeats(looked, order[:, 0])
        likely = np.where(has, fitting.score(top, here, ahead), 0.0)
        score[looked.ones] = np.where(again, np.maximum(likely, REPEATED), likely)
        sure[looked.ones] = again | (has & fitting.certain(top, here, ahead))
        mate[looked.ones], told[looked.ones] = mates(reports, looked, best[looked.ones, 0], score[looked.ones])
    return Links(best[:, 0], score, sure, best, odds, clusters(mate, told, reports.order))


def mates(reports: Reports, looked: Looked, named: Ints, score: Floats) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """With whom each report (m,) is in one cluster, and whether it is. With a place: the named one, when more likely than not. Without:
    the one most alike in words, from `ALIKE` on, because people write about one issue for months, each in many words of his own.
    """
    if np.isfinite(reports.x[looked.ones[0]]):
        return named, score >= LIKELY
    alike = np.where(looked.there, looked.matrix[:, :, WORDS], -1)
    best = alike.argmax(axis=1)
    mate = np.take_along_axis(looked.others, best[:, None], axis=1)[:, 0]
    return mate, (alike.max(axis=1) >= ALIKE) & (mate >= 0)


def repeats(looked: Looked, named: Ints) -> npt.NDArray[np.bool_]:
    """Reports (m,) whose very words were sent before, within thirty metres and a day, and whose named candidate lies there too, under the
    same category: no weights are needed for that, and people's links, of whole cities and years, teach nothing about a thousand reports
    in a minute.
    """
    column = {name: looked.matrix[:, :, i] for i, (name, _) in enumerate(FIRST)}
    near = looked.there & (column["distance_log"] <= np.log1p(30.0)) & (column["other_category"] == 0)
    again = (near & (column["gap_60_days"] <= 1 / 60) & (column["words"] >= 0.95)).any(axis=1)
    found: npt.NDArray[np.bool_] = again & np.take_along_axis(near, named[:, None], axis=1)[:, 0]
    return found


def of_things(odds: Floats, thing: Ints, named: Ints) -> tuple[Floats, Floats]:
    """Of rows of candidates (m, k), the things that they tell of (m, k), and the candidate that is named (m,): log-odds (m,) that the row
    tells of that candidate's thing, and how far (m,) that is ahead of the best other thing.

    Ten reports of one heap share the odds among them: each is hardly the one that a person would name, together they are sure. So the
    thing's chance is 1 - product of (1 - each one's).
    """
    none = -np.logaddexp(0, np.clip(odds, -30, 30))  # log(1 - p); nobody there: 0
    mates = thing[:, :, None] == thing[:, None, :]
    together = np.einsum("mk,mkj->mj", np.where(np.isfinite(odds), none, 0.0), mates)
    chance = np.where(np.isfinite(odds), np.log(-np.expm1(together) + 1e-13) - together, -np.inf)
    best = named[:, None]
    here = np.take_along_axis(chance, best, axis=1)[:, 0]
    elsewhere = np.where(thing != np.take_along_axis(thing, best, axis=1), chance, -np.inf).max(axis=1)
    with np.errstate(invalid="ignore"):  # no candidate at all: -inf - -inf
        ahead: Floats = np.nan_to_num(np.clip(here - elsewhere, 0, MOST_LEAD))
    return here, ahead


def fitting_weights(reports: Reports, ones: Ints, book: Book) -> Weights:
    """Those for what is known of this chunk; chunks are of one kind: candidates by place, or by words."""
    return book.of(placed=bool(np.isfinite(reports.x[ones[0]])), closings=reports.closings)


def first_look(reports: Reports, words: Texts, pieces: Texts, seen: list[tuple[Ints, Ints]], book: Book) -> Look1:
    """Everybody's best candidate by the first look."""
    own, parent = np.zeros(len(reports), np.float32), np.full(len(reports), -1, np.int64)
    for ones, others in seen:
        looked = look(reports, words, pieces, ones, others)
        odds = np.where(looked.there, fitting_weights(reports, ones, book).first.odds(looked.matrix), -np.inf)
        best = odds.argmax(axis=1)
        has = looked.there.any(axis=1)
        none = np.where(looked.there, np.logaddexp(0, np.clip(odds, -30, 30)), 0).sum(axis=1)
        own[ones] = np.where(has, -np.expm1(-none), 0)
        parent[ones] = np.where(has, others[np.arange(len(ones)), best], -1)
    return Look1(own, parent, clusters(parent, own >= SAME_AT_FIRST, reports.order))


def second_look(
    reports: Reports, words: Texts, pieces: Texts, seen: list[tuple[Ints, Ints]], book: Book, first: Look1
) -> Iterator[Looked]:
    """The features with what the first look said, chunk by chunk."""
    for ones, others in seen:
        looked = look(reports, words, pieces, ones, others)
        score = 1 / (1 + np.exp(-np.clip(fitting_weights(reports, ones, book).first.odds(looked.matrix), -30, 30)))
        yield look_again(looked, score.astype(np.float32), first.own, first.parent)


def clusters(parent: Ints, same: npt.NDArray[np.bool_], order: Ints) -> Ints:
    """Row of the first report of each one's thing: links that hold, followed to their end.

    A parent is always earlier, so going through the reports in time order meets each parent's cluster ready.
    """
    root = np.arange(len(parent), dtype=np.int64)
    linked = (parent >= 0) & same
    for row in np.argsort(order, kind="stable"):
        if linked[row]:
            root[row] = root[parent[row]]
    return root
