"""What the child hands over beside pages: pictures of pages, and the files that lie within the file."""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ingest.formats.limits import ParseLimits
from ingest.reading.attached_file import AttachedFile, attachment_name
from ingest.reading.scratch import private_file

LARGEST_PICTURE: Final = 64 * 2**20


@dataclass(slots=True)
class ChildTransfers:
    """Puts transfers together from their pieces, and believes no child beyond the limits: it raises `ValueError` then.

    Files go into `spool`, under numbers instead of names; None means that none are expected.
    """

    limits: ParseLimits
    spool: Path | None
    attached: list[AttachedFile] = field(default_factory=list)
    _kind: str = ""
    _name: str = ""
    _missing: int = 0
    _data: bytearray = field(default_factory=bytearray)
    _picture: tuple[str, bytes] | None = None
    _attached_bytes: int = 0

    def open(self, value: dict[str, Any]) -> None:
        """A transfer begins."""
        self._kind, self._name, self._missing = str(value["kind"]), str(value["name"]), int(value["bytes"])
        self._data = bytearray()
        if self._kind == "attachment":
            self._attached_bytes += self._missing
            allowed = self.spool is not None and len(self.attached) < self.limits.max_attachments
            allowed = allowed and self._attached_bytes <= self.limits.max_attached_bytes
        else:
            allowed = self._kind == "picture" and self._picture is None and self._missing <= LARGEST_PICTURE
        if not allowed or self._missing <= 0:
            raise ValueError(self._kind)

    def add(self, piece: str) -> None:
        """The next piece of the transfer that is open."""
        self._data += base64.b64decode(piece, validate=True)
        if len(self._data) > self._missing:
            raise ValueError(self._kind)
        if len(self._data) < self._missing:
            return
        if self._kind == "picture":
            self._picture = (self._name, bytes(self._data))
        else:
            self._keep()
        self._missing, self._data = 0, bytearray()

    def picture(self) -> tuple[str, bytes] | None:
        """The reason and the image that came in front of a page; None where none did."""
        if self._missing:
            raise ValueError("a page within a transfer")
        picture, self._picture = self._picture, None
        return picture

    def _keep(self) -> None:
        assert self.spool is not None
        number = len(self.attached) + 1
        path = private_file(self.spool / f"{number:04d}")
        path.write_bytes(self._data)
        name = attachment_name(self._name, number)
        used = {each.name for each in self.attached}
        stem, suffix, copy = Path(name).stem, Path(name).suffix, 1
        while name in used:
            copy += 1
            name = f"{stem} ({copy}){suffix}"
        self.attached.append(AttachedFile(name, path))
