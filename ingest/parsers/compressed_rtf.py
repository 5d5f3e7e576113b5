"""Rich text as Outlook packs it (MS-OXRTFCP): a dictionary of 4 KB that is filled while it is read."""

import struct
from typing import Final

PACKED: Final = b"LZFu"
PLAIN: Final = b"MELA"
WINDOW: Final = 4096
# The dictionary begins with the words that such texts begin with.
OPENING: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompressed(data: bytes, most_bytes: int) -> bytes:
    """The text, as far as it goes where the data ends early; `ValueError` for another format or a longer text."""
    if len(data) < 16:
        raise ValueError("no header")
    _, size, form = struct.unpack_from("<II4s", data)
    if form == PLAIN:
        return data[16 : 16 + size]
    if form != PACKED or size > most_bytes:
        raise ValueError("not packed this way")
    window = bytearray(OPENING.ljust(WINDOW, b"\0"))
    written, out, place = len(OPENING), bytearray(), 16
    while place < len(data) and len(out) <= most_bytes:
        flags, place = data[place], place + 1
        for bit in range(8):
            if flags >> bit & 1:
                if place + 2 > len(data):
                    return bytes(out)
                offset, length = divmod(int.from_bytes(data[place : place + 2], "big"), 16)
                place += 2
                if offset == written % WINDOW:  # how the end is marked
                    return bytes(out)
                for step in range(length + 2):
                    sign = window[(offset + step) % WINDOW]
                    window[written % WINDOW] = sign
                    written += 1
                    out.append(sign)
            elif place < len(data):
                window[written % WINDOW] = data[place]
                out.append(data[place])
                written, place = written + 1, place + 1
    return bytes(out)
