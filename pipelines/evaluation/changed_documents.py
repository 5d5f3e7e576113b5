"""Documents from which a fact was taken away, or to which one was added that contradicts it; their pages as text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.evaluation.changed_questions import other_value
from pipelines.evaluation.fact_corpus import FactDocument
from pipelines.evaluation.stated_facts import StatedFact
from pipelines.text.sentences import source_spans
from pipelines.text.words import content_stems

PAGE_CHARACTERS = 2_500
"""The most of a page's text that becomes one page of a changed document: a reader of text files cuts longer ones."""
NEIGHBOURS = 1
"""Pages before and behind a fact's own that are kept: what is near it shall still be found."""


@dataclass
class ChangedDocument:
    """What of a document is kept, taken away and added."""

    source: FactDocument
    gone: list[StatedFact] = field(default_factory=list)
    gone_pages: set[int] = field(default_factory=set)
    kept: list[StatedFact] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def pages(self) -> list[str]:
        """Its pages: those round its facts, in short pieces, then one for each added sentence."""
        facts = [*self.gone, *self.kept]
        wanted = {page + step for fact in facts for page in [fact.page] for step in range(-NEIGHBOURS, NEIGHBOURS + 1)}
        texts = [self._left(page.text) for page in self.source.pages if page.number in wanted - self.gone_pages]
        return [piece for text in texts for piece in _pieces(text)] + self.added

    def text(self) -> str:
        """The text file: its title as the headline, its pages apart by form feeds."""
        first, *others = self.pages() or [""]
        return "\f".join([f"{self.source.title}\n\n{first}", *others])

    def page_of(self, fact: StatedFact) -> int | None:
        """The page that states a fact which was kept."""
        wanted = " ".join(fact.text.split())
        return next((n for n, text in enumerate(self.pages(), 1) if wanted in " ".join(text.split())), None)

    def _left(self, text: str) -> str:
        """The text without the stretches that state a fact which is gone."""
        kept, at = [], 0
        for span in source_spans(text):
            words = text[span.start : span.end]
            stems = frozenset(content_stems(words))
            if any(fact.stems <= stems and _holds(words, fact.value) for fact in self.gone):
                kept.append(text[at : span.start])
                at = span.end
        return "".join([*kept, text[at:]])


def contradiction(fact: StatedFact) -> str:
    """A sentence that states the fact with another figure."""
    wrong = other_value(fact.value)
    if fact.shape == "row":
        year = f" in {fact.year}" if fact.year else ""
        return f"{fact.subject[0].upper()}{fact.subject[1:]}{year} {fact.verb} {wrong}."
    return " ".join(fact.text.split()).replace(fact.value, wrong)


def note(title: str, sentences: Iterable[str]) -> str:
    """The text file of a document of one page a sentence."""
    first, *others = sentences
    return "\f".join([f"{title}\n\n{first}", *others])


def _holds(words: str, value: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(value)}(?!\d)", words) is not None


def _pieces(text: str) -> Sequence[str]:
    """The text in pieces of at most `PAGE_CHARACTERS`, cut between lines; nothing of an empty one."""
    pieces, piece = [], ""
    for line in text.split("\n"):
        if len(piece) + len(line) > PAGE_CHARACTERS and piece.strip():
            pieces.append(piece.strip())
            piece = ""
        piece += f"{line[:PAGE_CHARACTERS]}\n"
    return [each for each in [*pieces, piece.strip()] if each]
