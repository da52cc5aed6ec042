"""The `zhicheng` command: every subcommand of DESIGN.md §7. Modules load when their command is used."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from zhicheng.infra import plug
from zhicheng.kernel.errors import BadSheet, ZhichengError

COMMANDS = {
    "bench": ("zhicheng.cli.bench.bench", "Our speed beside named peers, as ratios."),
    "check": ("zhicheng.cli.operations.check", "Is this installation sound?"),
    "city": ("zhicheng.cli.city.city", "Build a city from an OpenStreetMap extract."),
    "classify": (
        "zhicheng.cli.classify.classify",
        "From text to category: learn from labelled texts, tell what others are about.",
    ),
    "dead-letters": ("zhicheng.cli.doors.dead_letters", "Messages that nobody could take: list, try again, drop."),
    "demo": ("zhicheng.cli.demo.demo", "A living city with all faces, on the embedded default."),
    "docs": ("zhicheng.cli.docs.docs", "Write the generated reference (docs/reference)."),
    "duplicates": ("zhicheng.cli.duplicates.duplicates", "Which reports of a file tell of the same thing."),
    "eyes": ("zhicheng.cli.eyes.eyes", "Watch the registered cameras; as many machines as you like."),
    "flight": ("zhicheng.cli.doors.flight", "Take a drone's flight in: what was found, on the map."),
    "fly": ("zhicheng.cli.doors.fly", "Plan a drone's flight, around a ticket or along a route, as KML."),
    "fleet": ("zhicheng.cli.fleet.fleet", "Many machines: how many N cameras need, and the eyes on them."),
    "import": ("zhicheng.cli.imports.import_", "Take reports or sheets from files into the running system."),
    "jobs": ("zhicheng.cli.operations.jobs_group", "The queue: what waits, what is stuck."),
    "law": ("zhicheng.cli.law.law", "What the statutes make of given facts; is a pack of rules sound?"),
    "live": ("zhicheng.cli.operations.live", "Run the live process (server-sent events)."),
    "migrate": ("zhicheng.cli.operations.migrate", "Bring the database to this version."),
    "models": ("zhicheng.cli.models.models", "The eyes' models: fetch by pinned digest, list, vouch for others."),
    "mqtt": ("zhicheng.cli.doors.mqtt", "Take what boxes and gauges publish over MQTT."),
    "hotline": (
        "zhicheng.cli.hotline.hotline",
        "The city's hotline 12345: its orders in, our answers back, call-backs.",
    ),
    "open311": ("zhicheng.cli.open311.open311", "Other cities' apps: keys, services, whom we follow, what is stuck."),
    "social": ("zhicheng.cli.social.social", "Social posts: read a file, follow feeds, what the filter did."),
    "papers": ("zhicheng.cli.papers.papers", "Samples of every paper, a look at a sealed one, the number series."),
    "replay": ("zhicheng.cli.replay.replay", "Replay a day of reports against officers on the road network."),
    "staff": ("zhicheng.cli.operations.staff", "Open staff accounts and give roles."),
    "switch": ("zhicheng.cli.switches.switch", "What may be switched while the system runs: the fast lane."),
    "trace": ("zhicheng.cli.operations.trace", "The events of one ticket or report."),
    "watch": ("zhicheng.cli.watch.watch", "See a clip, stills or a stream by zones; events as JSON lines."),
    "web": ("zhicheng.cli.operations.web", "Run the web process."),
    "worker": ("zhicheng.cli.operations.worker", "Run a worker."),
}


class Lazy(click.Group):
    """Loads a command's module when it is called: `zhicheng --help` and file-to-file commands stay fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = plug.load(COMMANDS[name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in sorted(COMMANDS.items())])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhicheng")
def zhicheng() -> None:
    """Zhicheng 治城: one report walks from the street to a closed ticket."""


def setup() -> None:
    """Make Django ready; for commands that need the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
    import django

    django.setup()


def main(argv: list[str] | None = None) -> None:
    """Entry point: exit 0 done, 1 a check found something, 2 bad input with one sentence on stderr."""
    try:
        result: Any = zhicheng.main(args=argv, standalone_mode=False)
    except BadSheet as error:
        for wrong in error.rows:
            click.echo(str(wrong), err=True)
        click.echo(f"共 {len(error.rows)} 处有误，什么都没有写入，请改好后重新导入。", err=True)
        sys.exit(2)
    except ZhichengError as error:
        field = getattr(error, "field", "")
        click.echo(f"{field}: {error}" if field else str(error), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except ValueError as error:
        if type(error).__name__ != "ValidationError":  # pydantic's: settings that refuse to start
            raise
        click.echo(_settings_sentence(error), err=True)
        sys.exit(2)
    sys.exit(result if isinstance(result, int) else 0)


def _settings_sentence(error: Any) -> str:
    first = error.errors()[0]
    where = "ZHICHENG_" + "_".join(str(x).upper() for x in first["loc"]) + ": " if first["loc"] else ""
    return where + str(first["msg"]).removeprefix("Value error, ")
