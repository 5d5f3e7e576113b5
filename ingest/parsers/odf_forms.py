"""Controls of OpenDocument forms: what is ticked, chosen or filled in, with their labels."""

from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.symbol_fonts import BOX, TICKED_BOX
from ingest.parsers.xml_parts import attribute

_BOXES: Final = frozenset({"checkbox", "radio"})
_LISTS: Final = frozenset({"listbox", "combobox"})
_FIELDS: Final = frozenset({"text", "textarea", "formatted-text", "number", "date", "time", "fixed-text"})
_TICKED: Final = frozenset({"checked", "true"})


def form_controls(root: Element | None) -> dict[str, str]:
    """What each control of a file's forms shows, by its id."""
    found: dict[str, str] = {}
    for forms in root.iter("forms") if root is not None else ():
        for control in forms.iter():
            identity = attribute(control, "id")
            words = _shown(control) if identity else ""
            if identity and words:
                found[identity] = words
    return found


def _shown(control: Element) -> str:
    label = clean_line(attribute(control, "label") or "")
    if control.tag in _BOXES:
        state = attribute(control, "current-state") or attribute(control, "current-selected")
        state = state or attribute(control, "state") or attribute(control, "selected")
        return f"{TICKED_BOX if state in _TICKED else BOX} {label}".strip()
    if control.tag in _LISTS:
        options = control.findall("option") + control.findall("item")
        chosen = [option for option in options if attribute(option, "current-selected") == "true"]
        chosen = chosen or [option for option in options if attribute(option, "selected") == "true"]
        words = ", ".join(clean_line(attribute(option, "label") or "") for option in chosen)
        return words or _value(control)
    return (_value(control) or label) if control.tag in _FIELDS else ""


def _value(control: Element) -> str:
    return clean_line(attribute(control, "current-value") or attribute(control, "value") or "")
