"""Run as a program: a worker with secrets, beside which `native_attempts` reads a file. Prints what came of it.

Its argument is the folder of the packages. As JSON: `attempts`, `harm` (what is different afterwards), `gaps` (what the
start and the doctor name), `insisting` (why a reader that insists on its confinement refuses the file).
"""

import json
import os
import socket
import sys
import tempfile
from pathlib import Path

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.parser_confinement import probe
from ingest.reading.parse import ParserPool
from pipelines.private_process import keep_memory_private

HERE = Path(__file__).parent
ROOTS = (HERE, Path(sys.argv[1]))
KEYS, OTHER = "a key of this run", "another document"


def _listening(kind: int, address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, kind)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    return listener


def _state(folder: Path) -> dict[str, str]:
    return {
        each.name: f"{each.stat().st_mode:o} {each.stat().st_mtime_ns} {each.read_text() if each.is_file() else ''}"
        for each in sorted(folder.iterdir())
    }


def main() -> None:
    """The attempts in a folder of this run, with every kind of listener there."""
    keep_memory_private()
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as tcp:
        folder = Path(name) / "home"
        (folder / "empty").mkdir(parents=True)
        for file, text in (("encryption.keys", KEYS), ("records.db", "rows"), ("other.txt", OTHER)):
            (folder / file).write_text(text, encoding="utf-8")
            (folder / file).chmod(0o600)
        sockets = [
            _listening(socket.SOCK_STREAM, f"{name}/redis"),
            _listening(socket.SOCK_DGRAM, f"{name}/datagrams"),
            _listening(socket.SOCK_STREAM, f"\0{name}"),
        ]
        there = {
            "worker": os.getpid(),
            "folder": str(folder),
            "settings": str(HERE.parents[2] / "pyproject.toml"),
            "port": tcp.getsockname()[1],
            "socket": f"{name}/redis",
            "datagrams": f"{name}/datagrams",
            "abstract": name,
        }
        document = Path(name) / "file.txt"
        document.write_text(json.dumps(there), encoding="utf-8")
        before = _state(folder)
        with ParserPool({"text/plain": "native_attempts"}, ROOTS) as pool:
            lines = pool.parse(document).pages[0].text.splitlines()
        harm = [] if document.exists() else ["the file itself"]
        document.write_text(json.dumps(there), encoding="utf-8")
        after = _state(folder)
        harm += sorted(each for each in before.keys() | after.keys() if before.get(each) != after.get(each))
        insisting = ""
        with ParserPool({"text/plain": "native_attempts"}, ROOTS, insists=True) as pool:
            try:
                pool.parse(document)
            except UnreadableFileError as error:
                insisting = error.code
        for each in sockets:
            each.close()
    attempts = dict(line.split(": ") for line in lines)
    print(json.dumps({"attempts": attempts, "harm": harm, "gaps": probe().gaps, "insisting": insisting}))


if __name__ == "__main__":
    main()
