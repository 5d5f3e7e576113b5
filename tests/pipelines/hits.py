"""Hits for tests of what happens between the search and the answer."""

import numpy as np

from pipelines.ports import Hit, PlainWords, Vector
from pipelines.types import Source


def hit(
    chunk_id: str,
    score: float = 0.0,
    *,
    document: str = "d1",
    name: str = "report.pdf",
    title: str = "",
    page: int = 1,
    label: str | None = None,
    headings: tuple[str, ...] = (),
    text: str = "Some words.",
    vector: Vector | None = None,
    kinds: tuple[str, ...] = (),
) -> Hit:
    """A hit with what a test cares about; its context line is the title."""
    source = Source(document, f"{document}-1", name, title, ("everyone",))
    words = PlainWords(label, headings, text, title)
    return Hit(chunk_id, score, source, page, 0, len(text), words, "en", vector, kinds)


def unit(*values: float) -> Vector:
    """The values as a vector of length 1."""
    vector = np.array(values, np.float32)
    scaled: Vector = vector / np.linalg.norm(vector)
    return scaled
