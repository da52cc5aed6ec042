"""Topics find their handler; a batch is one transaction; what nobody can take becomes a dead letter and stops nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival, Bad, Filters, matches
from zhicheng.gateways.dead_letters import queries, services
from zhicheng.gateways.dead_letters.models import DeadLetter
from zhicheng.infra.changes import history
from zhicheng.infra.models import Switch
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
UGLY = Phrase("不好看。", "Ugly.")


@dataclass
class Keeper:
    """A handler that keeps each message as a row, refuses `bad…`, and has a bug for `bug…`."""

    asked: list[int] = field(default_factory=list)
    mended: bool = False

    def filters(self, route: str) -> Filters:
        return Filters((route,))

    def prepare(self) -> None:
        return

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        self.asked.append(len(arrivals))
        bad = []
        for n, one in enumerate(arrivals):
            text = one.payload.decode()
            if text.startswith("bad") and not self.mended:
                bad.append(Bad(n, UGLY, key="same" if text.startswith("bad-same") else ""))
                continue
            Switch.objects.update_or_create(name=text, area=option, defaults={"value": one.topic})
            if text.startswith("bug"):
                raise KeyError("nobody thought of this")
            if text == "gone":
                raise OperationalError("the server went away")
        return bad


KEEPER = Keeper()
NAMED = {"keeper": f"{__name__}.KEEPER"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    KEEPER.asked.clear()
    KEEPER.mended = False


def taken(*texts: str, topic: str = "a/b") -> int:
    return routing.take(
        [Arrival(topic, t.encode(), AT) for t in texts], routing.read_routes(["a/#=keeper:x"], NAMED), at=AT
    )


def kept() -> set[str]:
    return set(Switch.objects.filter(area="x").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("filter_", "topic", "meets"),
    [
        ("a/b", "a/b", True), ("a/b", "a/b/c", False), ("a/b", "a", False), ("a/+", "a/b", True), ("a/+", "a/b/c", False),
        ("a/#", "a/b/c", True), ("a/#", "a", True), ("#", "a/b", True), ("#", "$SYS/load", False), ("$SYS/#", "$SYS/load", True),
        ("+/b", "a/b", True), ("+/b", "/b", True), ("a//b", "a//b", True), ("a/+/c", "a//c", True), ("A", "a", False), ("+", "$x", False),
    ],
)  # fmt: skip
def test_topics_meet_filters_as_mqtt_says(filter_: str, topic: str, meets: bool) -> None:
    assert matches(filter_, topic) is meets


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ([], "name at least one"), (["frigate/#"], "topic=handler"), (["=keeper"], "topic=handler"), (["a/#=nobody"], "a handler of keeper"),
        (["a/#/b=keeper"], "breaks MQTT's rule"), (["a/b+=keeper"], "breaks MQTT's rule"), (["a#=keeper"], "breaks MQTT's rule"),
    ],
)  # fmt: skip
def test_wrong_routes_name_the_entry(texts: list[str], why: str) -> None:
    with pytest.raises(BadInput) as refused:
        routing.read_routes(texts, NAMED)
    assert why in refused.value.said.en
    assert refused.value.said.zh.startswith("ZHICHENG_MQTT_TOPICS")


def test_a_route_may_carry_an_option() -> None:
    (route,) = routing.read_routes([" vendor/acme/+ = keeper : acme "], NAMED)
    assert (route.filter, route.handler, route.option) == ("vendor/acme/+", KEEPER, "acme")


@pytest.mark.django_db
def test_a_batch_goes_to_its_handler_at_once() -> None:
    assert taken("1", "2", "3") == 0
    assert (KEEPER.asked, kept()) == ([3], {"1", "2", "3"})


@pytest.mark.django_db
def test_the_first_route_that_meets_takes_it() -> None:
    routes = routing.read_routes(["a/b=keeper:first", "a/#=keeper:second"], NAMED)
    routing.take([Arrival("a/b", b"1", AT), Arrival("a/c", b"2", AT)], routes, at=AT)
    assert dict(Switch.objects.values_list("name", "area")) == {"1": "first", "2": "second"}


@pytest.mark.django_db
def test_what_cannot_be_taken_is_kept_with_its_reason_and_the_rest_goes_on() -> None:
    assert taken("1", "bad", "2") == 1
    assert kept() == {"1", "2"}
    (row,) = queries.listed()
    assert (row["topic"], row["payload"], row["said"], row["said_en"], row["times"]) == (
        "a/b",
        "bad",
        "不好看。",
        "Ugly.",
        1,
    )


@pytest.mark.django_db
def test_a_topic_that_nobody_takes_is_a_dead_letter() -> None:
    assert taken("1", topic="b") == 1
    assert "ZHICHENG_MQTT_TOPICS" in queries.listed()[0]["said_en"]
    assert kept() == set()


@pytest.mark.django_db
def test_a_bug_costs_one_message_not_the_stream() -> None:
    texts = [str(i) for i in range(20)]
    assert taken(*texts[:13], "bug", *texts[13:]) == 1
    assert kept() == set(texts)  # and nothing of the message with the bug, although it wrote before it failed
    (row,) = queries.listed()
    assert row["payload"] == "bug"
    assert "KeyError" in row["said_en"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_nobodys_fault() -> None:
    with pytest.raises(OperationalError):
        taken("1", "bad", "gone")
    assert kept() == set()
    assert queries.count() == 0


@pytest.mark.django_db
def test_the_same_message_again_only_counts() -> None:
    taken("bad")
    services.keep([Arrival("a/b", b"bad", AT)], [Bad(0, UGLY)], at=AT + timedelta(minutes=5))
    (row,) = queries.listed()
    assert (row["times"], row["first_at"], row["last_at"]) == (2, AT, AT + timedelta(minutes=5))


@pytest.mark.django_db
def test_twice_in_one_batch_is_one_letter() -> None:
    assert taken("bad", "bad", "bad other") == 3
    assert {r["payload"]: r["times"] for r in queries.listed()} == {"bad": 2, "bad other": 1}


@pytest.mark.django_db
def test_a_flood_about_one_thing_is_one_letter_with_the_latest_word() -> None:
    taken(*(f"bad-same {i}" for i in range(50)))
    (row,) = queries.listed()
    assert (row["payload"], row["times"]) == ("bad-same 49", 50)


@pytest.mark.django_db
def test_the_same_under_another_topic_is_another_letter() -> None:
    taken("bad", topic="a/1")
    taken("bad", topic="a/2")
    assert queries.count() == 2


@pytest.mark.django_db
def test_letters_are_bounded_in_length_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 5)
    monkeypatch.setattr(services, "LONGEST", 10)
    taken(*(f"bad {i} and a long tail" for i in range(8)))
    rows = queries.listed()
    assert len(rows) == 5
    assert {r["payload"][4] for r in rows} == {"3", "4", "5", "6", "7"}  # the oldest went
    assert {(r["size"], r["whole"]) for r in rows} == {(21, False)}


@pytest.mark.django_db
def test_bytes_that_are_no_text_are_told_not_guessed() -> None:
    services.keep([Arrival("a/b", b"\xff\xd8\xff\xe0", AT)], [Bad(0, UGLY)], at=AT)
    assert queries.listed()[0]["payload"] == "(4 bytes) ff d8 ff e0"


@pytest.mark.django_db
def test_a_letter_whose_cause_is_mended_is_taken_and_gone() -> None:
    taken("bad")
    KEEPER.mended = True
    routes = routing.read_routes(["a/#=keeper:x"], NAMED)
    assert routing.retry(letter=queries.listed()[0]["id"], routes=routes, by="person:1", at=AT)
    assert (queries.count(), kept()) == (0, {"bad"})
    assert history(services.REGISTER)[0].actor == "person:1"


@pytest.mark.django_db
def test_a_letter_that_is_refused_again_stays_with_the_reason_of_today() -> None:
    taken("bad")
    letter = queries.listed()[0]["id"]
    assert not routing.retry(letter=letter, routes=routing.read_routes(["b=keeper"], NAMED), by="person:1", at=AT)
    (row,) = queries.listed()
    assert (row["id"], row["times"]) == (letter, 2)
    assert "ZHICHENG_MQTT_TOPICS" in row["said_en"]
    assert history(services.REGISTER) == []


@pytest.mark.django_db
def test_a_letter_that_was_cut_cannot_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LONGEST", 2)
    taken("bad")
    KEEPER.mended = True
    with pytest.raises(BadInput, match="无法重试"):
        routing.retry(
            letter=queries.listed()[0]["id"], routes=routing.read_routes(["a/#=keeper"], NAMED), by="x", at=AT
        )
    assert (queries.count(), kept()) == (1, set())


@pytest.mark.django_db
def test_dropping_is_recorded_and_only_possible_once() -> None:
    taken("bad")
    letter = queries.listed()[0]["id"]
    services.drop(letter=letter, by="person:7", at=AT)
    assert DeadLetter.objects.count() == 0
    (past,) = history(services.REGISTER)
    assert (past.actor, past.change.what, past.change.before["原因"]) == ("person:7", "gone", "不好看。")
    with pytest.raises(NotFound):
        services.drop(letter=letter, by="person:7", at=AT)
