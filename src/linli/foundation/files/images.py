"""Photos: decoded and encoded anew, so that nothing of the upload survives but the picture."""

import io
from typing import BinaryIO

from PIL import Image
from PIL.Image import Transpose

from linli.foundation.files.kinds import Damaged, TooManyPixels

FORMATS = ("JPEG", "PNG", "WEBP")
EDGE = 1600
THUMBNAIL_EDGE = 320
# A JPEG is decoded at a fraction of its size; the others need all their pixels in memory.
MOST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000}
MOST_PIXELS_ELSE = 30_000_000
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
        picture = _decode(source, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(name=name) from None
    except TooManyPixels:
        raise
    except Exception as error:
        raise Damaged(name=name) from error
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return _encode(picture), _encode(thumbnail)


def _decode(source: BinaryIO, name: str) -> Image.Image:
    with Image.open(source, formats=FORMATS) as image:
        width, height = image.size
        if width * height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_ELSE):
            raise TooManyPixels(name=name)
        image.draft("RGB", (EDGE, EDGE))
        image.load()
        orientation = _orientation(image)
        if image.mode in SHRINKABLE:  # before anything makes a copy of all its pixels
            image.thumbnail((EDGE, EDGE))
        picture = _on_white(image)
        picture.thumbnail((EDGE, EDGE))
        return _upright(picture, orientation)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey, from scanners
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
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
