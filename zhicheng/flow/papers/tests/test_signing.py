"""The seal: independent validators accept it and refuse a changed byte; time stamps; SM2; the authority in the box."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pypdf import PdfReader

from zhicheng.flow.papers import archival
from zhicheng.flow.papers.drawing import Marks, draw
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.samples import AGENCY, AT, fields_of
from zhicheng.flow.papers.signing import CERTIFICATE, authority, pades, sm2, stamp
from zhicheng.flow.papers.signing.checking import check
from zhicheng.flow.papers.values import read_fields
from zhicheng.infra.config import Settings, config
from zhicheng.kernel.errors import BadInput

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # SM3 of "abc", GB/T 32905 appendix A


@pytest.fixture(scope="module")
def plain() -> bytes:
    return draw(
        "D45", read_fields(kind_of("D45"), fields_of("D45")), AGENCY, Marks(number="青西综执罚决〔2026〕1号"), at=AT
    )


@pytest.fixture(scope="module")
def sealed(plain: bytes) -> bytes:
    return CERTIFICATE.seal(plain, reason="行政处罚决定书", at=AT).pdf


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Settings of another installation, for one test."""

    def other(**changes: Any) -> Settings:
        made = config().model_copy(update=changes)
        for module in (pades, sm2, stamp, authority):
            monkeypatch.setattr(module, "config", lambda: made)
        monkeypatch.setattr("zhicheng.flow.papers.signing.checking.config", lambda: made)
        pades._signer.cache_clear()
        return made

    yield other
    pades._signer.cache_clear()


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says: an independent eye, installed by tools/system.sh; without it these tests fail."""
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout


def test_our_validator_accepts_the_seal(sealed: bytes) -> None:
    found = check(sealed)
    assert found.good
    assert found.signer == "示例机构综合行政执法局"
    assert found.stamped_at is None


def test_poppler_accepts_the_seal(sealed: bytes, tmp_path: Path) -> None:
    told = pdfsig(sealed, tmp_path)
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told


def places(pdf: bytes) -> list[int]:
    """Bytes all over the file, but for the white space around the signature itself."""
    end = pdf.rindex(b"/Contents <") if b"/Contents <" in pdf else len(pdf) - 9000
    return [200, len(pdf) // 5, len(pdf) // 3, len(pdf) // 2, end - 4000]


@pytest.mark.parametrize("n", range(5))
def test_a_changed_byte_is_refused(sealed: bytes, n: int) -> None:
    changed = bytearray(sealed)
    changed[places(sealed)[n]] ^= 1
    assert not check(bytes(changed)).good


@pytest.mark.parametrize("n", range(5))
def test_poppler_refuses_a_changed_byte(sealed: bytes, n: int, tmp_path: Path) -> None:
    changed = bytearray(sealed)
    changed[places(sealed)[n]] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(changed), tmp_path)


def test_what_is_added_behind_the_signature_is_refused(sealed: bytes, plain: bytes) -> None:
    assert not check(sealed + b"\n% more").good
    assert not check(plain).good
    assert not check(b"").good
    assert not check(b"%PDF-1.7 nothing").good
    assert not check(sealed[: len(sealed) // 2]).good


def test_a_seal_of_another_authority_is_not_trusted(sealed: bytes, settings: Any, tmp_path: Path) -> None:
    settings(home=tmp_path)
    found = check(sealed)
    assert found.intact
    assert not found.trusted


def test_the_sealed_file_is_still_the_paper_and_still_archival(sealed: bytes, plain: bytes) -> None:
    before, after = PdfReader(BytesIO(plain)), PdfReader(BytesIO(sealed))
    assert [p.extract_text() for p in after.pages] == [p.extract_text() for p in before.pages]
    assert archival.problems(plain) == []
    assert archival.problems(sealed) == []


def test_an_agency_brings_its_own_certificate(plain: bytes, settings: Any, tmp_path: Path) -> None:
    settings(home=tmp_path)
    pair, root = authority.box()["agency"], authority.box()["root"]
    file = tmp_path / "agency.p12"
    key, certificate = load_pem_private_key(pair.key, None), load_pem_x509_certificate(pair.certificate)
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"agency", key, certificate, None, BestAvailableEncryption(b"secret"))
    )  # type: ignore[arg-type]
    (tmp_path / "root.pem").write_bytes(root.certificate)
    settings(
        home=tmp_path,
        mode="production",
        agency_certificate=file,
        agency_certificate_password="secret",
        trust_roots=tmp_path / "root.pem",
    )
    made = CERTIFICATE.seal(plain, reason="决定", at=AT)
    assert check(made.pdf).good
    assert made.sm2 == ""  # production makes no keys of its own


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mode": "production"}, "没有机构证书"),
        ({"agency_certificate": Path("/nowhere/agency.p12")}, "打不开"),
        ({"agency_certificate": Path(__file__)}, "打不开"),
    ],
)
def test_no_certificate_is_told_in_one_sentence(
    plain: bytes, settings: Any, changes: dict[str, Any], said: str
) -> None:
    settings(**changes)
    with pytest.raises(pades.NoSeal, match=said):
        CERTIFICATE.seal(plain, reason="决定", at=AT)


# Time stamps --------------------------------------------------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """The box's own time-stamp authority on loopback; as a broken one it answers with something else."""

    broken = False

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        body = b"tea?" if self.broken else stamp.answer(request)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def stamping() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
    Answers.broken = False


