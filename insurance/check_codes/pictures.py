"""Reading a code from a photo somebody sends. The photo is not kept."""

import warnings
from typing import IO

import zxingcpp
from PIL import Image, ImageOps

MOST_BYTES = 6 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400
FORMATS = ("PNG", "JPEG", "WEBP")


class UnreadablePictureError(ValueError):
    """Not a photo we can open: another kind of file, too large, or broken."""


def codes_in(picture: IO[bytes]) -> list[str]:
    """The texts of all QR codes in a photo. Raises UnreadablePictureError.

    SECURITY: the kind is told from the content; size is known before a pixel is decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(picture, formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise UnreadablePictureError("too many pixels")
            image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = ImageOps.exif_transpose(image).convert("L")
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise UnreadablePictureError(type(error).__name__) from None
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)  # type: ignore[arg-type]
    return [barcode.text for barcode in found if barcode.text]
