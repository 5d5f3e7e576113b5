"""Fields of Word forms that show something without words of their own: boxes and choices."""

from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.symbol_fonts import BOX, TICKED_BOX
from ingest.parsers.xml_parts import attribute, is_on, value, whole_number


def form_field_words(begin: Element) -> str:
    """What the field that begins here shows in front of its result: a box, ticked or not, or the choice made."""
    box = begin.find("ffData/checkBox")
    if box is not None:
        checked = box.find("checked")
        return TICKED_BOX if is_on(checked if checked is not None else box.find("default")) else BOX
    choices = begin.find("ffData/ddList")
    if choices is None:
        return ""
    chosen = value(choices, "result") or value(choices, "default")
    entries = [attribute(entry, "val") or "" for entry in choices.findall("listEntry")]
    place = whole_number(chosen)
    return clean_line(entries[place]) if place < len(entries) else ""
