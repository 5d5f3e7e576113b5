"""The documents of the set, read by the real parsers, in a real index: each case's under a label of its own."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ingest.reading.parse import ParserPool
from pipelines.access import Scope
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.types import Page, Source
from tests.injection.case import Attack, Case
from tests.injection.honest import CONFIDENTIAL, HONEST
from tests.pipelines.put_document import put_document

EVERYONE = "everyone"
BOARD = "board"

Pages = dict[tuple[str, str, int], str]
"""The text of each page by label, document and number."""


def scope_of(case: Case) -> Scope:
    """What the asker of a case may read: the honest documents, and those of its attack."""
    return Scope.of(EVERYONE, case.id)


class Corpus:
    """An index with all documents of some cases; `pages` is what was read of them."""

    def __init__(self, folder: Path, embedder: OpenVinoEmbedder, cases: Sequence[Case]) -> None:
        self.index = EmbeddedIndex(folder / "index.db", embedder.name, embedder.dimensions)
        self.pages: Pages = {}
        self._indexer = Indexer(self.index, embedder)
        with ParserPool() as parsers:
            for attack in HONEST:
                self._put(parsers, folder, attack, EVERYONE)
            self._put(parsers, folder, CONFIDENTIAL, BOARD)
            for case in cases:
                for attack in case.attacks:
                    self._put(parsers, folder, attack, case.id)

    def _put(self, parsers: ParserPool, folder: Path, attack: Attack, label: str) -> None:
        place = folder / label
        place.mkdir(exist_ok=True)
        attack.make(place / attack.name)
        parsed = parsers.parse(place / attack.name)
        identity = hashlib.sha256(f"{label}/{attack.name}".encode()).hexdigest()[:16]
        source = Source(
            identity, identity, attack.name, parsed.title, (label,), date=parsed.date, language=parsed.language,
            unit=parsed.unit,
        )  # fmt: skip
        self.pages |= {(label, attack.name, page.number): page.text for page in parsed.pages}
        put_document(self._indexer, source, [Page(p.number, p.text, p.label, p.headings, p.language)
                                             for p in parsed.pages])  # fmt: skip

    def close(self) -> None:
        """Closes the index."""
        self.index.close()
