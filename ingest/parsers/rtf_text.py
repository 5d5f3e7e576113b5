"""Words of rich text as they come, gathered into paragraphs, tables and comments."""

from dataclasses import dataclass, field

from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.rtf_tables import RtfTable
from ingest.parsers.sections import Block, Kind


@dataclass(slots=True)
class RtfText:
    """The blocks of one file. `level` is the heading level of the paragraph at hand, `in_table` says where it stands.

    `struck` is true where words were left out that are struck out.
    """

    blocks: list[Block] = field(default_factory=list)
    struck: bool = False
    level: int = 0
    in_table: bool = False
    table: RtfTable = field(default_factory=RtfTable)
    _words: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    """Comments and footnotes of the paragraph at hand, which they are to follow."""
    _footnotes: int = 0

    def add(self, text: str, height: int = 0, struck: bool = False) -> None:
        """More words, above the line (1), below it (-1) or on it; two line ends end the paragraph."""
        if text == "\n\n" and (self.in_table or self.table.in_row):
            self._words.append("\n")
        elif text == "\n\n":
            self.end_paragraph()
        else:
            self._words.append(self.marked(text, height, struck))

    def marked(self, text: str, height: int, struck: bool) -> str:
        """The words as they look, none where they are struck out."""
        if struck and text.strip():
            self.struck = True
            return ""
        return raised(text) if height > 0 else lowered(text) if height < 0 else text

    def add_comment(self, author: str, said: str) -> None:
        """A comment on what was said last."""
        words, author = _one_line(said), clean_line(author)
        if words:
            self._notes.append(f"Comment by {author}: {words}" if author else f"Comment: {words}")

    def add_footnote(self, said: str) -> None:
        """A footnote to what was said last."""
        words = _one_line(said)
        if words:
            self._footnotes += 1
            self._notes.append(f"Footnote {self._footnotes}: {words}")

    def end_cell(self) -> None:
        """The words so far are those of a cell."""
        self.table.add_cell(self._gathered())

    def end_paragraph(self) -> None:
        """The paragraph is complete, and so is a table before it."""
        text = self._gathered()
        self.blocks += [Block(line) for line in self.table.lines()]
        if text:
            kind = Kind.HEADING if self.level else Kind.PARAGRAPH
            self.blocks.append(Block(text, kind, self.level))
        self.blocks += [Block(note) for note in self._notes]
        self._notes = []

    def _gathered(self) -> str:
        """The words since the last paragraph or cell, cleaned."""
        # Letters beyond the first plane come as two halves.
        text = spelled("".join(self._words)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        lines = (" ".join(line.split()).removesuffix(" |").strip() for line in text.split("\n"))
        self._words = []
        return clean_text("\n".join(line for line in lines if line))


def _one_line(words: str) -> str:
    return clean_line(" ".join(spelled(words).split()))
