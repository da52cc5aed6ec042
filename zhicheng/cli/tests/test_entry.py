"""The command's own door: unknown words, wrong options and settings that refuse to start end with 2 and one sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from zhicheng.cli import COMMANDS, demo
from zhicheng.kernel.errors import BadInput

ROOT = Path(__file__).parents[3]


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: settings are read once at the start."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ZHICHENG_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "zhicheng", *words], cwd=ROOT, env=clean | {"PYTHONPATH": str(ROOT)} | env, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"ZHICHENG_MODE": "party"}, "ZHICHENG_MODE"),
        ({"ZHICHENG_MODE": "production", "ZHICHENG_SECRET_KEY": "short"}, "ZHICHENG_SECRET_KEY"),
        ({"ZHICHENG_MODE": "production", "ZHICHENG_SECRET_KEY": "k" * 64, "ZHICHENG_SECOND_FACTOR": "false"}, "second"),
        ({"ZHICHENG_MODE": "test", "ZHICHENG_KEEP_POSITIONS_DAYS": "many"}, "ZHICHENG_KEEP_POSITIONS_DAYS"),
    ],
)
def test_an_unsafe_setting_ends_with_two_and_one_sentence(env: dict[str, str], words: str, tmp_path: Path) -> None:
    done = run("jobs", "list", ZHICHENG_HOME=str(tmp_path), **env)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert words.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "nothing was written"


def test_the_help_lists_every_command_and_loads_none(tmp_path: Path) -> None:
    done = run("--help", ZHICHENG_MODE="party", ZHICHENG_HOME=str(tmp_path))
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name}" in done.stdout


def test_a_port_that_is_taken_is_named_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"端口 {port} 已被占用，请换一个：--port {port + 10}") as refusal:
            demo._free(port)
    assert refusal.value.field == "port"
    demo._free(port)
