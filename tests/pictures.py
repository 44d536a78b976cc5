"""Photographs and things that pretend to be photographs, made on the spot."""

import io
import struct
import zipfile
import zlib

import pillow_heif
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational


def exif_of(*, gps: bool = True, orientation: int = 1, offset: str | None = "+08:00") -> Image.Exif:
    """EXIF of 2017-08-02 09:30 at 35°12'54" N, 113°16'0" E, made by "Demo Camera"."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Demo\x00\n", "Camera"
    exif[ExifTags.Base.Orientation] = orientation
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2017:08:02 09:30:00"
    if offset is not None:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    if gps:
        position = exif.get_ifd(ExifTags.IFD.GPSInfo)
        position[ExifTags.GPS.GPSLatitudeRef] = "N"
        position[ExifTags.GPS.GPSLatitude] = (IFDRational(35), IFDRational(12), IFDRational(54))
        position[ExifTags.GPS.GPSLongitudeRef] = "E"
        position[ExifTags.GPS.GPSLongitude] = (IFDRational(113), IFDRational(16), IFDRational(0))
    return exif


def photo(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    colour: object = "red",
    mode: str = "RGB",
    exif: Image.Exif | None = None,
) -> bytes:
    """A photograph of one colour."""
    out = io.BytesIO()
    extra = {"exif": exif.tobytes()} if exif else {}
    Image.new(mode, size, colour).save(out, kind, **extra)
    return out.getvalue()


def heic() -> bytes:
    pillow_heif.register_heif_opener(thumbnails=False)
    return photo("HEIF", size=(64, 64))


def png_header_only(width: int, height: int) -> bytes:
    """A PNG that promises ``width`` × ``height`` pixels and holds next to none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("run.sh", "echo")
    return out.getvalue()


def with_comment(text: bytes) -> bytes:
    """A right JPEG with ``text`` in its comment."""
    plain = photo()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + plain[2:]


def animated(kind: str) -> bytes:
    """Two frames, red and blue."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "empty": b"",
    "html as jpeg": b"<!DOCTYPE html><html><body>hello</body></html>",
    "text": "不是照片".encode(),
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "gif": photo("GIF", mode="P", colour=1),
    "truncated jpeg": photo(size=(600, 400), colour="green")[:-400],
    "jpeg header alone": photo()[:30],
    "truncated png": photo("PNG", size=(300, 300))[:-40],
    "truncated webp": photo("WEBP", size=(300, 300))[:-20],
    "truncated heic": heic()[:200],
    "animated webp": animated("WEBP"),
    "animated png": animated("PNG"),
    "pixel flood": png_header_only(60_000, 60_000),
    "png without pixels": png_header_only(60, 40),
    "picture and archive": photo() + archive(),
    "picture and page": with_comment(b"<script>alert(1)</script>"),
    "picture and svg": photo("PNG") + b"<svg onload=alert(1)>",
    "picture and pdf": with_comment(b"%PDF-1.4"),
    "picture and program": photo() + b"<?php system('id');",
}
