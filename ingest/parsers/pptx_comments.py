"""What people noted on slides, in the way of old and in that of today, with replies."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.package import Package, Relation

MOST_COMMENTS: Final = 2_000


def authors_of(package: Package, relations: dict[str, Relation]) -> dict[str, str]:
    """The names of those who comment, by id; `relations` are the presentation's."""
    parts = [each.target for each in relations.values() if each.kind in {"commentAuthors", "authors"}]
    roots = (_optional(package, part) for part in parts)
    people = (person for root in roots if root is not None for person in root)
    return {person.attrib.get("id", ""): clean_line(person.attrib.get("name", "")) for person in people}


def slide_comments(
    package: Package, relations: dict[str, Relation], authors: dict[str, str], findings: Findings
) -> list[str]:
    """The comments on a slide, each with who wrote it."""
    lines: list[str] = []
    for relation in relations.values():
        if relation.kind != "comments":
            continue
        root = _optional(package, relation.target)
        if root is None:
            findings.warn("parts_unreadable")
            continue
        lines += [line for comment in root for line in _lines(comment, authors, "Comment")]
    return lines[:MOST_COMMENTS]


def _optional(package: Package, part: str) -> Element | None:
    try:
        return package.xml(part)
    except Exception as error:
        let_fatal_through(error)
        return None


def _lines(comment: Element, authors: dict[str, str], name: str) -> Iterator[str]:
    """The comment, then its replies."""
    body = comment.find("txBody")
    runs = (run.text or "" for run in body.iter("t")) if body is not None else ()
    words = clean_line(" ".join(runs) if body is not None else comment.findtext("text") or "")
    author = authors.get(comment.attrib.get("authorId", ""), "")
    if words:
        yield f"{name} by {author}: {words}" if author else f"{name}: {words}"
    for reply in comment.findall("replyLst/reply"):
        yield from _lines(reply, authors, "Reply")
