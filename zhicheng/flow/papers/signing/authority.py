"""A certificate authority in the box, for demo and tests: made at first need, kept in `home/seal`, worth nothing outside.

A real agency names a PKCS#12 file of a licensed authority (ESL 16-18) by ZHICHENG_AGENCY_CERTIFICATE.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zhicheng.infra.config import config

BITS = 2048
YEARS = timedelta(days=3650)
NOTE = "示例机构"  # in every name of this authority


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its certificate, as PEM."""

    key: bytes
    certificate: bytes


def folder() -> Path:
    return config().home / "seal"


def box() -> dict[str, Pair]:
    """`root`, `agency` and `stamp` of this installation; made together, once, whoever comes first."""
    place = folder() / "box"
    if not place.is_dir():
        _make(place)
    names = ("root", "agency", "stamp")
    return {n: Pair((place / f"{n}.key").read_bytes(), (place / f"{n}.pem").read_bytes()) for n in names}


def _make(place: Path) -> None:
    """In a folder of its own, then renamed: of two processes or threads one wins and both read the same."""
    now = datetime.now(UTC) - timedelta(days=1)
    root_key = _key()
    root = _certificate(root_key, f"{NOTE}根证书", None, root_key, now)
    made = {"root": (root_key, root)}
    for name, who, usage in (
        ("agency", "综合行政执法局", None),
        ("stamp", "时间戳", ExtendedKeyUsageOID.TIME_STAMPING),
    ):
        key = _key()
        made[name] = (key, _certificate(key, f"{NOTE}{who}", root, root_key, now, usage))
    place.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="box.", suffix=".part", dir=place.parent))  # the owner's only
    for name, (key, certificate) in made.items():
        (part / f"{name}.key").write_bytes(_pem(key))
        (part / f"{name}.key").chmod(0o600)
        (part / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    try:
        part.rename(place)
    except OSError:  # another was faster
        for file in part.iterdir():
            file.unlink()
        part.rmdir()


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate(
    key: rsa.RSAPrivateKey, who: str, issuer: x509.Certificate | None, signer: rsa.RSAPrivateKey, now: datetime,
    usage: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:  # fmt: skip
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, who)])
    is_root = issuer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=is_root, crl_sign=is_root, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(signer, hashes.SHA256())
