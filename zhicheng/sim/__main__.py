"""`python -m zhicheng.sim`: the simulator process of the demo."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading


def main() -> None:
    """Run until SIGTERM or SIGINT; exit 3 when a role was taken away."""
    parser = argparse.ArgumentParser(prog="python -m zhicheng.sim")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
    import django

    django.setup()
    from zhicheng.kernel.errors import Refused
    from zhicheng.sim.life import live

    stop = threading.Event()
    for sig in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sig, lambda *_: stop.set())
    try:
        live(stop, seed=options.seed)
    except Refused as refusal:
        sys.stderr.write(f"模拟停止：{refusal}\n")
        sys.exit(3)


if __name__ == "__main__":
    main()
