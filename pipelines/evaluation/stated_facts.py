"""Facts that documents state so that a question can be made of them by rule: rows with figures, plain sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.text.sentences import is_named_row, is_row_of_figures, source_spans
from pipelines.text.words import STOP_WORDS, content_stems, words
from pipelines.types import Page

HEAD_LINES = 12
"""Lines above a row in which the years of its columns are looked for."""
_LONGEST = 260
_LONGEST_NAME = 60
_VALUE = r"\(?-?[$\u20ac\u00a3]?\s?\d[\d.,]*\)?\s?%?"
_ROW = re.compile(
    rf"(?P<label>[A-Za-z][A-Za-z ,&'/-]{{5,60}}?)[ .:|$\u20ac\u00a3]+"
    rf"(?P<values>{_VALUE}(?:[ |$\u20ac\u00a3]+{_VALUE})*)\s*"
)
_VALUES = re.compile(r"\d[\d.,]*\d|\d")
_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d,-])")
_UP_TO = r"(?:up to|at least|at most|no more than|not more than|about|approximately|around|within|exactly)"
_NUMBER = r"(?:[$\u20ac\u00a3]\s?)?\d[\d.,]*(?<![.,])(?:\s?%| percent| (?:thousand|million|billion))*"
_CAN = re.compile(
    r"(?P<subject>[A-Z][\w' -]{2,60}?) (?P<verb>may|must|can|shall|should|will|has to|have to)"
    r" (?P<rest>[a-z][\w' ,-]{2,80}?)"
    rf" (?:{_UP_TO} )?(?P<value>{_NUMBER}) (?P<unit>[a-z]{{3,20}})(?P<after>[\w' ,-]{{0,90}})\."
)
_IS = re.compile(
    rf"(?P<subject>[A-Z][\w' ()-]{{4,80}}?) (?P<verb>is|was|are|were) (?:{_UP_TO} )?(?P<value>{_NUMBER})"
    r"(?: (?!(?:as|in|for|at|per|during|of|on)\b)(?P<unit>[a-z\u00b0][\w\u00b0/]{0,20}))?"
    r"(?P<after>(?: (?:in|for|at|per|during|of|as of|on)\b[\w' ,-]{1,70})?)\."
)
_MOVED = re.compile(
    rf"(?P<subject>[A-Z][\w' ,()-]{{4,70}}?) (?P<verb>increased|decreased|rose|fell|grew|declined|dropped)"
    rf" (?:by )?(?:{_UP_TO} )?(?P<value>{_NUMBER})(?P<after>[^.]{{0,90}})\."
)
_HAS = re.compile(
    r"(?P<subject>[A-Z][\w' ,()-]{2,70}?) (?P<verb>has|have|had|operates|operated|employs|employed|contains?|holds?|"
    r"includes?|uses?|needs?|received|sold)"
    rf" (?:{_UP_TO} )?(?P<value>{_NUMBER}) (?P<unit>[a-z][\w-]{{2,20}}(?: [a-z]{{3,20}})?)(?P<after>[\w' ,-]{{0,80}})\."
)
_PRESENT = {
    "increased": "increase", "decreased": "decrease", "rose": "rise", "fell": "fall", "grew": "grow",
    "declined": "decline", "dropped": "drop",
}  # fmt: skip
_OWNS = {"operated": "operate", "employed": "employ", "has": "have", "had": "have", "received": "receive",
         "sold": "sell"}  # fmt: skip
_PAST = frozenset({"had", "operated", "employed", "received", "sold"})
_NO_SUBJECT = STOP_WORDS - frozenset("the a an each all any some most".split())


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One fact: where it stands, word for word, and the question that it answers.

    `subject` is what the question is about, `verb` what it asks of it, `value` the figure, as written; `year` that the
    question names; `shape` is `row`, `can`, `is`, `moved` or `has`.
    """

    document: str
    title: str
    page: int
    text: str
    question: str
    subject: str
    verb: str
    value: str
    shape: str
    year: str = ""
    unit: str = ""

    @property
    def stems(self) -> frozenset[str]:
        """What tells the fact apart from others: the words of its subject."""
        return frozenset(content_stems(self.subject))


def stated_facts(document: str, title: str, pages: Sequence[Page]) -> Iterator[StatedFact]:
    """The facts of a document, in order; rows of tables whose columns are years, rows that name their heads, and
    sentences of four plain shapes. English sentences alone.
    """
    small = frozenset(word for page in pages for word in re.findall(r"(?<![\w.])[a-z]+", page.text))
    for page in pages:
        lines: list[str] = []
        for span in source_spans(page.text):
            text = page.text[span.start : span.end]
            one_line = " ".join(text.split())
            if span.table:
                found = _named_row(one_line) or _row_of_figures(one_line) or _row(one_line, lines)
            else:
                found = _sentence(one_line, small) if len(one_line) <= _LONGEST else None
            lines += text.split("\n")
            if found is not None:
                yield StatedFact(document, title, page.number, text, **found)


