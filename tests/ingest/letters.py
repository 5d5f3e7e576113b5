"""Makes the mails that these tests read: in the format of the internet, and as Outlook keeps them."""

import struct
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
SMALL = 64
LARGE = 4096

Tree = Mapping[str, "bytes | Tree"]


def mail(
    path: Path,
    body: str = "The offer stands until the end of March.",
    html: str = "",
    attached: Sequence[tuple[str, bytes]] = (),
    forwarded: Sequence[EmailMessage] = (),
    **headers: str,
) -> Path:
    """A mail file with these headers, bodies and parts."""
    path.write_bytes(message(body, html, attached, forwarded, **headers).as_bytes())
    return path


def message(
    body: str,
    html: str = "",
    attached: Sequence[tuple[str, bytes]] = (),
    forwarded: Sequence[EmailMessage] = (),
    **headers: str,
) -> EmailMessage:
    """The same, not yet written."""
    made = EmailMessage()
    for name, words in {"From": "Ann <ann@example.com>", "Subject": "Offer", **headers}.items():
        made[name] = words
    made.set_content(body)
    if html:
        made.add_alternative(html, subtype="html")
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    for inner in forwarded:
        made.add_attachment(inner)
    return made


def text_property(number: int, words: str) -> tuple[str, bytes]:
    """A stream of an Outlook message that holds words."""
    return f"__substg1.0_{number:04X}001F", words.encode("utf-16-le")


def fixed_properties(header: int, *properties: tuple[int, int]) -> tuple[str, bytes]:
    """The stream of an Outlook message that holds its short properties as (number, value)."""
    rows = b"".join(struct.pack("<HHIQ", 0x0040, number, 6, value) for number, value in properties)
    return "__properties_version1.0", bytes(header) + rows


def ole(path: Path, tree: Tree) -> Path:
    """An OLE container with these streams; storages are mappings."""
    writer = _OleWriter()
    writer.write(path, tree)
    return path


class _OleWriter:
    def __init__(self) -> None:
        self.entries: list[list[int | str]] = []  # name, kind, left, right, child, start, size
        self.small = bytearray()
        self.small_table: list[int] = []
        self.large: list[bytes] = []
        self.table: list[int] = []

    def write(self, path: Path, tree: Tree) -> None:
        root = self._entry("Root Entry", 5)
        self.entries[root][4] = self._children(tree)
        self.entries[root][5:] = [self._sectors(bytes(self.small)), len(self.small)]
        small_table = b"".join(struct.pack("<I", each) for each in self.small_table)
        small_start = self._sectors(small_table)
        directory = b"".join(self._packed(entry) for entry in self.entries)
        directory_start = self._sectors(directory)
        count = 1
        while count * (SECTOR // 4) < len(self.table) + count:
            count += 1
        fat_start = len(self.table)
        self.table += [FAT] * count
        fat = b"".join(struct.pack("<I", each) for each in self.table).ljust(count * SECTOR, b"\xff")
        places = [*range(fat_start, fat_start + count)]
        header = struct.pack(
            "<8s16xHHHHH6xIIIIIIIII",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_start, 0, LARGE,
            small_start, -(-len(small_table) // SECTOR), END, 0,
        )  # fmt: skip
        header += b"".join(struct.pack("<I", place) for place in [*places, *[FREE] * (109 - count)])
        path.write_bytes(header + b"".join(self.large) + fat)

    def _entry(self, name: str, kind: int) -> int:
        self.entries.append([name, kind, FREE, FREE, FREE, END, 0])
        return len(self.entries) - 1

    def _children(self, tree: Tree) -> int:
        """The first of the entries, which hang on each other's right like a list."""
        first = last = FREE
        for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
            entry = self._entry(name, 2 if isinstance(content, bytes) else 1)
            if isinstance(content, bytes):
                start = self._small(content) if len(content) < LARGE else self._sectors(content)
                self.entries[entry][5:] = [start, len(content)]
            else:
                self.entries[entry][4] = self._children(content)
            if first == FREE:
                first = entry
            else:
                self.entries[last][3] = entry
            last = entry
        return first

    def _small(self, content: bytes) -> int:
        if not content:
            return END
        start = len(self.small_table)
        count = -(-len(content) // SMALL)
        self.small_table += [*range(start + 1, start + count), END]
        self.small += content.ljust(count * SMALL, b"\0")
        return start

    def _sectors(self, content: bytes) -> int:
        if not content:
            return END
        start, count = len(self.table), -(-len(content) // SECTOR)
        self.table += [*range(start + 1, start + count), END]
        self.large.append(content.ljust(count * SECTOR, b"\0"))
        return start

    @staticmethod
    def _packed(entry: Sequence[int | str]) -> bytes:
        name = str(entry[0]).encode("utf-16-le") + b"\0\0"
        kind, left, right, child, start, size = (int(each) for each in entry[1:])
        return struct.pack("<64sHBBIII36xIII", name, len(name), kind, 1, left, right, child, start, size, 0)
