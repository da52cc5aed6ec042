"""Articles as people cite them: 《行政处罚法》第63条. The codes of the packs ("APL 63") are for machines and for whoever edits a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from zhicheng.kernel.phrases import Phrase
from zhicheng.law.book import REGIONS
from zhicheng.law.packs import load_pack

CODE = re.compile(r"^(?P<law>[A-Z][A-Z0-9]*)(?: (?P<article>\d+)(?:\((?P<paragraph>\d+)(?:\.(?P<item>\d+))?\))?)?$")


@cache
def titles() -> Mapping[str, Phrase]:
    """Law id → title, without the year that tells versions apart in the registry. English: the id where no title is on file."""
    regions = ("national", *(pack for packs in REGIONS.values() for pack in packs))
    rows = [row for region in regions for row in load_pack(region, "laws")["laws"]]
    return {r["id"]: Phrase(_plain(r["title"]), _plain(r.get("title_en", r["id"]))) for r in rows}


def _plain(title: str) -> str:
    return re.sub(r"\s*\(.*$", "", title)


def cite(code: str) -> Phrase:
    """Short, for screens and messages: without 中华人民共和国, numbers in figures. What is no article of a registered law stays as it is."""
    found = CODE.match(code)
    if found is None or found["law"] not in titles():
        return Phrase(code, code)
    title = titles()[found["law"]]
    name = title.zh.removeprefix("中华人民共和国")
    zh, en = name if re.search("[《〔]", name) else f"《{name}》", title.en
    if found["article"]:
        item = f"第{found['item']}项" if found["item"] else ""
        paragraph = f"第{found['paragraph']}款{item}" if found["paragraph"] else ""
        return Phrase(f"{zh}第{found['article']}条{paragraph}", f"{en}, Art. {code.partition(' ')[2]}")
    return Phrase(zh, en)
