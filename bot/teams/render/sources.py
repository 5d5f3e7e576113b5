"""The sources of an answer: as they are listed in its text, and as Teams' own citations."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from bot.teams.render.limits import LONGEST_ABSTRACT, LONGEST_SOURCE, MOST_CITATIONS
from bot.teams.render.markdown import LONGEST, Piece
from bot.teams.render.runs import split
from bot.teams.render.spelling import Spelling
from bot.teams.render.teams_message import Claim
from bot.wording.answer_layout import SourceEntry
from bot.wording.line import Linked
from bot.wording.phrasing import one_line
from bot.wording.run import Run
from bot.wording.safe_text import clean
from pipelines.types import Citation

LONGEST_ADDRESS: Final = 2_000
"""Characters of an address that goes with a citation; a longer one is in the list of sources alone."""
_ICONS: Final = {
    "PDF": (".pdf",),
    "Microsoft Word": (".docx", ".doc", ".odt", ".rtf"),
    "Microsoft Excel": (".xlsx", ".xls", ".ods", ".csv"),
    "Microsoft PowerPoint": (".pptx", ".ppt", ".odp"),
    "Image": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"),
    "GIF": (".gif",),
    "ZIP": (".zip",),
    "Text": (".txt", ".md", ".html", ".htm", ".eml"),
}
"""Teams' pictures of files, with the suffixes that each stands for."""
_ICON_OF: Final = {suffix: icon for icon, suffixes in _ICONS.items() for suffix in suffixes}


def source_pieces(title: str, sources: Sequence[SourceEntry], are_quotes: bool, spelling: Spelling) -> list[Piece]:
    """The list of sources; those that are the answer itself stand without marks."""
    head = [Piece(text) for text in split([Run(title, bold=True)], LONGEST)] if title else []
    return [*head, *(piece for entry in sources for piece in _listed(entry, are_quotes, spelling))]


def claims(sources: Sequence[SourceEntry], citations: Sequence[Citation]) -> dict[int, Claim]:
    """Teams' own citations of the sources, by their marks. `citations` are those that the sources list, in order."""
    return {
        entry.n: Claim(
            entry.n,
            one_line(clean(entry.place), LONGEST_SOURCE) or "…",
            one_line(clean(entry.quote), LONGEST_ABSTRACT),
            entry.address if entry.address.isascii() and len(entry.address) <= LONGEST_ADDRESS else "",
            _ICON_OF.get(PurePath(citation.document).suffix.lower(), ""),
        )
        for entry, citation in zip(sources, citations, strict=False)
    }


def cited_in(text: str, known: dict[int, Claim]) -> tuple[Claim, ...]:
    """The citations whose marks stand in a text, by their first use, as many as a message takes."""
    return tuple(known[n] for n in dict.fromkeys(_marks(text)) if n in known)[:MOST_CITATIONS]


def _marks(text: str) -> Iterator[int]:
    """Numbers of the marks in a text; brackets that are escaped are none."""
    for part in text.replace("\\[", "\\").split("[")[1:]:
        number, closed, _ = part.partition("]")
        if closed and number.isascii() and number.isdecimal() and len(number) < 4:
            yield int(number)


def _listed(entry: SourceEntry, are_quotes: bool, spelling: Spelling) -> list[Piece]:
    line = spelling.line("source", place=Linked(entry.place, entry.address), quote=entry.quote)
    if entry.remark:
        line = (*line, f" · {entry.remark}")
    texts = split([spelling.run(part) for part in line], LONGEST)
    mark = "- " if are_quotes else f"[{entry.n}] "
    first = [Piece(f"{mark}{text}") for text in texts[:1]]
    return [*first, *(Piece(text, " ") for text in texts[1:])]
