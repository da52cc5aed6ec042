"""PAdES by pyHanko: the agency's certificate over the whole file, with a time stamp when an authority is named."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.general import SigningError

from zhicheng.flow.papers.ports import Sealed
from zhicheng.flow.papers.signing import authority, sm2, stamp
from zhicheng.flow.papers.signing.certificates import KeptKey, signer_of
from zhicheng.infra.config import config
from zhicheng.kernel.errors import NotAllowed

FIELD = "AgencySeal"


class NoSeal(NotAllowed):
    """The agency's certificate or the time-stamp authority cannot be used: an operator's matter; the number waits, the worker retries."""


class CertificateSeal:
    """The agency's PKCS#12 by configuration; in demo and tests the authority in the box."""

    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> Sealed:
        signer, stamper = _signer(), stamp.configured()
        what = signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason=reason, name=_name(signer),
        )  # fmt: skip
        out = BytesIO()
        try:
            signers.PdfSigner(what, signer, timestamper=stamper).sign_pdf(
                IncrementalPdfFileWriter(BytesIO(pdf)), output=out
            )
        except (SigningError, timestamps.TimestampRequestError, OSError) as error:
            raise NoSeal(
                f"文书未能签章：{error}；请检查时间戳服务地址 ZHICHENG_TIMESTAMP_URL 和证书，系统会自动重试。",
                f"The paper could not be sealed: {error}. Check ZHICHENG_TIMESTAMP_URL and the certificate; it is tried again.",
                code="seal",
            ) from error
        signed = out.getvalue()
        return Sealed(signed, "pades_t" if stamper else "pades", _name(signer), sm2.signed(signed))


def _name(signer: signers.SimpleSigner) -> str:
    assert signer.signing_cert is not None
    return str(signer.signing_cert.subject.native.get("common_name", ""))


@cache
def _signer() -> signers.SimpleSigner:
    """Read once; a new certificate needs a restart."""
    settings = config()
    if settings.agency_certificate is not None:
        password = settings.agency_certificate_password.encode() or None
        found: KeptKey | None
        try:
            found = KeptKey.load_pkcs12(str(settings.agency_certificate), passphrase=password)  # type: ignore[no-untyped-call]
        except (OSError, ValueError):
            found = None
        if found is None:
            raise NoSeal(
                f"机构证书 {settings.agency_certificate} 打不开，请检查 ZHICHENG_AGENCY_CERTIFICATE 和密码。",
                f"The agency's certificate {settings.agency_certificate} cannot be opened; check the path and the password.",
                code="seal",
            )
        return found
    if settings.mode == "production":
        raise NoSeal(
            "没有机构证书，不能签章；请用 ZHICHENG_AGENCY_CERTIFICATE 指定 PKCS#12 文件。",
            "There is no agency certificate to seal with; name a PKCS#12 file by ZHICHENG_AGENCY_CERTIFICATE.",
            code="seal",
        )
    return signer_of(authority.box()["agency"], authority.box()["root"])
