"""Make the web fonts in static/fonts and those of PDF papers from Be Vietnam Pro. Run by hand; committed.

    pip install -r requirements-dev.txt fontpkg-be-vietnam-pro==1.2
    python tools/build_fonts.py

Kept: Latin letters and all Vietnamese letters, digits, punctuation, the dong sign, kerning.
Dropped: hinting (phones ignore it), other languages, stylistic features.
Added: `tnum`, figures of equal width, which the family lacks and columns of money need.
Papers (insurance/proofs/fonts) get every letter of the family, as TTF, with `tnum` and ĕ ŏ ŭ.
Prints the size of each file and the metrics for the fallback faces in static/css/tokens.css.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from statistics import median

import fontpkg_be_vietnam_pro
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = Path(fontpkg_be_vietnam_pro.ROOT)
TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts"
PAPERS = Path(__file__).resolve().parent.parent / "insurance" / "proofs" / "fonts"
WEIGHTS = {"Regular": 400, "SemiBold": 600}
BUDGET = 26_000  # bytes, both weights together

VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
PUNCTUATION = "\u00a0\u00ab\u00ad\u00b0\u00b1\u00b2\u00b7\u00bb\u00bd\u00d7–—‘’“”•…₫"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# Widths of a fallback are compared over running text, as a reader meets it.
SAMPLE = (
    "Bạn cần gì hôm nay? Quá trình tham gia bảo hiểm xã hội của bạn được ghi theo từng tháng. "
    "Khi có tháng chưa đóng hoặc đang điều chỉnh, trang này nói rõ vì sao và bạn có thể làm gì. "
    "Nếu số liệu không đúng, hãy gọi 1900 9068 hoặc mang căn cước đến cơ quan bảo hiểm xã hội."
)
ARIAL_TWIN = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")


def characters() -> set[int]:
    """Code points of printable ASCII, all 134 Vietnamese letters, and our punctuation."""
    letters = {"đ", "Đ"} | {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    return set(range(0x20, 0x7F)) | {ord(sign) for sign in letters | set(PUNCTUATION)}


def add_tabular_figures(font: TTFont) -> None:
    """Give each digit a twin of one common width, reached by `font-variant-numeric: tabular-nums`."""
    metrics, glyphs = font["hmtx"].metrics, font["glyf"]
    width = int(median(metrics[name][0] for name in DIGITS))
    for name in DIGITS:
        shift = (width - metrics[name][0]) // 2
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(name, (1, 0, 0, 1, shift, 0))
        glyphs[f"{name}.tnum"] = pen.glyph()
        metrics[f"{name}.tnum"] = (width, metrics[name][1] + shift)
    rules = "".join(f"sub {name} by {name}.tnum; " for name in DIGITS)
    addOpenTypeFeaturesFromString(font, f"feature tnum {{ {rules} }} tnum;", tables=["GSUB"])


def build(weight: str) -> Path:
    font = TTFont(SOURCE / "files" / f"BeVietnamPro-{weight}.ttf")
    wanted = characters()
    if missing := sorted(wanted - set(font.getBestCmap())):
        raise SystemExit(f"{weight} has no glyph for {' '.join(map(chr, missing))}")
    options = Options(hinting=False, layout_features=["kern"], glyph_names=True, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 13]  # the licence asks that its notice travels with the font
    options.drop_tables += ["DSIG", "gasp"]
    first = Subsetter(options)
    first.populate(unicodes=wanted)
    first.subset(font)
    add_tabular_figures(font)
    options.layout_features, options.glyph_names = ["kern", "tnum"], False
    second = Subsetter(options)
    second.populate(unicodes=wanted)
    second.subset(font)
    font.flavor = "woff2"
    path = TARGET / f"be-vietnam-pro-{WEIGHTS[weight]}.woff2"
    font.save(path)
    return path


def add_breves(font: TTFont) -> None:
    """Names of the Ê Đê, Gia Rai and Ba Na are written with ĕ, ŏ and ŭ, which the family lacks: drawn like its ă."""
    metrics, glyphs, cmap = font["hmtx"].metrics, font["glyf"], font.getBestCmap()

    def box(letter: str) -> tuple[float, int]:
        """Middle and top of a letter's shape."""
        glyph = glyphs[cmap[ord(letter)]]
        glyph.recalcBounds(glyphs)
        return (glyph.xMin + glyph.xMax) / 2, glyph.yMax

    breve_middle, breve_top = box("\u02d8")
    for letter, pattern in zip("ĕŏŭĔŎŬ", "ăăăĂĂĂ", strict=True):
        plain = unicodedata.normalize("NFD", letter)[0]
        name, pen = f"uni{ord(letter):04X}", TTGlyphPen(font.getGlyphSet())
        pen.addComponent(cmap[ord(plain)], (1, 0, 0, 1, 0, 0))
        across, up = round(box(plain)[0] - breve_middle), box(pattern)[1] - breve_top
        pen.addComponent(cmap[0x02D8], (1, 0, 0, 1, across, up))
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(glyphs)
        metrics[name] = (metrics[cmap[ord(plain)]][0], glyphs[name].xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(letter)] = name


def build_for_paper(weight: str) -> Path:
    font = TTFont(SOURCE / "files" / f"BeVietnamPro-{weight}.ttf")
    options = Options(hinting=False, layout_features=["kern", "ccmp", "mark", "mkmk"], glyph_names=True)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()))
    subsetter.subset(font)
    add_breves(font)
    add_tabular_figures(font)
    path = PAPERS / f"be-vietnam-pro-{WEIGHTS[weight]}.ttf"
    font.save(path)
    return path


def width_of(font: TTFont, letters: str) -> float:
    cmap, metrics, em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
    return sum(metrics[cmap[ord(letter)]][0] for letter in letters) / em


def print_fallback_metrics() -> None:
    if not ARIAL_TWIN.exists():
        return
    ours, theirs = TTFont(SOURCE / "files" / "BeVietnamPro-Regular.ttf"), TTFont(ARIAL_TWIN)
    common = "".join(letter for letter in SAMPLE if ord(letter) in theirs.getBestCmap())
    ratio = width_of(ours, common) / width_of(theirs, common)
    em = ours["head"].unitsPerEm * ratio
    ascent, descent = ours["hhea"].ascent / em, -ours["hhea"].descent / em
    print(f"Arial: size-adjust {ratio:.1%}  ascent-override {ascent:.1%}  descent-override {descent:.1%}")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    PAPERS.mkdir(parents=True, exist_ok=True)
    (TARGET / "OFL.txt").write_bytes((SOURCE / "LICENSE").read_bytes())
    total = 0
    for weight in WEIGHTS:
        path = build(weight)
        total += path.stat().st_size
        print(f"{path.name}: {path.stat().st_size:,} bytes")
        paper = build_for_paper(weight)
        print(f"{paper.name}: {paper.stat().st_size:,} bytes")
    print(f"together {total:,} of {BUDGET:,} bytes")
    if total > BUDGET:
        raise SystemExit("The fonts are over their budget.")
    print_fallback_metrics()


if __name__ == "__main__":
    main()
