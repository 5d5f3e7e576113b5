"""How the three sample documents look: one `Look` for each style named in a source's head."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

LEFT: Final = 0
JUSTIFIED: Final = 4
INK = HexColor("#1d2730")
GREY = HexColor("#66727c")
RULE = HexColor("#c9d1d6")
STRIPE = HexColor("#f3f6f7")


@dataclass(frozen=True, slots=True)
class Look:
    """Fonts, colours and margins of one kind of document; lengths in points."""

    regular: str
    bold: str
    accent: Color
    size: float
    leading: float
    alignment: Literal[0, 4]
    side: float
    cover: bool
    contents_levels: int
    clause_indent: float = 0.0

    def paragraph(self, name: str) -> ParagraphStyle:
        """The paragraph style for `name`: body, clause, cell, head, callout, h1, h2, contents0, contents1 or title."""
        body = ParagraphStyle(
            "body",
            fontName=self.regular,
            fontSize=self.size,
            leading=self.leading,
            textColor=INK,
            alignment=self.alignment,
            spaceAfter=self.leading * 0.5,
            allowWidows=0,
            allowOrphans=0,
        )
        small = {"fontSize": self.size - 1, "leading": self.leading - 2, "alignment": LEFT, "spaceAfter": 0}
        heading = {"fontName": self.bold, "alignment": LEFT, "keepWithNext": 1}
        changes: dict[str, dict[str, Any]] = {
            "body": {},
            "clause": {"leftIndent": self.clause_indent, "bulletFontName": self.regular, "bulletFontSize": self.size},
            "cell": small,
            "head": {**small, "fontName": self.bold, "textColor": HexColor("#ffffff")},
            "callout": {"spaceAfter": 0, "alignment": LEFT},
            "h1": self._chapter(heading),
            "h2": {
                **heading,
                "fontSize": self.size + 1.5,
                "leading": self.leading + 2,
                "spaceBefore": self.leading * 0.5,
                "spaceAfter": self.leading * 0.25,
            },
            "contents0": {
                **small,
                "fontName": self.bold,
                "spaceBefore": 12 if self.contents_levels == 1 else 3.5,
            },
            "contents1": {**small, "leftIndent": 14},
            "title": {**heading, "fontSize": 20, "leading": 25, "spaceAfter": 4, "keepWithNext": 0},
        }
        return ParagraphStyle(name, parent=body, **changes[name])

    def _chapter(self, heading: dict[str, Any]) -> dict[str, Any]:
        size = self.size + (1.5 if self.clause_indent else 9)
        space = 0.7 if self.clause_indent else 1.3
        return {
            **heading,
            "textColor": self.accent,
            "fontSize": size,
            "leading": size * 1.25,
            "spaceBefore": self.leading * 0.6,
            "spaceAfter": self.leading * space * 0.5,
        }


LOOKS = {
    "handbook": Look(
        regular="Helvetica",
        bold="Helvetica-Bold",
        accent=HexColor("#0f5c6e"),
        size=10.7,
        leading=15.6,
        alignment=LEFT,
        side=25 * mm,
        cover=True,
        contents_levels=1,
    ),
    "manual": Look(
        regular="Helvetica",
        bold="Helvetica-Bold",
        accent=HexColor("#a8430f"),
        size=10.0,
        leading=14.2,
        alignment=LEFT,
        side=22 * mm,
        cover=True,
        contents_levels=2,
    ),
    "contract": Look(
        regular="Times-Roman",
        bold="Times-Bold",
        accent=INK,
        size=10.8,
        leading=14.0,
        alignment=JUSTIFIED,
        side=26 * mm,
        cover=False,
        contents_levels=0,
        clause_indent=12 * mm,
    ),
}
