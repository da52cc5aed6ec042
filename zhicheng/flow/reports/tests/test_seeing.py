"""What things on photos say about a matter: a table by hand, and arithmetic that stays a probability."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.reports import classifying, seeing
from zhicheng.flow.reports.seeing import Seen, Thing
from zhicheng.law import matters
from zhicheng.vision.detectors.coco import COCO_90
from zhicheng.vision.seen import PERSON
from zhicheng.vision.street_photos import ADVERT

CAR: Seen = {"car": [1, 300]}
LOUDEST = 40
CODES = sorted(matters.matters())
NAMES = sorted({n for t in seeing.table().things for n in t.seen_as} | {PERSON, "cat"})

sightings = st.tuples(st.integers(1, 30), st.integers(0, 1000))
photos = st.dictionaries(st.sampled_from(NAMES), sightings, max_size=5)
things = st.lists(st.sampled_from(seeing.table().things), max_size=4, unique_by=lambda t: t.name)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, float]:
    """What words say: any matters, and whatever is missing to 1 is something else."""
    weights = draw(st.dictionaries(st.sampled_from(CODES), st.floats(0, 1), max_size=20))
    rest = draw(st.floats(0.001, 1))
    total = sum(weights.values()) + rest
    return {m: w / total for m, w in weights.items()}


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", seeing.table().things, ids=lambda t: t.name.en)
def test_every_row_names_what_exists_in_both_languages(thing: Thing) -> None:
    assert thing.name.zh
    assert thing.name.en
    assert set(thing.seen_as) <= {*COCO_90, ADVERT}
    assert set(thing.speaks_for) <= set(matters.matters())
    assert all(1 < times <= LOUDEST for times in thing.speaks_for.values())
    assert thing.share > 0


def test_people_and_what_rubbish_bags_are_taken_for_never_vote() -> None:
    assert not {PERSON, "cat", "bird", "dog"} & {n for t in seeing.table().things for n in t.seen_as}


def test_how_often_matters_are_photographed_is_a_share_of_all_of_them() -> None:
    often = seeing.table().often
    assert set(often) <= set(matters.matters())
    assert all(0 < share < 1 for share in often.values())
    assert sum(often.values()) < 1


def test_a_photo_alone_is_less_sure_than_any_city_lets_nobody_be_asked_by_default() -> None:
    assert seeing.table().ceiling * 100 < classifying.SURE_ENOUGH


# -- what a photo is about ---------------------------------------------------------------------------------------------


def about(*shown: Seen) -> set[str]:
    return {t.name.en for t in seeing.things_on(shown)}


@pytest.mark.parametrize(
    ("photo", "it"),
    [
        ({"car": [1, 300]}, {"vehicle"}),
        ({"car": [9, 20]}, set()),  # a row of cars in the background
        ({"truck": [1, 300]}, {"vehicle", "lorry"}),
        ({"truck": [1, 150]}, {"vehicle"}),
        ({"bicycle": [2, 10]}, set()),
        ({"bicycle": [2, 10], "motorcycle": [1, 10]}, {"two-wheelers"}),  # three small ones together
        ({"person": [5, 900]}, set()),
        ({"cat": [1, 300]}, set()),
        ({"advert": [1, 5]}, {"advertising text"}),
        ({"advert": [1, 3]}, set()),  # a sign far away
        ({"zebra": [1, 900]}, set()),
        ({}, set()),
    ],
)  # fmt: skip
def test_a_thing_counts_when_the_photo_is_about_it(photo: Seen, it: set[str]) -> None:
    assert about(photo) == it


@given(photos, photos)
def test_another_photo_takes_nothing_away(one: Seen, other: Seen) -> None:
    assert about(one, other) == about(one) | about(other)


@given(st.lists(photos, max_size=4), shares())
def test_the_order_of_photos_does_not_matter(shown: list[Seen], said: dict[str, float]) -> None:
    answers = [seeing.weighed(said, seeing.things_on(p)) for p in permutations(shown)]
    assert all(a == answers[0] for a in answers)


@given(photos)
def test_the_same_photo_twice_says_no_more_than_once(photo: Seen) -> None:
    assert seeing.alone(seeing.things_on([photo, photo])) == seeing.alone(seeing.things_on([photo]))


# -- words and photos together -----------------------------------------------------------------------------------------


@given(shares())
def test_nothing_to_see_changes_nothing(said: dict[str, float]) -> None:
    assert seeing.weighed(said, []) == said


@given(shares(), things)
def test_it_stays_a_probability(said: dict[str, float], shown: list[Thing]) -> None:
    for found in (seeing.weighed(said, shown), seeing.alone(shown)):
        assert all(0 <= share <= 1 for share in found.values())
        assert sum(found.values()) <= 1 + 1e-9


@given(shares(), things)
def test_what_no_photo_speaks_for_only_makes_room(said: dict[str, float], shown: list[Thing]) -> None:
    found, louder = seeing.weighed(said, shown), seeing.loudness(shown)
    silent = [m for m in said if m not in louder]
    rest = 1 - sum(said.values())
    room = (1 - sum(found.values())) / rest  # what became of "something else", which nothing speaks for either
    assert all(found[m] == pytest.approx(said[m] * room, abs=1e-9) for m in silent)
    assert room <= 1 + 1e-9


@given(shares(), things)
def test_what_speaks_loudest_never_makes_its_matter_less_likely(said: dict[str, float], shown: list[Thing]) -> None:
    found, louder = seeing.weighed(said, shown), seeing.loudness(shown)
    loudest = max(louder.values(), default=0)
    assert all(found[m] >= said.get(m, 0) - 1e-9 for m, times in louder.items() if times == loudest)


@given(shares(), st.floats(1.5, 40))
def test_the_louder_the_likelier(said: dict[str, float], times: float) -> None:
    car = seeing.things_on([CAR])[0]
    louder = Thing(car.name, car.seen_as, car.share, car.count, {"09009": times})
    quieter = Thing(car.name, car.seen_as, car.share, car.count, {"09009": times - 0.4})
    assert seeing.weighed(said, [louder])["09009"] >= seeing.weighed(said, [quieter])["09009"]


def test_clear_words_are_not_overruled_by_a_car_that_stands_beside_it() -> None:
    found = seeing.weighed({"06010": 0.75, "06011": 0.15}, seeing.things_on([CAR]))
    assert max(found, key=lambda m: found[m]) == "06010"
    assert 0.6 < found["06010"] < 0.75


def test_words_in_doubt_are_decided_by_the_photo() -> None:
    found = seeing.weighed({"09006": 0.4, "09009": 0.3}, seeing.things_on([CAR]))
    assert max(found, key=lambda m: found[m]) == "09009"


def test_words_that_are_misread_leave_room_for_what_is_seen() -> None:
    found = seeing.weighed({"09002": 0.54}, seeing.things_on([CAR]))
    assert 0.05 < found["09009"] < found["09002"]


# -- a photo without a word --------------------------------------------------------------------------------------------


@given(things)
def test_a_photo_alone_is_never_sure(shown: list[Thing]) -> None:
    assert max(seeing.alone(shown).values(), default=0) <= seeing.table().ceiling + 1e-9


def test_a_photo_of_nothing_we_know_says_nothing() -> None:
    assert seeing.alone(seeing.things_on([{"person": [3, 500]}, {}])) == {}


@pytest.mark.parametrize(
    ("photo", "matter"),
    [
        (CAR, "09009"), ({"bicycle": [6, 40]}, "09010"), ({"chair": [4, 30]}, "09005"), ({"banana": [5, 30]}, "09006"),
        ({"couch": [1, 400]}, "06035"), ({"advert": [1, 20]}, "07001"), ({"traffic light": [1, 60]}, "02014"),
        ({"fire hydrant": [1, 90]}, "01013"), ({"bench": [1, 400]}, "04007"),
    ],
)  # fmt: skip
def test_what_a_photo_alone_says_first(photo: Seen, matter: str) -> None:
    found = seeing.alone(seeing.things_on([photo]))
    assert max(found, key=lambda m: found[m]) == matter
    assert found[matter] >= classifying.FAINTEST


def test_what_speaks_for_a_matter_is_named() -> None:
    shown = seeing.things_on([{"chair": [4, 30], "umbrella": [1, 200]}])
    assert [r.zh for r in seeing.reasons(shown, "09006")] == ["桌椅", "伞、棚"]
    assert [r.en for r in seeing.reasons(shown, "06043")] == ["umbrella"]
    assert seeing.reasons(shown, "07001") == []
