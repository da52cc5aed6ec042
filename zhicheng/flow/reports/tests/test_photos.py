"""Uploads are judged by their content; the original is kept, the public copy says nothing about its maker."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from struct import pack

import pytest
from PIL import ExifTags, Image

from zhicheng.flow.reports import photos
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, (10, 120, 30)).save(buffer, form, **more)
    return buffer.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secret Phone"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (30.0, 16.0, 26.4)
    return picture(exif=exif)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_phones_take_is_kept(form: str) -> None:
    kept = photos.store(picture(form))
    assert (kept.kind, kept.width, kept.height) == ("image", 60, 40)
    assert photos.path_of(kept.sha256).read_bytes() == picture(form)


def test_exif_is_kept_for_evidence_and_stripped_in_public() -> None:
    kept = photos.store(with_exif())
    assert kept.exif["Make"] == "Secret Phone"
    assert any(k.startswith("GPS") for k in kept.exif)
    public = photos.path_of(kept.sha256, public=True)
    with Image.open(public) as copy:
        assert not dict(copy.getexif())
        assert copy.size == (40, 60)  # the orientation was applied before it was dropped
    assert b"Secret Phone" not in public.read_bytes()
    assert b"Secret Phone" in photos.path_of(kept.sha256).read_bytes()


def test_a_large_photo_has_a_small_public_copy() -> None:
    kept = photos.store(picture(size=(4000, 3000)))
    with Image.open(photos.path_of(kept.sha256, public=True)) as copy:
        assert max(copy.size) == photos.PUBLIC_SIDE


def test_a_transparent_picture_gets_a_public_copy_too() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (10, 10), (1, 2, 3, 4)).save(buffer, "PNG")
    assert photos.path_of(photos.store(buffer.getvalue()).sha256, public=True).exists()


@pytest.mark.parametrize(
    "data",
    [b"#!/bin/sh\nrm -rf /\n", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"", b"\xff\xd8\xff\xe0 half", picture()[:200],
     b"%PDF-1.7", b"PK\x03\x04"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(BadInput, match="照片") as refused:
        photos.store(data)
    assert refused.value.field == "file"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_phones_own_picture_format_is_named_and_not_taken_for_a_video(brand: bytes) -> None:
    with pytest.raises(BadInput, match="HEIC.*JPEG"):
        photos.store(b"\0\0\0\x18ftyp" + brand + b"\0" * 100)


def test_other_picture_formats_are_refused_by_name() -> None:
    with pytest.raises(BadInput, match="GIF"):
        photos.store(picture("GIF"))


def test_thirty_megabytes_are_refused_before_they_are_opened() -> None:
    with pytest.raises(BadInput, match="30 MB，超过 20 MB"):
        photos.store(picture() + b"\0" * (30 * 1024 * 1024))


def bomb(side: int = 40_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 1.6 gigapixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9_000, 40_000])
def test_a_decompression_bomb_is_refused(side: int) -> None:
    with pytest.raises(BadInput, match="照片|过大"):
        photos.store(bomb(side))


def test_nuls_that_phones_pad_their_fields_with_are_no_text() -> None:
    """PostgreSQL's JSON refuses them, and with them the whole photo."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker\0\0\0"
    kept = photos.store(picture(exif=exif))
    assert kept.exif["Make"] == "Maker"


@pytest.mark.parametrize("seed", range(120))
def test_no_damage_to_a_photo_is_a_crash(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(with_exif() if seed % 2 else picture(["PNG", "WEBP"][seed // 2 % 2]))
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(4, len(data))] ^= rng.randrange(1, 256)
    if seed % 5 == 0:
        data = data[: rng.randrange(len(data))]
    try:
        kept = photos.store(bytes(data))
    except BadInput as refusal:
        assert str(refusal).endswith("。")
    else:
        assert photos.path_of(kept.sha256, public=True).exists()


def test_a_heavy_video_is_refused_before_it_is_opened() -> None:
    with pytest.raises(BadInput, match="视频.*超过 50 MB"):
        photos.store(b"\0\0\0\x18ftypmp42" + b"\0" * (51 * 1024 * 1024))


def test_the_same_photo_twice_is_one_file_and_no_part_is_left() -> None:
    first, second = photos.store(picture("PNG")), photos.store(picture("PNG"))
    assert first.sha256 == second.sha256
    assert not list((config().home / "files").rglob("*.part"))
