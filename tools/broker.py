"""A mosquitto of one's own for tests and measurements: on loopback, in a temporary folder, gone afterwards.

    python -m tools.broker run -- make bench        starts one, sets ZHICHENG_MQTT_URL, runs the command, stops it

Its settings are those that docs/how-to/connect-mqtt.md recommends; they are written out below.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
# Nothing is thrown away for being much, what is published with QoS 0 is delivered with QoS 1, and all is on disk every five seconds:
# at every change (autosave_on_changes) the whole store is written anew, and a thousand messages a second became four hundred.
RECOMMENDED = """\
persistence true
autosave_interval 5
max_inflight_messages 1000
max_queued_messages 1000000
upgrade_outgoing_qos true
persistent_client_expiration 14d
"""


def program() -> str:
    """FileNotFoundError says what to install. Debian keeps it where ordinary users do not look."""
    found = shutil.which(
        "mosquitto", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    )
    if found is None:
        raise FileNotFoundError("no mosquitto found: bash tools/system.sh, or apt-get install mosquitto")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Broker:
    """One that can be killed and started again on the same port with what it has kept on disk."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: str = "allow_anonymous true\n"
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        conf = self.folder / "mosquitto.conf"
        user = "user root\n" if os.geteuid() == 0 else ""  # else it becomes a user who may not write here
        text = f"{RECOMMENDED}{user}persistence_location {self.folder}/\nlog_dest file {self.folder}/log\nlistener {self.port} 127.0.0.1\n{self.more}"
        conf.write_text(text)
        self.process = subprocess.Popen(
            [program(), "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_end_with_parent
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError("mosquitto ended at once: " + (self.folder / "log").read_text()[-2000:])
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError("mosquitto does not answer after ten seconds")

    def stop(self, sig: int = signal.SIGTERM) -> None:
        """SIGTERM: it writes down what it has; SIGKILL: it does not."""
        if self.process is None:
            return
        self.process.send_signal(sig)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


@contextmanager
def running(more: str = "allow_anonymous true\n") -> Iterator[Broker]:
    """Started; stopped and deleted at the end, also after a failure."""
    folder = Path(tempfile.mkdtemp(prefix="zhicheng-broker-"))
    broker = Broker(folder, more=more)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """`run -- COMMAND…`: the command's exit status."""
    if len(arguments) < 3 or arguments[0] != "run" or arguments[1] != "--":
        print("usage: python -m tools.broker run -- COMMAND…", file=sys.stderr)
        return 2
    with running() as broker:
        environment = {**os.environ, "ZHICHENG_MQTT_URL": broker.url}
        return subprocess.run(list(arguments[2:]), env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
