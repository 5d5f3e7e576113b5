"""What a library raises while it reads one part of a file costs that part, never the file."""

from ingest.formats.errors import UnreadableFileError


def let_fatal_through(error: Exception) -> None:
    """Raises the error again where it is about the whole file: a limit of ours, or memory that is used up.

    Returns for everything else, which is damage of the part at hand. To be called first in an `except Exception`.
    """
    if isinstance(error, MemoryError) or (isinstance(error, UnreadableFileError) and error.code != "damaged"):
        raise error
