"""Citation marks: read out of what a model wrote, and numbered in the order in which readers meet them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.types import PAGE_BREAK, Citation, Passage

_MARK = re.compile(
    r"(?<!\s)\s*(?:\[|\u3010|\((?=\s*[Ss]ources?\b))\s*+(?:[Ss]ources?\s*+)?"
    r"(\d{1,3}(?:\s*(?:[,;&\u2013-]|and)\s*+(?:[Ss]ource\s*+)?\d{1,3})*)\s*"
    r"(?:\]|\u3011|\))"
)
_SOURCE_WORD = r"(?:sources?|passages?|context|documents?|text|excerpts?)"
_LEAD_IN = re.compile(
    r"^(?:according to|based on|as (?:stated|mentioned|noted|described|per|shown) in|per|from|in)?\s*+(?:the\s++)?"
    rf"(?:information in\s++)?(?:provided|given|above|numbered)?\s*+{_SOURCE_WORD}"
    r"(?:\s*+\[?(?P<n>\d{1,2})\]?)?(?:\s++(?:provided|given|above))?"
    r"(?:\s*+,\s*+|\s++(?:says|states|shows|mentions|notes|indicates|specifies|explains)\s++(?:that\s++)?)",
    re.IGNORECASE,
)
_ANSWER_WORD = re.compile(r"^(?:yes|no|(?:final |short )?answer\s*:)\s*[,.:;\u2013-]*\s+(?=\S)", re.IGNORECASE)
_MOST_MARKS = 3
QUOTES_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its marks. `marks` holds (offset in `text`, source numbers from 1 on) in order of place."""

    text: str
    marks: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The source numbers, each once, in order."""
        return tuple(dict.fromkeys(n for _, numbers in self.marks for n in numbers))


def read_marks(sentence: str) -> Marked:
    """The sentence as a reader should see it, apart from the marks it carries ([1], [1, 2], [1-3], (Source 1)).

    Lead-ins such as "According to source 2," and a bare "Yes," go: they say nothing that could be checked. A number
    in such a lead-in counts as a mark. Emphasis signs go too.
    """
    text = re.sub(r"\*\*|__|`", "", sentence).strip()
    named: tuple[int, ...] = ()
    text = _ANSWER_WORD.sub("", text)
    lead_in = _LEAD_IN.match(text)
    if lead_in:
        named = (int(lead_in["n"]),) if lead_in["n"] else ()
        text = text[lead_in.end() :]
    marks: list[tuple[int, tuple[int, ...]]] = []
    plain = ""
    at = 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        marks.append((len(plain), _numbers(match[1])))
        at = match.end()
    plain = (plain + text[at:]).strip()
    if named and not marks:
        marks = [(len(plain), named)]
    plain = plain[:1].upper() + plain[1:] if lead_in or text != sentence.strip() else plain
    return Marked(plain, tuple(marks))


def _numbers(inside: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"[,;&]|and", re.sub(r"[Ss]ources?", "", inside)):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        found += range(ends[0], min(ends[-1], ends[0] + 9) + 1) if len(ends) == 2 and ends[0] < ends[-1] else ends
    return tuple(found)


def on_its_pages(passage: Passage, quote: str) -> Passage:
    """The passage with the pages that a quote from it stands on: the next one only where it reaches over the break."""
    before, goes_on, _ = passage.text.partition(PAGE_BREAK)
    inside = bool(goes_on and quote) and " ".join(quote.split()) in " ".join(before.split())
    return replace(passage, last_page=passage.page) if inside else passage


class CitationNumbering:
    """Gives each cited page its number, in order of first use, and collects the quotes that it stands for."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def cite(self, passage: Passage, quote: str) -> Citation:
        """The citation of this passage's page; a new one gets the next number.

        Passages of one page share a number. A further quote is added behind the first while both fit into a line.
        """
        passage = on_its_pages(passage, quote)
        key = (passage.document_id, passage.page, passage.last_page)
        known = self._citations.get(key)
        if known is None:
            known = Citation(
                n=len(self._citations) + 1, document=passage.document, page=passage.page, last_page=passage.last_page,
                label=passage.label, quote=quote, chunk_id=passage.chunk_id, unit=passage.unit,
            )  # fmt: skip
        elif quote and quote not in known.quote and len(known.quote) + len(quote) + 3 <= QUOTES_LENGTH:
            known = replace(known, quote=f"{known.quote} \u2026 {quote}")
        self._citations[key] = known
        return known

    def citations(self) -> list[Citation]:
        """All citations so far, by number, with their quotes as they are now."""
        return list(self._citations.values())


def with_marks(marked: Marked, final: dict[int, int]) -> str:
    """The sentence with final marks: `final` maps source numbers to citation numbers; other marks are left out.

    Marks stay where the model put them inside the sentence; those at its end, and those of sources that it did not
    mark, stand before the closing full stop. Citation numbers are capped at three for one place.
    """
    body = marked.text.rstrip()
    end = len(body.rstrip(".!?\u2026:;,"))
    places: dict[int, list[int]] = {}
    for offset, numbers in marked.marks:
        kept = [final[n] for n in numbers if n in final]
        if kept:
            places.setdefault(min(offset, end), []).extend(kept)
    placed = {n for numbers in places.values() for n in numbers}
    rest = [n for n in final.values() if n not in placed]
    if rest:
        places.setdefault(end, []).extend(rest)
    for offset in sorted(places, reverse=True):
        body = f"{body[:offset].rstrip()} {_written(places[offset])}{body[offset:]}"
    return body.strip()


def _written(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in sorted(set(numbers))[:_MOST_MARKS])
