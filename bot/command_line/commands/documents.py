"""`tcbot documents` and `tcbot forget`: what is held, and its end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson, checked_labels

if TYPE_CHECKING:
    from bot.wiring import Engine

SLACK = "slack"

MOST_DAYS = 36_500
"""As in the setting RETENTION_DAYS."""

documents = typer.Typer(name="documents", invoke_without_command=True, add_completion=False)


@documents.callback()
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the documents and who may read them."""
    if context.invoked_subcommand is not None:
        return
    from bot.command_line.json_shapes import documents_json, json_text
    from bot.command_line.terminal import open_console, print_documents
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        held = engine.library.documents()
    if as_json:
        typer.echo(json_text(documents_json(held)))
    else:
        print_documents(open_console(), held)


@documents.command("verify-forgotten")
def verify_forgotten(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="As `tcbot forget` told it.")],
) -> None:
    """Prove that nothing is left of a document.

    Looks through search, records, vault, cache and temporary files, removes from the disk what deleted rows left
    there, and adds what it found to the audit. Says what it can't look through. Exits with 1 where something is left.
    """
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.command_line.upkeep_lines import trace_line, unseen_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        traces = engine.forgetter.verify(document_id)
        unseen = [Line(line) for line in unseen_lines(engine.settings)]
    if not traces:
        print_lines(open_console(), [Line(say("verified", document=document_id), style="green"), *unseen])
        return
    lines = [say("not_forgotten", document=document_id), *(trace_line(trace) for trace in traces)]
    print_lines(open_console(), [*(Line(line, style="red") for line in lines), *unseen])
    raise typer.Exit(FAILURE)


@documents.command()
def withdraw(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file's name as `tcbot documents` shows it.")],
    labels: Annotated[
        list[str] | None,
        typer.Option("--readable-by", metavar="LABEL", help="Only this label; may be given several times."),
    ] = None,
) -> None:
    """Take back what `tcbot ingest --readable-by` granted.

    Who was granted it elsewhere can still read the document. With nobody left, it is forgotten.
    """
    withdrawn = checked_labels(labels, "--readable-by")
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.forgetting import withdraw_document
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        found, lines = withdraw_document(engine, name, withdrawn or None)
    print_lines(open_console(), [Line(line) for line in lines])
    raise typer.Exit(0 if found else FAILURE)


@documents.command()
def retention(
    days: Annotated[
        str | None, typer.Argument(metavar="[DAYS|default]", help="Whole days, or what RETENTION_DAYS says.")
    ] = None,
) -> None:
    """Show or set after how many days documents are forgotten.

    They are counted from a document's last version; the daily sweep forgets what is due.
    """
    if days not in {None, "default"} and not (days.isdecimal() and 1 <= int(days) <= MOST_DAYS):
        raise typer.BadParameter(f"{days!r} is neither 1 to {MOST_DAYS} days nor default.", param_hint="DAYS")
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        if days is not None:
            engine.library.set_retention(None if days == "default" else int(days))
        held = engine.library.retention() or engine.settings.retention_days
    print_lines(open_console(), [Line(say("retention", days=held) if held else say("retention_none"))])


@documents.command()
def missing(
    forget_them: Annotated[
        bool, typer.Option("--forget", help="Forget those that have been missing for a day or longer.")
    ] = False,
) -> None:
    """Show how many shared files their chat no longer shows, or forget them.

    A few are forgotten by themselves. Many at once may mean that a token was changed or that the bot was taken out of a
    channel: they stay until somebody says that they are gone.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.command_line.upkeep_lines import missing_lines
    from bot.processes.start import start
    from bot.records.missing_files import MissingFiles
    from bot.wiring import Engine

    with Engine(start()) as engine:
        files = MissingFiles(engine.database)
        lines = missing_lines(files.counts(SLACK))
        if forget_them:
            lines.append(_forget_files(engine, files.confirmed(SLACK)))
    print_lines(open_console(), [Line(line) for line in lines])


@documents.command("forget-workspace")
def forget_workspace(
    team: Annotated[str, typer.Argument(metavar="ID", help="The id of a Slack workspace, such as T0123456.")],
) -> None:
    """Forget everything that was shared in a workspace, such as one that took the bot out.

    What others shared, too, stays with them.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.missing_files import MissingFiles
    from bot.wiring import Engine

    with Engine(start()) as engine:
        line = _forget_files(engine, MissingFiles(engine.database).of_workspace(SLACK, team))
    print_lines(open_console(), [Line(line)])


def _forget_files(engine: "Engine", files: Sequence[tuple[str, str, str]]) -> str:
    """Takes back shared files (team, file, channel); the sentence that says how many."""
    from bot.records.shared_files import SharedFiles
    from bot.service.files.withdrawing import Withdrawing
    from bot.wording.sentences import say

    withdrawing = Withdrawing(SharedFiles(engine.database), engine.forgetter, engine.jobs, engine.library)
    for team, file_id, channel in files:
        withdrawing.file_gone(SLACK, team, file_id, channel)
    engine.forgetter.expunge()
    return say("missing_forgotten", count=len(files))


def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file's name as `tcbot documents` shows it.")],
) -> None:
    """Forget a document.

    No answer uses it from now on; its original, its text and the answers that quote it are deleted.
    """
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.forgetting import forget_document
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        found, lines = forget_document(engine, name)
    print_lines(open_console(), [Line(line) for line in lines])
    raise typer.Exit(0 if found else FAILURE)
