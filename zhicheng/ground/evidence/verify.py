"""Checks an evidence bundle: `python3 verify.py [FOLDER]`. Needs nothing but Python 3.9; read it, it is short.

Each file must have the digests that were recorded when it arrived; each event must have its digest; the events of a piece must be
numbered 1, 2, 3 without a gap and begin with its arrival. Exit status 0: everything holds; 1: something does not, said line by line.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def sm3_of(path: Path) -> str | None:
    """None where this Python has no SM3."""
    try:
        found = hashlib.new("sm3")
    except ValueError:
        return None
    found.update(path.read_bytes())
    return found.hexdigest()


def wrong_with(piece: dict[str, Any], folder: Path) -> list[str]:
    """Sentences, one for each thing that does not hold."""
    name, out = f"#{piece['id']} {piece['title']}", []
    records = [json.loads(e["record"]) for e in piece["events"]]
    for event, record in zip(piece["events"], records):  # noqa: B905 - strict= needs Python 3.10
        digest = hashlib.sha256(bytes.fromhex(event["salt"]) + event["record"].encode()).hexdigest()
        if digest != event["digest"]:
            out.append(f"{name}: 第 {record['seq']} 条记录被改动 / record {record['seq']} was changed")
    if [r["seq"] for r in records] != list(range(1, len(records) + 1)):
        out.append(f"{name}: 记录序号不连续 / the records have a gap")
    if not records or records[0]["kind"] not in ("evidence.take_in", "evidence.derive"):
        return [*out, f"{name}: 没有入库记录 / there is no record of its arrival"]
    arrived = records[0]["body"]
    path = folder / piece["file"]
    if not path.is_file():
        return [*out, f"{name}: 缺少文件 / the file is missing: {piece['file']}"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != arrived["sha256"]:
        out.append(f"{name}: 文件与入库时的 SHA-256 不一致 / the file does not have the SHA-256 that it arrived with")
    sm3 = sm3_of(path)
    if sm3 is not None and sm3 != arrived["sm3"]:
        out.append(f"{name}: 文件与入库时的 SM3 不一致 / the file does not have the SM3 that it arrived with")
    if any(piece[k] != arrived[k] for k in ("sha256", "sm3", "size", "media")):
        out.append(f"{name}: 清单与入库记录不一致 / the manifest differs from the record of its arrival")
    return out


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    folder = folder if folder.is_dir() else folder.parent
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    problems = [line for piece in manifest["pieces"] for line in wrong_with(piece, folder)]
    said = problems or [f"{len(manifest['pieces'])} 份证据全部相符 / all pieces hold"]
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
