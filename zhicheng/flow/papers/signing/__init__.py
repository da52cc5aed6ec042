"""The agency's electronic seal: PAdES by its certificate, an RFC 3161 time stamp when an authority is named, SM2 beside it."""

from __future__ import annotations

from zhicheng.flow.papers.signing.pades import CertificateSeal

CERTIFICATE = CertificateSeal()
