"""Tells by a PDF's bytes whether it can have layers at all, since asking pypdf costs far more."""

import mmap
import re
import zlib
from pathlib import Path
from typing import Final

NAMED: Final = b"/OCProperties"
"""What the catalog of a file with layers holds."""
LARGEST_OBJECT_STREAM: Final = 8 * 2**20
MOST_OBJECT_STREAMS: Final = 2_000
_OBJECT_STREAM: Final = re.compile(rb"/Type\s{0,4}/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n")


def may_have_layers(path: Path) -> bool:
    """False where the file can have none, told without reading it as a PDF. Cost: a look at its bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(NAMED) >= 0:
            return True
        for count, match in enumerate(_OBJECT_STREAM.finditer(data)):
            start = _STREAM.search(data, match.end(), match.end() + 1_000)
            if count == MOST_OBJECT_STREAMS or start is None:
                return True
            packed = data[start.end() : start.end() + LARGEST_OBJECT_STREAM]
            try:
                if NAMED in zlib.decompressobj().decompress(packed, LARGEST_OBJECT_STREAM):
                    return True
            except zlib.error:  # encrypted, or packed in another way
                return True
    return False
