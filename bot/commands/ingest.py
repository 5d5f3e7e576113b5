"""`tcbot ingest`: files become searchable."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, checked_labels
from pipelines.access import EVERYONE
from pipelines.types import DocumentType

if TYPE_CHECKING:
    from bot.file_report import FileReport


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Documents, sheets, slides, web pages, mails, images.")
    ],
    document_type: Annotated[
        DocumentType | None,
        typer.Option("--type", help="What the documents read like; told from their words where it isn't given."),
    ] = None,
    readable_by: Annotated[
        list[str] | None,
        typer.Option(
            "--readable-by",
            metavar="everyone|LABEL",
            help="Who may read them: everyone (the default) or a label. May be given several times; only ever adds.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make files searchable, one line for each.

    A file that is known already costs nothing; a new one of the same name takes the old one's place. Exits with 1
    where a file failed; the others are ready all the same.
    """
    labels = checked_labels(readable_by, "--readable-by")
    from bot.ingesting import ingest_files
    from bot.json_shapes import ingest_json, json_text
    from bot.start import FAILURE, start
    from bot.terminal import open_console, print_file, print_summary
    from bot.wiring import Engine

    console = open_console()
    begun = time.perf_counter()
    reports: list[FileReport] = []
    with Engine(start()) as engine:
        for report in ingest_files(engine, paths, labels or (EVERYONE,), document_type):
            reports.append(report)
            if as_json:
                typer.echo(json_text(ingest_json(report)))
            else:
                print_file(console, report)
    if not as_json and len(reports) > 1:
        print_summary(console, reports, time.perf_counter() - begun)
    raise typer.Exit(FAILURE if any(report.status == "failed" for report in reports) else 0)
