"""What no single context can see: the direction of imports, of foreign keys, of the list of apps; migrations; documents."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
GROUND = (
    "infra",
    "places",
    "people",
    "permits",
    "outgoing",
    "evidence",
    "devices",
    "sensors",
)  # below every stage; in this order

CIVIC = ("whistles", "community", "openness", "voices")  # the city takes part: above every stage, below the doors
DOORS = (
    "dead_letters",
    "drones",
    "frigate",
    "vendor_events",
    "open311",
    "hotline",
    "social",
)  # gateways with tables of their own, above every stage


def stages() -> list[str]:
    """The stages that exist, first to last, as contract 2 says."""
    layers = next(c["layers"] for c in CONTRACTS if c["name"].startswith("2 "))
    return [name for name in reversed(layers) if not name.startswith("(")]


def ours() -> list[str]:
    return [a.label for a in apps.get_app_configs() if a.name.startswith("zhicheng.")]


@pytest.mark.slow
def test_every_import_contract_is_kept() -> None:
    """Run as a developer runs it; the hidden cache of import-linter is not used, a stale one would say yes."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_apps_stand_in_the_order_of_the_journey() -> None:
    assert ours() == [*GROUND, *stages(), *CIVIC, *DOORS]


def test_a_folder_of_flow_and_ground_is_an_app() -> None:
    for parent in ("flow", "ground", "civic"):
        folders = {p.parent.name for p in (ROOT / "zhicheng" / parent).glob("*/apps.py")}
        assert folders <= {a.name.rpartition(".")[2] for a in apps.get_app_configs() if a.name.startswith("zhicheng.")}


