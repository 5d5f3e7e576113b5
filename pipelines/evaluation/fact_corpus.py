"""The documents that questions are made from: where each fact stands, and what stands nowhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.evaluation.stated_facts import StatedFact, stated_facts
from pipelines.text.words import content_stems, words
from pipelines.types import Page

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class FactDocument:
    """A document with its pages, and the facts that it states."""

    name: str
    title: str
    pages: Sequence[Page]

    @cached_property
    def facts(self) -> tuple[StatedFact, ...]:
        """Its facts, each question once."""
        found = {fact.question: fact for fact in stated_facts(self.name, self.title, self.pages)}
        return tuple(found.values())

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that it mentions, in its name as well."""
        return frozenset(_YEAR.findall(" ".join([self.name, self.title, *(page.text for page in self.pages)])))

    @cached_property
    def stems(self) -> dict[int, frozenset[str]]:
        """The content words of each page, by its number."""
        return {page.number: frozenset(content_stems(page.text)) for page in self.pages}

    def pages_of(self, fact: StatedFact, also: str = "") -> frozenset[int]:
        """The pages with all words of a fact's subject and these signs; `also` is its value where nothing is said."""
        signs = also or fact.value
        return frozenset(
            page.number
            for page in self.pages
            if fact.stems <= self.stems[page.number] and re.search(rf"(?<!\d){re.escape(signs)}(?!\d)", page.text)
        )


class FactCorpus:
    """All documents together."""

    def __init__(self, documents: Sequence[FactDocument]) -> None:
        self.documents = {document.name: document for document in documents}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every document."""
        texts = (page.text for document in self.documents.values() for page in document.pages)
        return frozenset(word for text in texts for word in words(text))

    def mentions(self, phrase: str) -> bool:
        """Whether all words of a phrase stand somewhere."""
        return all(word in self.words for word in words(phrase))

    def in_turns(self, facts: Sequence[StatedFact]) -> Iterator[StatedFact]:
        """The facts, one of each document in turn, so that a long document doesn't crowd out the others."""
        by_document: dict[str, list[StatedFact]] = {}
        for fact in facts:
            by_document.setdefault(fact.document, []).append(fact)
        while by_document:
            for name in list(by_document):
                yield by_document[name].pop(0)
                if not by_document[name]:
                    del by_document[name]
