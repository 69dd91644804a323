"""Covers and posters: an uploaded picture becomes a few WebP files of our own making.

An upload passes `citizens.uploads` first, which keeps nothing but its pixels; here it is cut and encoded in each width.
Files are named by their content and never change.
"""

import hashlib
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from citizens.uploads.content import SafeFile

WIDTHS = (400, 800, 1200)
SHAPE = (16, 9)
MIN_WIDTH = 400
QUALITY = 76
FOLDER = "pictures"


@dataclass(frozen=True)
class Picture:
    """What a page needs to show a stored picture. `name`: digest and the widths that exist, "3f…-400-800"."""

    name: str
    alt: str

    @property
    def widths(self) -> list[int]:
        return [int(width) for width in self.name.split("-")[1:]]

    @property
    def width(self) -> int:
        return self.widths[-1]

    @property
    def height(self) -> int:
        return round(self.width * SHAPE[1] / SHAPE[0])

    def address(self, width: int) -> str:
        return reverse("news-picture", args=[self.name.split("-")[0], width])

    @property
    def src(self) -> str:
        return self.address(self.widths[min(1, len(self.widths) - 1)])

    @property
    def small(self) -> str:
        return self.address(self.widths[0])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.address(width)} {width}w" for width in self.widths)


def path_of(digest: str, width: int) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}-{width}.webp"


def read(safe: SafeFile) -> Image.Image:
    """The pixels of a picture that `citizens.uploads` made harmless. ValidationError says what to do."""
    image = Image.open(io.BytesIO(safe.data), formats=("JPEG",))
    if image.width < MIN_WIDTH:
        raise ValidationError(_("Ảnh hẹp quá. Hãy chọn ảnh rộng từ 400 điểm trở lên."))
    return image


def store(image: Image.Image) -> str:
    """Crop to 16:9, write each width, return the name a row keeps."""
    upright = image.convert("RGB")
    widths = [width for width in WIDTHS if width <= upright.width]
    files = {width: _encoded(upright, width) for width in widths}
    digest = hashlib.sha256(files[widths[-1]]).hexdigest()[:32]
    for width, content in files.items():
        path = path_of(digest, width)
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))
    return "-".join([digest, *map(str, widths)])


def _encoded(image: Image.Image, width: int) -> bytes:
    fitted = ImageOps.fit(image, (width, round(width * SHAPE[1] / SHAPE[0])), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    fitted.save(target, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"")
    return target.getvalue()