def test_foreign_keys_point_back() -> None:
    """Import-linter does not see foreign keys that are named by a string."""
    order = {label: i for i, label in enumerate([*GROUND, *stages(), *CIVIC, *DOORS])}
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in order
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in order
        and order[field.related_model._meta.app_label] > order[model._meta.app_label]
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.django_db
def test_models_and_migrations_agree(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_journey_leads_forward_and_its_events_exist() -> None:
    from zhicheng.infra.events import KINDS
    from zhicheng.infra.journey import journey

    walk = (
        "people",
        "sensors",
        "messages",
        "sense",
        "reports",
        "tickets",
        "dispatch",
        "cases",
        "papers",
        "whistles",
        "community",
        "openness",
        "voices",
        "following",
        "hotline",
    )
    stage_of = {name: i for i, name in enumerate(walk)}
    streams = {
        "device": "people",
        "reset": "people",
        "sensor": "sensors",
        "observation": "sense",
        "guard": "sense",
        "report": "reports",
        "ticket": "tickets",
        "assignment": "dispatch",
        "case": "cases",
        "paper": "papers",
        "whistle": "whistles",
        "summons": "whistles",
        "signup": "community",
        "meeting": "community",
        "item": "community",
        "duty": "community",
        "resolution": "community",
        "offer": "community",
        "commendation": "community",
        "volunteer": "community",
        "stint": "community",
        "publication": "openness",
        "complaint": "voices",
        "praise": "voices",
    }
    order = {stream: stage_of[name] for stream, name in streams.items()}
    for kind, following in journey().items():
        assert kind in KINDS
        for step in following:
            assert stage_of[step.name.partition(".")[0]] >= order[kind.partition(".")[0]], (
                f"{kind} → {step.name} leads back"
            )


def test_no_django_signal_and_no_save_tricks() -> None:
    files = [
        p
        for part in ("infra", "ground", "flow", "civic")
        for p in (ROOT / "zhicheng" / part).rglob("*.py")
        if "tests" not in p.parts and "migrations" not in p.parts
    ]
    assert files
    guilty = [
        str(p.relative_to(ROOT))
        for p in files
        if re.search(r"django\.db\.models\.signals|def save\(self", p.read_text(encoding="utf-8"))
    ]
    assert guilty == []


SAYS_NO = {"BadInput", "NotFound", "Refused", "NotAllowed", "Conflict"}
SHEET_WORDS = re.compile(
    "紧急|工作时|工作日|自然日"
)  # how a city's sheet writes its limits, in whatever language one asks
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_what_is_refused_in_chinese_is_refused_in_english_too() -> None:
    """Both sentences are made where the refusal is made; nobody has to guess one from the other."""
    silent = []
    for path in sorted((ROOT / "zhicheng").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYS_NO):
                continue
            said = [ast.unparse(a) for a in call.args]
            if said and CHINESE.search(said[0]) and (len(said) < 2 or CHINESE.search(SHEET_WORDS.sub("", said[1]))):
                silent.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not silent


def shapes_in(annotation: Any, seen: set[type]) -> None:
    """Every model and typed dict that this annotation leads to."""
    for part in get_args(annotation):
        shapes_in(part, seen)
    if not isinstance(annotation, type) or annotation in seen:
        return
    if issubclass(annotation, BaseModel):
        seen.add(annotation)
        for one in annotation.model_fields.values():
            shapes_in(one.annotation, seen)
    elif annotation.__module__.startswith("zhicheng."):
        seen.add(annotation)
        for hint in get_type_hints(annotation).values():
            shapes_in(hint, seen)


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """Its description keeps one shape per name: the second would silently replace the first."""
    from zhicheng.server.api import api

    seen: set[type] = set()
    for _, router in api._routers:
        for path in router.path_operations.values():
            for operation in path.operations:
                for model in (*operation.models, *operation.response_models.values()):
                    shapes_in(model, seen)
    ours = sorted((t.__name__, t.__module__) for t in seen if t.__module__.startswith("zhicheng."))
    names = [name for name, _ in ours]
    assert len(names) > 300
    assert [one for one in ours if names.count(one[0]) > 1] == []


def test_kernel_and_law_import_the_standard_library_only() -> None:
    allowed = set(sys.stdlib_module_names) | {"zhicheng"}
    for package in ("kernel", "law"):
        for path in (ROOT / "zhicheng" / package).rglob("*.py"):
            if "tests" not in path.parts:
                found = re.findall(r"^(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
                assert set(found) <= allowed, path


def readme_line() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^.*reports\b.*→.*tickets\b.*→.*dispatch\b.*$", text, re.MULTILINE)
    assert found, "README.md has no line of the journey"
    return found.group()


def test_the_readme_tells_the_same_order() -> None:
    line = readme_line()
    positions = [line.index(stage) for stage in stages()]
    assert positions == sorted(positions)


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


def test_every_event_kind_is_documented() -> None:
    from zhicheng.infra.events import KINDS
    from zhicheng.infra.journey import journey

    journey()
    text = reference("events.md")
    modules = ("zhicheng.flow.", "zhicheng.ground.", "zhicheng.civic.")
    assert [k for k, known in KINDS.items() if known.body.__module__.startswith(modules) and k not in text] == []


def test_every_setting_is_documented() -> None:
    from zhicheng.infra.config import Settings

    text = reference("settings.md")
    assert [n for n in Settings.model_fields if f"ZHICHENG_{n.upper()}" not in text] == []


def test_every_state_is_documented() -> None:
    from zhicheng.flow.dispatch.states import JOB
    from zhicheng.flow.reports.states import REPORT
    from zhicheng.flow.tickets.states import TICKET

    text = reference("states.md")
    assert [f"{m.name}.{s}" for m in (REPORT, TICKET, JOB) for s in m.states if s not in text] == []


def test_no_file_of_ours_names_a_registry_host_or_this_machine() -> None:
    """Locks and settings are read on other machines; a host or a path of ours would send them nowhere."""
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert [str(p) for p in locks if re.search(r"^[^#]*://", p.read_text(encoding="utf-8"), re.MULTILINE)] == []


def test_settings_for_tests_are_those_of_the_product() -> None:
    assert settings.SETTINGS_MODULE == "zhicheng.server.settings"


NAMED = re.compile(r"environ(\.get\(|\[)\s*.ZHICHENG_SHARED")


def test_only_conftest_works_out_where_the_shared_folder_lies() -> None:
    """Elsewhere it is the fixture `shared`, which skips where there is none."""
    named = {
        str(path.relative_to(ROOT))
        for folder in ("zhicheng", "tests", "tools")
        for path in (ROOT / folder).rglob("*.py")
        if NAMED.search(path.read_text(encoding="utf-8"))
    }
    assert named == set()
