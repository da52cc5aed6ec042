"""Before Django's settings load: a home of its own for this run, the tiny city, and the database that was asked for.

`ZHICHENG_TEST_DATABASE=postgres` runs the database tests on a PostgreSQL of this run's own; default is SQLite.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="zhicheng-test-"))
CITY = HOME / "tiny-city"
_open = ExitStack()
_open.callback(shutil.rmtree, HOME, ignore_errors=True)

for name in [
    n for n in os.environ if n.startswith("ZHICHENG_") and n not in ("ZHICHENG_TEST_DATABASE", "ZHICHENG_SHARED")
]:
    del os.environ[name]  # what the developer has set for his own installation says nothing here
os.environ |= {
    "ZHICHENG_MODE": "test",
    "ZHICHENG_HOME": str(HOME),
    "ZHICHENG_CITY": str(CITY),
    "ZHICHENG_HTTPS": "false",
}
if os.environ.get("ZHICHENG_TEST_DATABASE") == "postgres":
    from tools import postgres

    os.environ["ZHICHENG_DATABASE"] = _open.enter_context(postgres.running()).url


def pytest_unconfigure() -> None:
    """Also after failures and Ctrl-C."""
    _open.close()
