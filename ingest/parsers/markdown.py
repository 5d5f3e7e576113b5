"""Markdown to pages: each section is a page and knows the headings above it."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.barred_tables import with_named_cells
from ingest.parsers.findings import Findings
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.text import PAGE_CHARACTERS, load, split_long, tidy
from pipelines.types import Heading, Page

_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]++(.*))?$")
_SETEXT: Final = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE: Final = re.compile(r"(title|date)[ \t]*+:[ \t]*+(.+)$", re.IGNORECASE | re.MULTILINE)
_LINK: Final = re.compile(r"!?\[([^\[\]]*+)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)")
_LOOKS: Final = re.compile(r"<(sup|sub|s|del|strike)>([^<>\n]{1,200})</\1>", re.IGNORECASE)
_MARKS: Final = re.compile(r"[*_`~]{1,3}(?=\S)(.+?)(?<=\S)[*_`~]{1,3}")


@dataclass(slots=True)
class _Section:
    """A heading with what follows it; `path` holds (words, level) of the headings above it and of its own."""

    path: tuple[tuple[str, int], ...]
    lines: list[str] = field(default_factory=list)
    has_body: bool = False
    headings: list[tuple[str, int]] = field(default_factory=list)


def plain_words(heading: str) -> str:
    """A heading without links, emphasis and code marks."""
    return " ".join(_MARKS.sub(r"\1", _LINK.sub(r"\1", heading)).split())


def _under(path: tuple[tuple[str, int], ...], words: str, level: int) -> tuple[tuple[str, int], ...]:
    return (*(above for above in path if above[1] < level), (words, level))


def _with_looks(line: str) -> str:
    """The line with raised, lowered and struck-out words as other files have them; their tags say nothing."""
    if "</" not in line or "`" in line:
        return line
    return spelled(_LOOKS.sub(_look, line))


def _look(match: re.Match[str]) -> str:
    tag, words = match[1].casefold(), match[2]
    return raised(words) if tag == "sup" else lowered(words) if tag == "sub" else f"~~{words.strip()}~~"


def _without_comments(text: str) -> str:
    """The text without comments that no reader sees, and with `_with_looks`; what is code stays."""
    kept: list[str] = []
    fence, in_comment = "", False
    for line in text.split("\n"):
        mark = _FENCE.match(line) if not in_comment else None
        if fence:
            fence = "" if mark is not None and mark[1].startswith(fence) and not mark[2].strip() else fence
            kept.append(line)
            continue
        if mark is not None:
            fence = mark[1]
        elif in_comment or "<!--" in line:
            line, in_comment = _outside(line, in_comment)
        kept.append(_with_looks(line))
    return text if in_comment else "\n".join(kept)


def _outside(line: str, in_comment: bool) -> tuple[str, bool]:
    """What of a line stands outside of comments, and whether one is open at its end."""
    shown = ""
    while line:
        before, mark, line = line.partition("-->" if in_comment else "<!--")
        shown += "" if in_comment else before
        if mark and not in_comment and before.endswith("`"):
            shown += mark
        elif mark:
            in_comment = not in_comment
    return shown, in_comment


def _sections(text: str) -> Iterator[_Section]:
    """The sections in order; headings without a body go into the section that follows them."""
    section = _Section(())
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if closes else fence
        elif mark is not None and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
        elif (heading := _ATX.match(line)) is not None and (words := _without_closing_marks(heading[2] or "")):
            section = yield from _open(section, plain_words(words), len(heading[1]))
            section.lines.append(line)
            continue
        elif _SETEXT.match(line) is not None and _is_setext(section):
            title = section.lines.pop()
            section.has_body = any(above.strip() for above in section.lines[len(section.headings) :])
            section = yield from _open(section, plain_words(title), 1 if "=" in line else 2)
            section.lines.append(title)
            continue
        section.lines.append(line)
        section.has_body = section.has_body or bool(line.strip())
    yield section


def _without_closing_marks(heading: str) -> str:
    """The words of a heading: a run of # at its end, behind a space, only closes it."""
    words = heading.rstrip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare[-1:] in {"", " ", "\t"} else words


def _is_setext(section: _Section) -> bool:
    """Underlined words are a heading where they stand as one line of ordinary text after a blank one."""
    if not section.lines or not section.lines[-1].strip() or _ATX.match(section.lines[-1]):
        return False
    alone = len(section.lines) == 1 or not section.lines[-2].strip() or _ATX.match(section.lines[-2]) is not None
    return alone and not section.lines[-1].lstrip().startswith(("- ", "* ", "+ ", ">", "|", "1."))


def _open(section: _Section, words: str, level: int) -> Generator[_Section, None, _Section]:
    """Starts a section below `section`, which is yielded if it has a body of its own."""
    path = _under(section.path, words, level)
    if section.has_body:
        yield section
        section = _Section(path)
    section.path = path
    section.headings.append((words, level))
    return section


def _note_front_matter(text: str, findings: Findings) -> str:
    """The text without its front matter, whose title and date go into `findings`."""
    match = _FRONT_MATTER.match(text)
    if match is None or ":" not in match[1]:
        return text
    for key, value in _FRONT_LINE.findall(match[1]):
        words = value.strip().strip("\"'")
        if key.casefold() == "title":
            findings.metadata_title = words[:500]
        else:
            try:
                findings.created = date.fromisoformat(words[:10])
            except ValueError:
                continue
    return text[match.end() :]


def _headings(path: tuple[tuple[str, int], ...], text: str) -> tuple[Heading, ...]:
    """The section's path: headings that stand in the text where they do, those above at its start."""
    found: list[Heading] = []
    start = 0
    for words, level in path:
        place = text.find(words, start)
        at_line = text.rfind("\n", 0, place) + 1 if place >= 0 else 0
        opens_line = place >= 0 and not text[at_line:place].strip("# ")
        start = at_line if opens_line else start
        found.append(Heading(words, start, level))
    return tuple(found)


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The file's sections as pages; long sections become several pages under the same headings."""
    text = _without_comments(_note_front_matter(load(path, limits, findings), findings))
    sections = [
        (section.path, piece)
        for section in _sections(text)
        for piece in split_long(tidy(with_named_cells("\n".join(section.lines))), PAGE_CHARACTERS)
    ]
    if not sections:
        raise UnreadableFileError("no_text_in_file")
    if len(sections) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count = len(sections)
    first = sections[0][0] or next((path for path, _ in sections if path), ())
    if first:
        findings.headlines = [first[0][0]]
    for number, (above, piece) in enumerate(sections, start=1):
        yield Page(number, piece, headings=_headings(above, piece))
