"""`zhicheng papers`: samples print, a sealed file is looked at, a series is listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhicheng.cli.bench.papers import bench_papers
from zhicheng.cli.papers import papers
from zhicheng.flow.papers import samples
from zhicheng.flow.papers import services as made
from zhicheng.flow.papers.signing import CERTIFICATE, sm2
from zhicheng.kernel.errors import BadInput, NotFound, ZhichengError


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(papers, list(arguments))
    if isinstance(done.exception, ZhichengError):
        raise done.exception
    return done.exit_code, done.output


def test_samples_of_the_kinds_that_are_named(tmp_path: Path) -> None:
    code, _ = run("sample", "D45", "D26", "--out", str(tmp_path))
    assert code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["D26 扣押决定书.pdf", "D45 行政处罚决定书.pdf"]
    assert all(p.read_bytes().startswith(b"%PDF") for p in tmp_path.iterdir())


def test_a_sample_of_nothing_known_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有文书种类 D99"):
        run("sample", "D45", "D99", "--out", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_verify_tells_sealed_from_changed_and_unsealed(tmp_path: Path) -> None:
    run("sample", "D45", "--out", str(tmp_path))
    plain = next(tmp_path.iterdir())
    assert run("verify", str(plain))[0] == 1
    sealed = CERTIFICATE.seal(plain.read_bytes(), reason="x", at=samples.AT)
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed.pdf)
    code, text = run("verify", str(file), "--sm2", sealed.sm2, "--json")
    told = json.loads(text)
    assert code == 0
    assert (told["intact"], told["trusted"], told["whole"], told["archival"], told["sm2"]) == (
        True,
        True,
        True,
        "ok",
        True,
    )
    assert run("verify", str(file), "--sm2", sm2.signed(b"other"))[0] == 1
    file.write_bytes(sealed.pdf + b" ")
    assert run("verify", str(file))[0] == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="找不到文件"):
        run("verify", str(tmp_path / "none.pdf"))


@pytest.mark.django_db
def test_a_series_shows_void_numbers() -> None:
    at = samples.on(9, 1, 11)
    for reason in ("姓名写错", ""):
        paper = made.draft(kind="D30", fields=samples.fields_of("D30"), agency=samples.AGENCY, actor="officer:1", at=at)
        made.number(paper_id=paper.pk, actor="officer:1", at=at, by_hand={"officer", "party"})
        if reason:
            made.void(paper_id=paper.pk, reason=reason, actor="officer:1", at=at)
    code, text = run("series", "青西综执", "责改", "2026")
    assert code == 0
    assert text.splitlines()[0].endswith("作废：姓名写错")
    assert text.splitlines()[1].startswith("青西综执责改〔2026〕2号")
    assert json.loads(run("series", "青西综执", "罚决", "2026", "--json")[1]) == {"rows": [], "gaps": []}


def lent(device: str = "phone-a", size: int = 3) -> int:
    at = samples.on(9, 1, 11)
    (block,) = made.lend(agency="青西综执", word="检", device=device, actor="officer:1", at=at, size=size)
    return block["id"]


@pytest.mark.django_db
def test_blocks_are_listed_and_closed_with_a_reason() -> None:
    assert run("blocks") == (0, "没有借出的号段\n")
    block = lent()
    assert run("blocks") == (0, f"{block}  青西综执检〔2026〕1–3号  phone-a  使用中，余 3 号\n")
    code, text = run("close-block", str(block), "--reason", "手机丢失", "--json")
    assert (code, json.loads(text)) == (0, {"block": block, "void": 3})
    assert run("blocks") == (0, "没有借出的号段\n")
    assert run("blocks", "--all")[1].strip().endswith("已交回  作废 3 号：手机丢失")
    (row,) = json.loads(run("blocks", "--all", "--json")[1])["blocks"]
    assert (row["device"], row["state"], row["void"], row["void_reason"]) == (
        "phone-a",
        "closed",
        [1, 2, 3],
        "手机丢失",
    )
    assert [r["state"] for r in json.loads(run("series", "青西综执", "检", "2026", "--json")[1])["rows"]] == [
        "voided"
    ] * 3


@pytest.mark.django_db
def test_a_block_is_not_closed_without_a_reason_nor_twice() -> None:
    block = str(lent())
    with pytest.raises(BadInput, match="写明原因"):
        run("close-block", block, "--reason", "  ")
    with pytest.raises(NotFound, match="没有这个号段"):
        run("close-block", "4711", "--reason", "手机丢失")
    assert "使用中" in run("blocks")[1]
    run("close-block", block, "--reason", "手机丢失")
    with pytest.raises(ZhichengError):
        run("close-block", block, "--reason", "再来一次")


@pytest.mark.django_db
def test_the_worker_closes_what_is_left_of_last_year() -> None:
    from zhicheng.timetable import TASKS

    lent()
    task = next(t for t in TASKS if t.name == "papers.close_past_blocks")
    task.run({}, datetime(2026, 12, 31, tzinfo=UTC))
    assert "使用中" in run("blocks")[1]
    task.run({}, datetime(2027, 1, 20, tzinfo=UTC))
    assert run("blocks", "--all")[1].strip().endswith("已交回  作废 3 号：年度已过，未用号作废")


def test_the_benchmark_rows_have_their_shape() -> None:
    rows = bench_papers(quick=True)
    assert len(rows) == 4
    assert all(r.keys() == {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"} for r in rows)
    assert all(r["ours"] > 0 for r in rows)


AGENCY = """
name: 示例市综合行政执法局
short: 例综执
address: 示例市人民路 1 号
phone: 0570-1234567
reconsideration: 示例市人民政府
court: 示例市人民法院
url: zf.example
pay_channel: 示例银行
"""


@pytest.mark.django_db
def test_the_agency_of_an_area_is_said_once(tmp_path: Path) -> None:
    from zhicheng.flow.papers.agency import agency_for
    from zhicheng.infra.models import Event

    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY, encoding="utf-8")
    assert run("agency", str(file), "--area", "9901")[0] == 0
    assert agency_for("990101001001001") == (agency_for("9901")[0], "示例银行")
    assert agency_for("990101001001001")[0].short == "例综执"
    assert "示范" in agency_for("1234")[0].name  # elsewhere it is still the invented one
    assert Event.objects.filter(kind="agency.set").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["name: 只有名字\n", "- 1\n", ": : :", AGENCY.replace("pay_channel: 示例银行", "")])
def test_an_agency_that_says_too_little_is_refused(tmp_path: Path, text: str) -> None:
    from zhicheng.infra.models import Event

    file = tmp_path / "agency.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        run("agency", str(file))
    assert not Event.objects.filter(kind="agency.set").exists()
