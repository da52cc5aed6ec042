"""Documents are tested: the reference is current, links resolve, and the README tells the journey in the contract's order."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
import yaml
from click.testing import CliRunner

import zhicheng
from zhicheng.cli import COMMANDS, docs
from zhicheng.infra import plug
from zhicheng.infra.config import Settings
from zhicheng.infra.events import KINDS
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.states import Machine

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
IMAGES = ROOT / "docs" / "images"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def reference(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def contract_order() -> list[str]:
    """The stages in the order in which data walks, from import-linter's second contract (which lists the last first)."""
    config: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in config["tool"]["importlinter"]["contracts"] if c["name"].startswith("2 "))
    return [layer.strip("()") for layer in reversed(contract["layers"])]


# The reference is what the code says ----------------------------------------------------------------------------------


def test_the_reference_is_current() -> None:
    result = CliRunner().invoke(docs.docs, ["--check"], standalone_mode=False)
    assert result.exception is None
    assert result.return_value == 0, result.stderr + " Run `make docs`."


def test_a_changed_page_is_found_and_written_again(tmp_path: Path) -> None:
    def run(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(docs.docs, [*options, "--folder", str(tmp_path)], standalone_mode=False)
        assert result.exception is None
        return result.return_value, result.stderr

    code, _ = run()
    assert code == 0
    assert run("--check") == (0, "")
    page = tmp_path / "events.md"
    page.write_text(page.read_text(encoding="utf-8").replace("ticket.close", "ticket.shut"), encoding="utf-8")
    assert run("--check") == (1, "events.md is out of date; run `make docs`.\n")
    assert "ticket.shut" in page.read_text(encoding="utf-8"), "--check writes nothing"
    assert run() == (0, "events.md written\n")
    assert run("--check") == (0, "")


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(docs.docs, ["--folder", str(tmp_path / "no" / "such")], standalone_mode=False)
    assert isinstance(result.exception, docs.BadInput)
    assert not (tmp_path / "no").exists()


def test_it_needs_no_installation_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A fresh checkout has no secret key, no database and no city; a production shell may have other settings."""
    away = tmp_path / "tmp"
    away.mkdir()
    own = {k: v for k, v in os.environ.items() if not k.startswith(("ZHICHENG_", "DJANGO_", "PYTEST_"))}
    environment = own | {"ZHICHENG_MODE": "production", "TMPDIR": str(away), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "zhicheng", "docs", "--folder", str(tmp_path / "reference")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "reference").iterdir()} == docs.pages()
    assert list(away.iterdir()) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reference", "tmp"]


def test_the_pages_are_the_same_twice() -> None:
    assert docs.pages() == docs.pages()


def test_nothing_else_stands_in_the_reference() -> None:
    """A page that nobody writes any more would stay for ever; benchmarks.md is written by `zhicheng bench`."""
    assert {p.name for p in REFERENCE.glob("*.md")} - set(docs.MEASURED) == set(docs.pages())


def test_no_page_names_this_machine() -> None:
    for name, text in docs.pages().items():
        assert str(ROOT) not in text, name
        assert str(Path.home()) + "/" not in text, name


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_reference(name: str) -> None:
    row = next((line for line in reference("settings.md").splitlines() if f"`ZHICHENG_{name.upper()}`" in line), "")
    assert str(Settings.model_fields[name].description)[:30].replace("|", "\\|") in row


def test_every_event_stands_in_the_reference_with_both_titles() -> None:
    lines = reference("events.md").splitlines()
    for kind in docs.known_kinds():
        assert any(line.startswith(f"| `{kind.name}` | {kind.v} | {kind.zh} | {kind.en} |") for line in lines), (
            kind.name
        )


def all_machines() -> Iterator[Machine]:
    """Every life cycle that any context's states.py holds, found by looking, not by a list."""
    for module in pkgutil.walk_packages(zhicheng.__path__, "zhicheng."):
        if module.name.endswith(".states") and ".kernel." not in module.name:
            found = __import__(module.name, fromlist=["states"])
            yield from (value for value in vars(found).values() if isinstance(value, Machine))


def test_every_life_cycle_is_drawn() -> None:
    assert {m.name for m in docs.machines()} == {m.name for m in all_machines()}


def test_every_state_and_arrow_stands_in_the_reference_with_its_reason() -> None:
    text = reference("states.md")
    for machine in docs.machines():
        part = text.partition(f"## {machine.name}\n")[2].partition("\n## ")[0]
        assert machine.mermaid() in part
        for state, chinese in machine.states.items():
            assert f"| `{state}` | {chinese} |" in part
        for (state, action), arrow in machine.arrows.items():
            row = f"| `{state}` | `{action}` | `{arrow.to}` | {arrow.zh} |"
            line = next((x for x in part.splitlines() if x.startswith(row)), "")
            assert line.endswith(f"| {arrow.why} |"), (machine.name, state, action)
            assert arrow.why, f"{machine.name}: {state} → {action} has no reason"


def test_every_error_stands_in_the_reference() -> None:
    known = docs.known_errors()
    assert ZhichengError in known
    for error in known:
        assert error.__name__ in reference("errors.md")


def test_every_step_and_task_stands_in_the_reference() -> None:
    from zhicheng.journey import JOURNEY
    from zhicheng.timetable import TASKS

    text = reference("journey.md")
    for kind, steps in JOURNEY.items():
        for step in steps:
            assert f"| `{kind}` | `{step.name}` |" in text
    for task in TASKS:
        assert f"| `{task.name}` |" in text
    assert set(JOURNEY) <= set(KINDS), "the journey waits for an event that nobody writes"


def test_every_command_stands_in_the_reference() -> None:
    for name in COMMANDS:
        assert f"## zhicheng {name}" in reference("commands.md")


def test_a_command_that_is_announced_but_not_written_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "fly", ("zhicheng.cli.fly.fly", "Fly."))
    assert "## zhicheng fly\n\nFly. Does not stand yet: there is no `zhicheng.cli.fly.fly`." in docs.commands_page()


