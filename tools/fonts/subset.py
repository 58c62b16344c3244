"""Makes the two fonts of the PDF report: Inter, the letters that a report may need, figures of one width.

    npm pack @expo-google-fonts/inter@0.4.2 && tar xzf expo-google-fonts-inter-0.4.2.tgz
    pip install fonttools==4.68.0
    python tools/fonts/subset.py package

The same bytes come out each time. What is left out: hints (paper has dots enough), kerning and alternates (nothing shapes
the text), and every letter outside of LETTERS, which the report shows as a box.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TO = Path(__file__).resolve().parents[2] / "www/fonts"
FACES = {"regular": "400Regular/Inter_400Regular.ttf", "bold": "600SemiBold/Inter_600SemiBold.ttf"}
# Latin with all accents of Europe, Greek, Cyrillic, the signs of measures and of typography.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x218, 0x219, 0x21A, 0x21B, 0x1E9E, 0x2BC, 0x2C6, 0x2C7, 0x2DA, 0x2DC),
    *range(0x386, 0x3CF),
    *range(0x400, 0x460),
    *(0x490, 0x491),
    *map(ord, "‐‑–—‘’‚“”„†‡•…‰‹›⁄⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄€№™Ω∆∑−√∞≈≠≤≥←↑→↓▲◆■□●✓"),
]


def tabular(font):
    """Figures of one width stand where figures of their own did: columns of numbers are what a report is."""
    features = font["GSUB"].table.FeatureList.FeatureRecord
    lookups = {index for record in features if record.FeatureTag == "tnum" for index in record.Feature.LookupListIndex}
    wide = {}
    for index in lookups:
        for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
            wide.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = wide.get(table.cmap[code], table.cmap[code])


def made(path):
    font = TTFont(path, recalcTimestamp=False)
    tabular(font)
    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 5, 6, 13, 14],
        drop_tables=["GSUB", "GPOS", "GDEF", "STAT", "gasp", "DSIG", "meta"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    # The one table that a reader needs: what lies in the first plane, by ranges.
    font["cmap"].tables = [table for table in font["cmap"].tables if (table.platformID, table.format) == (3, 4)]
    return font


if __name__ == "__main__":
    for face, path in FACES.items():
        font = made(Path(sys.argv[1]) / path)
        missing = [f"U+{code:04X}" for code in LETTERS if code not in font.getBestCmap()]
        out = TO / f"inter-{face}.ttf"
        font.save(out)
        print(f"{out.name}: {len(font.getGlyphOrder())} glyphs, {out.stat().st_size} bytes, not in it: {missing}")