def _row(line: str, above: Sequence[str]) -> dict[str, str] | None:
    match = _ROW.fullmatch(line)
    if match is None or len(content_stems(match["label"])) < 2:
        return None
    values = _VALUES.findall(match["values"])
    heads = (_YEAR.findall(head) for head in reversed(above[-HEAD_LINES:]))
    years = next((each for each in heads if len(each) >= 2), [])
    if len(values) < 2 or len(years) != len(values) or len(set(years)) != len(years) or len(values[0]) < 2:
        return None
    label = _as_inside(match["label"].strip(" ,-"), frozenset())
    return {
        "question": f"What was {label} in {years[0]}?", "subject": label, "verb": "was", "value": values[0],
        "shape": "row", "year": years[0], "unit": "$" if "$" in line else "",
    }  # fmt: skip


def _named_row(line: str) -> dict[str, str] | None:
    if not is_named_row(line):
        return None
    cells = [cell.partition(": ")[::2] for cell in line.split(" | ")]
    (_, name), *others = cells
    valued = [(head, value) for head, value in others if head and re.search(r"\d", value) and len(value) < 40]
    if not valued or not re.search(r"[A-Za-z]{3}", name) or len(name) > _LONGEST_NAME:
        return None
    head, value = valued[0]
    return {
        "question": f"What is the {head} of {name}?", "subject": f"{name} {head}", "verb": "is", "value": value,
        "shape": "row",
    }  # fmt: skip


def _row_of_figures(line: str) -> dict[str, str] | None:
    """A row that says what it is about and names its figures' heads: `Cash | 2024: 12 | 2023: 11`."""
    if not is_row_of_figures(line):
        return None
    name, first, *_ = line.split(" | ")
    head, _, value = first.partition(": ")
    years = _YEAR.findall(head)
    if len(content_stems(name)) < 2 or len(name) > _LONGEST_NAME or not years or len(re.sub(r"\D", "", value)) < 2:
        return None
    label = _as_inside(name.strip(" ,-"), frozenset())
    return {
        "question": f"What was {label} in {years[-1]}?", "subject": label, "verb": "was", "value": value.strip(),
        "shape": "row", "year": years[-1], "unit": "$" if "$" in value else "%" if "%" in value else "",
    }  # fmt: skip


def _sentence(text: str, small: frozenset[str]) -> dict[str, str] | None:
    for shape, pattern, made in (("can", _CAN, _can), ("moved", _MOVED, _moved), ("has", _HAS, _has), ("is", _IS, _is)):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        subject = _as_inside(match["subject"], small)
        if not content_stems(subject) or words(subject)[0] in _NO_SUBJECT:
            return None
        if shape in {"can", "has"} and not _counts(match["value"], match["unit"]):
            return None
        year = next(iter(_YEAR.findall(match["after"])), "")
        unit = match.groupdict().get("unit") or ("%" if "%" in match["value"] or "percent" in match["value"] else "")
        return {
            "question": made(match, subject), "subject": subject, "verb": match["verb"],
            "value": match["value"].strip(), "shape": shape, "year": year, "unit": unit,
        }  # fmt: skip
    return None


def _counts(value: str, unit: str) -> bool:
    """Whether a number counts things that can be asked for: How many days."""
    is_thing = unit.split()[0] not in STOP_WORDS | {"million", "billion", "thousand", "percent"} and unit.endswith("s")
    return is_thing and not re.search(r"[$\u20ac\u00a3%]", value) and not _YEAR.fullmatch(value)


def _can(match: re.Match[str], subject: str) -> str:
    after = match["after"].rstrip(" ,")
    return f"How many {match['unit']} {match['verb'].split()[0]} {subject} {match['rest']}{after}?"


def _is(match: re.Match[str], subject: str) -> str:
    return f"What {match['verb']} {subject}{match['after'].rstrip(' ,')}?"


def _moved(match: re.Match[str], subject: str) -> str:
    year = re.search(r"\b(?:in|for|during) (?:fiscal )?(?:year )?(?:19|20)\d\d", match["after"])
    return f"By how much did {subject} {_PRESENT[match['verb']]}{' ' + year.group() if year else ''}?"


def _has(match: re.Match[str], subject: str) -> str:
    verb = match["verb"]
    does = "did" if verb in _PAST else "does" if verb.endswith("s") else "do"
    owns = _OWNS.get(verb, verb.removesuffix("s"))
    return f"How many {match['unit']} {does} {subject} {owns}{match['after'].rstrip(' ,')}?"


def _as_inside(subject: str, small: frozenset[str]) -> str:
    """The subject as it stands within a sentence: its first word small, where the document writes it so."""
    first, _, rest = subject.partition(" ")
    is_article = first in {"The", "A", "An", "Each", "All", "Any", "Every"}
    is_word = is_article or (first[1:].islower() and (first.lower() in small or not small))
    return f"{first.lower() if is_word else first} {rest}".strip()
