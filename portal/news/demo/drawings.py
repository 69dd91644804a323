"""Pictures of the demo: rice terraces under a coloured sky, and one thing in front. The same every time.

A thing is a list of shapes on a square of 100 by 100; colours by name from the palette.
"""

from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

SIZE = (1600, 900)  # drawn twice as large as kept, so that edges are smooth

# By category: sky, far hill, near hill, the thing, its second colour, its light
PALETTES = {
    "policy": ("#0b5560", "#0a4750", "#083740", "#ffffff", "#f4b04a", "#d3e6e6"),
    "guidance": ("#2f6fb5", "#275e9b", "#1b4677", "#ffffff", "#ffd48a", "#dbe9f8"),
    "activity": ("#6d3f8f", "#5c3479", "#46265e", "#ffffff", "#f4b04a", "#eadcf4"),
    "warning": ("#b45309", "#96430a", "#6b3005", "#ffffff", "#ffe45c", "#fbe3cf"),
}
MAIN, SECOND, LIGHT = 3, 4, 5

Shape = tuple[str, Sequence[float], int]  # kind, coordinates, colour
THINGS: dict[str, list[Shape]] = {
    "calendar": [
        ("round", [12, 18, 88, 90], MAIN), ("box", [12, 30, 88, 38], SECOND), ("box", [28, 8, 35, 26], LIGHT),
        ("box", [65, 8, 72, 26], LIGHT),
        *[("box", [22 + 20 * x, 47 + 14 * y, 34 + 20 * x, 56 + 14 * y], LIGHT) for x in range(3) for y in range(3)],
        ("box", [62, 61, 74, 70], SECOND),
    ],
    "coins": [
        *[("round", [14, 74 - 11 * n, 46, 83 - 11 * n], SECOND if n % 2 else MAIN) for n in range(5)],
        *[("round", [54, 74 - 11 * n, 86, 83 - 11 * n], MAIN if n % 2 else SECOND) for n in range(3)],
        ("disc", [60, 12, 82, 34], SECOND), ("disc", [65, 17, 77, 29], LIGHT),
    ],
    "rise": [
        ("box", [12, 60, 30, 88], LIGHT), ("box", [40, 44, 58, 88], MAIN), ("box", [68, 26, 86, 88], SECOND),
        ("poly", [12, 42, 46, 18, 46, 26, 12, 50], MAIN), ("poly", [40, 10, 62, 14, 50, 32], MAIN),
    ],
    "family": [
        ("poly", [8, 34, 30, 12, 52, 34], SECOND), ("disc", [19, 26, 41, 48], LIGHT), ("round", [12, 52, 48, 92], MAIN),
        ("disc", [58, 24, 80, 46], LIGHT), ("round", [52, 50, 88, 92], SECOND), ("disc", [42, 54, 58, 70], LIGHT),
        ("round", [39, 70, 61, 92], MAIN),
    ],
    "hospital": [
        ("box", [14, 30, 86, 92], MAIN), ("box", [34, 12, 66, 30], LIGHT), ("box", [46, 36, 54, 62], SECOND),
        ("box", [37, 45, 63, 53], SECOND), ("box", [42, 72, 58, 92], SECOND), ("box", [20, 62, 32, 74], LIGHT),
        ("box", [68, 62, 80, 74], LIGHT),
    ],
    "card": [
        ("round", [6, 22, 94, 80], MAIN), ("box", [6, 32, 94, 41], SECOND), ("disc", [15, 48, 35, 68], LIGHT),
        ("box", [44, 50, 84, 55], LIGHT), ("box", [44, 60, 74, 65], LIGHT), ("box", [44, 70, 80, 74], LIGHT),
    ],
    "book": [
        ("poly", [8, 22, 48, 30, 48, 90, 8, 82], MAIN), ("poly", [92, 22, 52, 30, 52, 90, 92, 82], LIGHT),
        *[("poly", [15, 36 + 12 * n, 41, 41 + 12 * n, 41, 45 + 12 * n, 15, 40 + 12 * n], SECOND) for n in range(3)],
        *[("poly", [85, 36 + 12 * n, 59, 41 + 12 * n, 59, 45 + 12 * n, 85, 40 + 12 * n], SECOND) for n in range(3)],
    ],
    "paper": [
        ("round", [22, 8, 78, 92], MAIN),
        *[("box", [31, 24 + 12 * n, 69 - 8 * (n % 2), 29 + 12 * n], LIGHT) for n in range(4)],
        ("disc", [52, 66, 72, 86], SECOND),
    ],
    "house": [
        ("poly", [4, 48, 50, 10, 96, 48], SECOND), ("box", [16, 48, 84, 92], MAIN), ("box", [43, 64, 57, 92], SECOND),
        ("box", [24, 56, 36, 68], LIGHT), ("box", [64, 56, 76, 68], LIGHT),
    ],
    "shield": [
        ("poly", [50, 6, 88, 20, 84, 58, 50, 94, 16, 58, 12, 20], MAIN),
        ("poly", [50, 16, 79, 26, 76, 55, 50, 82, 24, 55, 21, 26], SECOND), ("box", [46, 30, 54, 54], MAIN),
        ("disc", [45, 60, 55, 70], MAIN),
    ],
    "pin": [
        ("disc", [24, 6, 76, 58], SECOND), ("poly", [27, 44, 73, 44, 50, 92], SECOND), ("disc", [38, 20, 62, 44], MAIN),
    ],
    "eye": [
        ("poly", [4, 50, 28, 26, 50, 20, 72, 26, 96, 50, 72, 74, 50, 80, 28, 74], MAIN),
        ("disc", [32, 32, 68, 68], SECOND),
        ("disc", [42, 42, 58, 58], LIGHT),
    ],
    "film": [
        ("round", [6, 20, 94, 82], MAIN), ("poly", [42, 36, 66, 51, 42, 66], SECOND),
        *[("box", [10 + 12 * n, 23, 16 + 12 * n, 28], LIGHT) for n in range(7)],
        *[("box", [10 + 12 * n, 74, 16 + 12 * n, 79], LIGHT) for n in range(7)],
    ],
    "phone": [
        ("round", [30, 6, 70, 94], MAIN), ("box", [35, 16, 65, 80], LIGHT), ("disc", [46, 83, 54, 91], SECOND),
        *[("disc", [38 + 9 * n, 44, 44 + 9 * n, 50], SECOND) for n in range(3)],
    ],
}  # fmt: skip


