"""The index is told who may read a document, after the records: they are the truth, and it has to follow."""

from contextlib import suppress
from datetime import timedelta

from ingest.library.library import Library
from pipelines.ports import Index

GRACE = timedelta(seconds=30)
"""After so long somebody else tells the index: whoever changed the readers died, or the index was away."""


class Relabeller:
    """Brings the index's readers into line with the records'. Every call is idempotent and raises what either does.

    What was cut short stands as a row in the records, and the next worker or sweep finishes it.
    """

    def __init__(self, library: Library, index: Index) -> None:
        self._library = library
        self._index = index

    def tell(self, *document_ids: str) -> None:
        """Tells the index of those of the documents whose readers changed."""
        for document_id in document_ids:
            labels = self._library.granted.untold(document_id)
            if labels is not None:
                self._tell(document_id, labels)

    def correct(self, document_id: str) -> None:
        """Tells the index the document's readers, whether they changed or not."""
        self._tell(document_id, self._library.granted.labels(document_id))

    def finish_all(self) -> int:
        """Tells the index what was cut short; of how many documents."""
        untold = self._library.granted.all_untold(GRACE)
        self.tell(*untold)
        return len(untold)

    def _tell(self, document_id: str, labels: tuple[str, ...]) -> None:
        """Two who tell at once can't leave the older word standing: each looks once more at the records afterwards."""
        written: tuple[str, ...] | None = None
        while written != labels:
            if labels:
                with suppress(KeyError):  # not searchable at the moment: it will be written with its readers
                    self._index.set_labels(document_id, labels)
            written, labels = labels, self._library.granted.confirm(document_id, labels)
