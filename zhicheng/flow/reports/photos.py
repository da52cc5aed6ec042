"""Uploaded pictures: checked by content, not by name; the original kept as evidence, the public copy re-encoded without EXIF.

Files are content-addressed: `home/files/ab/abcdef…`. Written to a temporary name, flushed, then renamed: never half a file.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

FORMATS = {"JPEG", "PNG", "WEBP", "MPO"}
MAX_PIXELS = 80_000_000  # an 80-megapixel phone; more is a decompression bomb
PUBLIC_SIDE = 1600
VIDEO_HEADS = ((4, b"ftyp"), (0, b"\x1aE\xdf\xa3"))  # mp4/mov, webm


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    size: int
    kind: str
    width: int = 0
    height: int = 0
    exif: dict[str, Any] = field(default_factory=dict)


def folder() -> Path:
    return config().home / "files"


def path_of(sha256: str, *, public: bool = False) -> Path:
    """Where the original or its public copy lies."""
    return folder() / sha256[:2] / (sha256 + (".public.jpg" if public else ""))


def store(data: bytes) -> Stored:
    """Check, keep, and make the public copy. BadInput says what is wrong with the file."""
    if any(data[at : at + len(head)] == head for at, head in VIDEO_HEADS):
        return _store_video(data)
    limit = config().max_photo_mb
    if len(data) > limit * 1024 * 1024:
        raise BadInput(f"照片 {len(data) // 1024 // 1024} MB，超过 {limit} MB，请缩小后再传。", field="file")
    image = _open(data)
    sha256 = hashlib.sha256(data).hexdigest()
    public = ImageOps.exif_transpose(image).convert("RGB")
    public.thumbnail((PUBLIC_SIDE, PUBLIC_SIDE))
    buffer = BytesIO()
    public.save(buffer, "JPEG", quality=82)
    write_once(path_of(sha256), data)
    write_once(path_of(sha256, public=True), buffer.getvalue())
    return Stored(sha256, len(data), "image", image.width, image.height, _exif(image))


def _store_video(data: bytes) -> Stored:
    limit = config().max_video_mb
    if len(data) > limit * 1024 * 1024:
        raise BadInput(f"视频 {len(data) // 1024 // 1024} MB，超过 {limit} MB，请截短后再传。", field="file")
    sha256 = hashlib.sha256(data).hexdigest()
    write_once(path_of(sha256), data)
    return Stored(sha256, len(data), "video")


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the check below is stricter
            image = Image.open(BytesIO(data))
            if image.format not in FORMATS:
                raise BadInput(f"不支持 {image.format} 格式，请传 JPEG、PNG 或 WebP 照片。", field="file")
            if image.width * image.height > MAX_PIXELS:
                raise BadInput(f"照片 {image.width}×{image.height} 像素过大，请缩小后再传。", field="file")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadInput("文件不是可读的照片（按内容判断，不看文件名），请重新拍照上传。", field="file") from None
    return image


def _exif(image: Image.Image) -> dict[str, Any]:
    """EXIF as evidence: names and short texts only."""
    try:
        tags = image.getexif()
        gps = tags.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, TypeError):
        return {}
    out = {ExifTags.TAGS.get(k, str(k)): str(v)[:120] for k, v in tags.items()}
    return out | {f"GPS{ExifTags.GPSTAGS.get(k, k)}": str(v)[:120] for k, v in gps.items()}


def write_once(path: Path, data: bytes) -> None:
    """Durably write a content-addressed file; an existing one is the same one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    part.rename(path)
