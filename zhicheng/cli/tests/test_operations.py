"""The commands that look after an installation: what they print, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tests.brigade import BIN, Brigade
from tests.tiny_city import place
from zhicheng.cli import main

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    """The exit status of one command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_check_ends_with_one_when_it_finds_something(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--events", "--json") == 0
    assert said(capsys)["problems"] == []
    apps.get_model("people", "Crew").objects.filter(pk=brigade.crew["bobs"]).update(state="on")
    assert run("check", "--events", "--json") == 1
    (problem,) = said(capsys)["problems"]
    assert problem["stream"] == f"crew:{brigade.crew['bobs']}"
    assert run("check", "--events") == 1
    assert "✗" in capsys.readouterr().out


def test_check_config_and_deploy(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--config", "--deploy", "--json") == 0
    assert said(capsys)["checked"]["parts"] == 4


def test_import_prints_counts_and_progress_apart(
    brigade: Brigade, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lng, lat = place("990101001001001")
    file = tmp_path / "a.csv"
    file.write_text(f"nr,lng,lat,category\n1,{lng},{lat},{BIN}\n", encoding="utf-8")
    assert run("import", "reports", str(file), "--map", "nr=id", "--source", "hotline", "--json") == 0
    out, err = capsys.readouterr()
    counts = json.loads(out)
    assert {"read", "accepted", "refused", "merged", "tickets", "seconds", "refusals_file"} <= set(counts)
    assert (counts["accepted"], counts["tickets"]) == (1, 1)
    assert err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "reports", "nowhere.csv"),
        ("import", "reports", "nowhere.csv", "--map", "x"),
        ("import", "conditions", "nowhere.xlsx"),
        ("trace", "ticket:4711"),
        ("trace", "4711"),
        ("check", "--nonsense"),
        ("dance",),
    ],
)
def test_bad_input_ends_with_two_and_one_sentence(
    brigade: Brigade, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


def test_trace_tells_a_stream_by_its_name(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("trace", f"crew:{brigade.crew['bobs']}", "--json") == 0
    (event,) = said(capsys)
    assert (event["seq"], event["kind"]) == (1, "crew.enlist")


def test_staff_and_jobs(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            "staff",
            "add",
            "dana",
            "--name",
            "Dana",
            "--role",
            "dispatcher@990101",
            "--password",
            "correct horse battery",
        )
        == 0
    )
    assert run("staff", "add", "king", "--name", "King", "--role", "king", "--password", "correct horse battery") == 2
    assert not apps.get_model("people", "Account").objects.filter(username="king").exists()
    capsys.readouterr()
    assert run("jobs", "list", "--json") == 0
    assert said(capsys) == {"jobs": []}
    assert run("jobs", "retry") == 0


def test_who_runs_the_machine_lets_the_last_administrator_in_again(
    brigade: Brigade, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("staff", "reset", "alice", "--reason", "手机和备用码都丢了") == 0
    told = capsys.readouterr().out.strip().rpartition("：")[2]
    account = apps.get_model("people", "Account").objects.get(username="alice")
    assert account.check_password(told)
    assert run("staff", "reset", "nobody", "--reason", "x") == 2
    assert run("staff", "reset", "alice", "--reason", " ") == 2
    account.refresh_from_db()
    assert account.check_password(told), "a refusal changes nothing"
