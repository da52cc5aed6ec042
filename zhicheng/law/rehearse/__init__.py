"""A draft of the law run over cases that have been: who would have been spared, heard, fined otherwise, overdue; what work it makes.

The cases stay as they were: each event is asked, as it happened, whether the draft would have let it by, and the case's end is assessed
under both books. What people would have done under the draft nobody knows, and nothing here guesses it.
"""

from __future__ import annotations

from zhicheng.law.rehearse.cases import PastCase, ended_within
from zhicheng.law.rehearse.compare import FIELDS, Change, Comparison, compare
from zhicheng.law.rehearse.draft import as_if_in_force
from zhicheng.law.rehearse.totals import Pair, Totals

__all__ = [
    "FIELDS",
    "Change",
    "Comparison",
    "Pair",
    "PastCase",
    "Totals",
    "as_if_in_force",
    "compare",
    "ended_within",
]
