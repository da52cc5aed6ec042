"""Uploaded pictures, clips and voice notes: checked by content, not by name; the original kept as evidence, and for those who handle it a
copy without what the phone wrote into it.
What everybody may see is a third copy, covered (`publishing`).
A short video's public copy is made by `clips`, in a process of its own.

Files are content-addressed: `home/files/ab/abcdef…`. Written to a temporary name, flushed, then renamed: never half a file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
import warnings
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from zhicheng.engines.duplicates.pictures import look_of
from zhicheng.ground.evidence.media import DAMAGED_EXIF, exif_tags
from zhicheng.ground.evidence.stores import write_once
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

FORMATS = {"JPEG", "PNG", "WEBP", "MPO"}
MAX_PIXELS = 80_000_000  # an 80-megapixel phone; more is a decompression bomb
PUBLIC_SIDE = 1600
WEBM = b"\x1aE\xdf\xa3"
VIDEO_HEADS = ((4, b"ftyp"), (0, WEBM))  # mp4/mov, webm
AUDIO_HEADS = (b"OggS", b"#!AMR", b"ID3", b"\xff\xfb", b"\xff\xf3")  # and RIFF…WAVE
LONGEST_NOTE = 60  # seconds
STILLS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")  # pictures in a container of videos
PATIENCE = 30  # seconds for a public copy
KEY_CHARS = 24  # 144 bits


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    size: int
    kind: str
    width: int = 0
    height: int = 0
    exif: dict[str, Any] = field(default_factory=dict)
    look: int | None = None
    seconds: float = 0.0


def folder() -> Path:
    return config().home / "files"


def path_of(sha256: str, *, public: bool = False) -> Path:
    """Where the original or its public copy lies."""
    return folder() / sha256[:2] / (sha256 + (".public" if public else ""))


def covered_path(sha256: str) -> Path:
    """Where the copy lies that everybody may see, once there is one."""
    return folder() / sha256[:2] / (sha256 + ".covered")


def clip_path(sha256: str) -> Path:
    """Where a clip's copy lies that every browser plays, for those who handle it; none where the clip plays as it is."""
    return folder() / sha256[:2] / (sha256 + ".clip")


def inside_path(sha256: str) -> Path:
    """What those who handle it are shown."""
    light = clip_path(sha256)
    return light if light.exists() else path_of(sha256, public=True)


def still_path(sha256: str, *, covered: bool = False) -> Path:
    """A clip's first picture, for those who handle it or covered for everybody."""
    return folder() / sha256[:2] / (sha256 + (".covered-still" if covered else ".still"))


