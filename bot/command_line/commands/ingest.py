"""`tcbot ingest`: files become searchable."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.command_line.commands.options import AsJson, checked_labels
from pipelines.access import EVERYONE
from pipelines.types import DocumentType

if TYPE_CHECKING:
    from bot.command_line.file_report import FileReport
    from bot.settings import BotSettings


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
            help="Who may read them: everyone (the default, but not with SLACK_CLIENT_ID), or a label such as slack:T… "
            "for a workspace. May be given several times; only ever adds.",
        ),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--collection",
            metavar="NAME",
            help="A named collection of the documents for everyone, such as HR: all members may read it, and channels "
            "can choose to answer from it. May be given several times.",
        ),
    ] = None,
    background: Annotated[
        bool, typer.Option("--background", help="Only queue them, for `tcbot worker`; prints the jobs' ids.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make files searchable, one line for each.

    A file that is known already costs nothing; a new one of the same name takes the old one's place. Exits with 1
    where a file failed; the others are ready all the same.
    """
    labels = (*checked_labels(readable_by, "--readable-by"), *_of_collections(collection))
    from bot.command_line.exit_codes import FAILURE
    from bot.processes.start import start

    settings = start()
    labels = labels or _default_readers(settings)
    if background:
        _queue(settings, paths, labels, document_type, as_json)
    from bot.command_line.ingesting import ingest_files
    from bot.command_line.json_shapes import ingest_json, json_text
    from bot.command_line.terminal import open_console, print_file, print_summary
    from bot.wiring import Engine

    console = open_console()
    begun = time.perf_counter()
    reports: list[FileReport] = []
    with Engine(settings) as engine:
        for report in ingest_files(engine, paths, labels, document_type):
            reports.append(report)
            if as_json:
                typer.echo(json_text(ingest_json(report)))
            else:
                print_file(console, report)
    if not as_json and len(reports) > 1:
        print_summary(console, reports, time.perf_counter() - begun)
    raise typer.Exit(FAILURE if any(report.status == "failed" for report in reports) else 0)


def _of_collections(names: list[str] | None) -> tuple[str, ...]:
    """The labels of named collections; a usage error for what is no name."""
    from bot.access.labels import collection_label, collection_name

    try:
        return tuple(dict.fromkeys(collection_label(collection_name(name)) for name in names or ()))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--collection'") from None


def _default_readers(settings: "BotSettings") -> tuple[str, ...]:
    """Everyone, where that is one workspace; a usage error where several can install the app."""
    if settings.slack_client_id is None:
        return (EVERYONE,)
    raise typer.BadParameter(
        "Several workspaces can install the app (SLACK_CLIENT_ID), so say who may read these: slack:T… for the members "
        "of one, or everyone for those of EVERYONE_TEAMS.",
        param_hint="'--readable-by'",
    )


def _queue(
    settings: "BotSettings",
    paths: list[Path],
    labels: tuple[str, ...],
    document_type: DocumentType | None,
    as_json: bool,
) -> NoReturn:
    """Queues the files; exits with 1 where one couldn't be."""
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text, queued_json
    from bot.command_line.queueing import QueuedFile, queue_files
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.wiring import Engine
    from bot.wording.sentences import say

    console = open_console()
    queued: list[QueuedFile] = []
    with Engine(settings) as engine:
        for each in queue_files(engine, paths, labels, document_type):
            queued.append(each)
            if as_json:
                typer.echo(json_text(queued_json(each)))
                continue
            key = "ingest_queued" if each.job else "ingest_failed"
            print_lines(console, [Line(say(key, file=each.file, job=each.job, message=each.message))])
    waiting = sum(bool(each.job) for each in queued)
    if waiting and not as_json:
        print_lines(console, [Line(say("ingest_queued_summary", files=waiting))])
    raise typer.Exit(0 if waiting == len(queued) else FAILURE)
