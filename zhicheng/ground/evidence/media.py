"""What a picture says of itself: its EXIF tags as names and short texts."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

DAMAGED_EXIF = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, struct.error)
OF_THE_SHOT = ("DateTimeOriginal", "OffsetTimeOriginal", "SubsecTimeOriginal")


def exif_of(data: bytes, media: str) -> dict[str, Any]:
    """Tags of a picture; empty for everything else and for pictures that cannot be read."""
    if not media.startswith("image/"):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a damaged field is nobody's business here
        try:
            return exif_tags(Image.open(BytesIO(data)))
        except (UnidentifiedImageError, Image.DecompressionBombError, *DAMAGED_EXIF):
            return {}


def exif_tags(image: Image.Image) -> dict[str, Any]:
    """EXIF as evidence: names and short texts only; GPS tags begin with "GPS"."""
    try:
        tags = image.getexif()
        shot, gps = tags.get_ifd(ExifTags.IFD.Exif), tags.get_ifd(ExifTags.IFD.GPSInfo)
    except DAMAGED_EXIF:
        return {}
    out = {ExifTags.TAGS.get(k, str(k)): _plain(v) for k, v in tags.items()}
    named = {ExifTags.TAGS.get(k, str(k)): _plain(v) for k, v in shot.items()}
    out |= {name: named[name] for name in OF_THE_SHOT if name in named}
    return out | {ExifTags.GPSTAGS.get(k, f"GPS{k}"): _plain(v) for k, v in gps.items()}


def _plain(value: object) -> str:
    """Short, and without the NULs by which phones fill their fields: PostgreSQL's JSON holds none."""
    return str(value)[:120].replace("\0", "")
