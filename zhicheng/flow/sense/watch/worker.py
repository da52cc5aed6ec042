"""The loop of one eyes' process: who is due → look → say → remember; every two seconds a beat with the database.

Without the database it goes on looking with the cameras it has; what it says waits on disk. One broken camera never stops another: whatever
a camera makes of its eye is that camera's trouble.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError

from zhicheng.flow.sense.rules import Sighting
from zhicheng.flow.sense.watch import keeping
from zhicheng.flow.sense.watch.charge import Charge
from zhicheng.flow.sense.watch.keeping import Folder
from zhicheng.flow.sense.watch.models import SAMPLE, Models, note
from zhicheng.flow.sense.watch.office import Office
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices.queries import CameraFacts
from zhicheng.ground.devices.services import Seen
from zhicheng.infra import clock
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.vision import health
from zhicheng.vision.ports import Detector, TextReader
from zhicheng.vision.scene import scene_from
from zhicheng.vision.schedule import Mode, Schedule, Suspicion, Turn, bans_of
from zhicheng.vision.seen import Pixels
from zhicheng.vision.shadow import Comparison
from zhicheng.vision.sources.looks import Answer

log = logging.getLogger("zhicheng.eyes")
BEAT_S = 2.0
REGISTER_S = 10.0  # how often the register of cameras is read anew
NOTE_S = 5.0
KEEP_S = 8.0  # something is under watch: a takeover goes on from a memory no older than ten seconds
KEEP_TOLD_S = 60.0  # all of it is told already
KEEP_PATROL_S = 600.0
PICTURE_S = 60.0
AT_ONCE = 24  # pictures on their way: a 720p picture is 2.7 MB
LONGEST_WAIT_S = 0.5
OPEN_MODES = (Mode.DENSE, Mode.LEARN)  # looked at so often that the stream stays open


class Looking(Protocol):
    """What fetches pictures; `vision.sources.looks.Looks`, or a test's own."""

    def ask(self, code: str, where: str, *, dense: bool = False) -> None: ...

    def room(self) -> int: ...

    def poll(self, timeout: float) -> list[Answer]: ...

    def close(self, code: str) -> None: ...

    def stop(self) -> None: ...


@dataclass
class Post:
    """A charge with what the loop remembers of it."""

    charge: Charge
    kept_at: float = 0.0
    noted_at: float = 0.0
    pictured_at: float = 0.0
    picture: tuple[str, str, datetime | None] = ("", "", None)
    last_seen: datetime | None = None
    lag_s: float = 0.0
    asked_for: float = 0.0
    unsaid: bool = True  # there may be something of a former owner
    changed: bool = True


