"""What happens to a paper. Bodies hold digests and numbers, never what the paper says of a person."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("paper.draft", "起草文书", "Paper drafted")
@kind("paper.change", "修改文书", "Paper changed")
class Written(Moved, frozen=True, kw_only=True):
    """The content is what these digests say; `paper` is the code of the kind, `case` the case's number."""

    paper: str
    case: str
    content_sha256: str
    content_sm3: str


@kind("paper.sign", "文书签名", "Paper signed")
class Signed(Moved, frozen=True, kw_only=True):
    """Somebody signed this content, or refused and it was noted. `trace_sha256` is the digest of the strokes and their binding."""

    role: str
    content_sha256: str
    trace_sha256: str
    refused: bool = False


@kind("paper.number", "文书编号", "Paper numbered")
class Numbered(Moved, frozen=True, kw_only=True):
    paper: str
    case: str
    number: str
    content_sha256: str


@kind("paper.complete", "文书定稿", "Paper final")
class Completed(Moved, frozen=True, kw_only=True):
    """The file as it was handed out. `level`: none, pades (certificate) or pades_t (and time stamp); `sm2` when also signed by SM2."""

    number: str
    pdf_sha256: str
    pdf_sm3: str
    pages: int
    level: str
    certificate: str = ""
    sm2: bool = False


@kind("paper.drop", "弃用草稿", "Draft dropped")
@kind("paper.void", "文书作废", "Paper voided")
class Voided(Moved, frozen=True, kw_only=True):
    reason: str
    number: str = ""


@kind("agency.set", "登记本机关信息", "Agency set")
class AgencySet(Body, frozen=True, kw_only=True):
    """Who issues the papers of an area from now on."""

    area: str
    name: str
    short: str


@kind("block.open", "借出号段", "Number block lent")
class BlockOpened(Moved, frozen=True, kw_only=True):
    """`device` may use these numbers with no network; nobody else gets them."""

    agency: str
    word: str
    year: int
    first: int
    last: int
    device: str


@kind("block.close", "交回号段", "Number block closed")
class BlockClosed(Moved, frozen=True, kw_only=True):
    """`returned` unused numbers at the end went back to the series; `void` stay visible and are never used."""

    reason: str
    returned: int
    void: tuple[int, ...] = ()
