"""Golden pictures: one small grey raster per kind, its pages side by side. `python -m zhicheng.flow.papers.tests.golden` draws them anew."""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "golden"
PPI = 16


def picture(code: str) -> Image.Image:
    """The sample of this kind, final, unsigned, without a QR code."""
    from zhicheng.flow.papers import samples
    from zhicheng.flow.papers.drawing import Marks, pictures
    from zhicheng.flow.papers.kinds import kind_of
    from zhicheng.flow.papers.values import read_fields

    kind = kind_of(code)
    values = read_fields(kind, samples.fields_of(code))
    marks = Marks(number=f"{samples.AGENCY.short}{kind.word}〔2026〕1号", seal="示例印章", final=True)
    pages = [
        Image.open(BytesIO(p)).convert("L")
        for p in pictures(code, values, samples.AGENCY, marks, at=samples.AT, ppi=PPI)
    ]
    whole = Image.new("L", (sum(p.width for p in pages), pages[0].height), 255)
    for i, page in enumerate(pages):
        whole.paste(page, (i * page.width, 0))
    return whole


def main() -> None:
    os.environ |= {"ZHICHENG_MODE": "test", "ZHICHENG_HOME": tempfile.mkdtemp(prefix="zhicheng-golden-")}
    from zhicheng.flow.papers.kinds import kinds

    FOLDER.mkdir(exist_ok=True)
    for code in kinds():
        picture(code).save(FOLDER / f"{code}.png", optimize=True)


if __name__ == "__main__":
    main()
