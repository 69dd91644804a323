"""What a first visit to a page costs: the page and everything it pulls in, compressed as production sends it."""

import gzip
import re

import brotli
from django.contrib.staticfiles import finders
from django.http import HttpResponse

from tests.settings import STATIC_URL

LIMIT = 60_000  # bytes, for any page without a map
COMPRESSED_ALREADY = (".woff2", ".png", ".jpg", ".webp")


def first_visit(response: HttpResponse) -> dict[str, int]:
    """Bytes by file of a page fetched for the first time; "page" is the HTML itself."""
    html = response.content
    if response.get("Content-Encoding") == "gzip":
        html = gzip.decompress(html)
    sizes = {"page": len(gzip.compress(html, 6))}
    waiting = re.findall(rf'(?:href|src)="{STATIC_URL}([^"?]+)"', html.decode())
    while waiting:
        name = waiting.pop()
        if name in sizes:
            continue
        found = finders.find(name)
        assert found, f"{name} is linked and does not exist"
        with open(found, "rb") as file:
            content = file.read()
        sizes[name] = (
            len(content) if name.endswith(COMPRESSED_ALREADY) else len(brotli.compress(content, quality=11))
        )
        if name.endswith(".css"):
            folder = name.rpartition("/")[0]
            for link in re.findall(r"""url\(["']?([^"')#]+)""", content.decode()):
                waiting.append(_joined(folder, link))
    return sizes


def _joined(folder: str, link: str) -> str:
    parts = folder.split("/")
    while link.startswith("../"):
        parts.pop()
        link = link[3:]
    return "/".join([*parts, link])
