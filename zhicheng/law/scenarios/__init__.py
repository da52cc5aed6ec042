"""Scenarios: facts as people write them down, and the answer in the same words. What `zhicheng law plan` reads and prints.

A key that nobody mentions counts as in order; null or false counts as missing. Amounts are yuan. The closed list of keys is `KEYS`;
docs/reference/scenarios.md is generated from it.

`values` what a moment, an amount, a number looks like · `keys` each key and the fact that it sets · `choices` a city's own choices ·
`reading` a whole scenario or an amendment · `answers` what comes back
"""

from __future__ import annotations

from zhicheng.law.scenarios.answers import answer_of, solve
from zhicheng.law.scenarios.choices import CONFIG, read_config, read_settings
from zhicheng.law.scenarios.keys import AMENDABLE, KEYS
from zhicheng.law.scenarios.reading import read_amendment, read_facts
from zhicheng.law.scenarios.values import Given, day, fen, moment

__all__ = [
    "AMENDABLE", "CONFIG", "KEYS", "Given", "answer_of", "day", "fen", "moment", "read_amendment", "read_config", "read_facts", "read_settings",
    "solve",
]  # fmt: skip
