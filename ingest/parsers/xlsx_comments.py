"""What people noted on the cells of a workbook: notes of old, and comments with their replies."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.package import Package
from ingest.parsers.xlsx_workbook import STRUCK, words_of
from ingest.parsers.xml_parts import whole_number

MOST_COMMENTS: Final = 20_000

Comments = dict[str, str]
"""The comment on each cell, by the cell's name."""


def sheet_comments(package: Package, part: str, people: dict[str, str], findings: Findings) -> Comments:
    """The comments on a sheet's cells, each with who wrote it; `people` are names by id."""
    notes: Comments = {}
    threads: Comments = {}
    for relation in package.relations(part).values():
        if relation.kind not in {"comments", "threadedComment"}:
            continue
        try:
            root = package.xml(relation.target)
        except Exception as error:
            let_fatal_through(error)
            findings.warn("parts_unreadable")
            continue
        if root is not None and relation.kind == "comments":
            notes.update(_notes(root))
        elif root is not None:
            _add_threads(root, people, threads)
    return {**notes, **threads}  # a thread has a note beside it, for programs that know no threads


def people_of(package: Package, main: str, findings: Findings) -> dict[str, str]:
    """The names of those who comment, by id."""
    people: dict[str, str] = {}
    for relation in package.relations(main).values():
        if relation.kind != "person":
            continue
        try:
            root = package.xml(relation.target)
        except Exception as error:
            let_fatal_through(error)
            findings.warn("parts_unreadable")
            continue
        for person in root.iter("person") if root is not None else ():
            people[person.attrib.get("id", "")] = clean_line(person.attrib.get("displayName", ""))
    return people


def _notes(root: Element) -> Iterator[tuple[str, str]]:
    authors = [clean_line(author.text or "") for author in root.findall("authors/author")]
    for comment, _ in zip(root.iter("comment"), range(MOST_COMMENTS), strict=False):
        place = whole_number(comment.attrib.get("authorId"), -1)
        author = authors[place] if 0 <= place < len(authors) else ""
        text = comment.find("text")
        words = words_of(text).removesuffix(STRUCK) if text is not None else ""
        words = words.removeprefix(f"{author}:").strip() if author else words
        if words:
            yield comment.attrib.get("ref", ""), _said(author, words)


def _add_threads(root: Element, people: dict[str, str], threads: Comments) -> None:
    for comment, _ in zip(root.iter("threadedComment"), range(MOST_COMMENTS), strict=False):
        words = clean_line(comment.findtext("text") or "")
        author = people.get(comment.attrib.get("personId", ""), "")
        cell = comment.attrib.get("ref", "")
        if not words:
            continue
        if cell in threads:
            threads[cell] += f" / {author}: {words}" if author else f" / {words}"
        else:
            threads[cell] = _said(author, words)


def _said(author: str, words: str) -> str:
    return f"Comment by {author}: {words}" if author else f"Comment: {words}"
