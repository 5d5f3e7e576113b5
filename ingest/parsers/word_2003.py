"""Word's XML of 2003 as parts of a Word file of today: most of its elements have the same names and meaning."""

from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.flat_package import relations_part
from ingest.parsers.xml_parts import attribute

_TODAY: Final = {"vmerge": "vMerge", "hlink": "hyperlink", "sect": "customXml", "sub-section": "customXml"}
"""Elements by what they are called today; sections are looked through."""
_GONE: Final = frozenset({"Word.Deletion", "Word.Comment.Start", "Word.Comment.End", "Word.Formatting"})


def word_2003_parts(root: Element) -> dict[str, Element | bytes]:
    """The parts that a reader of Word files asks for."""
    body = root.find("body")
    if body is None:
        raise UnreadableFileError("damaged")
    comments = Element("comments")
    _renew(body, comments)
    document = Element("document")
    document.append(body)
    styles = root.find("styles")
    parts: dict[str, Element | bytes] = {
        "word/document.xml": document,
        "word/comments.xml": comments,
        "word/styles.xml": styles if styles is not None else Element("styles"),
        "word/_rels/document.xml.rels": relations_part(styles="styles.xml", comments="comments.xml"),
        "docProps/core.xml": _properties(root),
    }
    return parts


def _renew(body: Element, comments: Element) -> None:
    """Gives elements their names of today; tracked changes and comments become what they are today."""
    for parent in list(body.iter()):
        for place, child in enumerate(list(parent)):
            child.tag = _TODAY.get(child.tag, child.tag)
            if child.tag == "annotation":
                parent[place] = _annotation(child, comments)
            elif child.tag == "listPr":
                _note_number(parent, child)


def _annotation(annotation: Element, comments: Element) -> Element:
    kind = attribute(annotation, "type") or ""
    content = annotation.find("content")
    if kind in _GONE or content is None:
        return Element("del")
    if kind != "Word.Comment":
        content.tag = "ins"
        return content
    identity = str(len(comments))
    comment = Element("comment", {"id": identity, "author": attribute(annotation, "author") or ""})
    comment.extend(list(content))
    comments.append(comment)
    run = Element("r")
    run.append(Element("commentReference", {"id": identity}))
    return run


def _note_number(properties: Element, listed: Element) -> None:
    """A paragraph's number stands in the file as it is shown."""
    shown = listed.find("t")
    number = attribute(shown, "val") if shown is not None else None
    if number:
        listed.tag = "shownNumber"
        listed.attrib["val"] = number


def _properties(root: Element) -> Element:
    core = Element("coreProperties")
    for name, today in (("Title", "title"), ("Subject", "subject"), ("Created", "created")):
        found = Element(today)
        found.text = root.findtext(f"DocumentProperties/{name}")
        core.append(found)
    return core
