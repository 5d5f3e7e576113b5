"""Pages that came as pictures: read by text recognition within the file's time, and told in a warning."""

import time
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.confinement.confined import ProgramTooSlowError
from ingest.parsers.pictures import FEW_LETTERS, GARBLED, IMAGE
from ingest.reading.languages import language_of
from ingest.reading.recognition import Recogniser
from pipelines.types import Page

SHORTEST_WITH_COVERS: Final = 12
RECOGNISED: Final = {IMAGE: "recognised_images", FEW_LETTERS: "recognised_images", GARBLED: "recognised_garbled"}
"""Why a page needed recognition, and the warning that says it was read so."""
OF_COVERS: Final = frozenset({"recognised_images", "not_recognised"})
"""Warnings that aren't worth a word where they are about covers alone."""


@dataclass(slots=True)
class PageRecognition:
    """Reads the pictures of one file, of which all may take `seconds`; `warnings` is what to say of them."""

    recogniser: Recogniser
    seconds: float
    warnings: dict[str, list[int]] = field(default_factory=dict)
    pages: int = 0

    def read(self, page: Page, reason: str, image: bytes) -> Page:
        """The page with the text of its picture, where that says more than the page itself did."""
        if self.seconds <= 0:
            return self._without(page, "recognition_too_slow")
        begun = time.monotonic()
        try:
            text = self.recogniser.read(image)
        except ProgramTooSlowError:
            return self._without(page, "recognition_too_slow")
        finally:
            self.seconds -= time.monotonic() - begun
        if reason == FEW_LETTERS and _letters(text) <= 2 * _letters(page.text):
            return page
        if not text:
            return self._without(page, "garbled_text" if reason == GARBLED else "not_recognised")
        self.pages += 1
        self.warnings.setdefault(RECOGNISED[reason], []).append(page.number)
        if reason == IMAGE and page.text:  # what was noted on the picture
            text = f"{text}\n\n{page.text}"
        return replace(page, text=text, headings=(), language=language_of(text))

    def notable_warnings(self, page_count: int) -> dict[str, list[int]]:
        """The warnings; where a longer document's covers alone are images, that is no loss, and nothing to tell."""
        covers = {1, page_count} if page_count >= SHORTEST_WITH_COVERS else set()
        return {
            code: pages
            for code, pages in self.warnings.items()
            if code not in OF_COVERS or not covers.issuperset(pages)
        }

    def _without(self, page: Page, code: str) -> Page:
        if not page.text:
            self.warnings.setdefault(code, []).append(page.number)
        return page


def _letters(text: str) -> int:
    return sum(sign.isalnum() for sign in text)
