"""The child process: reads requests from standard input, answers in JSON lines on standard output.

Each request is served by a fork of this process that is confined first, so that one start (and one import of the
libraries) serves many files and none of them meets what another left behind. Without `fork` the process serves
one request and ends.
"""

import base64
import importlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from ingest.confinement.steps import die_with_parent
from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from ingest.parsers.parser_confinement import confine, readable_files
from ingest.parsers.registry import PRELOADED
from ingest.parsers.titles import find_title
from pipelines.private_process import keep_memory_private
from pipelines.types import Page

OPENING_PAGES = 4
"""How many pages with text the title is looked for in."""
PIECE = 1 << 20
"""How many bytes of a transfer one message carries."""
LEAST_NESTING = 100
"""Whatever makes a parser give up for its depth lies deeper than this."""


def send(channel: BinaryIO, kind: str, value: Any) -> None:
    """Writes one message; text that isn't valid Unicode is replaced."""
    line = json.dumps({kind: value}, ensure_ascii=False, separators=(",", ":"))
    channel.write(line.encode("utf-8", "replace") + b"\n")
    channel.flush()


def _page_message(page: Page) -> dict[str, Any]:
    headings = [[heading.text, heading.start, heading.level] for heading in page.headings]
    return {"number": page.number, "text": page.text, "label": page.label, "headings": headings}


def _send_transfers(findings: Findings, channel: BinaryIO) -> bool:
    """Empties the outbox; true where a page's picture was in it."""
    with_picture = False
    for transfer in findings.outbox:
        with_picture = with_picture or transfer.kind == "picture"
        send(channel, "transfer", {"kind": transfer.kind, "name": transfer.name, "bytes": len(transfer.data)})
        for start in range(0, len(transfer.data), PIECE):
            send(channel, "piece", base64.b64encode(transfer.data[start : start + PIECE]).decode())
    findings.outbox = []
    return with_picture


def _cut(page: Page, limits: ParseLimits, findings: Findings) -> Page:
    if len(page.text) <= limits.max_page_characters:
        return page
    findings.warn("pages_cut", page.number)
    end = limits.max_page_characters
    headings = tuple(heading for heading in page.headings if heading.start + len(heading.text) <= end)
    return Page(number=page.number, text=page.text[:end], label=page.label, headings=headings)


def _refuse_if_nothing_was_read(findings: Findings) -> None:
    for code, reason in (
        ("placeholder_only", "placeholder_only"),
        ("garbled_text", "garbled_text"),
        ("pages_without_text", "no_text"),
        ("pages_unreadable", "damaged"),
    ):
        if code in findings.warnings:
            raise UnreadableFileError(reason)
    raise UnreadableFileError("no_text")


def _parse(request: dict[str, Any], limits: ParseLimits, channel: BinaryIO) -> None:
    findings = Findings(wants_pictures=request["pictures"], wants_attachments=request["attachments"])
    parser = importlib.import_module(request["parser"])
    opening: list[Page] = []
    characters, announced, pictured = 0, False, False
    for page in parser.read(Path(request["path"]), limits, findings):
        if not announced:
            send(channel, "total", findings.page_count)
            announced = True
        page = _cut(page, limits, findings)
        if len(opening) < OPENING_PAGES and page.text:
            opening.append(page)
        characters += len(page.text)
        if characters > limits.max_characters:
            raise UnreadableFileError("too_much_text", limit=f"{limits.max_characters:,}")
        pictured = _send_transfers(findings, channel) or pictured
        send(channel, "page", _page_message(page))
    _send_transfers(findings, channel)
    if not opening and not pictured:
        _refuse_if_nothing_was_read(findings)
    result = asdict(findings)
    result["created"] = findings.created.isoformat() if findings.created else None
    result["title"] = find_title(request["name"], findings, [page.text for page in opening])
    send(channel, "done", result)


def answer(request: dict[str, Any], channel: BinaryIO) -> None:
    """Reads the requested file and writes its messages: `total`, `page`…, then `done`, or `error` instead.

    A `transfer` with its `piece`s stands before the page that it belongs to.
    """
    try:
        limits = ParseLimits(**request["limits"])
        held = confine(limits, Path(request["path"]))
        if request["insists"] and held.gaps:
            raise UnreadableFileError("not_confined")
        _parse(request, limits, channel)
    except UnreadableFileError as error:
        send(channel, "error", {"code": error.code, "details": error.details})
    except RecursionError:
        send(channel, "error", {"code": "too_nested", "details": {"limit": str(LEAST_NESTING)}})
    except MemoryError:
        send(channel, "error", {"code": "needs_too_much_memory", "details": {}})
    except Exception as error:
        # The type alone: an exception's text may quote the document.
        send(channel, "error", {"code": "crashed", "details": {"cause": type(error).__name__}})


def _answer_in_fork(request: dict[str, Any], channel: BinaryIO) -> dict[str, int]:
    child = os.fork()
    if child == 0:
        try:
            die_with_parent()
            os.dup2(1, 0)  # requests are for the parent alone
            answer(request, channel)
        finally:
            os._exit(0)
    _, status, usage = os.wait4(child, 0)
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "max_rss": usage.ru_maxrss}


def _private_channel() -> BinaryIO:
    """Standard output under another number; what libraries print goes nowhere instead of into the messages."""
    channel = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return channel


def main() -> None:
    """Serves requests until standard input ends."""
    die_with_parent()
    keep_memory_private()
    channel = _private_channel()
    readable_files()  # found once, for all forks
    requests = os.fdopen(0, "rb", buffering=0, closefd=False)  # nothing is read before its time
    for count, line in enumerate(requests):
        request = json.loads(line)
        if not hasattr(os, "fork"):
            answer(request, channel)
            send(channel, "exit", {"signal": 0, "max_rss": 0, "token": requests.readline().decode().strip()})
            return
        importlib.import_module(request["parser"])
        # A batch pays for the rarely needed libraries once; a single file only where it needs them.
        for module in PRELOADED if count == 1 else ():
            importlib.import_module(module)
        ended = _answer_in_fork(request, channel)
        send(channel, "exit", {**ended, "token": requests.readline().decode().strip()})


if __name__ == "__main__":
    main()
