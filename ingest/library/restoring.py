"""A document back into the index, from its original: read again as it was read at first."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ingest.formats.limits import ParseLimits
from ingest.library.attachments import Allowance, Within
from ingest.library.held_documents import HeldDocument
from ingest.originals.vault import Vault
from ingest.reading.scratch import Scratch
from pipelines.types import DocumentType


class TakesFiles(Protocol):
    """What is needed of `ingest.library.ingestor.Ingestor`."""

    def ingest(
        self,
        path: Path,
        labels: Sequence[str],
        document_type: DocumentType | None = None,
        *,
        within: Within,
        by: str,
        place: str,
    ) -> object:
        """Makes a file searchable under the name that `within` gives it; without a `place` it is a repair."""
        ...


def restore(vault: Vault, ingestor: TakesFiles, held: HeldDocument) -> None:
    """Ingests the original under its name, for the readers that it has then; raises `OriginalMissingError`.

    While it is read, it lies in the clear in a folder of this user's own in the system's folder for temporary files.
    """
    with (
        Scratch() as scratch,
        vault.open(held.version_id) as original,
        scratch.copy(original, lambda _: None) as path,
    ):
        within = Within(held.name, Allowance(ParseLimits().max_attachments))
        ingestor.ingest(path, (), held.type, within=within, by="", place="")
