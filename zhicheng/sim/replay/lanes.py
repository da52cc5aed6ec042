"""What passes between the observation and a ticket that can be dispatched: the fast lane, and the way over five desks.

In the fast lane one person confirms at the review desk and a rule account does the rest. Otherwise a collector is sent to look
(verify), and acceptor, shift leader and dispatcher each take the ticket from a pile. The times are a model, not a measurement: a city
replaces them by its own figures, which the two lanes' board shows it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zhicheng.kernel.errors import BadInput

Floats = NDArray[np.float64]

SIGMA = 0.8  # of the logarithm: most desks answer soon, some let it lie
RULE_SECONDS = 2.0  # accept, file, hand over, dispatch by the rule account; `zhicheng bench latency` measures it
# Mean seconds of each person's step, one after the other. Their limits are 30 working minutes each (law/packs: limits_default).
LANES: dict[str, tuple[float, ...]] = {
    "none": (),
    "fast": (60.0,),  # confirm at the review desk
    "ordinary": (180.0, 900.0, 180.0, 180.0, 180.0),  # accept, a collector's way and look, file, hand over, dispatch
}


def delays(n: int, lane: str, seed: int) -> Floats:
    """Seconds from observation to dispatchable for n reports, (n,). BadInput for an unknown lane."""
    if lane not in LANES:
        raise BadInput(f"--lane {lane!r} is unknown; any of {', '.join(LANES)}.", field="lane")
    generator = np.random.default_rng([seed, 3])
    steps = [generator.lognormal(np.log(mean) - SIGMA**2 / 2, SIGMA, n) for mean in LANES[lane]]
    return np.sum(steps, axis=0) + RULE_SECONDS if steps else np.zeros(n)
