"""Where sentences end: in a model's reply while it is still being written, and in the text of a page."""

import re
from dataclasses import dataclass
from functools import lru_cache

_NEVER = frozenset(
    "mr mrs ms dr prof st p pp no nos fig figs sec secs art arts para vol vs cf approx ca e.g i.e eg ie resp incl excl"
    " rs max min tel ext ref eq ed eds z.b bzw nr abs vgl s jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Words whose full stop never ends a sentence."""
_SELDOM = frozenset("inc ltd co corp llc plc gmbh etc jr sr u.s u.k e.u a.m p.m al".split())
"""Words whose full stop ends a sentence only where a usual first word follows."""
_FIRST_WORDS = frozenset(
    "the a an it its this that these those they there he she we you in on at for from by if when while as after before"
    " employees each every all any no not however other also both most more such under with".split()
)
_COUNTED = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember jan feb mär apr jun jul "
    "aug sep sept okt nov dez quartal quartals halbjahr jahr jahrs jahres jahrhundert jahrhunderts jahrgang tag tages "
    "kalendertag werktag werktags werktages arbeitstag monat monats woche stunde stock stockwerk etage og ug klasse "
    "lebensjahr lebensjahrs lebensjahres auflage platz rang mal person absatz kapitel sitzung semester geburtstag "
    "änderung nachtrag mahnung rate stufe".split()
)
"""What a German ordinal, a number with a full stop, counts: am 19. Juni, im 3. Quartal."""
_MARKS = r"(?:\s*(?:\[|\u3010)\s*(?:[Ss]ources?\s*)?\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*\s*(?:\]|\u3011))"
_END = re.compile(
    rf"\n|(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019)*_]*+(?P<marks>{_MARKS}*)(?=\s|$)|[\u3002\uff01\uff1f]{_MARKS}*"
)
_OPEN_MARK = re.compile(r"\s*(?:\[|\u3010)[^\]\u3011\n]{0,16}$")
_ONLY_MARKS = re.compile(rf"{_MARKS}+")
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013\u25aa\u25cf]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FULL_STOP = re.compile(r"[^\W\d_]\.$")
_NUMBER = re.compile(r"[-(]?[$\u20ac\u00a3]?\d[\d,.]*\)?%?|[\u2014\u2013]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a reply. `opens` is what stands in front of it: a space, a new line, or a bullet."""

    text: str
    opens: str = " "


@dataclass(frozen=True, slots=True)
class Span:
    """A quotable stretch of a passage, `text[start:end]`: a sentence, or a line of a table."""

    start: int
    end: int
    table: bool = False


class SentenceStream:
    """Gives each sentence of a reply as soon as it is certain to be complete.

    A sentence waits for the first word after it, since a mark such as [1] after the full stop still belongs to it
    and an abbreviation shows only by what follows. Rows of a Markdown table become sentences ("heading: cell; …").
    """

    def __init__(self) -> None:
        self._rest = ""
        self._opens = ""
        self._row: list[str] = []
        self._header: list[str] = []

    def feed(self, text: str) -> list[Piece]:
        """The sentences that this further text has completed, in order; usually none or one."""
        self._rest += text
        return self._complete(final=False)

    def finish(self) -> list[Piece]:
        """What is left when the reply has ended, its last sentence included."""
        pieces = self._complete(final=True)
        if self._row and not self._header:
            pieces.insert(0, Piece("; ".join(self._row), "\n\u2022 "))
        self._row = []
        return pieces

    def _complete(self, final: bool) -> list[Piece]:
        pieces: list[Piece] = []
        while (end := _first_end(self._rest, final)) is not None:
            raw, self._rest = self._rest[:end], self._rest[end:]
            pieces += self._piece(raw)
        if final:
            raw, self._rest = self._rest, ""
            pieces += self._piece(raw)
        return pieces

    def _piece(self, raw: str) -> list[Piece]:
        line = raw.strip()
        before = raw[: len(raw) - len(raw.lstrip())]
        opens = "\n" if "\n" in before or "\n" in self._opens else " "
        self._opens = "\n" if raw.rstrip(" \t").endswith("\n") else ""
        if not line:
            self._opens = self._opens or ("\n" if opens == "\n" else "")
            return []
        if line.startswith("|"):
            return self._table_row(line)
        pieces = [Piece("; ".join(self._row), "\n\u2022 ")] if self._row and not self._header else []
        self._row, self._header = [], []
        bullet = _BULLET.match(line)
        if bullet:
            return [*pieces, Piece(line[bullet.end() :].strip(), "\n\u2022 ")]
        return [*pieces, Piece(line.lstrip("#").strip(), opens)]

    def _table_row(self, line: str) -> list[Piece]:
        cells = [cell.strip(" *") for cell in line.strip("| ").split("|")]
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            self._header, self._row = self._row, []
            return []
        if self._header:
            named = [
                f"{name}: {cell}" if name else cell for name, cell in zip(self._header, cells, strict=False) if cell
            ]
            return [Piece("; ".join(named), "\n\u2022 ")]
        earlier, self._row = self._row, cells
        return [Piece("; ".join(earlier), "\n\u2022 ")] if earlier else []


def _first_end(text: str, final: bool) -> int | None:
    """Where the first certain sentence of `text` ends, or `None` while more text could move that place."""
    for match in _END.finditer(text):
        end = match.end()
        after = text[end:]
        if match.group() == "\n":
            if not text[: match.start()].strip():
                continue
            marks = _ONLY_MARKS.match(after)
            if marks:  # a mark on a line of its own belongs to the line before
                return end + marks.end()
            if not final and (not after.strip() or _OPEN_MARK.match(after)):
                return None
            return end
        next_word = re.match(r"\s*(\S+)(\s)?", after)
        if next_word is None:
            if final:
                return end
            return None
        if not final and (_OPEN_MARK.match(after) or not (next_word.group(2) or "\n" in after)):
            return None
        if _ends(text, match, next_word.group(1), newline="\n" in after[: next_word.start(1)]):
            return end
    return None


def _ends(text: str, match: re.Match[str], next_word: str, newline: bool) -> bool:
    """Whether the full stop of `match`, with `next_word` behind it, ends a sentence."""
    stop = match.group()
    if newline or not stop.startswith("."):
        return True
    if next_word[0].islower():
        return False
    head = text[: match.start()]
    before = head.rsplit(maxsplit=1)[-1] if head and not head[-1].isspace() else ""
    word = before.lstrip("(\"'\u201c").lower()
    starts_piece = bool(before) and not head.removesuffix(before).rpartition("\n")[2].strip()
    if starts_piece and re.fullmatch(r"\(?(\d{1,3}|[a-z])", word):
        return False
    if match.group("marks"):
        return True
    if re.fullmatch(r"\d{1,2}", word) and next_word.strip("\"'\u201c(*.,;:!?)").lower() in _COUNTED:
        return False
    usual = next_word.strip("\"'\u201c(*").lower() in _FIRST_WORDS
    if word in _NEVER:
        return word in {"no", "s", "min", "max", "ed"} and usual
    if word in _SELDOM or re.fullmatch(r"[a-z](\.[a-z])*", word):
        return usual
    return True


@lru_cache(maxsize=128)
def source_spans(text: str, longest: int = 400) -> tuple[Span, ...]:
    """The sentences and table lines of a passage, in order; together they hold all of its visible text.

    Lines that a page's layout has broken are read on; a line with several figures and few words is a table's.
    Stretches over `longest` characters are cut at a space. A third of a millisecond for a passage of 900 characters,
    and kept for a while: a question's passages are taken apart by the gate, the quotes and the check.
    """
    spans: list[Span] = []
    start: int | None = None
    for line in re.finditer(r"[^\n]*\n?", text):
        content = line.group().strip()
        is_row = is_table_line(content)
        if not content or is_row or _BULLET.match(line.group()):
            if start is not None:
                spans += _sentences(text, start, line.start())
                start = None
            if is_row:
                spans.append(_trimmed(text, line.start(), line.end(), table=True))
                continue
        if content and start is None:
            start = line.start()
        elif content and start is not None and _heading_between(text, start, line.start(), content):
            spans += _sentences(text, start, line.start())
            start = line.start()
    if start is not None:
        spans += _sentences(text, start, len(text))
    return tuple(part for span in spans for part in _shortened(text, span, longest))


def is_named_row(line: str) -> bool:
    """Whether a line is a table's row whose cells name their heads, `Head: value | Head: value`: it stands alone."""
    cells = line.split(" | ")
    return len(cells) > 1 and all(map(_has_head, cells[:2]))


def is_row_of_figures(line: str) -> bool:
    """Whether a line is a row that says what it is about and names its figures' heads: `Cash | 2024: 12 | 2023: 11`."""
    cells = line.split(" | ")
    return len(cells) > 2 and all(map(_has_head, cells[1:]))


def _has_head(cell: str) -> bool:
    return ": " in cell or cell.rstrip().endswith(":")


def is_table_line(line: str) -> bool:
    """Whether a line is a row of a table: its cells name their heads, or it has several figures and few words."""
    if is_named_row(line) or is_row_of_figures(line) or "\t" in line or line.startswith("|"):
        return True
    figures = len(_NUMBER.findall(line))
    if figures < 2 or _FULL_STOP.search(line):
        return False
    return len(_WORDS.findall(line)) <= 2 * figures + 4


def _heading_between(text: str, start: int, here: int, line: str) -> bool:
    """Whether the line before `here` stands alone: short, without a full stop, and followed by a capital."""
    before = text[start:here].rstrip("\n").rpartition("\n")[2].strip()
    return (
        len(before) < 45 and not re.search(r"[.,;:\u2013-]$|\b(the|of|and|a|to|in|for)$", before) and line[0].isupper()
    )


def _sentences(text: str, start: int, end: int) -> list[Span]:
    block = text[start:end].replace("\n", " ")
    spans: list[Span] = []
    at = 0
    for match in _END.finditer(block):
        following = re.match(r"\s*(\S+)", block[match.end() :])
        if following is None or _ends(block[at:], _shifted(block, at, match), following.group(1), newline=False):
            spans.append(_trimmed(text, start + at, start + match.end()))
            at = match.end()
    if block[at:].strip():
        spans.append(_trimmed(text, start + at, end))
    return spans


def _shifted(block: str, at: int, match: re.Match[str]) -> re.Match[str]:
    return _END.match(block[at:], match.start() - at) or match


def _trimmed(text: str, start: int, end: int, table: bool = False) -> Span:
    inner = text[start:end]
    return Span(start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip()), table)


def _shortened(text: str, span: Span, longest: int) -> list[Span]:
    parts: list[Span] = []
    start = span.start
    while span.end - start > longest:
        cut = start + longest
        space = max(text.rfind(" ", start + longest // 2, cut), text.rfind("\n", start + longest // 2, cut))
        cut = space if space > 0 else cut
        parts.append(_trimmed(text, start, cut, span.table))
        start = cut
    parts.append(_trimmed(text, start, span.end, span.table))
    return [part for part in parts if part.end > part.start]


def cut_at_a_sentence(text: str, limit: int) -> str:
    """The beginning of `text`, at most `limit` characters, up to the end of a sentence, a line, or else a word."""
    if len(text) <= limit:
        return text
    ends = [span.end for span in source_spans(text) if limit // 2 < span.end <= limit]
    if ends:
        return text[: ends[-1]]
    return text[: max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit), 0) or limit].rstrip()