@dataclass
class Worker:
    """One process. `wall` and `city` are the machine's clock and the city's; tests move them."""

    office: Office
    folder: Folder
    looks: Looking
    detector: Detector | None
    reader: Callable[[], TextReader] | None = None
    load: Callable[[str], Detector] | None = None  # another detector by name, when one takes over
    schedule: Schedule = field(default_factory=Schedule)
    wall: Callable[[], float] = time.time
    city: Callable[[], datetime] = clock.now
    cpu: Callable[[], float] = time.process_time
    posts: dict[str, Post] = field(default_factory=dict)
    cameras: dict[str, CameraFacts] = field(default_factory=dict)
    away: bool = False  # the database does not answer
    left: bool = False
    orders: list[tuple[str, str, str]] = field(default_factory=list)  # (ask or end, camera, trouble) not delivered yet
    unwritten: list[tuple[str, list[Sighting]]] = field(
        default_factory=list
    )  # the disk is full: nothing is looked at until it is not
    models: Models = field(default_factory=Models)
    detectors: dict[str, Detector] = field(default_factory=dict)
    shadow: Comparison = field(default_factory=Comparison)
    shadow_trouble: str = ""
    _fresh: bool = False
    _beat_at: float = 0.0
    _register_at: float = -math.inf
    _reader: TextReader | None = None

    # -- the loop -----------------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; then everything is remembered and given back."""
        try:
            while not stop.is_set():
                self.step(stop.wait)
        finally:
            self.leave()

    def step(self, rest: Callable[[float], object] = time.sleep) -> None:
        """One turn of the loop."""
        now = self.wall()
        if now >= self._beat_at:
            self._beat_at = now + BEAT_S
            self.beat(now)
        if not self.folder.full and not self.unwritten:
            self._ask(now)
        following = self.schedule.next_at()
        wait = min(self._beat_at, following if following is not None else math.inf) - self.wall()
        for answer in self.looks.poll(min(max(wait, 0.01), LONGEST_WAIT_S)):
            self.take(answer)
        if self._fresh and not self.away:
            self._fresh = False
            self._with_database(self._deliver)  # somebody waits at the review desk
        if not self.posts:
            rest(0.1)

    def _ask(self, now: float) -> None:
        room = min(self.looks.room(), AT_ONCE - sum(1 for p in self.posts.values() if p.asked_for))
        for code in self.schedule.due(now, most=max(room, 0)):
            turn, post = self.schedule.turns[code], self.posts[code]
            post.lag_s, post.asked_for = max(now - turn.next_at, 0.0), now
            self.looks.ask(code, self.cameras[code].url, dense=turn.mode in OPEN_MODES)

    def take(self, answer: Answer) -> None:
        """What came of a look. Whatever goes wrong in here is this camera's trouble."""
        post = self.posts.get(answer.code)
        if post is None:
            return  # it moved to another worker meanwhile
        post.asked_for = 0.0
        try:
            self._take(post, answer)
        except (OperationalError, InterfaceError):
            raise
        except BadInput as error:
            self._broken(post, error.said.zh)
        except Exception:
            log.exception("camera %s", answer.code)
            self._broken(post, "识别出错，已跳过这一帧（详见日志）。")

    def _broken(self, post: Post, said: str) -> None:
        post.charge.said, post.changed = said, True
        self.schedule.failed(post.charge.camera.code, self.wall())

    def _take(self, post: Post, answer: Answer) -> None:
        charge, now = post.charge, self.wall()
        code = charge.camera.code
        turn = self.schedule.turns[code]
        if answer.image is None:
            self._examine(post, answer, turn)
            charge.said = answer.said
            self.schedule.failed(code, now)
            return
        began = self.cpu()
        city = self.city() - timedelta(
            seconds=max(0.0, now - answer.taken)
        )  # when it was taken, not when its turn came
        charge.said = ""
        sightings, suspicion = charge.see(answer.image, answer.taken, city)
        self._look_beside(charge, answer.image)
        self._examine(post, answer, turn)
        post.last_seen, post.changed = city, True
        self._picture(post, answer.image, now, city)
        if sightings:
            self._say(code, sightings)
        cost = self.cpu() - began + answer.cpu_s
        was = turn.mode
        mode = self.schedule.seen(code, now, cost, suspicion, self._local())
        if was in OPEN_MODES and mode not in OPEN_MODES:
            self.looks.close(code)
        self._remember(post, now, bool(sightings))
        if mode in (Mode.PATROL, Mode.REST) and charge.eye is not None and suspicion is Suspicion.NOTHING:
            charge.eye.fold()

    def _say(self, code: str, sightings: list[Sighting]) -> None:
        try:
            self.folder.say(code, sightings)
        except OSError:
            if not self.unwritten:
                log.exception("%s cannot be written; looking rests until it can", self.folder.root)
            self.unwritten.append((code, sightings))
            return
        if code in self.posts:
            self.posts[code].unsaid = self._fresh = True

    def _local(self) -> datetime:
        return self.city().astimezone(CHINA)

    # -- health and pictures ------------------------------------------------------------------------------------------

    def _examine(self, post: Post, answer: Answer, turn: Turn) -> None:
        charge, before = post.charge, post.charge.health.status
        now = charge.examine(
            answer.image, self.wall(), turn.wanted_s(), why=answer.said, clock_off_s=answer.clock_off_s, took_s=answer.took_s
        )  # fmt: skip
        if now == before:
            return
        post.changed = True
        self.folder.note_health(charge.camera.code, keeping.Health(now, charge.health.since))
        if before != health.GOOD:
            self.orders.append(("end", charge.camera.code, before))
        if now != health.GOOD:
            self.orders.append(("ask", charge.camera.code, now))

    def _picture(self, post: Post, image: Pixels, now: float, city: datetime) -> None:
        """The camera page's picture, in place of the one before."""
        if now - post.pictured_at < PICTURE_S:
            return
        post.pictured_at = now
        original, masked = pictures.put_last(post.charge.camera.code, *post.charge.pictures(image))
        post.picture = original, masked, city

    def _remember(self, post: Post, now: float, spoke: bool) -> None:
        """At once when something was said, each eight seconds while something is under watch, now and then on patrol."""
        watched = post.charge.under_watch
        every = KEEP_S if watched == "unsure" else KEEP_TOLD_S if watched else KEEP_PATROL_S
        if spoke or now - post.kept_at >= every:
            data = post.charge.memory()
            if data is not None:
                self.folder.remember(post.charge.camera.code, data)
                post.kept_at = now

    # -- the beat -----------------------------------------------------------------------------------------------------

    def beat(self, now: float) -> None:
        """Leases, the register, what waits to be told. All of it may fail; then it is tried again at the next beat."""
        waiting, self.unwritten = self.unwritten, []
        for code, sightings in waiting:
            self._say(code, sightings)
        self._with_database(lambda: self._all(now))

    def _all(self, now: float) -> None:
        self._hold(now)
        self._deliver()
        self._note(now)

    def _with_database(self, do: Callable[[], None]) -> None:
        try:
            do()
            if self.away:
                log.warning("the database answers again")
            self.away = False
        except (OperationalError, InterfaceError):
            if not self.away:
                log.exception("the database does not answer; looking goes on, what is seen waits")
            self.away = True
            self.office.hang_up()

    def _hold(self, now: float) -> None:
        moment = datetime.fromtimestamp(now, UTC)
        self.office.appear(now=moment)
        if now - self._register_at >= REGISTER_S:
            self.cameras = self.office.cameras()
            self._register_at = now
            self._follow_models()
            self._changed(now)
        held = self.office.renew(now=moment)
        for code in self.posts.keys() - held:
            self._drop(code)  # somebody took it over while we were away: he goes on from our last memory
        taken, too_many = self.office.balance(held, self.cameras, now=moment)
        for code in sorted((held | taken) - self.posts.keys() - too_many):
            if code in self.cameras:
                self._begin(self.cameras[code], now)
        for code in too_many & self.posts.keys():
            self._keep(self.posts[code])
            self._drop(code)
        if too_many:
            self.office.give_back(too_many)

    def _changed(self, now: float) -> None:
        """The register says something new of cameras that we have."""
        for code, post in list(self.posts.items()):
            fresh, known = self.cameras.get(code), post.charge.camera
            if fresh is None or fresh == known:
                continue
            if fresh.scene != known.scene or fresh.url != known.url or fresh.source != known.source:
                self._drop(code)  # other zones, another stream: begun anew below, as the lease is still ours
                continue
            post.charge.camera = fresh
            self.schedule.put(self._turn(fresh), now)

    # -- another detector ---------------------------------------------------------------------------------------------

    def _follow_models(self) -> None:
        """Which camera is watched by which detector may have changed; what was compared so far is told."""
        fresh = self.office.models()
        if fresh.next != self.models.next:
            self.shadow, self.shadow_trouble = Comparison(), ""
        self.models = fresh
        for code, post in self.posts.items():
            self._give_detector(post.charge, code)
        if fresh.next:
            note(self.folder.root, self.office.worker, fresh.next, self.shadow, self.shadow_trouble)

    def _give_detector(self, charge: Charge, code: str) -> None:
        chosen = self._detector(self.models.of(code)) or self.detector
        charge.detector = chosen
        if charge.eye is not None and charge.eye.detector is not None:
            charge.eye.detector = chosen

    def _detector(self, name: str) -> Detector | None:
        """By name; None for the one that this worker began with, and for one that this machine cannot load."""
        if not name or self.load is None:
            return None
        if name not in self.detectors:
            try:
                self.detectors[name] = self.load(name)
            except BadInput as error:
                if self.shadow_trouble != error.said.zh:
                    log.warning("the detector %s cannot be used here: %s", name, error.said.zh)
                self.shadow_trouble = error.said.zh
                return None
        return self.detectors[name]

    def _look_beside(self, charge: Charge, image: Pixels) -> None:
        """The one that is tried looks at a sample of what the one in use looks at."""
        if not self.models.next or charge.looks % SAMPLE or charge.detector is None:
            return
        following = self._detector(self.models.next)
        now = self._detector(self.models.now) or self.detector
        if following is not None and now is not None:
            self.shadow.look(now, following, image)

    def _begin(self, camera: CameraFacts, now: float) -> None:
        try:
            self._take_on(camera, now)
        except Exception as error:  # a scene that nobody could have drawn on our screens
            log.exception("camera %s cannot be taken on", camera.code)
            said = error.said.zh if isinstance(error, BadInput) else "场景读不懂，请重画区域。"
            post = Post(Charge(camera, self.detector, None, born=now), noted_at=now)
            post.charge.said = said
            self.posts[camera.code] = post  # held, shown, and not looked at until it is drawn anew

    def _take_on(self, camera: CameraFacts, now: float) -> None:
        turn = self._turn(camera)
        charge = Charge(camera, self.detector, self._reader_for(camera), born=now)
        memory, known = self.folder.memory(camera.code), self.folder.health(camera.code)
        if known is not None:
            charge.health.status, charge.health.since = known.status, known.since
        if memory is not None and charge.resume(memory):
            if charge.under_watch:
                turn.mode = Mode.DENSE
            elif not turn.always_dense:
                turn.mode = Mode.PATROL
        # Nobody's memory yet: the first that there is, is kept, or what comes before the second would be no news to a next owner.
        self._give_detector(charge, camera.code)
        self.posts[camera.code] = Post(charge, kept_at=now if charge.eye is not None else 0.0)
        self.schedule.put(turn, now)

    def _turn(self, camera: CameraFacts) -> Turn:
        scene = scene_from(camera.scene)
        dense = camera.mode == "dense"
        return Turn(camera.code, every_s=camera.look_every_s, fps=scene.fps, bans=bans_of(scene), always_dense=dense)

    def _reader_for(self, camera: CameraFacts) -> TextReader | None:
        if self.reader is None or not any(z["rule"] == "ad" for z in camera.scene["zones"]):
            return None
        self._reader = self._reader or self.reader()
        return self._reader

    def _keep(self, post: Post) -> None:
        data = post.charge.memory()
        if data is not None:
            self.folder.remember(post.charge.camera.code, data)

    def _drop(self, code: str) -> None:
        self.posts.pop(code, None)
        self.schedule.drop(code)
        self.looks.close(code)

    # -- telling ------------------------------------------------------------------------------------------------------

    def _deliver(self) -> None:
        """What was said and not yet told, in order; then the upkeep orders."""
        for code, post in list(self.posts.items()):
            if not post.unsaid:
                continue
            waiting = list(self.folder.unsaid(code))
            if waiting:
                self._observe([one for _, one in waiting])
                self.folder.said(path for path, _ in waiting)
            post.unsaid = False
        while self.orders:
            what, code, trouble = self.orders[0]
            camera = self.cameras.get(code)
            if camera is not None and what == "ask":
                held = self.posts.get(code)
                said = held.charge.health.said if held else health.Health(status=trouble).said
                self.office.ask_upkeep(camera, trouble, said, at=self.city())
            elif camera is not None:
                self.office.end_upkeep(camera, trouble, at=self.city())
            del self.orders[0]

    def _observe(self, sightings: list[Sighting]) -> None:
        self.office.observe(sightings, at=self.city())

    def _note(self, now: float) -> None:
        due = [p for p in self.posts.values() if p.changed or now - p.noted_at >= 6 * NOTE_S]
        chosen = [p for p in due if now - p.noted_at >= NOTE_S or p.noted_at == 0]
        if chosen:
            self.office.note([self._seen(p) for p in chosen])
        for post in chosen:
            post.noted_at, post.changed = now, False

    def _seen(self, post: Post) -> Seen:
        charge = post.charge
        code = charge.camera.code
        turn = self.schedule.turns.get(code)
        off = charge.health.clock_off_s
        status = charge.health.status
        said = "" if status == health.GOOD else charge.health.said.zh
        original, masked, at = post.picture
        return Seen(
            code=code,
            status=status if charge.looks or status != health.GOOD else "unseen",
            since=self._city_of(charge.health.since) if charge.health.since else None,
            seen_at=post.last_seen,
            clock_off_s=None if off is None else round(off),
            width=charge.size[0],
            height=charge.size[1],
            worker=self.office.worker,
            looks=charge.looks,
            dense=turn is not None and turn.mode is Mode.DENSE,
            lag_ms=min(round(1000 * post.lag_s), 2_000_000_000),
            picture=original,
            masked=masked,
            picture_at=at,
            said=(said or charge.said)[:200],
        )

    def _city_of(self, real: float) -> datetime:
        return self.city() - (datetime.fromtimestamp(self.wall(), UTC) - datetime.fromtimestamp(real, UTC))

    # -- the end ------------------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """In good order: memories on disk, cameras given back."""
        for post in self.posts.values():
            self._keep(post)
        self.looks.stop()
        try:
            self._deliver()
            self.office.leave()
        except (OperationalError, InterfaceError):
            log.warning("the database does not answer; what was seen waits on disk, the leases end by themselves")
        self.left = True

    def figures(self) -> dict[str, Any]:
        """How it is going, for the log and for `--once`."""
        return {
            "cameras": len(self.posts), "load": round(self.schedule.load, 3), "stretch": round(self.schedule.stretch, 2),
            "dense": sum(t.mode is Mode.DENSE for t in self.schedule.turns.values()), "waiting_bytes": self.folder.waiting, "away": self.away,
        }  # fmt: skip
