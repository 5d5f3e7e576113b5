"""Office files as archives of XML parts, opened only after a look at what unpacking them would cost."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final, TypeVar
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import MIB, ParseLimits
from ingest.formats.zip_directory import entry_names, plain_name
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.xml_parts import PROLOG_BYTES, parse_xml, stream_xml

UNSUSPICIOUS_BYTES: Final = 16 * MIB
"""Parts of this size may be packed as tightly as they like: empty rows of a sheet are all alike."""
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
"""What zipfile raises on damaged archives; memory errors pass through."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from one part to another: `kind` is the last word of its type, `target` the part's name."""

    kind: str
    target: str


class Package:
    """The parts of an office file, by their names in any case. Use as a context manager.

    Raises `UnreadableFileError` for archives that are damaged, encrypted, expand too much, hold too many entries or
    name entries outside of themselves.
    """

    def __init__(self, path: Path, limits: ParseLimits) -> None:
        entry_names(path)  # counts them before zipfile makes an object of each
        self._zip = _unbroken(lambda: zipfile.ZipFile(path))
        self._parts = {plain_name(info.filename): info for info in self._zip.infolist()}
        self._check(path.stat().st_size, limits)

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._parts

    def names(self) -> list[str]:
        """The names of all files, as the archive spells them, without folders."""
        return [info.filename for info in self._parts.values() if not info.is_dir()]

    def size(self, name: str) -> int:
        """How many bytes a part unpacks to, as the directory says; 0 where there is no such part."""
        info = self._parts.get(plain_name(name))
        return 0 if info is None else info.file_size

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None where there is no such part."""
        info = self._parts.get(plain_name(name))
        return None if info is None else _unbroken(lambda: self._zip.read(info))

    def xml(self, name: str) -> Element | None:
        """A part's root, tags without namespaces; None where there is no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def required(self, name: str) -> Element:
        """A part's root; a file without this part is damaged."""
        root = self.xml(name)
        if root is None:
            raise UnreadableFileError("damaged")
        return root

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream of its bytes; a file without this part is damaged."""
        info = self._parts.get(plain_name(name))
        if info is None:
            raise UnreadableFileError("damaged")
        return _unbroken(lambda: self._zip.open(info))

    @staticmethod
    def piece(file: IO[bytes], size: int) -> bytes:
        """The next bytes of an opened part; none at its end."""
        return _unbroken(lambda: file.read(size))

    def stream(self, name: str, *wanted: str) -> Iterator[Element]:
        """The wanted elements of a large part as they come; see `stream_xml`."""
        with self.open(name) as file:
            head = self.piece(file, PROLOG_BYTES)
        with self.open(name) as file:
            try:
                yield from stream_xml(file, head, frozenset(wanted))
            except _BROKEN:
                raise UnreadableFileError("damaged") from None

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to inside the file, by id; the whole file's references for an empty name."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for relation in root if root is not None else ():
            target = relation.attrib.get("Target", "")
            if relation.attrib.get("TargetMode") == "External" or not target:
                continue
            path = target if target.startswith("/") else posixpath.join(folder, target)
            kind = relation.attrib.get("Type", "").rpartition("/")[2]
            found[relation.attrib.get("Id", "")] = Relation(kind, posixpath.normpath(path).lstrip("/"))
        return found

    def main_part(self, usual: str) -> str:
        """The name of the part that holds the document: the one the file refers to, else where it usually is."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        return usual

    def _check(self, file_bytes: int, limits: ParseLimits) -> None:
        unpacked = 0
        for info in self._zip.infolist():  # all of them: two entries may have one name
            name = plain_name(info.filename)
            if info.flag_bits & _ENCRYPTED:
                raise UnreadableFileError("password_protected")
            if ".." in name.split("/") or "\0" in info.filename or name[1:2] == ":":
                raise UnreadableFileError("unsafe_names")
            unpacked += info.file_size
            tightness = info.file_size / max(1, info.compress_size)
            if info.compress_size > file_bytes:
                raise UnreadableFileError("damaged")
            if info.file_size > UNSUSPICIOUS_BYTES and tightness > limits.max_expansion:
                raise UnreadableFileError("expands_too_much", limit=f"{limits.max_expansion} times its size")
        if unpacked > limits.max_unpacked_bytes:
            raise UnreadableFileError("expands_too_much", limit=f"{limits.max_unpacked_bytes / MIB:,.0f} MB")


def _unbroken(action: Callable[[], T]) -> T:
    """What the action gives; an archive that makes it fail is damaged."""
    try:
        return action()
    except _BROKEN:
        raise UnreadableFileError("damaged") from None


def note_properties(package: Package, findings: Findings) -> None:
    """Title, subject and day of creation into `findings`, as Microsoft's formats hold them; damage there is no loss."""
    try:
        root = package.xml("docProps/core.xml")
    except Exception as error:
        let_fatal_through(error)
        return
    for element in root if root is not None else ():
        words = clean_line(element.text or "")
        if element.tag == "title":
            findings.metadata_title = words[:500]
        elif element.tag == "subject":
            findings.subject = words[:500]
        elif element.tag == "created":
            findings.created = day_of(words)


def day_of(words: str) -> date | None:
    """The day of an ISO 8601 date or time; None for anything else and for days that can't be."""
    try:
        day = date.fromisoformat(words[:10])
    except ValueError:
        return None
    return day if 1980 < day.year < 2100 else None
