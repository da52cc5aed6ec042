"""Candidates, features, links and clusters, on reports of our own making."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.engines.duplicates import weighing
from zhicheng.engines.duplicates.candidates import REACH_HOURS, candidates
from zhicheng.engines.duplicates.drawn import LAT, LNG, THINGS, drawn_city
from zhicheng.engines.duplicates.features import FIRST, GROUPS, NAMES, look
from zhicheng.engines.duplicates.linking import MOST_LEAD, clusters, link, of_things
from zhicheng.engines.duplicates.measuring import compare
from zhicheng.engines.duplicates.reports import Reports, reports_from
from zhicheng.engines.duplicates.texts import Texts, pieces_of, words_of

SHIPPED = weighing.shipped()


def few(*rows: tuple[float, float, float, str, str], closed: list[float] | None = None) -> Reports:
    """(hours, metres east, metres north, category, text) each."""
    hours, east, north, category, texts = (list(c) for c in zip(*rows, strict=True))
    return reports_from(
        ids=[str(i) for i in range(len(rows))], hours=hours, lng=[LNG + e / 96_200 for e in east],
        lat=[LAT + n / 111_195 for n in north], category=category, texts=texts, closed=closed or [np.nan] * len(rows),
    )  # fmt: skip


def found(reports: Reports) -> dict[int, set[int]]:
    """Whose candidates are who."""
    out: dict[int, set[int]] = {}
    for ones, others in candidates(reports, Texts(reports.texts, words_of)):
        out |= {int(o): {int(c) for c in cs if c >= 0} for o, cs in zip(ones, others, strict=True)}
    return out


def test_only_earlier_reports_nearby_come_into_question() -> None:
    reports = few(
        (0, 0, 0, "a", "x"), (1, 30, 0, "a", "x"), (2, 5_000, 0, "a", "x"), (3, 10, 10, "b", "x"), (4 + REACH_HOURS, 0, 0, "a", "x"),
    )  # fmt: skip
    assert found(reports) == {0: set(), 1: {0}, 2: set(), 3: {0, 1}, 4: set()}


def test_of_two_reports_of_one_moment_the_first_line_is_the_earlier() -> None:
    assert found(few((5, 0, 0, "a", "x"), (5, 0, 0, "a", "x"), (4, 0, 0, "a", "x"))) == {0: {2}, 1: {0, 2}, 2: set()}


def test_without_a_place_words_find_each_other_and_common_ones_do_not_count() -> None:
    nowhere = [
        (h, np.nan, np.nan, "", t) for h, t in enumerate(["幸福路路灯坏了", "彩虹桥积水", "幸福路的路灯又坏了", "水"])
    ]
    assert found(few(*nowhere)) == {0: set(), 1: set(), 2: {0}, 3: set()}


def test_a_report_without_time_has_no_earlier_report_and_is_nobodys() -> None:
    got = found(few((0, 0, 0, "a", "路灯坏"), (np.nan, 0, 0, "a", "路灯坏"), (1, 0, 0, "a", "路灯坏")))
    assert got[2] == {0}
    assert got[1] == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("路灯坏了", ["路灯", "灯坏", "坏了"]),
        ("水", ["水"]),
        ("Broken LAMP 3", ["broken", "lamp", "3"]),
        ("BMW停在路口", ["bmw", "停在", "在路", "路口"]),
        ("Color of the abandoned car: BLACK | Details: rust", ["black", "rust"]),
        ("😀！？", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_texts_are_as_alike_as_their_vectors() -> None:
    texts = Texts(["路灯坏了", "路灯坏了", "树倒了", ""], words_of)
    got = texts.similar(np.array([0, 3]), np.array([[1, 2, -1, 3], [0, 1, 2, -1]]))
    assert got[0].round(5).tolist() == [1.0, 0.0, 0.0, 0.0]
    assert got[1].tolist() == [0, 0, 0, 0]
    assert texts.empty.tolist() == [False, False, False, True]


def test_similarity_is_the_product_of_the_vectors() -> None:
    reports, _ = drawn_city(things=20)
    texts = Texts(reports.texts, pieces_of)
    ones, others = np.arange(len(reports)), np.tile(np.arange(len(reports)), (len(reports), 1))
    np.testing.assert_allclose(texts.similar(ones, others), (texts.rows @ texts.rows.T).toarray(), atol=1e-6)


def feature(reports: Reports, name: str, one: int = -1) -> list[float]:
    ones = np.array([one % len(reports)])
    others = np.array([[i for i in range(len(reports)) if i != ones[0]]])
    looked = look(reports, Texts(reports.texts, words_of), Texts(reports.texts, pieces_of), ones, others)
    return [round(float(v), 3) for v in looked.matrix[0, :, [n for n, _ in FIRST].index(name)]]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("within_20_m", [0.5, 1.0]), ("same_spot", [0, 0]), ("nearest", [1, 0]), ("same_category", [1, 0]), ("other_category", [0, 1]),
        ("latest", [0, 1]), ("still_open", [1, 0]), ("within_2_days", [0.208, 0.042]), ("words_best", [1, 0]), ("placeless", [0, 0]),
        ("its_text_empty", [0, 1]), ("open_near", [0.693, 0.693]), ("crowd", [1.099, 1.099]),
    ],
)  # fmt: skip
def test_features(name: str, values: list[float]) -> None:
    reports = few((0, 10, 0, "a", "路灯坏了"), (8, 0, 90, "b", ""), (10, 0, 0, "a", "路灯坏了"), closed=[20, 9, np.nan])
    assert feature(reports, name) == pytest.approx(values, abs=0.01)


def test_every_feature_is_finite_whatever_is_missing() -> None:
    reports = few((0, 0, 0, "", ""), (np.nan, 0, 0, "a", "x"), (1, np.nan, np.nan, "", "y"), (2, 0, 0, "", ""))
    for name, _ in FIRST:
        assert np.isfinite(feature(reports, name)).all(), name


def test_the_same_thing_is_found_and_another_is_not() -> None:
    reports = few(
        (0, 0, 0, "垃圾", "幸福路口堆着建筑垃圾"), (3, 6, 0, "垃圾", "幸福路口的建筑垃圾没人清"), (4, 400, 0, "路灯", "路灯不亮"),
    )  # fmt: skip
    links = link(reports, SHIPPED)
    assert links.parent.tolist()[:2] == [-1, 0]
    assert links.score[1] > 0.5 > 0.1 > links.score[2]
    assert links.score[0] == 0


def test_a_burst_of_one_thing_is_one_cluster() -> None:
    burst = [(h / 60, (h % 5) * 2.0, 0, "垃圾", "幸福路口堆着建筑垃圾，请清理") for h in range(300)]
    links = link(few(*burst), SHIPPED)
    assert np.bincount(links.cluster).max() >= 290


def test_things_of_a_small_city_are_told_apart() -> None:
    reports, truth = drawn_city()
    links = link(reports, SHIPPED)
    figures = compare(reports, truth, links)
    assert figures["ours"]["five"] >= 0.95
    wrong = [row for row in np.flatnonzero(links.sure) if links.cluster[row] != truth.get(int(row), -1)]
    assert len(wrong) <= 0.02 * links.sure.sum() + 1


def test_without_places_the_words_do_it() -> None:
    reports, truth = drawn_city(places=False)
    links = link(reports, SHIPPED)
    children = list(truth)
    named = [
        links.parent[c] >= 0 and truth.get(int(links.parent[c]), int(links.parent[c])) == truth[c] for c in children
    ]
    assert np.mean(named) >= 0.9


def test_nothing_at_all_and_one_report() -> None:
    links = link(few((0, 0, 0, "a", "x")), SHIPPED)
    assert (links.parent.tolist(), links.score.tolist(), links.cluster.tolist()) == ([-1], [0.0], [0])
    assert links.best.shape == (1, 5)


def test_links_do_not_depend_on_the_order_of_the_file() -> None:
    reports, _ = drawn_city(things=30)
    mixed = np.random.default_rng(3).permutation(len(reports))
    shuffled = Reports(
        [reports.ids[i] for i in mixed], reports.hours[mixed], reports.x[mixed], reports.y[mixed], reports.category[mixed],
        [reports.texts[i] for i in mixed], reports.closed[mixed],
    )  # fmt: skip
    one, two = link(reports, SHIPPED), link(shuffled, SHIPPED)
    parents = {reports.ids[i]: reports.ids[p] if p >= 0 else "" for i, p in enumerate(one.parent)}
    again = {shuffled.ids[i]: shuffled.ids[p] if p >= 0 else "" for i, p in enumerate(two.parent)}
    assert parents == again
    for row, at in enumerate(mixed):
        assert two.score[row] == pytest.approx(one.score[at], abs=1e-5)


def test_parents_are_always_earlier() -> None:
    reports, _ = drawn_city(things=80)
    links = link(reports, SHIPPED)
    for row, best in enumerate(links.best):
        assert all(reports.order[b] < reports.order[row] for b in best if b >= 0)


@pytest.mark.parametrize(
    ("parent", "sure", "cluster"),
    [
        ([-1, 0, 1], [False, True, True], [0, 0, 0]),
        ([-1, 0, 1], [False, False, True], [0, 1, 1]),
        ([-1, -1, 0], [False, False, True], [0, 1, 0]),
        ([-1, 0, 0], [True, True, False], [0, 0, 2]),
    ],
)
def test_clusters_follow_sure_links_to_the_first_report(
    parent: list[int], sure: list[bool], cluster: list[int]
) -> None:
    assert clusters(np.array(parent), np.array(sure), np.arange(3)).tolist() == cluster


@pytest.mark.parametrize(
    ("odds", "thing", "here", "ahead"),
    [
        ([2.0, 1.0, -1.0], [1, 2, 2], 2.0, 2.0 - 1.408),  # the second and third tell of the same other thing
        ([2.0, -np.inf], [1, 9], 2.0, MOST_LEAD),
        ([-np.inf, -np.inf], [0, 0], -np.inf, 0.0),
        ([29.0, 1.0], [1, 2], 29.0, MOST_LEAD),
        ([-3.0] * 40, [7] * 40, 1.79, MOST_LEAD),  # forty unlikely ones of one thing: one of them it is
    ],
)
def test_the_chance_of_a_thing_is_that_of_its_reports_together(
    odds: list[float], thing: list[int], here: float, ahead: float
) -> None:
    got_here, got_ahead = of_things(np.array([odds]), np.array([thing]), np.array([0]))
    assert got_here[0] == pytest.approx(here, abs=0.05)
    assert got_ahead[0] == pytest.approx(ahead, abs=0.05)


def test_reasons_add_up_to_the_difference_from_an_average_candidate() -> None:
    look2 = SHIPPED.placed.second
    features = np.asarray(look2.mean, np.float32) + 0.5 * np.asarray(look2.scale, np.float32)
    reasons = SHIPPED.placed.reasons(features)
    assert set(reasons) == set(GROUPS)
    assert sum(reasons.values()) == pytest.approx(0.5 * sum(look2.weight), rel=1e-3, abs=1e-3)
    assert len(look2.weight) == len(NAMES)


def test_all_kinds_of_things_are_in_the_small_city() -> None:
    reports, _ = drawn_city(things=200)
    assert len(set(reports.category.tolist())) == len(THINGS)


def test_what_people_write_about_one_issue_for_months_is_one_cluster_of_words() -> None:
    said = [
        "幸福里小区旁的搅拌站粉尘太大",
        "幸福里小区的搅拌站半夜施工，灰尘满天",
        "彩虹桥下水道堵了",
        "还是幸福里小区旁边那个搅拌站，孩子咳嗽",
    ]
    reports = few(*[(24.0 * 20 * n, np.nan, np.nan, "", text) for n, text in enumerate(said)])
    assert link(reports, SHIPPED).cluster.tolist() == [0, 0, 2, 0]
