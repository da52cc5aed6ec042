"""`zhicheng city build`: a city from an OSM extract."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from zhicheng.ground.places.build import LAYER_KINDS, BuildReport, Layer, build_city
from zhicheng.kernel.errors import BadInput


@click.group()
def city() -> None:
    """Cities: roads, areas, names and map tiles."""


def parse_layer(text: str) -> Layer:
    """FILE=kind. BadInput when there is no kind or an unknown one."""
    path, mark, kind = text.rpartition("=")
    if not mark or kind not in LAYER_KINDS:
        raise BadInput(
            f"--layers {text}: write FILE={'|'.join(LAYER_KINDS)}, for example water.geojson=water.", field="layers"
        )
    return Path(path), kind


@city.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--osm", required=True, type=click.Path(path_type=Path), help="OSM extract, .osm.pbf")
@click.option(
    "--areas", multiple=True, type=click.Path(path_type=Path), help="GeoJSON polygons: level, code, name, parent"
)
@click.option("--layers", multiple=True, metavar="FILE=KIND", help="GeoJSON of water, landuse or place")
@click.option("--name", default="", help="the city's name; default: the folder's")
@click.option("--name-en", default="", help="its English name")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def build(
    directory: Path,
    osm: Path,
    areas: tuple[Path, ...],
    layers: tuple[str, ...],
    name: str,
    name_en: str,
    as_json: bool,
) -> None:
    """Build the city in DIRECTORY; a city that is there already is replaced when the new one is complete."""
    report = build_city(
        directory,
        osm=osm,
        at=datetime.now(UTC),
        areas=areas,
        layers=[parse_layer(text) for text in layers],
        name=name,
        name_en=name_en,
        progress=lambda step: click.echo(f"{step} …", err=True),
    )
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else in_words(report))


def in_words(report: BuildReport) -> str:
    """The report for a person."""
    levels = ", ".join(f"{count} {level}" for level, count in report.areas.items())
    lines = [
        f"{report.name}: {report.nodes} nodes, {report.edges} edges, {report.places} names, areas: {levels}",
        f"gaps: {report.gaps}, overlaps: {report.overlaps}; {report.seconds} s",
    ]
    lines += [f"  gap in {d.level} of {d.codes[0] or 'the city'}: {d.square_metres} m²" for d in report.gap_list[:10]]
    lines += [f"  overlap of {d.level} {' and '.join(d.codes)}: {d.square_metres} m²" for d in report.overlap_list[:10]]
    lines += [f"  area without extent, left out: {code}" for code in report.empty[:10]]
    return "\n".join(lines)
