"""`zhicheng classify`: learn from labelled texts, tell what others are about; and the versions of the running system."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit, progress
from zhicheng.engines.classify import Prediction, load, save, train
from zhicheng.engines.classify.files import Entry, entries, write

BY = "cli"  # whoever has a shell on the installation


@click.group()
def classify() -> None:
    """From text to category: train a model on labelled texts, predict with it."""


@classify.command("train")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--model", "model_file", type=click.Path(path_type=Path), required=True, help="Where the model goes (one file)."
)
@click.option("--text", default="text", show_default=True, help="The column with the text.")
@click.option("--label", default="label", show_default=True, help="The column with what it is about.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def train_(file: Path, model_file: Path, text: str, label: str, as_json: bool) -> None:
    """Learn from FILE (columns text, label; optional id, title). Rows without a label are left out and counted."""
    rows = list(entries(file, text=text, label=label, needs_label=True))
    labelled = [r for r in rows if r.label]
    progress(f"{len(labelled)} rows …")
    training = train([r.sample for r in labelled], [r.label for r in labelled])
    save(training.model, model_file)
    emit({**training.figures, "unlabelled": len(rows) - len(labelled), "model": str(model_file)}, as_json=as_json)


@classify.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--model", "model_file", type=click.Path(path_type=Path), required=True, help="A model made by classify train."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the answers go, in the rows' order.")
@click.option("--text", default="text", show_default=True, help="The column with the text.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def predict(file: Path, model_file: Path, out: Path, text: str, as_json: bool) -> None:
    """Tell what each text of FILE (column text; optional id, title) is about: three labels with confidence."""
    model = load(model_file)
    asked, answered = itertools.tee(entries(file, text=text, needs_label=False))
    n = write(out, _answers(asked, model.predict(e.sample for e in answered)))
    emit({"rows": n, "out": str(out)}, as_json=as_json)


def _answers(asked: Iterator[Entry], predictions: Iterator[Prediction]) -> Iterator[tuple[str, Prediction]]:
    """Each row's id with its prediction; a batch at a time is held, whatever the file is long."""
    return zip((e.id for e in asked), predictions, strict=True)


@classify.command()
@click.option("--json", "as_json", is_flag=True)
def versions(as_json: bool) -> None:
    """The versions of the running system: what each was worth before and after, and which is in use."""
    setup()
    from zhicheng.flow.reports import figures

    emit([dict(row) for row in figures.overview()["versions"]], as_json=as_json)


@classify.command()
@click.option("--json", "as_json", is_flag=True)
def learn(as_json: bool) -> None:
    """Learn from the corrections now, as every night does; takes over only when it is not worse."""
    setup()
    from zhicheng.flow.reports import figures, learning
    from zhicheng.infra import clock

    version = learning.learn(by=BY, at=clock.now())
    if version is None:
        emit({"learnt": False, "why": f"no new corrections, or fewer than {learning.FEWEST}"}, as_json=as_json)
    else:
        emit({"learnt": True, **figures.row_of(version)}, as_json=as_json)


@classify.command()
@click.argument("number", type=int)
def rollback(number: int) -> None:
    """Use version NUMBER from now on; 0 is the catalogue's words."""
    setup()
    from zhicheng.flow.reports import learning
    from zhicheng.infra import clock

    learning.roll_back(number=number, by=BY, at=clock.now())
    emit({"in_use": number}, as_json=False)


@classify.command()
@click.argument("per_cent", type=int)
def threshold(per_cent: int) -> None:
    """From how many per cent on a report's category is taken without asking anybody."""
    setup()
    from zhicheng.flow.reports import learning
    from zhicheng.infra import clock

    learning.set_threshold(sure=per_cent, by=BY, at=clock.now())
    emit({"threshold": per_cent}, as_json=False)
