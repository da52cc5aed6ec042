"""The law speaks of `member:7`; people read a name."""

from __future__ import annotations

import re

from zhicheng.ground.people import queries as people

MEMBER = re.compile(r"member:(\d+)")


def with_names(*texts: str) -> list[str]:
    """The same sentences with names; an id that nobody bears stays. One reading for all of them, none when no id is named."""
    wanted = {int(m) for text in texts for m in MEMBER.findall(text)}
    known = people.colleagues(wanted) if wanted else {}

    def name(found: re.Match[str]) -> str:
        who = known.get(int(found[1]))
        return who.name if who else found[0]

    return [MEMBER.sub(name, text) for text in texts]
