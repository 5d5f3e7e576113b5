"""A misspelt word of a question read as the one that was meant."""

import re
from collections import Counter
from typing import Any

from haystack import component

from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.models.token_weights import token_weights
from pipelines.ports import Embedder, Filter, Index
from pipelines.text.function_words import language_of_question
from pipelines.text.measures_in_text import is_unit
from pipelines.text.slips import MOST_SUSPECTS, nearby, suspects
from pipelines.text.text_analysis import MAX_QUERY_WORDS
from pipelines.text.words import words
from pipelines.types import Remark

_LOOKED_THROUGH = 20
_ENDING = 2
"""Letters that a form of a word may have more than the word."""


@component
class Spelling:
    """Reads a word that no document has, and the embedder doesn't know, as one that differs by a slip.

    What the documents have which the asker may read comes first; else a common word that the embedder knows whole,
    where only one is near. A name is only read as one that the documents have.
    """

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    @component.output_types(question=str, search=str, remarks=list[Remark])
    def run(self, question: str, search: str, where: Filter | Uncopied) -> dict[str, Any]:
        """Both texts as they are read; `remarks` say which words were read as others. Free where all are known."""
        read: dict[str, str] = {}
        held, language = as_filter(where), language_of_question(question)
        unknown = [word for word in suspects(question) if not self._is_known(word)][:MOST_SUSPECTS]
        for word in unknown:
            if self._index.search_chunks(word, held, 1):
                continue
            meant = self._of_documents(word, language, held)
            is_name = not word.islower() and not question.startswith(word)
            if not meant and language == "en" and not is_name:
                meant = self._common(word, language)
            if meant:
                read[word] = meant if word.islower() else meant.capitalize()
        remarks = [Remark("word_read_as", (("written", word), ("meant", meant))) for word, meant in read.items()]
        return {"question": _read_as(question, read), "search": _read_as(search, read), "remarks": remarks}

    def _of_documents(self, word: str, language: str, where: Filter) -> str:
        """The likeliest of the words near to it that readable documents have, or an empty text."""
        for kind in nearby(word, language):
            for start in range(0, len(kind), MAX_QUERY_WORDS):
                asked = frozenset(kind[start : start + MAX_QUERY_WORDS])
                hits = self._index.search_chunks(" ".join(asked), where, _LOOKED_THROUGH)
                counts = Counter(found for hit in hits for found in _found(f"{hit.context} {hit.text}", asked))
                if counts:
                    return min(counts, key=lambda each: (-counts[each], each))
        return ""

    def _common(self, word: str, language: str) -> str:
        """The one common word that is nearest, or an empty text where there is none, or several."""
        for kind in nearby(word, language):
            known = [each for each in kind if len(each) > 3 and self._is_common(each)]
            if known:
                return known[0] if len(known) == 1 else ""
        return ""

    def _is_known(self, word: str) -> bool:
        """Whether it is a common word, or several of what one names, or a unit."""
        return self._is_common(word) or (word.endswith("s") and self._is_common(word[:-1])) or is_unit(word)

    def _is_common(self, word: str) -> bool:
        """Whether the embedder has the word as one piece."""
        pieces = [piece for piece, _ in self._embedder.pieces(word.casefold())]
        return int((token_weights(pieces) > 0).sum()) == 1


def _found(text: str, asked: frozenset[str]) -> set[str]:
    """Those of the words that stand in a text, also with a short ending."""
    found: set[str] = set()
    for word in {*words(text), *re.findall(r"[^\W\d_]+", text.casefold())}:
        found |= {word[: len(word) - n] for n in range(_ENDING + 1)} & asked
    return found


def _read_as(text: str, read: dict[str, str]) -> str:
    for word, meant in read.items():
        text = re.sub(rf"(?<![\w-]){word}(?![\w-])", meant, text)
    return text
