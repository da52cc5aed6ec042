"""SM2 over the file's SM3 (GB/T 32918, GB/T 32905), kept beside the PAdES signature: what a Chinese archive may ask for.

A detached signature, not one inside the PDF: PAdES readers do not know SM2. The key is a file with two hexadecimal lines (private,
public); demo and tests make one.
"""

from __future__ import annotations

import os
from pathlib import Path

import gmssl_pyx

from zhicheng.flow.papers.signing import authority
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput


def _key_file() -> Path | None:
    settings = config()
    if settings.sm2_key is not None:
        return settings.sm2_key
    if settings.mode == "production":
        return None
    path = authority.folder() / "sm2.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        public, private = gmssl_pyx.sm2_key_generate()
        part = path.with_name(f"sm2.{os.getpid()}.part")
        part.write_text(f"{private.hex()}\n{public.hex()}\n")
        part.chmod(0o600)
        part.rename(path)
    return path


def _keys() -> tuple[bytes, bytes] | None:
    path = _key_file()
    if path is None:
        return None
    try:
        private, public = (bytes.fromhex(line) for line in path.read_text().split())
    except (OSError, ValueError):
        raise BadInput(
            f"SM2 密钥文件 {path} 不可用：应为两行十六进制（私钥、公钥）。",
            f"The SM2 key file {path} cannot be used: it holds two hexadecimal lines, private and public.",
        ) from None
    return private, public


def signed(data: bytes) -> str:
    """The signature, DER as hexadecimal; "" when no key is configured."""
    keys = _keys()
    return gmssl_pyx.sm2_sign(keys[0], keys[1], data).hex() if keys else ""


def holds(data: bytes, signature: str, public: bytes | None = None) -> bool:
    """Is this our signature of these bytes? False for anything that is no signature at all."""
    if public is None:
        keys = _keys()
        if keys is None:
            return False
        public = keys[1]
    try:
        return bool(gmssl_pyx.sm2_verify(public, data, bytes.fromhex(signature)))
    except (ValueError, gmssl_pyx.GmsslInnerError):
        return False