def cover(thing: str, category: str, number: int) -> Image.Image:
    """The picture of the article with this number; numbers move the hills and the sun."""
    palette = PALETTES[category]
    image = Image.new("RGB", SIZE, palette[0])
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    sun = 180 + (number * 331) % 1200
    draw.ellipse((sun, 60, sun + 190, 250), fill=palette[SECOND])
    for step in range(4):
        ground = _terrace(width, height, number, step)
        draw.polygon(ground, fill=_between(palette[1], palette[2], step / 3))
    side = 560
    _thing(draw, THINGS[thing], palette, ((width - side) // 2, 210), side)
    return image.reduce(2)


def _terrace(width: int, height: int, number: int, step: int) -> list[tuple[float, float]]:
    """The edge of one terrace and the ground below it."""
    base = height * (0.52 + 0.12 * step)
    sway = 26 + (number * 7 + step * 11) % 22
    points = []
    for part in range(13):
        wave = ((part * 5 + number * 3 + step * 4) % 7) / 6 - 0.5
        points.append((width * part / 12, base + sway * wave))
    return [*points, (float(width), float(height)), (0.0, float(height))]


def _thing(
    draw: ImageDraw.ImageDraw, shapes: list[Shape], palette: tuple[str, ...], at: tuple[int, int], side: int
) -> None:
    for kind, numbers, colour in shapes:
        points: Any = [
            (at[0] + x * side / 100, at[1] + y * side / 100)
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        if kind == "poly":
            draw.polygon(points, fill=palette[colour])
        elif kind == "disc":
            draw.ellipse(points, fill=palette[colour])
        else:
            draw.rounded_rectangle(
                points, radius=side * (0.05 if kind == "round" else 0.012), fill=palette[colour]
            )


def _between(first: str, second: str, share: float) -> tuple[int, ...]:
    """A colour on the way from one to another."""
    pairs = [(int(first[n : n + 2], 16), int(second[n : n + 2], 16)) for n in (1, 3, 5)]
    return tuple(round(a + (b - a) * share) for a, b in pairs)
