"""A page's text, put together from its chunks, which overlap."""

from collections.abc import Sequence

from pipelines.ports import Hit
from pipelines.types import Page


def page_of(chunks: Sequence[Hit]) -> Page | None:
    """The page that these are the chunks of, in their order; None of none. What no chunk holds is a line end."""
    if not chunks:
        return None
    text, end = "", chunks[0].start
    for chunk in chunks:
        if chunk.start > end:
            text += "\n"
        text += chunk.text[max(0, end - chunk.start) :]
        end = max(end, chunk.end)
    first = chunks[0]
    return Page(first.page, text, first.label, language=first.language)
