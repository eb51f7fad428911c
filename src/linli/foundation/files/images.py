"""Photos: decoded and encoded anew, so that nothing of the upload survives but the picture."""

import io
import re
import threading
from typing import BinaryIO

from PIL import Image
from PIL.Image import Transpose

from linli.foundation.files.kinds import Damaged, TooManyPixels

FORMATS = ("JPEG", "PNG", "WEBP")
EDGE = 1600
THUMBNAIL_EDGE = 320
# A JPEG is decoded at a fraction of its size; a PNG needs all its pixels in memory twice, a WebP
# four times: about 200 MB for the largest that is taken.
MOST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000, "PNG": 20_000_000, "WEBP": 13_000_000}
# A JPEG that comes in several passes over the picture lies in memory whole until the last of them,
# and a few bytes make one more. Encoders write about ten.
MOST_PIXELS_IN_SCANS = 20_000_000
MOST_SCANS = 50
# What lies between two of these is the picture: zeros behind FF and marks of restart belong to it.
JPEG_MARK = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
WITHOUT_LENGTH, SCAN, END = b"\x01\xd8", b"\xda", b"\xd9"
# Many photos at once must not need the memory of many.
_one_at_a_time = threading.Lock()
SHRINKABLE = {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}
# EXIF 2.32, tag 0x0112: how to turn what the sensor saw.
ORIENTATION = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def normalise(source: BinaryIO, name: str) -> tuple[bytes, bytes]:
    """JPEG bytes of the photo (1600 px at the most) and of its thumbnail (320 px).

    Upright by its EXIF orientation; place, time, camera, comments and profiles are dropped.
    Raises TooManyPixels before decoding, and Damaged.
    """
    try:
        with _one_at_a_time:
            picture = _decode(source, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(name=name) from None
    except (TooManyPixels, Damaged):
        raise
    except Exception as error:
        raise Damaged(name=name) from error
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return _encode(picture), _encode(thumbnail)


def _decode(source: BinaryIO, name: str) -> Image.Image:
    with Image.open(source, formats=FORMATS) as image:
        width, height = image.size
        most = MOST_PIXELS[image.format or ""]
        if image.format in ("JPEG", "MPO") and (scans := _scans(source)) > 1:
            most = MOST_PIXELS_IN_SCANS
            if scans > MOST_SCANS:
                raise Damaged(name=name)
        if width * height > most:
            raise TooManyPixels(name=name)
        image.draft("RGB", (EDGE, EDGE))
        image.load()
        orientation = _orientation(image)
        return _upright(_on_white(_shrunk(image)), orientation)


def _scans(source: BinaryIO) -> int:
    """How many passes a JPEG makes over its picture; small ones inside its notes do not count."""
    at = source.tell()
    source.seek(0)
    content = source.read()
    source.seek(at)
    scans = position = 0
    while mark := JPEG_MARK.search(content, position):
        position = mark.end()
        if mark[1] == END:
            break
        if mark[1] not in WITHOUT_LENGTH:
            position += int.from_bytes(content[position : position + 2], "big")
            scans += mark[1] == SCAN
    return scans


def _shrunk(image: Image.Image) -> Image.Image:
    """At its final size before anything makes a copy of all its pixels."""
    if image.mode.startswith("I"):
        image = image.convert("I")
    elif image.mode not in SHRINKABLE:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((EDGE, EDGE))
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "I":  # 16 bits of grey, from scanners
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGB", layer.size, "white")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a photo is worth more than its damaged EXIF
        return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The pixels alone, turned as the camera was held."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    turn = TURNS.get(orientation)
    return clean.transpose(turn) if turn is not None else clean


def _encode(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()
