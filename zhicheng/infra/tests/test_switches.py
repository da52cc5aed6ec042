"""Values that change while the system runs, per area; and the one place that loads code by name."""

from __future__ import annotations

import pytest

from zhicheng.infra import plug, switches


@pytest.mark.django_db
def test_a_value_holds_in_its_own_area_only() -> None:
    switches.put("lane", True)
    switches.put("lane", False, "330106")
    assert (switches.get("lane"), switches.get("lane", "330106"), switches.get("lane", "330102")) == (True, False, None)


@pytest.mark.django_db
def test_setting_again_replaces_and_dropping_forgets() -> None:
    switches.put("x", {"a": 1})
    switches.put("x", [2])
    assert switches.get("x") == [2]
    switches.drop("x")
    switches.drop("x")
    assert switches.get("x") is None


@pytest.mark.django_db
def test_false_is_a_value_and_not_unset() -> None:
    switches.put("x", False)
    assert switches.get("x") is False


@pytest.mark.parametrize(
    ("dotted", "error"), [("no.such.module.thing", ImportError), ("zhicheng.infra.plug.nothing", AttributeError)]
)
def test_what_cannot_be_loaded_says_which(dotted: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"no|nothing"):
        plug.load(dotted)
