"""`python -m zhicheng.sim.city OUT [SEED]`: write the demo city."""

from __future__ import annotations

import sys
from pathlib import Path

from zhicheng.sim.city import SEED, generate

if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m zhicheng.sim.city OUT [SEED]")
    made = generate(
        Path(sys.argv[1]),
        seed=int(sys.argv[2]) if len(sys.argv) == 3 else SEED,
        progress=lambda step: print(f"{step} …", file=sys.stderr),  # noqa: T201 - a command's own output
    )
    sys.stdout.write(
        f"{made.name}: {made.nodes} nodes, {made.areas}, gaps {made.gaps}, overlaps {made.overlaps}, {made.seconds} s\n"
    )
