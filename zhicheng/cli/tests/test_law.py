"""`zhicheng law`: packs are sound and compiled; a wrong one is told in which line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhicheng.cli.law import law
from zhicheng.cli.law.packs import PACKS, compiled, lint_pack, read_yaml
from zhicheng.kernel.errors import BadInput

OWN = sorted(p.name for p in PACKS.iterdir() if (p / "violations.yaml").is_file())
LAWS = """laws:
- {id: HZ, title: 示范条例, rank: local_regulation, from: 2026-01-01, text: verified}
- {id: HB, title: 示范通知, rank: normative_document, text: none}
"""
ENTRY = """violations:
- id: V.HZ.litter
  name: 乱扔
  name_en: littering
  matters: ['06010']
  implements: V.ZZ
  article: HZ 3
  quote: [可以处二十元以上五十元以下罚款]
  stages:
  - pre: none
    fine: {citizen: [20, 50], org: [20, 50]}
"""


def pack(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", OWN)
def test_our_packs_are_sound_and_their_json_is_current(name: str) -> None:
    problems, documents = lint_pack(PACKS / name)
    assert problems == []
    for file, document in documents.items():
        assert (PACKS / name / f"{file}.json").read_text(encoding="utf-8") == compiled(document), (
            "zhicheng law lint PACK --write"
        )


def complaints(folder: Path) -> list[tuple[str, int, str]]:
    return [tuple(p) for p in lint_pack(folder)[0]]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "file", "line", "words"),
    [
        ("  quote: [可以处二十元以上五十元以下罚款]\n", "", "violations.yaml", 2, "缺字段 quote"),
        ("implements: V.ZZ", "colour: red", "violations.yaml", 2, "不认识的字段 colour"),
        ("[20, 50], org", "[50, 20], org", "violations.yaml", 10, "下限不大于上限"),
        ("[20, 50], org", "many, org", "violations.yaml", 10, "罚款幅度"),
        (
            "{citizen: [20, 50]",
            "{per: dozen, citizen: [20, 50]",
            "violations.yaml",
            10,
            "per「dozen」不存在；可用：head（每只（头））",
        ),
        (
            "{citizen: [20, 50], org: [20, 50]}",
            "{per: head, citizen: local, org: null}",
            "violations.yaml",
            10,
            "每一单位的",
        ),
        ("implements: V.ZZ", "implements: V.MARS", "violations.yaml", 2, "V.MARS 不存在"),
        ("article: HZ 3", "article: XX 3", "violations.yaml", 2, "先登记"),
        ("article: HZ 3", "article: HB 3", "violations.yaml", 2, "规范性文件"),
        ("implements: V.ZZ", "from: 2025-06-01", "violations.yaml", 2, "有效期超出"),
        ("implements: V.ZZ", "from: 2026-06-01\n  to: 2026-05-01", "violations.yaml", 2, "有效期颠倒"),
        ("[20, 50], org: [20, 50]", "[20, 5000], org: null", "violations.yaml", 2, "超过上位法"),
        ("implements: V.ZZ", "from: 2026-03-01\n  replaces: V.AIR.bbq", "violations.yaml", 2, "有效期重叠"),
    ],
)
def test_a_wrong_pack_is_told_where(tmp_path: Path, old: str, new: str, file: str, line: int, words: str) -> None:
    target = "V.EEC.dump_person" if words == "超过上位法" else "V.CARH.litter"
    text = ENTRY.replace(old, new, 1).replace("V.ZZ", target)
    found = complaints(pack(tmp_path, laws=LAWS, violations=text))
    assert [(f, n) for f, n, what in found if words in what] == [(file, line)], found


def test_the_same_id_twice(tmp_path: Path) -> None:
    twice = ENTRY + ENTRY.partition("\n")[2]
    (found,) = complaints(pack(tmp_path, laws=LAWS, violations=twice.replace("V.ZZ", "V.CARH.litter")))
    assert found == ("violations.yaml", 12, "V.HZ.litter 在第 2 行已经有了。")


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="第 3 行不是正确的 YAML"):
        lint_pack(pack(tmp_path, laws="laws:\n- {id: [\n"))
    with pytest.raises(BadInput, match="没有 .yaml 文件"):
        lint_pack(tmp_path / "nowhere")


def test_plan_prints_one_json_document(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "config: {jurisdiction: '330000'}\nscenarios:\n- {id: A, given: {violation: V.ZJ.litter, fine: 60}}\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(law, ["plan", str(file), "--json"])
    assert json.loads(done.stdout)["results"]["A"]["blocked_by"] == ["INV-35"]
    told = CliRunner().invoke(law, ["plan", str(file)])
    assert "INV-35 超过法定上限 50 元" in told.stdout


@pytest.mark.parametrize(
    ("text", "words"), [("a: 1\n", "没有 scenarios"), ("[1]\n", "应由字段组成"), ("a: [\n", "不是正确的 YAML")]
)
def test_a_plan_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    answer: Any = CliRunner().invoke(law, ["plan", str(file)])
    assert words in str(answer.exception)
    with pytest.raises(BadInput, match="找不到文件"):
        read_yaml(tmp_path / "none.yaml")


STEPS = """states:
- {id: lead, name: 线索, name_en: lead}
- {id: filed, name: 已立案, name_en: filed}
- {id: archived, name: 归档, name_en: archived}
steps:
- {id: A, name: 立案, name_en: file, from: [lead], to: [filed], actor: head, article: APL 54}
- {id: B, name: 归档, name_en: archive, from: [filed], to: [archived], actor: archivist, article: APL 47}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("from: [filed]", "from: [filled]", "没有状态 filled"),
        ("from: [filed]", "from: [lead]", "状态 filed 走不到归档"),
        ("from: [lead]", "from: [archived]", "从线索走不到状态 filed"),
        ("actor: head, ", "", "缺字段 actor"),
    ],
)
def test_a_procedure_with_a_hole_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert complaints(pack(tmp_path, procedure=STEPS)) == []
    assert any(words in what for _, _, what in complaints(pack(tmp_path, procedure=STEPS.replace(old, new))))


def test_lint_writes_the_json_of_a_sound_pack_and_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "beijing"
    shutil.copytree(PACKS / "beijing", folder)
    for compiled_file in folder.glob("*.json"):
        compiled_file.unlink()
    assert CliRunner().invoke(law, ["lint", str(folder)]).exit_code == 0
    assert list(folder.glob("*.json")) == []
    done = CliRunner().invoke(law, ["lint", str(folder), "--write", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"problems": []})
    for name in ("laws", "violations", "leniency"):
        assert (folder / f"{name}.json").read_bytes() == (PACKS / "beijing" / f"{name}.json").read_bytes()


def test_lint_writes_nothing_of_an_unsound_pack(tmp_path: Path) -> None:
    folder = tmp_path / "beijing"
    shutil.copytree(PACKS / "beijing", folder)
    (folder / "violations.json").unlink()
    text = (folder / "violations.yaml").read_text(encoding="utf-8")
    (folder / "violations.yaml").write_text(text.replace("quote:", "colour:", 1), encoding="utf-8")
    done = CliRunner().invoke(law, ["lint", str(folder), "--write"])
    assert done.exit_code == 1
    assert "violations.yaml:" in done.stdout
    assert not (folder / "violations.json").exists()
