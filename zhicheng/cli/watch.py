"""`zhicheng watch`: a clip, a folder of stills or a stream, seen by one eye; events as JSON lines."""

from __future__ import annotations

import json
import resource
import time
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.choosing import choose_detector, choose_reader
from zhicheng.vision.seen import Frame

KEEP_EVERY_S = 10.0
LOCAL = ZoneInfo("Asia/Shanghai")


@click.command()
@click.argument("video")
@click.option("--scene", required=True, type=click.Path(path_type=Path), help="zones and rules, in pixels of the clip")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="JSON lines, one per confirmed event")
@click.option("--pictures", type=click.Path(path_type=Path), help="folder for the stills: as they came, and masked")
@click.option(
    "--contest", type=click.Path(path_type=Path), help="also [{frame_id, event_id, category, bbox}], one per frame"
)
@click.option("--pre-alarms", type=click.Path(path_type=Path), help="also JSON lines of the pre-alarms (预警)")
@click.option("--state", type=click.Path(path_type=Path), help="memory over a restart: goes on in mid-dwell")
@click.option("--start", help="when the clip begins, ISO 8601; hours and permits of zones need it")
@click.option("--seconds", type=float, help="stop after so many seconds (streams)")
@click.option(
    "--detector", default="efficientdet_lite0", show_default=True, help="a known model, or a signed weight file"
)
@click.option("--json", "as_json", is_flag=True, help="one JSON document with the figures on stdout")
def watch(
    video: str,
    scene: Path,
    out: Path,
    pictures: Path | None,
    contest: Path | None,
    pre_alarms: Path | None,
    state: Path | None,
    start: str | None,
    seconds: float | None,
    detector: str,
    as_json: bool,
) -> None:
    """Watch VIDEO (a clip, a folder of stills, rtsp:// or http://) by the zones of --scene."""
    from zhicheng.vision.eye import Eye
    from zhicheng.vision.keeping import keep, resume
    from zhicheng.vision.scene import read_scene
    from zhicheng.vision.sources import open_source
    from zhicheng.vision.watching import Album, Watching
    from zhicheng.vision.watching import contest as contest_form

    seen = read_scene(scene)
    for key in seen.not_understood:
        click.echo(f"{scene.name}: {key} is not understood and has no effect", err=True)
    began = _moment(start)
    if began is None and any(z.hours or z.permits for z in seen.zones) and not video.startswith("rtsp"):
        click.echo(
            "zones have hours or permits, but nobody said when the clip begins (--start); they are left out", err=True
        )
    source = open_source(video, seen.fps, seconds)
    model, reader = choose_detector(seen, detector), choose_reader(seen)
    eye = Eye(seen, model, reader, began=began or _live(video), visits=source.visits)
    if state is not None:
        resume(eye, state)
    run = Watching(eye, source, Album(pictures), model=" ".join(m.signature for m in (model, reader) if m is not None))
    clock, cpu = time.perf_counter(), cpu_seconds()
    rows, lines, kept_at = [], Lines(out), [0.0]

    def each(frame: Frame) -> None:
        lines.open()
        if state is not None and frame.t - kept_at[0] >= KEEP_EVERY_S:
            keep(eye, state)
            kept_at[0] = frame.t

    for row in run.events(each):
        lines.write(row)
        rows.append(row)
    for sentence in [*source.troubles, *eye.troubles]:
        click.echo(f"{video}: {sentence}", err=True)
    if run.frames == 0:
        raise BadInput(f"{video} 里没有一帧能解码。", f"Not one frame of {video} could be decoded.", field="VIDEO")
    lines.close()
    if pre_alarms is not None:
        _write_lines(pre_alarms, run.pre_alarms)
    if contest is not None:
        contest.write_text(json.dumps(contest_form(rows, source.rate), ensure_ascii=False) + "\n", encoding="utf-8")
    wall = max(time.perf_counter() - clock, 1e-6)
    figures = {
        "events": len(rows),
        "pre_alarms": len({r["event_id"] for r in run.pre_alarms}),
        "frames_decoded": source.decoded,
        "frames_looked_at": run.frames,
        "frames_per_s": round(max(source.decoded, run.frames) / wall, 1),
        "cpu_s": round(cpu_seconds() - cpu, 2),
        "seconds": round(wall, 2),
        "model": run.model,
        "troubles": [*source.troubles, *eye.troubles],
    }
    click.echo(
        f"{figures['events']} events · {figures['frames_per_s']} frames/s · {figures['cpu_s']} CPU-s "
        f"({figures['frames_looked_at']} of {figures['frames_decoded']} frames looked at in {figures['seconds']} s)",
        err=True,
    )
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))


class Lines:
    """The output file: made when the first frame was sound, so that bad input writes nothing; flushed line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def open(self) -> None:
        if self._file is None:
            try:
                self._file = self._path.open("w", encoding="utf-8")
            except OSError as error:
                raise BadInput(
                    f"无法写入 {self._path}：{error.strerror}。",
                    f"{self._path} cannot be written: {error.strerror}.",
                    field="--out",
                ) from None

    def write(self, row: dict[str, object]) -> None:
        self.open()
        assert self._file is not None
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"--start {text} 不是时间，请写成 2026-11-26T19:40。",
            f"--start {text} is no time; write 2026-11-26T19:40.",
            field="--start",
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(LOCAL)


def _live(video: str) -> datetime | None:
    """A live stream begins now."""
    return datetime.now(LOCAL) if video.startswith("rtsp") else None


def cpu_seconds() -> float:
    """Of this process and of the decoders that have ended."""
    return sum(
        u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
