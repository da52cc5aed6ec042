"""What papers need from outside: somebody who puts the agency's seal on a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed file. `level`: pades, or pades_t with a time stamp; `certificate`: whose; `sm2`: a signature by SM2 as well."""

    pdf: bytes
    level: str
    certificate: str
    sm2: str = ""


class Seal(Protocol):
    """Signs a PDF in the agency's name. A box, a file, a remote signing service: chosen by ZHICHENG_SEAL."""

    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> Sealed: ...
