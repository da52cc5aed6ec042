"""From words to pages: one typst compiler per process, our fonts only, PDF/A-2b.

The compiler is kept: a warm paper costs a few milliseconds, a cold one reads 40 MB of fonts. A font family that is not there is an
error, never another font in silence.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotAllowed

TEMPLATES = Path(__file__).parent / "templates"
CHECKOUT = Path(__file__).resolve().parents[3]
SYSTEM_FONTS = Path("/usr/share/fonts/opentype/noto")
FAMILIES = ("FandolFang R", "FandolSong", "FandolHei", "FandolKai", "Noto Serif CJK SC")
STANDARD = "a-2b"
_one_at_a_time = threading.Lock()  # the compiler is not to be entered twice


class NoFonts(NotAllowed):
    """The papers' fonts are not installed: an operator's matter, nothing was written."""


@cache
def _compiler() -> typst.Compiler:
    folders = [str(f) for f in (config().fonts or CHECKOUT / ".tools" / "fonts", SYSTEM_FONTS) if f.is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    missing = [family for family in FAMILIES if family not in fonts.families()]
    if missing:
        raise NoFonts(
            f"缺少文书字体 {'、'.join(missing)}，请运行 tools/fonts.sh，或者把字体文件放入 ZHICHENG_FONTS 指定的文件夹。",
            f"The papers' fonts {', '.join(missing)} are missing: run tools/fonts.sh, or put the files into the folder ZHICHENG_FONTS.",
            code="fonts",
        )
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)


def set_pages(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of one template (`D10`) with this data. BadInput for a character that no font has. A PDF dates itself in whole seconds."""
    pdf = _compiled(template, data, format="pdf", pdf_standards=[STANDARD], timestamp=at.replace(microsecond=0))
    assert isinstance(pdf, bytes)
    return pdf


def set_pictures(template: str, data: Mapping[str, Any], ppi: float) -> list[bytes]:
    """The same pages as PNG, for a preview beside the form."""
    pages = _compiled(template, data, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiled(template: str, data: Mapping[str, Any], **options: Any) -> Any:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        try:
            made, warnings = _compiler().compile_with_warnings(
                input=str(TEMPLATES / f"{template}.typ"), sys_inputs=inputs, **options
            )
        except typst.TypstError as error:
            raise _told(error) from error
    if warnings:  # a family that is gone, a layout that did not settle: not a paper to hand out
        raise RuntimeError(f"{template}: {warnings[0].message}")
    return made


def _told(error: typst.TypstError) -> Exception:
    """A character without a glyph is somebody's input; anything else is our bug."""
    _, found, rest = error.message.partition("the text `")
    if found:
        return BadInput(
            f"字体里没有字符 {rest.partition('`')[0]}，无法打印，请换一种写法。",
            f"No font has the character {rest.partition('`')[0]}; write it another way.",
        )
    return RuntimeError(f"{error.message}\n{error.diagnostic}")
