"""What one file may cost us: sizes, pages, memory and time."""

from dataclasses import asdict, dataclass
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Ceilings for reading one file. The defaults suit a worker with 4 GB of memory.

    Memory, processor time and open files are held by the operating system where it can (Linux; in part macOS);
    elsewhere only sizes, pages, characters and the wall clock are.
    """

    max_file_bytes: int = 500 * MIB
    """Larger files are refused before they are opened. Range: 1 or more."""
    max_pages: int = 5_000
    """Documents with more pages are refused whole: half a document would answer wrongly."""
    max_page_characters: int = 200_000
    """A page's text is cut here, with a warning. A dense printed page holds some 8,000."""
    max_characters: int = 50_000_000
    """Documents with more text than this are refused. 5,000 dense pages hold 40 million characters."""
    memory_bytes: int = 2048 * MIB
    """Address space of the child process. The PDF reader needs some 200 MiB for ordinary files."""
    cpu_seconds: int = 300
    """Processor time of the child process, in whole seconds."""
    timeout_seconds: float = 120.0
    """Wall-clock time for a small file, in seconds."""
    timeout_seconds_per_mib: float = 1.0
    """Added to the wall-clock time for each MiB of the file."""
    open_files: int = 64
    """How many files the child may hold open at once."""
    max_picture_pixels: int = 100_000_000
    """Images with more pixels are refused by their headers, before anything is decoded."""
    max_pictures: int = 1_000
    """Image files with more pages are refused whole: each takes seconds of text recognition."""
    recognition_seconds: float = 3_600.0
    """Wall-clock time for the text recognition of one file; pages that it doesn't suffice for are left out, named."""
    max_parts: int = 1_000
    """Mails with more parts are refused."""
    max_nesting: int = 500
    """Files whose elements, groups or parts lie deeper within each other are refused."""
    max_attachments: int = 100
    """How many files a file may hold that are taken out of it; the rest is left out, with a warning."""
    max_attached_bytes: int = 200 * MIB
    """How large these may be together."""
    max_attachment_levels: int = 3
    """How often a file may lie within a file."""
    max_unpacked_bytes: int = 2048 * MIB
    """Office files are archives: those that unpack to more are refused before anything is unpacked."""
    max_expansion: int = 250
    """How many times its packed size a large part of an archive may have unpacked. Sheets of equal rows have 100."""

    def seconds_for(self, file_bytes: int) -> float:
        """The wall-clock time a file of this size may take, in seconds."""
        return self.timeout_seconds + self.timeout_seconds_per_mib * file_bytes / MIB

    def as_dict(self) -> dict[str, Any]:
        """The same figures as plain values, for the message that tells the child about them."""
        return asdict(self)
