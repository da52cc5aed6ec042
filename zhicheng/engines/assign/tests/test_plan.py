"""What the matching promises, on random problems, and that its sentence tells the truth."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.engines.assign import Crews, Plan, Tickets, Weights, explain, greedy, harm, match, plan, price, solve
from zhicheng.engines.assign.planning import total_cost

Problem = tuple[Tickets, Crews, np.ndarray]
fast = settings(max_examples=60, deadline=None)


def make(seed: int, n: int, m: int) -> Problem:
    """A random problem with skills, certificates, promises, people off shift and unreachable places."""
    r = np.random.default_rng(seed)
    opened = -r.uniform(0, 7200, n)
    tickets = Tickets.of(
        opened,
        opened + r.choice([1800.0, 7200.0], n),
        priority=r.choice([1.0, 2.0], n),
        needs_certificates=r.random(n) < 0.3,
        skills=r.choice([0, 0, 1, 2], n),
        promised=r.integers(-1, m, n),
    )
    crews = Crews.of(
        np.where(r.random(m) < 0.5, 0.0, r.uniform(0, 900, m)),
        skills=r.integers(0, 4, m),
        certificates=r.integers(0, 4, m),
        load=r.integers(0, 3, m),
        on_shift=r.random(m) < 0.8,
        jobs_today=r.integers(0, 20, m),
    )
    seconds = np.where(r.random((n, m)) < 0.1, np.inf, r.uniform(10, 3000, (n, m)))
    return tickets, crews, seconds


def subset(thing: Tickets | Crews, rows: np.ndarray) -> dict[str, np.ndarray]:
    return {f.name: getattr(thing, f.name)[rows] for f in dataclasses.fields(thing)}


problems = st.builds(make, st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 9))


@given(problems)
@fast
def test_nobody_is_sent_twice_and_no_ticket_is_served_twice(problem: Problem) -> None:
    choices = plan(*problem).choices
    assert len({c.crew for c in choices}) == len(choices) == len({c.ticket for c in choices})


@given(problems)
@fast
def test_an_infeasible_pair_is_never_chosen(problem: Problem) -> None:
    tickets, crews, seconds = problem
    for c in plan(*problem).choices:
        assert crews.on_shift[c.crew]
        assert np.isfinite(seconds[c.ticket, c.crew])
        assert not tickets.needs_certificates[c.ticket] or crews.certificates[c.crew] >= 2
        assert tickets.skills[c.ticket] & crews.skills[c.crew] == tickets.skills[c.ticket]


@given(problems)
@fast
def test_total_cost_is_not_above_any_greedy_rule(problem: Problem) -> None:
    tickets, crews, seconds = problem
    costs = price(tickets, crews, seconds, Weights())
    for order in (seconds, crews.free_in[None, :] + seconds, costs.pair):
        rows, columns = greedy(order, costs.feasible)
        assert plan(*problem).total_cost <= total_cost(costs, rows, columns) + 1e-6


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 5))
@fast
def test_the_optimum_is_found_by_trying_everything(seed: int, n: int, m: int) -> None:
    problem = make(seed, n, m)
    costs = price(*problem, Weights())

    def best(row: int, free: frozenset[int]) -> float:
        if row == n:
            return 0.0
        go = [costs.pair[row, j] + best(row + 1, free - {j}) for j in free]
        return float(min([costs.leave[row] + best(row + 1, free), *go]))

    assert plan(*problem).total_cost == pytest.approx(best(0, frozenset(range(m))))


@given(problems)
@fast
def test_one_more_crew_never_makes_the_total_worse(problem: Problem) -> None:
    tickets, crews, seconds = problem
    fewer = Crews(**subset(crews, np.arange(len(crews) - 1)))
    tickets = dataclasses.replace(tickets, promised=np.full(len(tickets), -1))
    with_all = plan(tickets, crews, seconds).total_cost
    assert with_all <= plan(tickets, fewer, seconds[:, :-1]).total_cost + 1e-6


@given(problems, st.integers(0, 1000))
@fast
def test_permuting_the_input_permutes_the_answer(problem: Problem, seed: int) -> None:
    tickets, crews, seconds = problem
    tickets = dataclasses.replace(tickets, promised=np.full(len(tickets), -1))
    r = np.random.default_rng(seed)
    p, q = r.permutation(len(tickets)), r.permutation(len(crews))
    one = plan(tickets, crews, seconds)
    other = plan(Tickets(**subset(tickets, p)), Crews(**subset(crews, q)), seconds[p][:, q])
    assert other.total_cost == pytest.approx(one.total_cost)
    assert {(p[c.ticket], q[c.crew]) for c in other.choices} == {(c.ticket, c.crew) for c in one.choices}


@given(problems)
@fast
def test_runner_up_difference_and_terms_can_be_recomputed(problem: Problem) -> None:
    """From the problem alone, written out here a second time and slowly."""
    tickets, crews, seconds = problem
    w = Weights()
    crowd = w.travel * min(1.0, max(w.quiet, len(tickets) / max(crews.on_shift.sum(), 1)))

    def cost(i: int, j: int) -> float:
        wait = -tickets.opened_at[i] + crews.free_in[j] + seconds[i, j]
        limit = tickets.due_at[i] - tickets.opened_at[i]
        x = max(0.0, wait - limit) / 60
        z = np.clip((wait - limit + w.margin_seconds) / w.spread_seconds, -40, 40)
        h = w.waiting * wait / 60 + w.late / (1 + np.exp(-z)) + w.overdue * x * (1 + x / w.overdue_doubles)
        broken = w.broken_promise * (tickets.promised[i] not in (-1, j))
        extra = w.load * crews.load[j] + w.fairness * crews.jobs_today[j] + broken
        return float(tickets.priority[i] * h + crowd * seconds[i, j] / 60 + extra)

    def may(i: int, j: int) -> bool:
        paper = not tickets.needs_certificates[i] or crews.certificates[j] >= 2
        skilled = not tickets.skills[i] & ~crews.skills[j]
        return bool(crews.on_shift[j] and np.isfinite(seconds[i, j]) and paper and skilled)

    for c in plan(*problem).choices:
        others = {j: cost(c.ticket, j) for j in range(len(crews)) if j != c.crew and may(c.ticket, j)}
        assert c.cost == pytest.approx(cost(c.ticket, c.crew)) == pytest.approx(sum(c.terms.values()))
        if not others:
            assert c.runner_up == -1
            continue
        assert others[c.runner_up] == min(others.values())
        assert c.cost_difference == pytest.approx(others[c.runner_up] - cost(c.ticket, c.crew))


def test_a_ticket_somebody_can_take_is_not_left_open_because_all_are_far() -> None:
    far = plan(Tickets.of([0.0], 1800.0), Crews.of([0.0]), np.array([[9000.0]]))
    assert [c.crew for c in far.choices] == [0]


def test_a_ticket_nobody_may_take_is_named() -> None:
    result = plan(Tickets.of([0.0], 1800.0, needs_certificates=True), Crews.of([0.0], certificates=1), np.ones((1, 1)))
    assert result.no_crew == (0,) == result.left_open
    assert not result.choices


def test_a_promise_holds_against_a_small_gain_and_moves_for_a_large_one() -> None:
    tickets, crews = Tickets.of([0.0], 7200.0, promised=0), Crews.of([0.0, 0.0])
    assert solve(tickets, crews, np.array([[600.0, 300.0]]))[0].crew == 0
    assert solve(tickets, crews, np.array([[3000.0, 300.0]]))[0].crew == 1


def test_a_crew_soon_free_next_door_is_preferred_to_an_idle_one_far_away() -> None:
    assert solve(Tickets.of([0.0], 1800.0), Crews.of([0.0, 120.0]), np.array([[1500.0, 60.0]]))[0].crew == 1


def test_of_two_late_tickets_the_later_one_goes_first() -> None:
    tickets = Tickets.of([-9000.0, -2400.0], [-7200.0, -600.0])
    assert [c.ticket for c in solve(tickets, Crews.of([0.0]), np.full((2, 1), 300.0))] == [0]


def test_less_load_wins_between_equals() -> None:
    crews = Crews.of([0.0, 0.0], load=[2, 0])
    assert solve(Tickets.of([0.0], 1800.0), crews, np.full((1, 2), 300.0))[0].crew == 1


def test_empty_problems_have_empty_plans() -> None:
    for n, m in ((0, 3), (3, 0), (0, 0)):
        result = plan(Tickets.of(np.zeros(n), 1.0), Crews.of(np.zeros(m)), np.zeros((n, m)))
        assert result.choices == ()
        assert len(result.left_open) == n


def test_a_matrix_of_another_shape_is_a_bug_that_says_so() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 1\), expected \(1, 2\)"):
        plan(Tickets.of([0.0], 1.0), Crews.of([0.0, 0.0]), np.zeros((2, 1)))


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(60, 1e5))
@fast
def test_arriving_later_never_harms_less(a: float, b: float, limit: float) -> None:
    early, late = (
        harm(np.array(min(a, b)), np.array(limit), Weights()),
        harm(np.array(max(a, b)), np.array(limit), Weights()),
    )
    assert early <= late


# -- solvers -----------------------------------------------------------------------------------------------------------


def test_a_solver_that_would_take_too_long_falls_back_and_says_so() -> None:
    tickets, crews, seconds = make(1, 20, 20)
    result = plan(tickets, crews, seconds, budget_seconds=1e-9)
    assert result.solver == "greedy"
    assert result.fallback is not None
    assert result.fallback.en.startswith("nearest idle first, because 20 x 20")
    assert result.choices


def test_a_solver_that_raises_falls_back_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(saving: np.ndarray) -> None:
        raise ValueError("matrix contains invalid numeric entries")

    monkeypatch.setattr("zhicheng.engines.assign.matching._dense", broken)
    result = plan(*make(2, 5, 5))
    assert (result.solver, result.fallback is not None and "invalid numeric" in result.fallback.en) == ("greedy", True)


def test_greedy_is_what_picking_the_smallest_one_by_one_gives() -> None:
    key = np.random.default_rng(4).permutation(30 * 20).reshape(30, 20).astype(float)
    left, picked = key.copy(), set()
    for _ in range(20):
        i, j = np.unravel_index(left.argmin(), left.shape)
        picked.add((int(i), int(j)))
        left[i], left[:, j] = np.inf, np.inf
    rows, columns = greedy(key, np.ones_like(key, bool))
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) == picked


def on_a_map(n: int, m: int) -> Problem:
    r = np.random.default_rng(n)
    a, b = r.uniform(0, 20_000, (n, 2)), r.uniform(0, 20_000, (m, 2))
    seconds = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)) * 1.3 / 4.2
    opened = -r.uniform(0, 3000, n)
    return Tickets.of(opened, opened + 1800), Crews.of(np.where(r.random(m) < 0.3, 0, r.uniform(0, 900, m))), seconds


@pytest.mark.parametrize(("n", "m"), [(300, 1500), (1500, 300)])
def test_the_sparse_solver_finds_the_dense_optimum(n: int, m: int) -> None:
    tickets, crews, seconds = on_a_map(n, m)
    costs = price(tickets, crews, seconds, Weights())
    sparse = match(costs.pair, costs.leave, seconds)
    assert sparse.solver == "sparse"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhicheng.engines.assign.matching.SPARSE_RATIO", 10**9)
        dense = match(costs.pair, costs.leave, seconds)
    assert dense.solver == "dense"
    best = total_cost(costs, dense.rows, dense.columns)
    assert total_cost(costs, sparse.rows, sparse.columns) == pytest.approx(best, rel=1e-9)


def test_a_district_is_planned_within_a_tenth_of_a_second() -> None:
    problem = on_a_map(200, 500)
    took = []
    for _ in range(3):
        began = time.process_time()
        assert len(plan(*problem).choices) == 200
        took.append(time.process_time() - began)
    assert min(took) <= 0.1


# -- sentences ---------------------------------------------------------------------------------------------------------


def sentence(result: Plan, row: int = 0) -> tuple[str, str]:
    return tuple(explain(result.choices[row], ["A 组", "B 组", "C 组"]))  # type: ignore[return-value]


def test_the_sentence_names_way_limit_certificates_runner_up_and_difference() -> None:
    tickets = Tickets.of([-1140.0], 2460.0, needs_certificates=True)
    zh, en = sentence(plan(tickets, Crews.of([0.0, 0.0]), np.array([[350.0, 520.0]])))
    assert zh == "选 A 组：骑行 6 分钟可到，限时余 41 分钟，持双证；次选 B 组（9 分钟），综合代价高 5.7。"
    assert en.startswith(
        "A 组: 6 min by e-bike, 41 min of the limit left, 2 valid certificates; runner-up B 组 (9 min)"
    )


def test_the_sentence_says_why_not_the_nearest() -> None:
    tickets, seconds = Tickets.of([0.0], 1800.0, needs_certificates=True), np.array([[300.0, 60.0]])
    zh, en = sentence(plan(tickets, Crews.of([0.0, 0.0], certificates=[2, 1]), seconds))
    assert "最近的 B 组（1 分钟）未选：持证不足两人" in zh
    assert "the nearest, B 组 (1 min), has fewer than two valid certificates" in en
    zh, _ = sentence(plan(Tickets.of([0.0], 1800.0, skills=1), Crews.of([0.0, 0.0], skills=[1, 0]), seconds))
    assert "不具备所需技能" in zh
    zh, _ = sentence(plan(Tickets.of([0.0], 1800.0), Crews.of([0.0, 800.0]), seconds))
    assert "尚在处置" in zh
    zh, _ = sentence(plan(Tickets.of([0.0], 1800.0), Crews.of([0.0, 0.0], load=[0, 9]), seconds))
    assert "负荷或均衡代价更高" in zh


def test_the_sentence_admits_when_the_runner_up_alone_would_be_cheaper() -> None:
    tickets, crews = Tickets.of([0.0, 0.0], [7200.0, 900.0]), Crews.of([0.0, 0.0])
    zh, en = sentence(plan(tickets, crews, np.array([[500.0, 300.0], [1500.0, 300.0]])))
    assert "B 组（5 分钟）单看此件低" in zh
    assert "alone would cost" in en
    assert "另有更需要它的任务" in zh


def test_the_sentence_for_a_late_ticket_and_a_crew_soon_free_without_alternative() -> None:
    zh, en = sentence(plan(Tickets.of([-3600.0], -1800.0), Crews.of([240.0]), np.array([[60.0]])))
    assert zh == "选 A 组：4 分钟后空闲，骑行 1 分钟可到，已超时 30 分钟；没有其他可派的组。"
    assert "30 min over the limit already; no other crew may go." in en
