"""Small counts against somebody who can subtract."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.civic.openness.rules.hiding import WITHHELD, Sum, Told, hidden, part_of, told

LEAST = 5
ROWS, COLUMNS = ("a", "b"), ("x", "y", "z")
Cell = tuple[str, str]


@pytest.mark.parametrize(("n", "said"), [(0, 0), (1, "<5"), (4, "<5"), (5, 5), (1_000, 1_000)])
def test_one_count(n: int, said: Told) -> None:
    assert told(n, LEAST) == said


def table(*rows: tuple[int, ...]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """A table with the sums of rows, columns and all."""
    cells = {(r, c): n for r, row in zip(ROWS, rows, strict=False) for c, n in zip(COLUMNS, row, strict=False)}
    rs, cs = sorted({r for r, _ in cells}), sorted({c for _, c in cells})
    for r in rs:
        cells[r, ""] = sum(cells[r, c] for c in cs)
    for c in cs:
        cells["", c] = sum(cells[r, c] for r in rs)
    cells["", ""] = sum(cells[r, ""] for r in rs)
    sums = [Sum(tuple((r, c) for c in cs), (r, "")) for r in rs]
    sums += [Sum(tuple((r, c) for r in rs), ("", c)) for c in cs]
    sums += [Sum(tuple((r, "") for r in rs), ("", "")), Sum(tuple(("", c) for c in cs), ("", ""))]
    return cells, sums


def test_a_large_table_is_told_whole() -> None:
    cells, sums = table((10, 20), (30, 40))
    assert hidden(cells, sums, LEAST) == cells


def test_a_small_count_is_not_computed_along_its_row_or_column() -> None:
    """3 could be computed along its row and along its column, so others are withheld until it cannot."""
    cells, sums = table((3, 20), (30, 40))
    said = hidden(cells, sums, LEAST)
    assert said["a", "x"] == "<5"
    assert WITHHELD in (said["a", "y"], said["a", ""])
    assert WITHHELD in (said["b", "x"], said["", "x"])


def test_withheld_beside_a_sum_of_six_would_say_one() -> None:
    """Whoever knows our rule knows that "*" is five or more: of six in all the other is one. So the sum goes, too."""
    one = Sum(("p", "q"), "t")
    assert hidden({"p": 1, "q": 5, "t": 6}, [one], LEAST) == {"p": "<5", "q": WITHHELD, "t": WITHHELD}


def test_two_ones_are_not_told_by_their_sum() -> None:
    """ "<5" and "<5" of two in all are one and one."""
    one = Sum(("p", "q", "r"), "t")
    cells = {"p": 1, "q": 1, "r": 9, "t": 11}
    assert hidden(cells, [one], LEAST)["r"] == WITHHELD


def test_zero_is_nobody() -> None:
    cells, sums = table((0, 20), (30, 40))
    assert hidden(cells, sums, LEAST)["a", "x"] == 0


def possible(cells: dict[Cell, int], sums: list[Sum[Cell]], said: dict[Cell, Told]) -> dict[Cell, set[int]]:
    """Every value that a hidden count could have, for a reader who tries them all. Withheld ones are not below the least, up to 14."""
    secret = [k for k, v in said.items() if isinstance(v, str)]
    choices = [range(1, LEAST) if said[k] == f"<{LEAST}" else range(LEAST, 15) for k in secret if k[0] and k[1]]
    inner = [k for k in secret if k[0] and k[1]]
    out: dict[Cell, set[int]] = {k: set() for k in inner}
    for values in product(*choices):
        guess = {**{k: v for k, v in said.items() if isinstance(v, int)}, **dict(zip(inner, values, strict=True))}
        if _fits(guess, sums, said):
            for k in inner:
                out[k].add(guess[k])
    return out


def _fits(guess: dict[Cell, int], sums: list[Sum[Cell]], said: dict[Cell, Told]) -> bool:
    for one in sums:
        if any(p not in guess for p in one.parts):
            continue
        total = sum(guess[p] for p in one.parts)
        shown = said[one.total]
        small = shown == f"<{LEAST}"
        if (
            (isinstance(shown, int) and total != shown)
            or (small and not 0 < total < LEAST)
            or (shown == WITHHELD and total < LEAST)
        ):
            return False
    return True


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
@settings(max_examples=200, deadline=None)
def test_nobody_who_subtracts_learns_a_small_count(numbers: list[int]) -> None:
    cells, sums = table((numbers[0], numbers[1]), (numbers[2], numbers[3]))
    said = hidden(cells, sums, LEAST)
    assert all(said[k] == n or isinstance(said[k], str) for k, n in cells.items())
    for cell, values in possible(cells, sums, said).items():
        assert cells[cell] in values
        if said[cell] == f"<{LEAST}":
            assert len(values) > 1, (cells, said)


@pytest.mark.parametrize(
    ("part", "whole", "may"),
    [(7, 14, True), (0, 9, True), (9, 9, True), (7, 9, False), (3, 20, False), (2, 4, False), (0, 3, False)],
)
def test_an_opinion_is_told_where_neither_side_is_few(part: int, whole: int, may: bool) -> None:
    assert part_of(part, whole, LEAST) is may
