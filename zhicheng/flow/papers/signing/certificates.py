"""Keys and certificates in pyHanko's shape."""

from __future__ import annotations

from functools import cached_property

from asn1crypto import keys, pem, x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhicheng.flow.papers.signing.authority import Pair


class KeptKey(signers.SimpleSigner):
    """pyHanko reads and checks an RSA key at every signature, twice: 80 ms. Here it is read once."""

    @cached_property
    def _rsa(self) -> RSAPrivateKey | None:
        found = load_der_private_key(self.signing_key.dump(), None)
        return found if isinstance(found, RSAPrivateKey) else None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if self._rsa is None or digest_algorithm != "sha256" or self.prefer_pss:
            return await super().async_sign_raw(data, digest_algorithm, dry_run)
        return bytes(self._rsa.key_size // 8) if dry_run else self._rsa.sign(data, padding.PKCS1v15(), SHA256())


def signer_of(pair: Pair, root: Pair) -> signers.SimpleSigner:
    """A signer from a key and its certificate, with its root beside it."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(load_certs_from_pemder_data(root.certificate))
    return KeptKey(signing_cert=certificate_of(pair.certificate), signing_key=_private(pair.key), cert_registry=store)


def certificate_of(text: bytes) -> x509.Certificate:
    _, _, der = pem.unarmor(text)
    return x509.Certificate.load(der)


def _private(text: bytes) -> keys.PrivateKeyInfo:
    der = load_pem_private_key(text, None).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(der)
