"""The life of what is to be shown to the public. Nothing is shown that a named person did not release."""

from zhicheng.kernel.states import Arrow, Machine


def _by(*roles: str) -> frozenset[str]:
    return frozenset(roles)


NAMED, HEAD, SYSTEM = "named", "manager", "system"

PUBLICATION = Machine(
    "publication",
    start="proposed",
    states={"proposed": "待发布", "held": "暂缓", "released": "已批准发布", "shown": "已公开", "withdrawn": "已撤下"},
    arrows={
        ("proposed", "edit"): Arrow("proposed", _by(NAMED, HEAD), "修改", why="plain words are written by a person"),
        ("proposed", "hand_over"): Arrow("proposed", _by(HEAD), "更换发布人", why="people leave; the delay runs on"),
        ("held", "hand_over"): Arrow("held", _by(HEAD), "更换发布人", why="people leave"),
        ("proposed", "release"): Arrow("released", _by(NAMED, HEAD), "发布", why="a person answers for it by name"),
        ("proposed", "hold"): Arrow(
            "held", _by(NAMED, HEAD), "暂缓", ("reason",), why="the public reads the reason: silence is no answer"
        ),
        ("proposed", "withdraw"): Arrow(
            "withdrawn", _by(NAMED, HEAD, SYSTEM), "撤下", ("reason",), why="what it tells of was revoked meanwhile"
        ),
        ("held", "edit"): Arrow("held", _by(NAMED, HEAD), "修改", why="what stood against it is put right"),
        ("held", "release"): Arrow("released", _by(NAMED, HEAD), "发布", why="what stood against it is gone"),
        ("held", "withdraw"): Arrow(
            "withdrawn", _by(NAMED, HEAD, SYSTEM), "撤下", ("reason",), why="it will not be shown"
        ),
        ("released", "show"): Arrow("shown", _by(SYSTEM), "公开", why="at once, or on the day that was chosen"),
        ("released", "withdraw"): Arrow(
            "withdrawn", _by(NAMED, HEAD, SYSTEM), "撤下", ("reason",), why="somebody saw the mistake in time"
        ),
        **{
            (state, "strike"): Arrow(
                state,
                _by(SYSTEM),
                "撤下一则",
                ("reason",),
                why="one case of a page was revoked (INV-74); the others stand",
            )
            for state in ("proposed", "held", "released", "shown")
        },
        ("shown", "withdraw"): Arrow(
            "withdrawn",
            _by(NAMED, HEAD, SYSTEM),
            "撤下",
            ("reason",),
            why="wrong, or revoked (INV-74): within three working days",
        ),
    },
)
WAITING = ("proposed", "held")
