"""Is this file what the agency sealed? pyHanko's validator against the roots that this installation trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from zhicheng.flow.papers.signing import authority
from zhicheng.flow.papers.signing.certificates import certificate_of
from zhicheng.infra.config import config


@dataclass(frozen=True, slots=True)
class Checked:
    """What the validator says. `intact`: nothing changed; `trusted`: the certificate leads to a root; `whole`: nothing was added."""

    intact: bool
    trusted: bool
    whole: bool
    signer: str = ""
    stamped_at: datetime | None = None

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.whole


BROKEN = Checked(False, False, False)


def _roots() -> list[object]:
    settings = config()
    if settings.trust_roots is not None:
        return [certificate_of(settings.trust_roots.read_bytes())]
    return [] if settings.mode == "production" else [certificate_of(authority.box()["root"].certificate)]


def check(pdf: bytes) -> Checked:
    """Look at the first signature; a file without one, or that cannot be read, is broken."""
    roots = ValidationContext(trust_roots=_roots(), allow_fetching=False)
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if len(found) != 1:
            return BROKEN
        status = validate_pdf_signature(found[0], roots, ts_validation_context=roots)
    except (PdfError, SignatureValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return BROKEN
    stamp = status.timestamp_validity
    good_stamp = stamp is None or (stamp.intact and stamp.valid and stamp.trusted)
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    subject = status.signing_cert.subject.native.get("common_name", "")
    return Checked(
        bool(status.intact and status.valid and good_stamp),
        bool(status.trusted),
        whole,
        str(subject),
        stamp.timestamp if stamp else None,
    )
