"""Draw the demo's films from portal/news/demo/videos.toml: WebM (VP9) and a poster each.

Only for whoever changes that file: the site needs none of this. `pip install av==18.1.0` first; it brings its own
codecs. The same input gives the same pictures; the bytes depend on the encoder's version.
"""

import io
import os
import sys
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import av  # noqa: E402
import django  # noqa: E402
from fontTools.ttLib import TTFont  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

django.setup()

from portal.news.demo.drawings import PALETTES, cover  # noqa: E402
from portal.news.demo.loading import FOLDER, read  # noqa: E402

SIZE = (640, 360)
RATE = 12  # pictures a second
MOST_BYTES = 300_000
FADE = 0.5  # seconds


def main() -> None:
    font = _font(34)
    for video in read("videos.toml", "video"):
        scenes = [
            _scene(scene["drawing"], scene.get("category", "guidance"), number, scene["big"], font)
            for number, scene in enumerate(video["scene"])
        ]
        target = FOLDER / "videos" / f"{video['slug']}.webm"
        _write(target, scenes, [scene["seconds"] for scene in video["scene"]])
        # The poster shows the first scene without its small motion, in the width the site keeps.
        scenes[0].resize((800, 450), Image.Resampling.LANCZOS).save(
            target.with_suffix(".webp"), "WEBP", quality=78
        )
        size = target.stat().st_size
        print(f"{target.name}: {size} bytes")
        if size > MOST_BYTES:
            sys.exit(f"{target.name} is larger than {MOST_BYTES} bytes")


def _font(size: int) -> ImageFont.FreeTypeFont:
    web = TTFont(ROOT / "static/fonts/be-vietnam-pro-600.woff2")
    web.flavor = None
    plain = io.BytesIO()
    web.save(plain)
    plain.seek(0)
    return ImageFont.truetype(plain, size)


def _scene(thing: str, category: str, number: int, words: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    image = cover(thing, category, number).resize(SIZE, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
    width, height = right - left + 36, bottom - top + 26
    box = ((SIZE[0] - width) / 2, 22, (SIZE[0] + width) / 2, 22 + height)
    draw.rounded_rectangle(box, radius=12, fill=PALETTES[category][2])
    draw.text((box[0] + 18 - left, box[1] + 13 - top), words, font=font, fill="#ffffff")
    return image


def _write(target: Path, scenes: list[Image.Image], seconds: list[float]) -> None:
    with av.open(
        str(target), "w", format="webm", options={"fflags": "+bitexact", "cues_to_front": "1"}
    ) as file:
        stream = file.add_stream("libvpx-vp9", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.time_base = Fraction(1, RATE)
        stream.codec_context.options = {
            "crf": "38",
            "b": "0",
            "g": str(RATE * 4),
            "row-mt": "0",
            "cpu-used": "2",
        }
        for number, image in enumerate(_pictures(scenes, seconds)):
            frame = av.VideoFrame.from_image(image)
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _pictures(scenes: list[Image.Image], seconds: list[float]):  # type: ignore[no-untyped-def]
    """Each scene comes nearer slowly and gives way to the next."""
    for number, (image, length) in enumerate(zip(scenes, seconds, strict=True)):
        count = round(length * RATE)
        for step in range(count):
            shown = _nearer(image, step / count)
            fading = step - (count - round(FADE * RATE))
            if fading > 0 and number + 1 < len(scenes):
                shown = Image.blend(shown, scenes[number + 1], fading / round(FADE * RATE))
            yield shown


def _nearer(image: Image.Image, share: float) -> Image.Image:
    cut = 10 * share
    box = (cut * 16 / 9, cut, SIZE[0] - cut * 16 / 9, SIZE[1] - cut)
    return image.resize(SIZE, Image.Resampling.BICUBIC, box=box)


if __name__ == "__main__":
    main()
