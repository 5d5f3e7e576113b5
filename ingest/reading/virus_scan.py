"""A virus scan by ClamAV's daemon: each file is sent to it before anything of ours opens it."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ingest.formats.errors import UnreadableFileError

CHUNK: Final = 1 << 16
LONGEST_REPLY: Final = 4096
USUAL_PORT: Final = 3310


class ScannerUnavailableError(Exception):
    """The virus scanner doesn't answer, so no file is taken up; the message says so to people."""


def scanner_address(value: str) -> str:
    """The address of a clamd (tcp:// or unix://); raises `ValueError` for anything else."""
    parts = urlsplit(value)
    if not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ValueError("It must be tcp://host:port or unix:///path.")
    return value


@dataclass(frozen=True, slots=True)
class VirusScanner:
    """clamd at an address, called once a file. `seconds` is how long it may be silent."""

    url: str
    seconds: float = 60.0

    def check(self, path: Path) -> None:
        """Returns where the scanner finds nothing in the file.

        Raises `UnreadableFileError` for an infected file and for one that is larger than the scanner takes, and
        `ScannerUnavailableError`. Costs what reading and sending the file does.
        """
        reply = self._asked(b"zINSTREAM\0", path)
        if reply.endswith("OK"):
            return
        if reply.endswith("FOUND"):
            found = "".join(sign for sign in reply.removesuffix("FOUND").split(":")[-1] if sign.isprintable())
            raise UnreadableFileError("infected", name=found.strip()[:80] or "something")
        if "size limit" in reply:
            raise UnreadableFileError("too_large_to_scan")
        raise self._unavailable("gave no verdict")

    def ping(self) -> str:
        """One line on the scanner, its version; raises `ScannerUnavailableError`."""
        return self._asked(b"zVERSION\0", None)

    def _asked(self, command: bytes, path: Path | None) -> str:
        try:
            with self._connection() as connection:
                connection.sendall(command)
                if path is not None:
                    _send_file(connection, path)
                return _reply(connection)
        except OSError as error:
            raise self._unavailable(f"can't be reached ({type(error).__name__})") from None

    def _connection(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self.seconds)
            connection.connect(parts.path)
            return connection
        return socket.create_connection((parts.hostname or "", parts.port or USUAL_PORT), self.seconds)

    def _unavailable(self, what: str) -> ScannerUnavailableError:
        return ScannerUnavailableError(
            f"The virus scanner at {self.url} {what}, so I took nothing up. Start it, or correct CLAMD_URL."
        )


def _send_file(connection: socket.socket, path: Path) -> None:
    """The file in chunks, each after its length; zero ends it. Who hangs up half-way has already answered."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _reply(connection: socket.socket) -> str:
    received = b""
    while len(received) < LONGEST_REPLY and not received.endswith(b"\0"):
        more = connection.recv(LONGEST_REPLY)
        if not more:
            break
        received += more
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()
