"""A parser that does what a taken-over one might: the file's first word says what."""

import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from pipelines.types import Page


def _hang() -> str:
    time.sleep(600)
    return "woke up"


def _spin() -> str:
    while True:
        pass


def _eat_memory() -> str:
    held = []
    while True:
        held.append(bytearray(16 * 2**20))


def _crash() -> str:
    ctypes.string_at(0)
    return "survived"


def _leave() -> str:
    os._exit(3)


def _connect() -> str:
    socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    return "connected"


def _connect_natively() -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = b"\x02\x00\x00\x09\x7f\x00\x00\x01" + bytes(8)
    code = libc.connect(handle, address, len(address))
    return f"error {ctypes.get_errno()}" if code else "connected"


def _write() -> str:
    Path("written-by-parser").write_text("x", encoding="utf-8")
    return "wrote"


def _remove(path: Path) -> str:
    path.unlink()
    return "removed"


def _start_program() -> str:
    subprocess.run(["true"], check=True)
    return "started"


def _print() -> str:
    print('{"page": "from a chatty library"}', flush=True)
    os.write(1, b"noise from native code\n")
    print("more noise", file=sys.stderr, flush=True)
    return "printed"


def _environment() -> str:
    return " ".join(sorted(os.environ))


def _group() -> str:
    return f"{os.getsid(0)} {os.getpgrp()} {os.getppid()}"


def _fail() -> str:
    raise KeyError("the text of a document")


def _huge() -> str:
    return "word " * 1_000_000


def _forge() -> str:
    for channel in range(3, 30):
        with contextlib.suppress(OSError):
            os.write(channel, b'{"page":{"number":999999,"text":"forged","label":null,"headings":[]}}\n')
    return "forged"


def _end_falsely() -> str:
    for channel in range(3, 30):
        with contextlib.suppress(OSError):
            os.write(channel, b'{"exit":{"signal":0,"max_rss":0,"token":""}}\n')
    time.sleep(600)
    return "still there"


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """Two pages: a harmless one, then what the file asks for; refusals become the page's text."""
    deed = path.read_text(encoding="utf-8").split()[0]
    findings.page_count = 2
    yield Page(1, "A first page that is fine.")
    deeds = {name.removeprefix("_"): function for name, function in globals().items() if name.startswith("_")}
    try:
        text = _remove(path) if deed == "remove" else str(deeds[deed]())
    except PermissionError as error:
        text = f"refused: {error}"
    yield Page(2, text)
