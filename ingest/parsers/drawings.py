"""Words of charts and of SmartArt, which lie in parts of their own beside slides and texts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.chart_values import chart_lines
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.package import Package, Relation
from ingest.parsers.xml_parts import relation_id

NOT_STRUCK: Final = "noStrike"


def drawn_words(drawing: Element, package: Package, relations: dict[str, Relation], findings: Findings) -> list[str]:
    """The lines of each chart and diagram that the element refers to; a damaged one is left out with a warning."""
    lines: list[str] = []
    for element in drawing.iter():
        if element.tag == "chart" and (reference := relation_id(element)):
            lines += _read(package, relations.get(reference), chart_lines, findings)
        elif element.tag == "relIds" and (reference := relation_id(element, "dm")):
            lines += _read(package, relations.get(reference), _diagram_lines, findings)
    return lines


def _read(
    package: Package, relation: Relation | None, reader: Callable[[Element], Iterator[str]], findings: Findings
) -> list[str]:
    try:
        root = package.xml(relation.target) if relation else None
        return [] if root is None else list(reader(root))
    except Exception as error:
        let_fatal_through(error)
        findings.warn("parts_unreadable")
        return []


def paragraph_lines(body: Element | None, findings: Findings, *pages: int) -> list[str]:
    """The lines of a text body of a shape or cell, one a paragraph; `pages` is where struck-out words are noted for."""
    lines = []
    for paragraph in body.iter("p") if body is not None else ():
        line = clean_line(spelled("".join(_pieces(paragraph, findings, pages))))
        if line:
            lines.append(line)
    return lines


def _pieces(parent: Element, findings: Findings, pages: Sequence[int]) -> Iterator[str]:
    """The words inside; powers and indices of formulas are marked as raised and lowered."""
    for part in parent:
        if part.tag in {"r", "fld"}:
            yield _run(part, findings, pages)
        elif part.tag in {"br", "tab"}:
            yield " "
        elif part.tag != "Fallback":  # says the same as the choice before it
            inside = "".join(_pieces(part, findings, pages))
            yield _IN_FORMULAS.get(part.tag, str)(inside)


def _divided(words: str) -> str:
    return f"/{words if words.isalnum() else f'({words})'}"


_IN_FORMULAS: Final[dict[str, Callable[[str], str]]] = {"sup": raised, "sub": lowered, "den": _divided}
"""What stands where in a formula."""


def _run(run: Element, findings: Findings, pages: Sequence[int]) -> str:
    """The words of a run, unless they are struck out; raised and lowered ones are marked as such."""
    words = "".join(part.text or "" for part in run.iter("t"))
    properties = run.find("rPr")
    if properties is None:
        return words
    if words.strip() and properties.attrib.get("strike", NOT_STRUCK) != NOT_STRUCK:
        findings.warn("struck_out", *pages)
        return ""
    baseline = properties.attrib.get("baseline", "0")
    if baseline.strip("0%") in {"", "-"}:
        return words
    return lowered(words) if baseline.startswith("-") else raised(words)


def text_box_lines(package: Package, part: str, findings: Findings, *pages: int) -> list[str]:
    """What stands in the text boxes and shapes that lie over a sheet."""
    lines: list[str] = []
    for relation in package.relations(part).values():
        if relation.kind != "drawing":
            continue
        root = package.xml(relation.target)
        for shape in root.iter("sp") if root is not None else ():
            lines += paragraph_lines(shape.find("txBody"), findings, *pages)
    return lines


def _words(element: Element | None) -> str:
    """All text runs inside, in order."""
    if element is None:
        return ""
    return clean_line(" ".join(run.text or "" for run in element.iter("t")))


def _diagram_lines(root: Element) -> Iterator[str]:
    for point in root.iter("pt"):
        words = _words(point)
        if words:
            yield words
