"""What happens to a social post. Its words and its author are never in an event: they are forgotten when it is dropped."""

from zhicheng.infra.events import Moved, kind


@kind("socialpost.read", "读到网络帖文", "Social post read")
class PostRead(Moved, frozen=True, kw_only=True):
    """`relevance`: per cent."""

    feed: str
    relevance: int


@kind("socialpost.accept", "帖文转为上报", "Social post taken as a report")
class PostAccepted(Moved, frozen=True, kw_only=True):
    report: int


@kind("socialpost.drop", "帖文不相关", "Social post dropped")
class PostDropped(Moved, frozen=True, kw_only=True):
    """`reason`: one of `rules.REASONS`."""

    reason: str
