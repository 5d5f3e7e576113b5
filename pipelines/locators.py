"""Where a passage stands, in English words; what people read in other languages is worded in `bot`."""

import re

from pipelines.types import Passage, Unit

NUMBERED = re.compile(r"\u00a7|(?:\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,9}[.)]?|[IVXLC]{1,9}\.)\s")
"""A heading that brings its own number, `3.1 Vacation`: people know the section by that one."""


def numbered_locator(passage: Passage) -> str:
    """The place by its number alone, as models read it: `page 3`, `slides 3-4`, `sheet Rates, A2:F9`."""
    unit, label = passage.unit, (passage.label or "").strip()
    if unit in {Unit.SHEET, Unit.ROWS} and label:
        return f"{unit} {label}"
    if passage.last_page > passage.page:
        return f"{unit if unit is Unit.ROWS else unit + 's'} {passage.page}-{passage.last_page}"
    return f"{unit} {passage.page}"


def locator_words(passage: Passage) -> str:
    """The place as people name it: `p. 12 (printed 10)`, `slide 4`, `section 3, Vacation`."""
    label = (passage.label or "").strip()
    if passage.unit is Unit.SECTION and label:
        return f"section {label}" if NUMBERED.match(label) else f"section {passage.page}, {label}"
    if passage.unit is not Unit.PAGE:
        return numbered_locator(passage)
    pages = (
        f"p. {passage.page}" if passage.last_page <= passage.page else f"pp. {passage.page}\u2013{passage.last_page}"
    )
    return f"{pages} (printed {label})" if label and label != str(passage.page) else pages
