"""One case's evidence as a ZIP that a court can check without us: files, manifest, custody, `verify.py`."""

from __future__ import annotations

import json
import mimetypes
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zhicheng.ground.evidence import queries
from zhicheng.ground.evidence.models import Evidence
from zhicheng.infra.events import canonical
from zhicheng.infra.models import Event

CHUNK = 1 << 20
VERIFIER = Path(__file__).with_name("verify.py")
README = """证据包 Evidence bundle

files/          原件与副本，文件名即 SHA-256 / originals and copies, named by their SHA-256
manifest.json   每份证据的说明、指纹与流转记录 / what each piece is, its digests, its chain of custody
verify.py       核对程序，只需 Python 3.9 以上：python3 verify.py / the checker; needs nothing but Python 3.9
"""


def written(about: str, pieces: Sequence[Evidence]) -> Iterator[bytes]:
    """The ZIP in chunks. Members are stored uncompressed (photos and videos are compressed already)."""
    with tempfile.TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("README.txt", README)
            archive.writestr("verify.py", VERIFIER.read_bytes())
            archive.writestr(
                "manifest.json", json.dumps(_manifest(about, pieces), ensure_ascii=False, indent=1, default=str)
            )
            for name, one in {_name(p): p for p in pieces}.items():
                with archive.open(name, "w", force_zip64=True) as member:
                    for chunk in queries.read(one):
                        member.write(chunk)
        whole.seek(0)
        while chunk := whole.read(CHUNK):
            yield chunk


def _name(one: Evidence) -> str:
    return f"files/{one.sha256}{mimetypes.guess_extension(one.media) or ''}"


def _manifest(about: str, pieces: Sequence[Evidence]) -> dict[str, Any]:
    return {
        "format": "zhicheng-evidence/1",
        "about": about,
        "pieces": [{"file": _name(p), **queries.row(p, {}), "events": _events(f"evidence:{p.pk}")} for p in pieces],
    }


def _events(stream: str) -> list[dict[str, Any]]:
    """Each event as the very bytes under its digest, with its salt: SHA-256(salt + record) is the digest in our ledger."""
    return [
        {
            "record": canonical(
                id=e.id, stream=e.stream, seq=e.seq, kind=e.kind, v=e.v, actor=e.actor, happened_at=e.happened_at,
                recorded_at=e.recorded_at, lng_e7=e.lng_e7, lat_e7=e.lat_e7, body=e.body, key=e.key,
            ).decode(),
            "salt": bytes(e.salt).hex(),
            "digest": bytes(e.digest).hex(),
        }
        for e in Event.objects.filter(stream=stream).order_by("seq")
    ]  # fmt: skip