def test_a_time_stamp_is_inside_and_checked(plain: bytes, settings: Any, stamping: str) -> None:
    settings(timestamp_url=stamping)
    made = CERTIFICATE.seal(plain, reason="决定", at=AT)
    assert made.level == "pades_t"
    found = check(made.pdf)
    assert found.good
    assert found.stamped_at is not None
    assert abs(found.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_another_client_accepts_the_authority_s_answer() -> None:
    """rfc3161-client, written by others, checks the same answer."""
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response
    from rfc3161_client.verify import VerifierBuilder

    request = TimestampRequestBuilder().data(b"a paper").build()
    response = decode_timestamp_response(stamp.answer(request.as_bytes()))
    root = load_pem_x509_certificate(authority.box()["root"].certificate)
    checker = VerifierBuilder().add_root_certificate(root).build()
    assert checker.verify_message(response, b"a paper")
    with pytest.raises(Exception, match=r"(?i)imprint|hash|mismatch"):
        checker.verify_message(response, b"another paper")


def test_an_authority_that_answers_nonsense_or_is_not_there_is_told(plain: bytes, settings: Any, stamping: str) -> None:
    Answers.broken = True
    settings(timestamp_url=stamping)
    with pytest.raises(pades.NoSeal, match="ZHICHENG_TIMESTAMP_URL"):
        CERTIFICATE.seal(plain, reason="决定", at=AT)
    settings(timestamp_url="http://127.0.0.1:9/")
    with pytest.raises(pades.NoSeal, match="系统会自动重试"):
        CERTIFICATE.seal(plain, reason="决定", at=AT)


# SM2 and SM3 --------------------------------------------------------------------------------------------------------------


def test_sm3_is_the_standard_s() -> None:
    from zhicheng.flow.papers.files import sm3

    assert sm3(b"abc") == ABC


def test_sm2_signs_the_file_and_refuses_a_changed_one(plain: bytes) -> None:
    made = CERTIFICATE.seal(plain, reason="决定", at=AT)
    assert sm2.holds(made.pdf, made.sm2)
    changed = bytearray(made.pdf)
    changed[300] ^= 1
    assert not sm2.holds(bytes(changed), made.sm2)
    for nonsense in ("", "00", "zz", made.sm2[:-2], "30440220" + "00" * 68):
        assert not sm2.holds(made.pdf, nonsense)


def test_an_agency_brings_its_own_sm2_key(settings: Any, tmp_path: Path) -> None:
    settings(home=tmp_path)
    first = sm2.signed(b"paper")
    settings(home=tmp_path / "other", sm2_key=tmp_path / "seal" / "sm2.key")
    assert sm2.holds(b"paper", first)
    assert sm2.holds(b"paper", sm2.signed(b"paper"))


@pytest.mark.parametrize("text", ["", "not hexadecimal\nat all", "00"])
def test_a_bad_sm2_key_is_told(settings: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    settings(sm2_key=tmp_path / "key")
    with pytest.raises(BadInput, match="SM2 密钥文件"):
        sm2.signed(b"paper")


def test_the_box_is_made_once_and_its_keys_are_the_owner_s_only(settings: Any, tmp_path: Path) -> None:
    settings(home=tmp_path)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(authority.box()["agency"].certificate)) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(results)) == 1
    keys = list((tmp_path / "seal" / "box").glob("*.key"))
    assert len(keys) == 3
    assert all(k.stat().st_mode & 0o077 == 0 for k in keys)
    assert "示例" in str(load_pem_x509_certificate(results[0]).subject)


# PDF/A --------------------------------------------------------------------------------------------------------------------

BREAKS = [
    (b"pdfaid:part>2", b"pdfaid:part>9", "does not say PDF/A-2"),
    (b"/GTS_PDFA1", b"/GTS_PDFX0", "no output intent"),
    (b"%PDF-1.7\n%", b"%PDF-1.7\n ", "no binary comment"),
]


@pytest.mark.parametrize(("old", "new", "said"), BREAKS)
def test_what_is_not_archival_is_found(plain: bytes, old: bytes, new: bytes, said: str) -> None:
    assert plain.count(old) >= 1
    assert any(said in p for p in archival.problems(plain.replace(old, new)))


def test_a_file_of_another_maker_is_not_archival() -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("more.txt", b"more")
    buffer = BytesIO()
    writer.write(buffer)
    found = archival.problems(buffer.getvalue())
    assert any("output intent" in p for p in found)
    assert any("acts by itself" in p for p in found)
    assert archival.problems(b"nothing")[0].startswith("unreadable")