def test_options_with_their_defaults_stand_in_the_reference() -> None:
    assert "| `--port INTEGER` | [default: 8000] |" in reference("commands.md")


def test_an_argument_that_may_be_left_out_is_marked() -> None:
    @click.command()
    @click.argument("file")
    @click.argument("name", required=False)
    def take(file: str, name: str | None) -> None:
        """Take it."""

    assert list(docs._command(take, "zhicheng take")) == ["## zhicheng take FILE [NAME]\n\nTake it.\n\n"]


def test_an_event_that_moves_says_so_and_hides_what_every_move_has() -> None:
    lines = {line.split("`")[1]: line for line in reference("events.md").splitlines() if line.startswith("| `")}
    assert lines["ticket.file"].split("|")[5].strip().startswith("moved; `condition: int`")
    assert "moved" not in lines["ticket.arrive"]
    assert "`state: str`" not in "".join(lines.values())


def test_optional_fields_and_parameters_are_marked() -> None:
    assert "`reason: str`; `reason_en: str`; `runner_up: int`?" in reference("events.md")
    part = reference("api.md").partition("### GET `/api/places/at`")[2].partition("\n### ")[0]
    assert "- parameters: `lng`, `lat`" in part
    assert "`key`, `text`?" in reference("api.md").partition("### POST `/api/reports`")[2].partition("\n### ")[0]


def test_bounds_of_a_setting_are_told() -> None:
    assert "`ZHICHENG_MAX_PHOTO_MB` | `int (≥ 1, ≤ 100)` | `20`" in reference("settings.md").replace("| `Z", "`Z")


def test_every_endpoint_stands_in_the_reference() -> None:
    api = plug.load("zhicheng.server.api.api")
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    assert len(paths) > 20
    for path, methods in paths.items():
        for method in methods:
            assert f"### {method.upper()} `{path}`" in reference("api.md")


# Pieces of the writer ---------------------------------------------------------------------------------------------------


def test_a_cell_keeps_the_table_whole() -> None:
    assert docs.cell("a | b\n  c") == "a \\| b c"


def test_a_table_without_rows_is_a_sentence() -> None:
    assert docs.table(("a", "b"), []) == "None.\n"
    assert docs.table(("a", "b"), [(1, "x|y")]) == "| a | b |\n|---|---|\n| 1 | x\\|y |\n"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (int, "int"),
        (list[str], "list[str]"),
        (dict[str, int], "dict[str, int]"),
        (Path | None, "Path | None"),
        (None, "None"),
    ],
)
def test_types_read_as_they_are_written(kind: Any, said: str) -> None:
    assert docs.type_name(kind) == said


def test_a_docstring_is_never_inherited() -> None:
    class Told:
        """Told here.

        And more.
        """

    class Silent(Told):
        pass

    assert docs.first_line(Told) == "Told here."
    assert docs.first_line(Silent) == ""


# What people wrote ------------------------------------------------------------------------------------------------------


