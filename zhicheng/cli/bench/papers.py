"""Papers: from typed fields to the file that is handed out, and a volume. In a process of its own, with a seal of its own."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.drawing import Marks, draw
from zhicheng.flow.papers.kinds import kind_of, kinds
from zhicheng.flow.papers.signing import CERTIFICATE, authority
from zhicheng.flow.papers.signing.certificates import signer_of
from zhicheng.flow.papers.values import read_fields
from zhicheng.flow.papers.volume import Part, assemble

Row = dict[str, Any]
DECISION = "D45"  # three pages, the longest of the papers that are served
VOLUME = 200


def bench_papers(quick: bool) -> list[Row]:
    n = 20 if quick else 200
    cold = _timed(lambda i: _decision(i), 1)[0]
    plain = statistics.median(_timed(_decision, n))
    sealed = statistics.median(_timed(lambda i: CERTIFICATE.seal(_decision(i), reason="决定", at=samples.AT), n))
    as_shipped = statistics.median(_timed(lambda i: _as_shipped(_decision(i)), max(5, n // 10)))
    kinds_ms = statistics.median(_timed(_any_kind, n))
    pages, seconds = _volume(40 if quick else VOLUME)
    return [
        _row(
            "paper, a decision of 3 pages, unsigned, warm median",
            plain,
            "ms",
            n,
            ("the same, cold: fonts read, nothing kept", cold),
        ),
        _row("paper, any of 52 kinds, unsigned, warm median", kinds_ms, "ms", n, None),
        _row(
            "paper, a decision, sealed PAdES B-B and SM2, warm median",
            sealed,
            "ms",
            n,
            ("pyHanko's signer as shipped, without SM2", as_shipped),
        ),
        _row(f"volume of {pages} pages, cover, index, page numbers", seconds, "s", pages, None),
    ]


def _timed(work: Callable[[int], Any], n: int) -> list[float]:
    """Milliseconds of each; every one has other words, so nothing is found ready-made."""
    took = []
    for i in range(n):
        began = time.perf_counter()
        work(i)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _decision(i: int) -> bytes:
    party = samples.PARTY | {"address": f"青澜市西湾区柳浪街 {i} 号"}
    values = read_fields(kind_of(DECISION), samples.fields_of(DECISION, party=party))
    marks = Marks(
        number=f"青西综执罚决〔2026〕{i + 1}号", proof=f"https://zf.example/paper/{i:08d}", code=f"{i:08d}", final=True
    )
    return draw(DECISION, values, samples.AGENCY, marks, at=samples.AT + timedelta(seconds=i))


def _any_kind(i: int) -> bytes:
    kind = list(kinds().values())[i % len(kinds())]
    values = read_fields(kind, samples.fields_of(kind.code))
    return draw(kind.code, values, samples.AGENCY, Marks(number=f"青西综执〔2026〕{i}号", final=True), at=samples.AT)


def _as_shipped(pdf: bytes) -> bytes:
    box = authority.box()
    kept = signer_of(box["agency"], box["root"])
    signer = signers.SimpleSigner(
        signing_cert=kept.signing_cert, signing_key=kept.signing_key, cert_registry=kept.cert_registry
    )
    what = signers.PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    out = BytesIO()
    signers.PdfSigner(what, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def _volume(least: int) -> tuple[int, float]:
    parts = [
        Part("行政处罚决定书", f"青西综执罚决〔2026〕{i}号", "2026.9.23", _decision(i)) for i in range(-(-least // 3))
    ]
    began = time.perf_counter()
    made = assemble(samples.AGENCY.name, [("案由", "张建国超出门窗店外经营案")], parts, at=samples.AT)
    return made.pages, time.perf_counter() - began


def _row(name: str, ours: float, unit: str, n: int, peer: tuple[str, float] | None) -> Row:
    """A ratio above 1: ours is faster."""
    ratio = round(peer[1] / ours, 2) if peer else None
    return {
        "name": name, "ours": round(ours, 2), "unit": unit, "n": n, "peer_name": peer[0] if peer else "",
        "peer": round(peer[1], 2) if peer else None, "ratio": ratio,
    }  # fmt: skip


def main() -> None:
    """`python -m zhicheng.cli.bench.papers [--quick]`: the box's authority lives in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as home:
        os.environ |= {"ZHICHENG_MODE": "test", "ZHICHENG_HOME": home}
        sys.stdout.write(json.dumps(bench_papers("--quick" in sys.argv), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