def key_of(photo_id: object) -> str:
    """Whoever is given this may see the photo uncovered: its reporter, and those who handle it."""
    made = hmac.new(config().signing_key.encode(), f"zhicheng.photo:{photo_id}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode()[:KEY_CHARS]


def url_of(photo_id: object, kind: str = "image") -> str:
    """The address for those whom it concerns; it says what it is when that is no picture."""
    return f"/api/photos/{photo_id}?k={key_of(photo_id)}" + ("" if kind == "image" else f"&is={kind}")


def public_url(photo_id: object, kind: str = "image") -> str:
    """The address for everybody: it answers with the covered copy, or not at all."""
    return f"/api/photos/{photo_id}" + ("" if kind == "image" else f"?is={kind}")


def public_picture_url(photo_id: object, kind: str) -> str:
    """What of it everybody may see where only a picture has room."""
    return f"/api/photos/{photo_id}" + ("/still" if kind == "video" else "")


def opens(photo_id: object, key: str) -> bool:
    return hmac.compare_digest(key_of(photo_id), key)


def media_type(path: Path) -> str:
    """What a public copy is, by its first bytes."""
    with path.open("rb") as f:
        head = f.read(12)
    return "video/mp4" if head[4:8] == b"ftyp" else "video/webm" if head[:4] == WEBM else "image/jpeg"


def store(data: bytes) -> Stored:
    """Check, keep, and make the public copy. BadInput says what is wrong with the file."""
    if data[4:8] == b"ftyp" and data[8:12] in STILLS:
        raise BadInput(
            "不支持 HEIC、AVIF 照片，请在相机设置里选「兼容性最佳」（JPEG）后重拍。",
            "HEIC and AVIF photos are not supported. Choose “most compatible” (JPEG) in the camera's settings and take it again.",
            field="file",
        )
    if any(data[at : at + len(head)] == head for at, head in VIDEO_HEADS):
        return _store_video(data)
    if data.startswith(AUDIO_HEADS) or (data[:4] == b"RIFF" and data[8:12] == b"WAVE"):
        return _store_note(data)
    limit = config().max_photo_mb
    if len(data) > limit * 1024 * 1024:
        raise BadInput(
            f"照片 {len(data) // 1024 // 1024} MB，超过 {limit} MB，请缩小后再传。",
            f"The photo has {len(data) // 1024 // 1024} MB, more than {limit} MB. Make it smaller and try again.",
            field="file",
        )
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a damaged field in the EXIF is nobody's business; bombs are checked more strictly
        image = _open(data)
        public, exif, look = _public(image), exif_tags(image), look_of(image)
    sha256 = hashlib.sha256(data).hexdigest()
    write_once(path_of(sha256), data)
    write_once(path_of(sha256, public=True), public)
    return Stored(sha256, len(data), "image", image.width, image.height, exif, look)


def _public(image: Image.Image) -> bytes:
    """The right way up, at most so large, without EXIF."""
    buffer = BytesIO()
    upright(image).save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def upright(image: Image.Image) -> Image.Image:
    """The right way up, at most so large."""
    try:
        turned = ImageOps.exif_transpose(image)
    except DAMAGED_EXIF:
        turned = image
    copy = turned.convert("RGB")
    copy.thumbnail((PUBLIC_SIDE, PUBLIC_SIDE))
    return copy


def _store_video(data: bytes) -> Stored:
    limit = config().max_video_mb
    if len(data) > limit * 1024 * 1024:
        raise BadInput(
            f"视频 {len(data) // 1024 // 1024} MB，超过 {limit} MB，请截短后再传。",
            f"The video has {len(data) // 1024 // 1024} MB, more than {limit} MB. Make it shorter and try again.",
            field="file",
        )
    found = _clip(data)
    if found is None:
        return _store_note(data)
    clip, public, still = found
    sha256 = hashlib.sha256(data).hexdigest()
    write_once(path_of(sha256), data)
    write_once(path_of(sha256, public=True), public)
    write_once(still_path(sha256), still)
    return Stored(sha256, len(data), "video", clip["width"], clip["height"], clip["said"], seconds=clip["seconds"])


def _store_note(data: bytes) -> Stored:
    """A voice note. What it is was found out by its process; the name of the file says nothing."""
    limit = config().max_video_mb
    if len(data) > limit * 1024 * 1024:
        raise BadInput(
            f"录音 {len(data) // 1024 // 1024} MB，超过 {limit} MB，请说短些。",
            f"The voice note has {len(data) // 1024 // 1024} MB, more than {limit} MB. Say it shorter.",
            field="file",
        )
    with tempfile.TemporaryDirectory(prefix="zhicheng-note-") as work:
        source, target = Path(work) / "original", Path(work) / "public"
        source.write_bytes(data)
        said = _asked("notes", source, target, LONGEST_NOTE)
        match said.get("unfit"):
            case "too_long":
                raise BadInput(
                    f"录音超过 {LONGEST_NOTE} 秒，请分段或说短些。",
                    f"The voice note is longer than {LONGEST_NOTE} s. Say it in parts, or shorter.",
                    field="file",
                )
            case "too_short":
                raise BadInput("录音是空的，请重新录。", "The voice note is empty. Record it again.", field="file")
        if "seconds" not in said:
            raise BadInput(
                "文件不是可听的录音（按内容判断，不看文件名），请重新录。",
                "The file is not a voice note that can be heard (judged by its content, not its name). Record it again.",
                field="file",
            )
        heard = target.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    write_once(path_of(sha256), data)
    write_once(path_of(sha256, public=True), heard)
    return Stored(sha256, len(data), "audio", seconds=said["seconds"])


def _asked(what: str, *arguments: object) -> dict[str, Any]:
    """What the process said that looked at a file; nothing when it did not survive."""
    command = [sys.executable, "-m", f"zhicheng.flow.reports.{what}", *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False
        )
        said: dict[str, Any] = json.loads(done.stdout or "{}")
    except (subprocess.TimeoutExpired, ValueError):
        return {}
    return said


def _clip(data: bytes) -> tuple[dict[str, Any], bytes, bytes] | None:
    """What the clip is like, its copy and its still; None: there is only sound. A file that its process could not survive is unreadable."""
    longest = config().max_video_seconds
    with tempfile.TemporaryDirectory(prefix="zhicheng-clip-") as work:
        source, target, still = (Path(work) / name for name in ("original", "public", "still"))
        source.write_bytes(data)
        said = _asked("clips", source, target, still, longest)
        if "width" in said:
            return said, target.read_bytes(), still.read_bytes()
    match said.get("unfit"):
        case "only_sound":
            return None
        case "too_long":
            raise BadInput(
                f"视频超过 {longest} 秒，请截短后再传。",
                f"The video is longer than {longest} s. Make it shorter and try again.",
                field="file",
            )
        case "too_large":
            raise BadInput(
                "视频画面过大（超过 4K），请用手机自带的相机拍 1080P 视频。",
                "The video's picture is too large (more than 4K). Take a 1080p video with the phone's own camera.",
                field="file",
            )
        case "no_picture":
            raise BadInput(
                "视频里没有浏览器能播放的画面，请用手机自带的相机拍 MP4 视频。",
                "No browser can play this video. Take an MP4 video with the phone's own camera.",
                field="file",
            )
    raise BadInput(
        "文件不是可读的视频（按内容判断，不看文件名），请重新拍摄上传。",
        "The file is not a readable video (judged by its content, not its name). Take it again.",
        field="file",
    )


def _open(data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data))
        if image.format not in FORMATS:
            raise BadInput(
                f"不支持 {image.format} 格式，请传 JPEG、PNG 或 WebP 照片。",
                f"{image.format} is not supported. Send a JPEG, PNG or WebP photo.",
                field="file",
            )
        if image.width * image.height > MAX_PIXELS:
            raise BadInput(
                f"照片 {image.width}×{image.height} 像素过大，请缩小后再传。",
                f"The photo of {image.width}×{image.height} pixels is too large. Make it smaller.",
                field="file",
            )
        image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, *DAMAGED_EXIF):
        raise BadInput(
            "文件不是可读的照片（按内容判断，不看文件名），请重新拍照上传。",
            "The file is not a readable photo (judged by its content, not its name). Take it again.",
            field="file",
        ) from None
    return image