def headings(path: Path) -> set[str]:
    """The anchors of a page as code hosts make them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    titles = [line.lstrip("#").strip().lower() for line in text.splitlines() if re.match(r"#{1,6} ", line)]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def links() -> list[tuple[Path, str]]:
    return [
        (page, target)
        for page in PAGES
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        if "://" not in target and not target.startswith("mailto:")
    ]


def broken(page: Path, target: str) -> str:
    """What is wrong with this link; "" when it leads somewhere."""
    path, _, anchor = unquote(target).partition("#")
    there = (page.parent / path).resolve() if path else page
    if there.is_relative_to(IMAGES) and not IMAGES.is_dir():
        return ""  # pictures are taken from a running demo; once there are some, all have to be there
    if not there.exists():
        return f"{page.relative_to(ROOT)}: {target} leads nowhere"
    if anchor and there.suffix == ".md" and anchor not in headings(there):
        return f"{page.relative_to(ROOT)}: {target} names no heading"
    return ""


def test_links_between_documents_resolve() -> None:
    found = links()
    assert len(found) > 50
    assert [b for page, target in found if (b := broken(page, target))] == []


def test_a_wrong_link_would_be_found() -> None:
    page = ROOT / "README.md"
    assert "leads nowhere" in broken(page, "docs/no-such.md")
    assert "no heading" in broken(page, "docs/explanation/architecture.md#no-such")
    assert broken(page, "docs/explanation/architecture.md#the-event-row") == ""


def test_every_document_is_reachable_from_the_readme() -> None:
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in seen:
            seen.add(page)
            text = FENCE.sub("", page.read_text(encoding="utf-8"))
            targets = [
                (page.parent / unquote(t).partition("#")[0]).resolve() for t in LINK.findall(text) if "://" not in t
            ]
            todo += [t for t in targets if t.suffix == ".md" and t.is_file()]
    assert [str(p.relative_to(ROOT)) for p in PAGES if p not in seen] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/explanation/architecture.md"])
def test_the_stages_stand_in_the_order_of_the_contract(name: str) -> None:
    assert " → ".join(contract_order()) in (ROOT / name).read_text(encoding="utf-8")


def test_installed_apps_stand_in_the_order_of_the_contract() -> None:
    from django.conf import settings

    apps = [a.split(".")[2] for a in settings.INSTALLED_APPS if a.startswith("zhicheng.flow.")]
    assert apps == [stage for stage in contract_order() if stage in apps]
    assert apps


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_two_commands_and_the_picture(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for command in ("run", "test"):
        assert f"make {command}" in text
        assert command in targets
    assert "docs/images/demo.png" in text


def test_the_readmes_lead_to_the_same_pages() -> None:
    def leads(name: str) -> set[str]:
        return {t for t in LINK.findall((ROOT / name).read_text(encoding="utf-8")) if not t.startswith("README")}

    assert leads("README.md") == leads("README.zh-CN.md")


def test_make_commands_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:`|^)make ([a-z0-9-]+)", page.read_text(encoding="utf-8"), re.M))
        assert named <= targets, page.name


def test_commands_that_documents_name_exist() -> None:
    for page in PAGES:
        if page.is_relative_to(REFERENCE):
            continue
        named = set(re.findall(r"(?:`|^|bin/)zhicheng ([a-z0-9-]+)", page.read_text(encoding="utf-8"), re.M))
        assert named <= set(COMMANDS), page.name


def test_settings_that_documents_name_exist() -> None:
    known = {f"ZHICHENG_{name.upper()}" for name in Settings.model_fields} | {
        "ZHICHENG_TEST_DATABASE",
        "ZHICHENG_SHARED",
    }
    for page in PAGES:
        assert set(re.findall(r"ZHICHENG_[A-Z0-9_]+[A-Z0-9]", page.read_text(encoding="utf-8"))) <= known, page.name


def test_events_that_the_glossary_names_exist() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    streams = "|".join({k.name.partition(".")[0] for k in docs.known_kinds()})
    named = set(re.findall(rf"`((?:{streams})\.[a-z_]+)`", text))
    assert named
    assert named <= set(KINDS)


def test_the_glossary_holds_every_word_of_the_trade(shared: Path) -> None:
    """Domain section A: each Chinese term stands in our glossary."""
    text = (shared / "domain" / "domain.md").read_text(encoding="utf-8")
    part = text[text.index("## A. ") : text.index("## B. ")]
    terms = [line.split("|")[1] for line in part.splitlines() if line.startswith("| ")][1:]
    ours = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [w for term in terms for w in re.split(r"[ ,，/()（）、]+", term) if re.search(r"[\u4e00-\u9fff]", w)]
    assert len(words) > 60
    assert [w for w in words if w not in ours] == []


def test_every_decision_has_its_three_parts_and_stands_in_the_list() -> None:
    folder = ROOT / "docs" / "adr"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(p for p in folder.glob("*.md") if p.name != "README.md")
    assert [p.name[:4] for p in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in listed
        assert [p for p in ("**Context.**", "**Decision.**", "**Consequences.**") if p not in text] == []


def test_publiccode_holds_what_its_version_asks_for() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    needed = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
              "maintenance", "localisation"}  # fmt: skip
    assert needed <= set(data)
    assert data["publiccodeYmlVersion"] == "0.4"
    assert data["legal"]["license"] == "Apache-2.0"
    assert data["maintenance"]["contacts"]
    for language, told in data["description"].items():
        assert len(told["shortDescription"]) <= 150, language
        assert 150 <= len(told["longDescription"]) <= 10_000, language
        assert told["features"]


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert public["softwareVersion"] == version
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
